"""All parties of an event together: what one shows helps to place another."""

from __future__ import annotations

import re
from dataclasses import dataclass

from communique.grounding.actors import PRONOUNS, Party, explicit, joined_countries
from communique.grounding.evidence import IGOS, Evidence
from communique.grounding.implied import Setting, implied
from communique.grounding.names import Entry
from communique.grounding.offices import Offices
from communique.grounding.places import place_country
from communique.model import AGENTLESS, Frame, Mention


@dataclass(frozen=True, slots=True)
class Grounded:
    """A mention with its name and code, what showed the country, and the person or body of the tables that it names."""

    mention: Mention
    name: str
    code: str
    because: str = ""
    known: Entry | None = None


TOGETHER = "named together"
"""Why each of "both countries" and "the two leaders" has its country."""

Shown = dict[str, list[tuple[Mention, Party]]]
"""What the parties of an event show, under "actors", "recipients" and "source"."""


def code_of(country: str, sector: str) -> str:
    """An actor code; `---` where the country is not known."""
    return country if country in IGOS else f"{country or '---'} {sector}".strip()


@dataclass(frozen=True, slots=True)
class Cast:
    """All parties of a text: its mentions, what each party shows, the country that each shows ("" if none), the names around them, and the table of offices if it is not the one that ships."""

    mentions: tuple[Mention, ...]
    parties: tuple[Party | None, ...]
    countries: tuple[str, ...]
    seen: Evidence
    offices: Offices | None = None


def cast_of(mentions: tuple[Mention, ...], seen: Evidence, offices: Offices | None = None) -> Cast:
    """What every party of a text shows of itself; computed once, because events share their parties."""
    parties = tuple(explicit(m, mentions, seen) if m.layer in _NAMED else None for m in mentions)
    countries = tuple(
        party.country if party else _country_of_place(m, seen) for m, party in zip(mentions, parties, strict=True)
    )
    return Cast(mentions, parties, countries, seen, offices)


_NAMED = frozenset({"party", "name"})


def _country_of_place(mention: Mention, seen: Evidence) -> str:
    """The country of a place mention, "" where none is known or it is no place."""
    found = place_country(seen.text[mention.start : mention.end], seen.countries) if mention.layer == "place" else None
    return found or ""


def shown_parties(frame: Frame, cast: Cast) -> Shown:
    """What the words of the text show of each party of an event; the source is one or none."""
    held = () if frame.source is None or frame.source == AGENTLESS else (frame.source,)
    roles = {"actors": frame.actors, "recipients": frame.recipients, "source": held}
    return {role: [(cast.mentions[i], p) for i in found if (p := cast.parties[i])] for role, found in roles.items()}


def ground_parties(frame: Frame, cast: Cast, place: str | None) -> dict[str, tuple[Grounded, ...]]:
    """Names and codes of the actors, recipients and source of an event.

    Args:
        frame: the event.
        cast: all parties of the text.
        place: country of the event's place, or None.

    Returns:
        Under "actors", "recipients" and "source".
    """
    shown = shown_parties(frame, cast)
    grounded: dict[str, tuple[Grounded, ...]] = {}
    for role, parties in shown.items():
        found = []
        for mention, party in parties:
            several = joined_countries(mention, cast.mentions, cast.seen) if role != "source" else ()
            # one phrase for two parties is two parties (codebook, hard case 15)
            countries = several or (party.country,)
            because = TOGETHER if several else party.because
            if not countries[0]:
                countries = (implied(setting(role, mention, party, frame, shown, cast, place)),)
                because = (
                    "the place, the other parties and what the text names around it"
                    if countries[0]
                    else "nothing in the text shows it"
                )
            for country in countries:
                known = party.known if party.known and party.known.code.partition(" ")[0] == country else None
                sector = party.sector or _nationality_sector(mention, role, frame, cast)
                name = _named_of(country, mention, cast) if several else party.name
                found.append(Grounded(mention, name, code_of(country, sector), because, known))
        grounded[role] = _each_once(found, frame.start)
    return grounded


