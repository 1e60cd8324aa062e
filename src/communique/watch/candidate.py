"""Who on a list a party may be, what is missing to be sure, and the judgement that it is somebody else.

A name alone never confirms anybody. A candidate is a question for whoever reads it, with what would settle it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from communique.export.countries import alpha2
from communique.watch.listed import Listed
from communique.watch.spelled import untitled


@dataclass(frozen=True, slots=True)
class Party:
    """A party of reports that is looked for on lists.

    Attributes:
        name: its name, with or without titles.
        code: code of the party (`RUS GOV`) or country (`RUS`); what names no country is an unknown country.
        ref: an identifier: of Wikidata, or of a list.
        kind: person or body, None where that is not known.
        day: day of the event, ISO 8601, by which `listed_then` is judged.
    """

    name: str
    code: str | None = None
    ref: str | None = None
    kind: str | None = None
    day: str | None = None

    @property
    def country(self) -> str | None:
        """ISO 3166 alpha-3 of its country, None where the code is none of a country (UNO, IMG)."""
        country = (self.code or "")[:3]
        return country if alpha2(country) else None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on a list whom a name may mean.

    Attributes:
        listed: the entry.
        score: how like, 0 to 100; never 100 by a name alone.
        name: the name of the entry that is likest.
        because: what the score is made of.
        missing: what is missing to be sure, never empty.
        listed_then: whether it was listed on the day asked about, None where the list cannot tell.
        snapshot: the day the list is of, or None.
    """

    listed: Listed
    score: float
    name: str
    because: str
    missing: tuple[str, ...]
    listed_then: bool | None = None
    snapshot: str | None = None


@dataclass(frozen=True, slots=True)
class NotSame:
    """A judgement that a party of reports is not somebody on a list. It sticks: it names the entry by its identifier.

    Attributes:
        name: the name in the reports.
        country: ISO 3166 alpha-3 of that party, or None: whatever its country.
        id: identifier of the entry.
        who: who says so.
        when: when, ISO 8601.
        why: for what reason.
    """

    name: str
    country: str | None
    id: str
    who: str
    when: str
    why: str


def without(candidates: Iterable[Candidate], judgements: Sequence[NotSame], party: Party) -> tuple[Candidate, ...]:
    """Candidates without those who are judged not to be the same.

    Args:
        candidates: as `match` gives them.
        judgements: what was judged. Each holds for the name with and without titles and accents, in every later issue of the list, and
            for an entry into which the one that was judged has been merged.
        party: who was looked for; where its country is unknown, a judgement on any country holds.
    """
    words = untitled(party.name)
    judged = {
        j.id
        for j in judgements
        if untitled(j.name) == words and (j.country is None or party.country in (None, j.country))
    }
    return tuple(c for c in candidates if judged.isdisjoint((c.listed.id, *c.listed.also)))


def missing(party: Party, listed: Listed, snapshot: str | None) -> tuple[str, ...]:
    """What would tell whether a party is an entry of a list; never empty.

    Args:
        party: who was looked for.
        listed: the entry.
        snapshot: the day its list is of, or None.
    """
    found = []
    if listed.kind in ("person", "party"):
        born = f"the list has {', '.join(listed.born)}" if listed.born else "the list has none"
        found.append(f"a date of birth: {born}, the report gives none")
    if not party.country:
        found.append(f"a country: the report gives none, the list has {', '.join(listed.countries) or 'none'}")
    if snapshot is None:
        found.append("the day the list is of")
    elif party.day and snapshot < party.day:
        found.append(f"the list of {party.day}; this one is as of {snapshot}")
    found.append("a second source that ties the party to this entry; a name alone confirms nobody")
    return tuple(found)


def listed_then(party: Party, listed: Listed, snapshot: str | None) -> bool | None:
    """Whether an entry was listed on the day of the event, None where the list cannot tell: it is older, or gives no day of listing."""
    if not party.day or not listed.listed_on:
        return None
    if listed.listed_on > party.day:
        return False
    return True if snapshot and snapshot >= party.day else None
