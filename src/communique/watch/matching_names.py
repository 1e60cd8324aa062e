"""A name of a report against lists of names: who on them may be meant, how like the names are, and what is missing to be sure.

A name alone never confirms anybody. A candidate is a question for whoever reads it, with what would settle it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from communique.watch.candidate import Candidate, Party, listed_then, missing
from communique.watch.listed import Listed, NameList
from communique.watch.spelled import WORD, likeness, sound_of, untitled, words_of

LEAST = 75.0
"""Least score, of 100, of a candidate. Set on the UN list of October 2018 with names of 6,600 ministers and leaders: see docs/lists.md."""

WEAK = 12.0
"""What a name loses that the list itself calls of low quality."""

ELSEWHERE = 15.0
"""What a name loses where the report gives the party another country than the list."""

UNKNOWN = 3.0
"""What it loses where one of the two gives no country."""

HIGHEST = 95.0
"""A name alone, spelled alike and of the same country, comes to this; only a shared identifier comes to 100."""

ONE_WORD = 78.0
"""What the name of a body comes to that is one word."""

MOST_HEARD = 2000
"""Names that share one rare sound with the name, of which the whole is compared."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One name of an entry: its words as they are compared, whether it is weak, and the day its list is of."""

    listed: Listed
    name: str
    words: tuple[str, ...]
    weak: bool
    snapshot: str | None


@dataclass(frozen=True, slots=True)
class Index:
    """Lists made ready to be asked; `index` makes it."""

    spellings: list[Spelling] = field(default_factory=list)
    by_sound: dict[str, list[int]] = field(default_factory=dict)
    by_word: dict[str, list[int]] = field(default_factory=dict)
    by_ref: dict[str, list[Spelling]] = field(default_factory=dict)


def index(lists: Iterable[NameList]) -> Index:
    """Make lists ready to be party.

    Args:
        lists: the lists, each as `load_list` gives it.
    """
    found = Index()
    for names in lists:
        for entry in names.entries:
            first = Spelling(entry, entry.name, entry_words(entry, entry.name), weak=False, snapshot=names.snapshot)
            for ref in dict.fromkeys((entry.id, entry.reference, entry.wikidata, *entry.also)):
                if ref:
                    found.by_ref.setdefault(ref, []).append(first)
            aliases = [replace(first, name=name, words=entry_words(entry, name)) for name in entry.aliases]
            weak = [replace(first, name=name, words=entry_words(entry, name), weak=True) for name in entry.weak]
            for spelling in (first, *aliases, *weak):
                _add(found, spelling)
    return found


def _add(found: Index, spelling: Spelling) -> None:
    """Add a name under its sounds, or one of one word under that word."""
    at = len(found.spellings)
    found.spellings.append(spelling)
    if len(spelling.words) == 1:
        found.by_word.setdefault(spelling.words[0], []).append(at)
    else:
        for sound in dict.fromkeys(map(sound_of, spelling.words)):
            found.by_sound.setdefault(sound, []).append(at)


def match(found: Index, party: Party, most: int = 5) -> tuple[Candidate, ...]:
    """Who on the lists a party may be.

    Args:
        found: the lists.
        party: who is looked for.
        most: how many candidates at most.

    Returns:
        Candidates of at least `LEAST`, the likest first. A name of one word gives none by itself; that of a body does where the word
        is the same and the country agrees.
    """
    spelled = tuple(dict.fromkeys((untitled(party.name), words_of(party.name))))
    best = {s.listed.id: _by_ref(party, s) for s in found.by_ref.get(party.ref or "", ())}
    for at in _near(found, spelled):
        spelling = found.spellings[at]
        if not _fits(party.kind, spelling.listed.kind):
            continue
        candidate = _by_name(party, spelled, spelling)
        known = best.get(spelling.listed.id)
        if candidate and (known is None or candidate.score > known.score):
            best[spelling.listed.id] = candidate
    return tuple(sorted(best.values(), key=lambda c: (-c.score, c.listed.list, c.listed.id))[:most])


def _fits(asked: str | None, kind: str) -> bool:
    """Whether an entry of a kind may be what is looked for."""
    return asked is None or kind in (asked, "party")


