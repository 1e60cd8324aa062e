"""Words that name acts: what kind of act a trigger names, beside its type ("met", "talks" and "summit" are one kind)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache

from communique.grounding.names import DATA

_WORD = re.compile(r"[^\W\d_]+")
_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ed")
_PLURALS = ("shes", "ches", "sses", "xes", "zes")
_SMALL = frozenset(
    re.findall(
        r"\w+",
        "a an and as at away back been by down for from had has have her him his in into is it its of off on out over"
        " that the their them they this to under up upon was were which with",
    )
)


@dataclass(frozen=True, slots=True)
class Named:
    """What a trigger names.

    Attributes:
        stems: stems of its words that mean something; empty for "it", "that" and the like.
        families: kinds of act that it may name, by the table of triggers; empty where the table has no such word.
    """

    stems: frozenset[str]
    families: frozenset[str]


@lru_cache(maxsize=16384)
def named(trigger: str) -> Named:
    """What a trigger names.

    Args:
        trigger: as it stands in the text.

    >>> sorted(named("peace talks").families & named("met").families)
    ['meet']
    """
    stems = [stem(word) for word in _WORD.findall(trigger.casefold())]
    return Named(frozenset(s for s in stems if s not in _SMALL), _families(stems))


def _families(stems: list[str]) -> frozenset[str]:
    """Families of the longest phrases of a trigger that the table has: "called off" is not "called"."""
    table = _table()
    for size in range(min(len(stems), _LONGEST), 0, -1):
        found = [table.get(" ".join(stems[at : at + size]), ()) for at in range(len(stems) - size + 1)]
        if any(found):
            return frozenset(family for families in found for family in families)
    return frozenset()


_LONGEST = 5
"""Words of the longest phrase of the table."""


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A folded word without its endings: enough to know "arrested", "arrests" and "arresting" for one.

    >>> {stem(w) for w in ("stopped", "stops", "stopping", "stop")}
    {'stop'}
    """
    if len(word) < 4:
        return word
    if word.endswith(("ied", "ies")) and len(word) > 4:
        return word[:-3] + "y"
    word = word[:-1] if word.endswith("eed") else word
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= 3), "")
    if ending:
        word = word[: -len(ending)]
    elif word.endswith(_PLURALS):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if word.endswith("ion") and len(word) > 5:
        word = word[:-3]
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou" else word


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    """Stems of the words of the table, with their families."""
    found: dict[str, dict[str, None]] = {}
    rows: dict[str, list[str]] = json.loads((DATA / "triggers.json").read_text(encoding="utf-8"))
    for phrase, families in rows.items():
        key = " ".join(stem(word) for word in phrase.split())
        found.setdefault(key, {}).update(dict.fromkeys(families))
    return {key: tuple(families) for key, families in found.items()}


COMMON = frozenset(
    re.findall(
        r"\w+",
        "000 about according after again against agency ago all also and any are army because been before began being "
        "between both but called came can could country day days denied did down during each end even first for "
        "foreign former four friday from government group had has have her him his hours how into its just last later "
        "leader leaders least made many may men might military minister ministry monday month more most near new news "
        "next night not now off official officials one only opposition other others our out over own part people "
        "police president prime put report reported reports said same saturday say says second security she should "
        "since soldiers some spokesman spokeswoman state statement states still such sunday take than that the their "
        "them then there these they this those three through thursday today told took troops tuesday two under until "
        "urged very warned was wednesday week weeks were what when where whether which while who whose will with "
        "within without would year years yesterday yet",
    )
)
"""Words that stand in one sentence in fifty of our own texts, and small words: two reports share them whatever they tell."""
