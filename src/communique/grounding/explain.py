"""Why a name or an office is resolved as it is: what the tables say of it on a day."""

from __future__ import annotations

from dataclasses import dataclass

from communique.grounding.names import Entry, key, lookup
from communique.grounding.offices import Offices, Spell, holder, spells_of
from communique.grounding.spellings import nearest
from communique.grounding.titles import asked

NOW = "9999-12-31"
"""A day on which only those are in office whose end nobody knows yet."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that a name may mean.

    Attributes:
        name: usual name.
        kind: country, demonym, organisation, person, facility, region, city or office.
        code: actor code.
        since: from when the meaning holds, "" if always or unknown.
        until: until when, "" if it goes on.
        holds: whether it holds on the day asked for.
        because: how it follows.
    """

    name: str
    kind: str
    code: str
    since: str
    until: str
    holds: bool
    because: str


def explain(name: str, day: str | None, table: Offices | None = None) -> list[Meaning]:
    """What a name or an office means on a day.

    Args:
        name: a name ("Sergei Lavrov"), or an office ("the president of South Korea").
        day: ISO 8601 date; None asks for now.
        table: another table of offices than the one that ships.

    Returns:
        The meanings that hold first; empty if no table knows the name.
    """
    found = [_entry(e, day) for e in lookup(key(name))]
    found += [_spell(s, day) for s in spells_of(name, table=table)]
    wanted = asked(name)
    if wanted and (wanted.countries or wanted.body):
        country = wanted.countries[0] if wanted.countries else ""
        held = holder(country, name, day or NOW, table)
        title = held.spell.name if held.spell else "nobody that is known"
        since, until = (held.spell.since, held.spell.until) if held.spell else ("", "")
        code = held.spell.code if held.spell else country or "---"
        found.append(
            Meaning(
                title,
                "office",
                code if " " in code or wanted.body else f"{code} GOV",
                since,
                until,
                held.spell is not None,
                held.because,
            )
        )
    if not found:
        found = _spelled(name, day, table)
    return sorted(found, key=lambda m: not m.holds)


def _entry(entry: Entry, day: str | None) -> Meaning:
    return Meaning(entry.name, entry.kind, entry.code, entry.since, entry.until, entry.holds(day), "table of names")


def _spell(spell: Spell, day: str | None) -> Meaning:
    held = spell.held(day) if day else not spell.until
    code = spell.code if " " in spell.code else f"{spell.code} GOV"
    return Meaning(
        f"{spell.name}, {spell.title}",
        "office",
        code,
        spell.since,
        spell.until,
        held,
        f"table of offices ({spell.confidence}; {spell.source})",
    )


def _spelled(name: str, day: str | None, table: Offices | None) -> list[Meaning]:
    """People whose name is spelled nearly so, in any country."""
    countries = sorted({s.code.partition(" ")[0] for s in (table.spells if table else spells_everywhere())})
    near = [(found[1], c, found[0]) for c in countries if (found := nearest(name, c))]
    return [
        Meaning(m.name, m.kind, m.code, m.since, m.until, m.holds, f"spelled {score:.0f} % like it; {m.because}")
        for score, country, usual in sorted(near, reverse=True)[:5]
        for m in explain(usual, day, table)
        if m.code.startswith(country)
    ]


def spells_everywhere() -> tuple[Spell, ...]:
    """The spells of the table that ships."""
    from communique.grounding.offices import load_offices  # noqa: PLC0415

    return load_offices().spells
