"""People under other spellings and transliterations ("Volodomyr Zelenskyy"): the person of that country whose name is nearest."""

from __future__ import annotations

import json
from functools import lru_cache

from rapidfuzz import fuzz, process

from communique.grounding.names import DATA, key

SURE = 88.0
"""Least likeness, of 100, at which a spelling is taken for a known person. Set on the table itself by `evaluation/spellings.py`: of the spellings that it gives for one
person, and of different people of one country."""
WORDS = 2
"""Names of fewer words are not compared: "Kim" is like too many."""


@lru_cache(maxsize=4096)
def nearest(name: str, country: str) -> tuple[str, float] | None:
    """The known person of a country whose name is most like a spelling.

    Args:
        name: full name as a text spells it; titles in front do no harm if the name has two words more.
        country: ISO 3166 alpha-3.

    Returns:
        The usual name and the likeness, or None below `SURE`.
    """
    folded = key(name)
    if folded.count(" ") + 1 < WORDS:
        return None
    people = _people().get(country, {})
    # the fast measure of the library leaves a few to be looked at closely
    close = process.extract(folded, people.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=CLOSE, limit=5)
    best = max(((likeness(folded, name), name) for name, *_ in close), default=(0.0, ""))
    return (people[best[1]], round(best[0], 1)) if best[0] >= SURE else None


CLOSE = 75.0
"""What is less like by the library's own measure is not looked at."""


def likeness(a: str, b: str, **_: object) -> float:
    """How like two folded names are, 0 to 100: the family names and the rest each must be."""
    first, second = a.split(), b.split()
    if not first or not second:
        return 0.0
    last = fuzz.ratio(first[-1], second[-1])
    rest = fuzz.ratio(" ".join(first[:-1]), " ".join(second[:-1]))
    swapped = fuzz.token_sort_ratio(a, b) - SWAP
    return max(0.0, min(last, rest) * 0.5 + (last + rest) * 0.25, swapped)


SWAP = 4.0
"""What a name loses whose words stand in another order ("Kim Jong-un", "Jong-un Kim")."""


@lru_cache(maxsize=1)
def _people() -> dict[str, dict[str, str]]:
    """Usual names by folded spelling, by country."""
    found: dict[str, dict[str, str]] = json.loads((DATA / "spellings.json").read_text(encoding="utf-8"))
    return found
