"""The table of alerts, for CSV. It asks of its rows only for the names of their fields: `watch.kept.Kept`, which lies above."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from communique.export.columns import Cell, Column, Kind, Table, field_column, numbered


def _own(name: str, kind: Kind, told: str, field: str = "") -> Column:
    """A column that is a field of the alert itself."""
    return Column(name, kind, told, lambda k: getattr(k.alert, field or name))


def _each(part: str, field: str) -> Callable[[Any], Cell]:
    """A field of each piece of evidence, each value once."""
    return lambda k: tuple(dict.fromkeys(v for v in (getattr(e, field) for e in getattr(k.alert, part)) if v))


def _claims(part: str) -> Callable[[Any], Cell]:
    return lambda k: numbered("C", dict.fromkeys(e.claim for e in getattr(k.alert, part)))


def _documents(kept: Any) -> Cell:
    return numbered("D", sorted({e.document for e in (*kept.alert.evidence, *kept.alert.contrary)}))


def _basis(kept: Any) -> Cell:
    return tuple(r.told if r.verified else f"{r.told} (NOT VERIFIED)" for r in kept.alert.basis)


def _deniers(kept: Any) -> Cell:
    return tuple(dict.fromkeys(e.source or e.chain[0] for e in kept.alert.contrary))


def _said(name: str) -> Callable[[Any], Cell]:
    """A field of what was said last of an alert."""
    return lambda k: getattr(k.said[-1], name) or None if k.said else None


ALERTS = Table(
    "alerts",
    "one alert: a match of one rule that is worth a look, a lead and not a finding",
    "alerts",
    lambda k: (k,),
    (
        _own("id", "string", "number of the alert; stays the same, whatever becomes of it"),
        _own("rule", "string", "id of the rule"),
        _own("tier", "string", "T1 to T4: evidence and stage"),
        _own("tier_because", "string", "why it has this tier"),
        field_column("state", "string", "new, seen, accepted, rejected, escalated or closed"),
        _own("materiality", "string", "low, normal or high: how much is at stake"),
        _own("materiality_because", "string", "why"),
        _own("confidence", "string", "low, medium or high: how sure our own reading is"),
        _own("confidence_because", "string", "why, with the numbers"),
        _own("headline", "string", "who says what, and which pattern it matches"),
        _own("kind", "string", "transfer, or precursor: a step before one"),
        _own("stage", "string", "furthest stage of the claims that give the tier"),
        _own("parties", "list", "countries and bodies"),
        _own("items", "list", "nodes of the item tree"),
        _own("first_day", "date", "first day by which it is judged"),
        _own("last_day", "date", "last day by which it is judged"),
        _own("days", "string", "these days in words, and why they are assumed where no report dates them"),
        _own("origins", "integer", "independent origins that affirm it: copies and common sources count once"),
        _own("origins_because", "string", "who they are, and who is not counted"),
        Column("labels", "list", "labels of the claims that affirm it", _each("evidence", "label")),
        Column("sources", "list", "named sources of the claims that affirm it", _each("evidence", "source")),
        Column("publishers", "list", "who printed them", _each("evidence", "publisher")),
        Column("evidence", "list", "claims that affirm it", _claims("evidence")),
        Column("contrary", "list", "claims that deny it", _claims("contrary")),
        Column("denied_by", "list", "who denies it", _deniers),
        _own("differing", "list", "numbers or days on which reports differ"),
        Column("documents", "list", "documents that affirm or deny it", _documents),
        Column("basis", "list", "paragraphs in force; what nobody checked against the document says so", _basis),
        Column(
            "verified",
            "boolean",
            "true if every paragraph was checked against the document itself",
            lambda k: bool(k.alert.basis) and all(r.verified for r in k.alert.basis),
        ),
        _own("force", "list", "what the rule says of the force of the measure on these days"),
        _own("contested_by", "list", "States that hold that the measure is not in force"),
        _own("binds", "string", "whom the rule binds"),
        Column("exemptions", "list", "exemptions not excluded", lambda k: tuple(x.text for x in k.alert.exemptions)),
        Column(
            "cautions",
            "list",
            "what a reader must know, the gravest first",
            lambda k: tuple(c.told for c in k.alert.cautions),
        ),
        _own("ask", "string", "the next question"),
        _own("note", "string", "what the rule says besides"),
        Column("events", "list", "its events", lambda k: numbered("E", k.alert.events)),
        field_column("raised", "string", "when it was raised, UTC"),
        field_column("changed", "string", "when it changed last, UTC"),
        field_column("changes", "integer", "how many changes it has had, the first included", field="number"),
        Column("last_change", "list", "what changed last", lambda k: k.history[-1].told if k.history else ()),
        field_column("ended", "string", "why it rests on nothing any more; empty while it stands"),
        Column("said_at", "string", "when somebody last gave it a state, UTC", _said("at")),
        Column("said_by", "string", "who did; communique where a change opened it again", _said("who")),
        Column("said_why", "string", "for what reason", _said("why")),
        _own("digest", "string", "digest of the rule that judged it"),
    ),
    key=("id",),
)
