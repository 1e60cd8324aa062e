"""Which texts are copies of one another: exact ones by digest, near ones by MinHash over runs of words; and what they both quote.

A record stores signatures and compares them with those of later years. So nothing here may ever change what a text is given: no library's
hash, no seed of the machine, only the constants below. The one thing from outside is Unicode as Python knows it, whose case folding and
normal form are promised to stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b, sha256

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

Hashes = NDArray[np.uint64]

RUN = 3
"""Words of a run. Measured on the stories of our own: of runs of two, three and four words, reports of one story by different outlets share
at most 19, 10 and 7 % (of the shorter report), and reprints at least 51, 46 and 42 %. Of our 660 reports with a tenth of the words edited
keep 86, 77 and 70 % (medians). Two tell reports apart too weakly, four lose more of an edited text."""

VALUES = 64
"""Values of a signature, in 256 bytes. The likeness of two texts is right to about 0.06. Measured on 495 reports of ours of 75 words and
more: with 2, 10, 20 and 30 % of the words edited it is 0.92, 0.61, 0.41 and 0.25 (medians), with the last third cut 0.72, with another
headline and dateline 0.89."""

LEAST_LIKENESS = 4 / 64
"""Signatures with fewer values in common are of no copies, and their words are not compared. Of texts that are alike by 0.2, the least
that `CONTAINED` admits for two of one length, 1 in 1,600 falls below by chance."""

CONTAINED = 0.35
"""Least share of the runs of the shorter text that stand in the longer one, words in quotation marks apart. Measured on the stories of our
own: eight reprints 0.39 to 0.87; different reports of one story 0.10 at most, but for a later report of one agency that takes a paragraph
of its first again (0.21). Articles about one subject reach 0.31 (1,770 pairs of MEANTIME: two days of one stock exchange) and 0.07 (4,095
pairs of GeoVirus). Of the 495 reports with 10, 20 and 30 % of their words edited 100, 99.6 and 85 % are above it."""

LEAST_RUNS = 60
"""Runs of a text that can be called a near copy on its share alone. Shorter reports of different acts follow one pattern ("reports 899 new
cases, bringing the total to ..."), and need `LEAST_SHARED`. Of 103,481 reports of 27 words on average, six pairs had 60 runs or more and
`CONTAINED`: all were texts taken over; of those with 50 to 59 runs, three in four were not."""

LEAST_SHARED = 40
"""Runs that a shorter text has in common with its near copy. Of the same reports, pairs about different acts share up to 38, and one pair
41; all others of 40 and more were texts taken over."""

VERBATIM = 12
"""Runs of a short text that stands in the other word for word. Of the 103,481 reports, nine pairs were so contained with 12 runs or more, all of them
taken over; with 10 runs or fewer, half were not ("hit record highs")."""

_WORD = re.compile(r"[^\W_]+")
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))
_HALF = np.uint64(32)
"""The step, the multipliers and the shifts of SplitMix64 (Steele, Lea and Flood 2014)."""

_A_TIME = 4096
"""Runs that are hashed at once, so that a very long text takes no more memory than a short one."""


def _mix(numbers: Hashes) -> Hashes:
    """Numbers mixed so that every bit depends on every other (the finaliser of SplitMix64)."""
    numbers = numbers ^ (numbers >> _SHIFTS[0])
    numbers *= _FIRST
    numbers ^= numbers >> _SHIFTS[1]
    numbers *= _SECOND
    numbers ^= numbers >> _SHIFTS[2]
    return numbers


_SEEDS = _mix(np.arange(1, VALUES + 1, dtype=np.uint64) * _STEP)


def digest(text: str) -> str:
    """What exact copies have in common.

    Args:
        text: any text.

    Returns:
        SHA-256, in hexadecimal, of the text with every stretch of white space as one blank and in Unicode's normal form C.
    """
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def _words(text: str) -> list[str]:
    """The words of a text without case and punctuation."""
    return _WORD.findall(unicodedata.normalize("NFC", text.casefold()))


@lru_cache(maxsize=65536)
def _word(word: str) -> bytes:
    """A word as a number, in eight bytes."""
    return blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _all_runs(text: str) -> Hashes:
    """The runs of words in a text as numbers, in their order; case and punctuation do not count.

    A text of fewer words than a run is one run of them all.
    """
    row = np.frombuffer(b"".join(map(_word, _words(text))), dtype="<u8")
    size = min(RUN, row.size)
    last = row.size - size + 1 if size else 0
    runs = np.zeros(last, dtype=np.uint64)
    for place in range(size):
        runs += row[place : last + place]
        runs += _STEP
        runs = _mix(runs)
    return runs


def _runs(text: str) -> Hashes:
    """The runs of a text, each once, sorted."""
    return np.unique(_all_runs(text))


def signature(text: str) -> bytes:
    """The MinHash signature of a text, by which near copies are found; stable for ever.

    Args:
        text: any text.

    Returns:
        `VALUES` numbers of 32 bits, little-endian. A text without words has the highest number in every place.
    """
    runs = _all_runs(text)
    least = np.full(VALUES, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, runs.size, _A_TIME):
        hashes = _SEEDS[:, None] ^ runs[start : start + _A_TIME]
        hashes *= _FIRST
        hashes ^= hashes >> _HALF
        hashes *= _SECOND
        np.minimum(least, hashes.min(axis=1), out=least)
    return (least >> _HALF).astype("<u4").tobytes()


def _values(signature: bytes) -> NDArray[np.uint32]:
    """The numbers of a signature."""
    if len(signature) != 4 * VALUES:
        raise ValueError(f"a signature has {4 * VALUES} bytes, not {len(signature)}")
    return np.frombuffer(signature, dtype="<u4")


def likeness(a: bytes, b: bytes) -> float:
    """How much of two texts is the same, as their signatures tell.

    Args:
        a: signature of one text.
        b: of the other.

    Returns:
        Estimate of the share of their runs of words that both have (Jaccard), 0 to 1.

    Raises:
        ValueError: one of them is no signature.
    """
    return float(np.mean(_values(a) == _values(b)))


_ROWS = np.array([n for n in range(VALUES) if n % 4 != 3])
_NEXT, _PLACES = _ROWS + 1, _SEEDS[_ROWS]


def bands(signature: bytes) -> tuple[int, ...]:
    """Keys under which a database finds candidates for copies: texts that share one are worth comparing.

    Each key is made of two neighbouring values; every four values give three keys, 48 in all. By calculation texts that are alike by 0.4, 0.3
    and 0.2 share one in 99.9, 98 and 85 of 100 cases; 32 keys of separate pairs would find 99.6, 95 and 73, keys of three values only 44 at
    0.3. Measured on 495 reports: with 10, 20 and 30 % of the words edited 100, 99 and 91 of 100 are found, a report inside a text four and
    eight times as long in 82 and 52. Among 12,935 texts of 220 words one finds three others by chance, among 976 articles one in eight
    finds one; `copy_of` drops most of them by `LEAST_LIKENESS`.

    Args:
        signature: of a text.

    Returns:
        Signed 64-bit integers; none for a text without words.

    Raises:
        ValueError: it is no signature.
    """
    values = _values(signature)
    return tuple(all_bands(values[None])[0].tolist()) if _worded(values[None])[0] else ()


def all_bands(values: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The bands of many signatures, a row of values each."""
    wide = values.astype(np.uint64)
    return _mix(((wide[:, _ROWS] << _HALF) | wide[:, _NEXT]) ^ _PLACES).view(np.int64)


def _worded(values: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which signatures are of texts with words."""
    found: NDArray[np.bool_] = (values != np.iinfo(np.uint32).max).any(axis=1)
    return found


def sorted_bands(values: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Bands of many texts in their order, and the rows they are of, each of a text once."""
    rows = np.flatnonzero(_worded(values))
    keys = all_bands(values[rows])
    found = keys.ravel(), np.repeat(rows, keys.shape[1])
    order = np.lexsort(found[::-1])
    keys, rows = (part[order] for part in found)
    first = np.append(True, (keys[1:] != keys[:-1]) | (rows[1:] != rows[:-1]))[: keys.size]
    return keys[first], rows[first]


def containment(short_text: str, long_text: str) -> float:
    """How much of a text stands in another, such as a brief of an agency in a longer article.

    Args:
        short_text: the text that may be contained.
        long_text: the text that may contain it.

    Returns:
        Share of the runs of words of the first that the second has, 0 to 1; 0 for a text without words.
    """
    runs = _runs(short_text)
    return _shared(runs, _runs(long_text)) / runs.size if runs.size else 0.0


def _shared(a: Hashes, b: Hashes) -> int:
    """How many runs both have."""
    return int(np.intersect1d(a, b, assume_unique=True).size)


def copy_of(text_a: str, sig_a: bytes, text_b: str, sig_b: bytes) -> tuple[bool, float, str]:
    """Whether one text is a copy of the other, or contains it: which was first is not asked.

    Words in quotation marks do not count: two reporters who quote one speech at length have not copied each other.

    Args:
        text_a: one text.
        sig_a: its signature.
        text_b: the other.
        sig_b: its signature.

    Returns:
        Whether they are copies; the share of the shorter one's own runs of words that the longer has; and the reason in words.
        Without a common sign in their signatures the words are not compared, and the share is the likeness of the signatures.

    Raises:
        ValueError: a signature is none.
    """
    estimate = likeness(sig_a, sig_b)
    if estimate < LEAST_LIKENESS:
        return False, estimate, f"signatures agree in {round(estimate * VALUES)} of {VALUES} values, too few for a copy"
    if digest(text_a) == digest(text_b):
        return True, 1.0, "the same text"
    whole = sorted((_runs(text_a), _runs(text_b)), key=len)
    if whole[0].size >= VERBATIM and _shared(*whole) == whole[0].size:
        return True, 1.0, f"one text stands in the other word for word, all {whole[0].size} runs of {RUN} words"
    short, long = sorted((_runs(_own_words(text_a)), _runs(_own_words(text_b))), key=len)
    shared = _shared(short, long)
    score = shared / short.size if short.size else 0.0
    told = f"{shared} of {short.size} runs of {RUN} words of the shorter text ({score:.0%}) stand in the other, quotations apart"
    if score < CONTAINED:
        return False, score, f"{told}; a near copy has {CONTAINED:.0%} at least"
    if short.size < LEAST_RUNS and shared < LEAST_SHARED:
        return False, score, f"{told}; of so short a text a near copy has {LEAST_SHARED} at least"
    return True, score, told


def _own_words(text: str) -> str:
    """A text without what it quotes."""
    parts, at = [], 0
    for quotation in quotations(text):
        parts.append(text[at : quotation.start])
        at = quotation.end
    return "\n".join((*parts, text[at:]))


LEAST_QUOTED = 4
"""Words of a quotation that can be recognised elsewhere; fewer ("a grave provocation") are anybody's."""

LEAST_PART = 6
"""Words of a quotation that is recognised inside a longer one; fewer ("familiar with the matter") stand in many."""

ALIKE = 90.0
"""Least likeness of two quotations, of 100, at which they are one with a slip. Measured on 4,425 quotations of four words and more: above
it nearly all pairs in different texts are one utterance or one formula ("all options were on the table"); from 85 to 90 half are not
("restoring internet access in cuba"). A quotation of 12 words with one of them replaced stays above it in 19 of 20 cases, one of 8 in half."""

MOST_QUOTATIONS = 500
"""Quotations of a text that are compared with those of another."""

_QUOTED = re.compile(
    # a paragraph of a longer quotation opens with a mark and closes with none
    r"“(?P<double>[^“”\n]++)(?:”|(?=\n)|\Z)"
    r'|(?<![\w"])"(?=\S)(?P<straight>[^"\n]++)(?<=\S)"(?!\w)'
    r"|„(?P<low>[^„“”\n]++)[“”]"
    r"|«(?P<angled>[^«»\n]++)»"
    r"|(?<!\w)‘(?P<single>(?:[^‘’\n]|’(?=\w))++)’"
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks.

    Attributes:
        start: first code point inside the marks.
        end: end, exclusive, before the closing mark.
        key: the words without case and punctuation, by which they are compared.
    """

    start: int
    end: int
    key: str


def quotations(text: str) -> tuple[Quotation, ...]:
    """The quoted stretches of a text.

    Args:
        text: any text.

    Returns:
        Those of `LEAST_QUOTED` words and more, in text order; none inside another, none across a line.
    """
    found = []
    for match in _QUOTED.finditer(text):
        start, end = match.span(match.lastgroup or 0)
        words = _words(text[start:end])
        if len(words) >= LEAST_QUOTED:
            found.append(Quotation(start, end, " ".join(words)))
    return tuple(found)


def shared_quotations(a: str, b: str) -> tuple[tuple[Quotation, Quotation], ...]:
    """The quotations that two texts have in common.

    Args:
        a: one text.
        b: the other.

    Returns:
        Each quotation of the first with the one of the second that is most like it: the same words, a likeness of `ALIKE` or more, or
        `LEAST_PART` words and more inside the other.
    """
    others = quotations(b)[:MOST_QUOTATIONS]
    found = []
    for one in quotations(a)[:MOST_QUOTATIONS]:
        best = max(((_alike(one.key, other.key), other) for other in others), key=lambda pair: pair[0], default=None)
        if best and best[0] >= ALIKE:
            found.append((one, best[1]))
    return tuple(found)


def _alike(one: str, other: str) -> float:
    """How much two quotations are alike, 0 to 100."""
    short, long = sorted((one, other), key=len)
    if short.count(" ") + 1 >= LEAST_PART and f" {short} " in f" {long} ":
        return 100.0
    return fuzz.ratio(one, other, score_cutoff=ALIKE)