def _named_of(country: str, mention: Mention, cast: Cast) -> str:
    """Whom of a country "the two leaders" means: the person of it named last before, else the phrase itself."""
    phrase = cast.seen.text[mention.start : mention.end]
    if not _PEOPLE.search(phrase) and phrase.casefold() not in PRONOUNS:
        return phrase
    before = [
        (m.start, p.name)
        for m, p in zip(cast.mentions, cast.parties, strict=True)
        if p
        and p.country == country
        and p.personal
        and p.known
        and p.known.kind == "person"
        and m.start < mention.start
    ]
    return max(before)[1] if before else phrase


_PEOPLE = re.compile(
    r"\b(?:leaders|presidents|men|women|ministers|diplomats|counterparts|heads|premiers|two|pair|both)\b", re.IGNORECASE
)


def _nationality_sector(mention: Mention, role: str, frame: Frame, cast: Cast) -> str:
    """The sector of a bare nationality: who strikes or moves troops is its military ("an Israeli airstrike"), else it is its government."""
    named = cast.seen.within(mention.start, mention.end)
    bare = len(named) == 1 and (named[0].start, named[0].end) == (mention.start, mention.end)
    if not bare or cast.seen.meaning(named[0]).kind != "demonym":
        return ""
    if cast.seen.text[mention.end - 1] == "s":
        return ""
    return "MIL" if role == "actors" and frame.type in ("ASSAULT", "MOBILIZE") else "GOV"


def _each_once(parties: list[Grounded], trigger: int) -> tuple[Grounded, ...]:
    """Every party once, at the mention nearest to the trigger: "The United States says it ..." is one actor."""
    nearest: dict[tuple[str, str], Grounded] = {}
    for party in parties:
        key = (party.name.casefold(), party.code)
        if key not in nearest or abs(party.mention.start - trigger) < abs(nearest[key].mention.start - trigger):
            nearest[key] = party
    return tuple(p for p in parties if nearest[p.name.casefold(), p.code] is p)


def setting(
    role: str, mention: Mention, party: Party, frame: Frame, shown: Shown, cast: Cast, place: str | None
) -> Setting:
    """Where a party without a country stands."""
    own, other = ("recipients", "actors") if role == "recipients" else ("actors", "recipients")
    seen = cast.seen
    start, end = seen.sentence(mention.start)
    named = seen.spoken_of
    before = [c for at, c in named if at < mention.start]
    words = seen.text[mention.start : mention.end]
    paragraph = seen.text.rfind("\n", 0, mention.start) + 1
    return Setting(
        role=role,
        kind=frame.type,
        sector=party.sector,
        named=party.personal,
        place=place,
        same=frozenset(p.country for _, p in shown[own] if p.country),
        other=frozenset((p.country, p.sector) for _, p in shown[other] if p.country),
        source=next((p.country for _, p in shown["source"]), ""),
        counts=seen.counts,
        before=frozenset(c for at, c in named if start <= at < mention.start),
        after=frozenset(c for at, c in named if mention.end <= at < end),
        last=before[-1] if before else "",
        first=named[0][1] if named else "",
        pronoun=words.casefold() in PRONOUNS,
        possessive=bool(_POSSESSIVE.match(words)),
        party=_last_party(mention, cast),
        paragraph=next((c for at, c in named if at >= paragraph), ""),
        kin=kin_of(mention, cast),
    )


_POSSESSIVE = re.compile(r"(?:its|their|his|her|our|my) ", re.IGNORECASE)


def kin_of(mention: Mention, cast: Cast) -> dict[str, float]:
    """How likely the reader thinks that a mention has the country of another that shows it."""
    found: dict[str, float] = {}
    for index, probability in mention.kin:
        if country := cast.countries[index]:
            found[country] = found.get(country, 0.0) + probability
    return found


def _last_party(mention: Mention, cast: Cast) -> str:
    """The country of the party that stands nearest before a mention and shows one."""
    before = [
        (m.end, p.country)
        for m, p in zip(cast.mentions, cast.parties, strict=True)
        if p and p.country and m.layer == "party" and m.end <= mention.start
    ]
    return max(before)[1] if before else ""