def _near(found: Index, spelled: tuple[tuple[str, ...], ...]) -> Iterator[int]:
    """The names that are worth a closer look: two words sound alike, or the rarest one does and the whole is alike."""
    near: dict[int, None] = {}
    for words in spelled:
        if len(words) == 1:
            near.update(dict.fromkeys(found.by_word.get(words[0], ())))
            continue
        heard = [found.by_sound.get(sound, []) for sound in dict.fromkeys(map(sound_of, words))]
        count = Counter(at for places in heard for at in places)
        near.update(dict.fromkeys(at for at, times in count.items() if times > 1))
        whole = " ".join(sorted(words))
        rarest = min((places for places in heard if places), key=len, default=[])
        for at in rarest[:MOST_HEARD]:
            theirs = " ".join(sorted(found.spellings[at].words))
            if fuzz.ratio(whole, theirs, score_cutoff=WORD):
                near[at] = None
    yield from near


def _by_ref(party: Party, spelling: Spelling) -> Candidate:
    """A candidate that shares an identifier."""
    listed, snapshot = spelling.listed, spelling.snapshot
    return Candidate(
        listed,
        100.0,
        spelling.name,
        f"both have the identifier {party.ref}",
        (f"whether {party.ref} is rightly given to “{party.name}”", *missing(party, listed, snapshot)),
        listed_then(party, listed, snapshot),
        snapshot,
    )


def _by_name(party: Party, spelled: tuple[tuple[str, ...], ...], spelling: Spelling) -> Candidate | None:
    """A candidate by name, None below `LEAST`."""
    listed, snapshot = spelling.listed, spelling.snapshot
    if len(spelling.words) > 1:
        like, how = max((likeness(words, spelling.words) for words in spelled), key=lambda found: found[0])
    elif _alone(party, spelled, spelling):
        like, how = ONE_WORD, "one word, the same, of a body of that country"
    else:
        return None
    reasons = [f"“{party.name}” is {like:.0f} % like “{spelling.name}”: {how}"]
    for lost, why in _doubts(party, spelling):
        like -= lost
        reasons.append(f"{why} (−{lost:.0f})" if lost else why)
    if like > HIGHEST:
        reasons.append(f"a name alone counts for {HIGHEST:.0f} at most")
    score = round(min(like, HIGHEST), 1)
    if score < LEAST:
        return None
    because, then = "; ".join(reasons), listed_then(party, listed, snapshot)
    return Candidate(listed, score, spelling.name, because, missing(party, listed, snapshot), then, snapshot)


def _alone(party: Party, spelled: tuple[tuple[str, ...], ...], spelling: Spelling) -> bool:
    """Whether a name of one word will do: that of a body, the same, no shorter than four letters, of that country."""
    body = spelling.listed.kind in ("body", "party") and party.kind != "person"
    same = spelling.words in spelled and len(spelling.words[0]) >= 4
    return body and same and party.country in spelling.listed.countries


def _doubts(party: Party, spelling: Spelling) -> Iterator[tuple[float, str]]:
    """What speaks for and against, beside the name."""
    listed = spelling.listed
    if spelling.weak:
        yield WEAK, "the list calls this name one of low quality"
    if not party.country or not listed.countries:
        yield UNKNOWN, f"the {'list' if party.country else 'report'} gives no country"
    elif party.country in listed.countries:
        yield 0.0, f"both of {party.country}"
    else:
        yield ELSEWHERE, f"the report has {party.country}, the list {', '.join(listed.countries)}"
    if party.ref and listed.wikidata and party.ref.startswith("Q") and party.ref != listed.wikidata:
        yield ELSEWHERE, f"Wikidata has two of them, {party.ref} and {listed.wikidata}"
    if listed.topics and not any(topic.startswith("sanction") for topic in listed.topics):
        yield 0.0, f"is in the list as {', '.join(listed.topics)}, not as sanctioned"


def entry_words(entry: Listed, name: str) -> tuple[str, ...]:
    """The words of a name of an entry as they are compared; those before a person's name are dropped."""
    return untitled(name) if entry.kind == "person" else words_of(name)
