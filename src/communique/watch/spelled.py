"""Words of names as lists and reports spell them: what stands before a name, spellings that sound alike, how like two names are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from communique.grounding.names import Token, lookup, tokens

WORD = 80.0
"""Least likeness, of 100, of two words that are taken for one; short ones must sound alike too."""

SHORT = 5
"""Letters of a word up to which another spelling must sound alike: “Myong” and “Pyong” are two names, “Jong” and “Jung” one."""

JOINED = 88.0
"""Least likeness of two names written without blanks ("Kim Jongun") at which they are compared so."""

DIFFERS = 10.0
"""What two names lose of which each has a word that the other has not."""

MIDDLE = 12.0
"""What a name loses that leaves out the names between the first and the last ("Ivan Petrov", "Ivan Sergeevich Petrov")."""

BLANKS = 3.0
"""What a comparison without blanks loses."""

_LINKS = frozenset(["the", "of", "and", "for"])
"""Words that names of bodies are joined with."""

_PARTICLE_WORDS = """
al el ad as ash an ar ul ur bin ben ibn bint abu abou umm de la von van der da di du dos ould
"""
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
"""Words of names that do not tell people apart. "Abu Ali" is one word: many fathers have a son of that name."""

_SERVANT = re.compile(r"abd(?:al|el|ul|oul|ou|u)?")
"""The first half of names such as Abdul Rahman and Abd al-Rahman, which are one word."""

_TITLE_WORDS = """
mr mrs ms dr prof sir lord sheikh shaykh mullah mawlawi maulvi hajji haji ayatollah general gen colonel col lieutenant
lt major maj captain capt admiral adm marshal commander brigadier sergeant president minister secretary chairman chief
ambassador envoy spokesman spokeswoman king prince emir governor mayor senator comrade leader
"""
_TITLES = frozenset(_TITLE_WORDS.split())
"""Words before a name that are no part of it."""

_WORDS_BEFORE = """
north south vice prime deputy first foreign defence defense interior supreme former acting late
"""
_BEFORE_TITLES = frozenset(_WORDS_BEFORE.split())
"""Words that are no part of a name either where a title follows."""


@lru_cache(maxsize=4096)
def untitled(name: str) -> tuple[str, ...]:
    """The words of a name without what stands before it: titles, and a people before a title ("Kenyan General …")."""
    words = tokens(name)
    stripped = _joined([word.key for word in words[_before(words) :]])
    return stripped if len(stripped) > 1 else words_of(name)


def bare(name: str) -> str:
    """A name as it is written, without what stands before it.

    >>> bare("the Kenyan envoy Orban Teskeli"), bare("General Varno")
    ('Orban Teskeli', 'General Varno')
    """
    words = tokens(name)
    rest = words[_before(words) :]
    return name[rest[0].start :] if len(_joined([word.key for word in rest])) > 1 else name


def _before(words: Sequence[Token]) -> int:
    """How many words stand before a name."""
    capitals = any(word.capital for word in words)
    cut = at = 0
    while at < len(words):
        word = words[at]
        if word.key in _TITLES or (capitals and not word.capital and word.key not in _PARTICLES):
            cut = at + 1
        elif word.key not in _BEFORE_TITLES and not any(e.kind in ("demonym", "country") for e in lookup(word.key)):
            break
        at += 1
    return cut


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """All words of a name as they are compared."""
    return _joined([word.key for word in tokens(name)])


def _joined(words: list[str]) -> tuple[str, ...]:
    """Words without particles, and Abdul Rahman as one."""
    words = [word for word in words if word not in _PARTICLES | _LINKS] or words
    found: list[str] = []
    for word in words:
        if found and _SERVANT.fullmatch(found[-1]):
            found[-1] = f"abd{word}"
        else:
            found.append(re.sub(r"^abd(?:al|el|ul|oul)(?=\w{2})", "abd", word))
    return tuple(found)


def likeness(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[float, str]:
    """How like two names are, 0 to 100, by their words in whatever order, each word by its length; and how that comes.

    Args:
        ours: words of a name, as `words_of` or `untitled` gives them.
        theirs: words of another.
    """
    pairs = _pairs(ours, theirs)
    fewer, more = sorted((len(ours), len(theirs)))
    if fewer != more and fewer > 1:
        blanks = fuzz.ratio("".join(ours), "".join(theirs), score_cutoff=JOINED) - BLANKS
        if blanks > 0 and len(pairs) < fewer:
            return blanks, "alike when written without blanks"
    if len(pairs) < 2:
        return 0.0, "fewer than two words agree"
    letters = sum(map(len, ours)) + sum(map(len, theirs))
    like = sum(ratio * (len(ours[i]) + len(theirs[j])) for ratio, i, j in pairs) / letters
    how = f"{len(pairs)} of {more} words agree"
    if len(pairs) < fewer:
        # a word that only one has may be left out by the other; two that differ are two people's ("Kim Kyong Ok", "Kim Kyong Il")
        return like - DIFFERS, f"{how}, and each has one that the other has not"
    ends = {(0, 0), (len(ours) - 1, len(theirs) - 1)}
    if fewer < more and ends <= {(i, j) for _, i, j in pairs}:
        spelled = min(ratio for ratio, *_ in pairs)
        return max(like, spelled - MIDDLE), f"{how}; the first and the last, with others between them left out"
    return like, how


def _pairs(ours: tuple[str, ...], theirs: tuple[str, ...]) -> list[tuple[float, int, int]]:
    """Words that are the same or another spelling, each used once, the likest first."""
    alike = sorted(
        (-fuzz.ratio(a, b), abs(i - j), i, j)
        for i, a in enumerate(ours)
        for j, b in enumerate(theirs)
        if _same_word(a, b)
    )
    found: list[tuple[float, int, int]] = []
    for ratio, _, i, j in alike:
        if all(i != x and j != y for _, x, y in found):
            found.append((-ratio, i, j))
    return found


def _same_word(a: str, b: str) -> bool:
    """Whether two words are one in two spellings."""
    shorter = min(len(a), len(b))
    if a == b or (shorter > SHORT and fuzz.ratio(a, b) >= WORD):
        return True
    if sound_of(a) != sound_of(b):
        return False
    return shorter > 2 or [c for c in a if c in _VOWELS] == [c for c in b if c in _VOWELS]


@lru_cache(maxsize=65536)
def sound_of(word: str) -> str:
    """What spellings of a word from other scripts have in common: its consonants, voiced and unvoiced alike."""
    for letters, sound in (("ph", "f"), ("ch", "j"), ("dj", "j"), ("kh", "k"), ("th", "t"), ("sh", "s")):
        word = word.replace(letters, sound)
    word = re.sub("^w", "v", word).translate(_ALIKE)
    first = "a" if word[:1] in _SILENT else word[:1]
    return re.sub(r"(.)\1+", r"\1", first + "".join(c for c in word[1:] if c not in _SILENT))


_ALIKE = str.maketrans("cqgdbzxv", "kkktpskf")
_VOWELS = "aeiou"
_SILENT = _VOWELS + "yhw"
