"""The country of a party that shows none itself ("police", "six people", "the army").

Every country that the text speaks of is a candidate, and so is "none". Each is scored by a few facts about it, and the best wins. The
weights of the facts were learned from annotated reports by `training/implied.py` (multinomial logistic regression).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from operator import mul

from communique.grounding.evidence import STATELESS
from communique.grounding.names import DATA
from communique.ontology import STATE_SECTORS

KIN_WEIGHT = 6.0
"""What the reader's word that a party has the country of another mention counts, beside the weights of the facts.

Set for reader 0.2.0 on the documents held out of its training (295 reports, 94 passages): record F1 0.481 and 0.381 at 0, 0.490 and 0.418 at 6.
"""

HOSTILE = frozenset({"ASSAULT", "MOBILIZE", "THREATEN"})
STATE_ABROAD = frozenset({"MIL", "GOV", "SPY", ""})

FACTS: tuple[str, ...] = (
    "place of the event",
    "spoken of most",
    "share of mentions",
    "mentions to those of the most mentioned",
    "named before in the sentence",
    "named after in the sentence",
    "named last before",
    "named first in the text",
    "country of the other side",
    "country of a hostile other side",
    "country of a hostile state on the other side",
    "country of its own side",
    "country of the source",
    "source: country of an actor",
    "source: country of a recipient",
    "party named last before",
    "pronoun: party named last before",
    "pronoun: named last before",
    "pronoun: share of mentions",
    "possessive: party named last before",
    "possessive: country of the source",
    "possessive: country of the other side",
    "named first in the paragraph",
    "a movement without a country: sector",
    "none",
    "none: unidentified",
    "none: unclear sector",
    "none: a personal name",
    "none: event has a place",
    "none: one country only",
    "none: state sector",
    "none: pronoun",
)
"""What is known about a candidate; the columns of the weights."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a party without a country stands.

    Attributes:
        role: actors, recipients or source.
        kind: event type.
        sector: of the party.
        named: whether the mention is a personal name.
        place: country of the event's place, or None.
        same: countries of parties in the same role.
        other: (country, sector) of parties in the other role.
        source: country of the source, "" if none.
        counts: mentions of each country in the text, the most frequent first.
        before: countries named before it in its sentence.
        after: countries named after it in its sentence.
        last: the country named last before it, "" if none.
        first: the country named first in the text, "" if none.
        pronoun: whether the mention is a pronoun.
        possessive: whether it begins with one ("its forces").
        party: country of the party named last before it, "" if none.
        paragraph: the country named first in its paragraph, "" if none.
        kin: how likely the reader thinks that it has a country that another mention shows.
    """

    role: str
    kind: str
    sector: str
    named: bool
    place: str | None
    same: frozenset[str]
    other: frozenset[tuple[str, str]]
    source: str
    counts: tuple[tuple[str, int], ...]
    before: frozenset[str]
    after: frozenset[str]
    last: str
    first: str
    pronoun: bool
    possessive: bool
    party: str
    paragraph: str
    kin: Mapping[str, float] = field(default_factory=dict)


def candidates(setting: Setting) -> list[str]:
    """Countries that may be meant; "" is none."""
    found = [setting.place] if setting.place else []
    if setting.sector == "SOC":
        found.append("NGO")
    # soldiers, police and courts are those of a state
    state = setting.sector in STATE_SECTORS - {""}
    found += [c for c, _ in setting.counts if not (state and c in STATELESS)]
    return [*dict.fromkeys(found), ""]


def facts(setting: Setting, country: str) -> list[float]:
    """What is known about a candidate, in the order of `FACTS`."""
    if not country:
        none = [
            True,
            setting.sector == "UAF",
            setting.sector in ("UNK", ""),
            setting.named,
            setting.place is not None,
            len(setting.counts) == 1,
            setting.sector in STATE_SECTORS,
            setting.pronoun,
        ]
        return [0.0] * (len(FACTS) - len(none)) + [float(v) for v in none]
    counts = dict(setting.counts)
    total = sum(counts.values()) or 1
    most = max(counts.values(), default=1)
    others = {c for c, _ in setting.other}
    hostile = country in others and setting.kind in HOSTILE
    abroad = any(c == country and s in STATE_ABROAD for c, s in setting.other)
    known = [
        country == setting.place,
        bool(setting.counts) and country == setting.counts[0][0],
        counts.get(country, 0) / total,
        counts.get(country, 0) / most,
        country in setting.before,
        country in setting.after,
        country == setting.last,
        country == setting.first,
        country in others,
        hostile,
        hostile and abroad,
        country in setting.same,
        country == setting.source,
        setting.role == "source" and country in setting.same,
        setting.role == "source" and country in others,
        country == setting.party,
        setting.pronoun and country == setting.party,
        setting.pronoun and country == setting.last,
        setting.pronoun * counts.get(country, 0) / total,
        setting.possessive and country == setting.party,
        setting.possessive and country == setting.source,
        setting.possessive and country in others,
        country == setting.paragraph,
        country == "NGO" and setting.sector == "SOC",
    ]
    return [float(v) for v in known] + [0.0] * (len(FACTS) - len(known))


@lru_cache(maxsize=1)
def weights() -> tuple[float, ...]:
    """The learned weight of each fact."""
    table = json.loads((DATA / "implied.json").read_text(encoding="utf-8"))
    return tuple(float(table[name]) for name in FACTS)


def implied(setting: Setting) -> str:
    """The best candidate.

    Args:
        setting: where the party stands.

    Returns:
        ISO 3166 alpha-3 or a body's code, "" for none.
    """
    learned = weights()

    def score(country: str) -> float:
        told = KIN_WEIGHT * setting.kin.get(country, 0.0)
        return told + float(sum(map(mul, learned, facts(setting, country))))

    return max(candidates(setting), key=score)
