"""After a step: the rows of the events it touched, what links them, and what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection

from communique.record import consensus, judging
from communique.record.direct import Cells, Direct
from communique.record.placing import Touched
from communique.record.schema import changes, events, links
from communique.record.values import OUTCOMES

Row = dict[str, Any]

_MEMBERS = (
    f"select event, {', '.join(f.name for f in fields(consensus.Told))} from facets where event in (*) order by claim"  # noqa: S608 - names of the schema
)
"""What the summary of an event is made from."""

_EVENT = tuple(c.name for c in events.c)
_EVENTS = f"select {', '.join(_EVENT)} from events where id in (*)"  # noqa: S608

_LINK = tuple(c.name for c in links.c)
_LINKS_BACK = f"select {', '.join(_LINK)} from links where other in (*)"  # noqa: S608
_LINKS = f"select {', '.join(_LINK)} from links where event in (*) union {_LINKS_BACK}"  # noqa: S608
_RELATED = """select r.score, r.claim, r.other, one.event, two.event, r.kind, r.lag, r.because
    from facets one join relations r on r.claim = one.claim join facets two on two.claim = r.other where one.event in (*)
    union select r.score, r.claim, r.other, one.event, two.event, r.kind, r.lag, r.because
    from facets two join relations r on r.other = two.claim join facets one on one.claim = r.claim where two.event in (*)"""


def refresh(connection: Connection, touched: Touched, at: str, entry: int, judged: str = "") -> None:
    """Derive the rows of events again. What is as it was is not written again.

    Args:
        connection: of the one writer.
        touched: what the step did.
        at: time of the step, ISO 8601 in UTC.
        entry: number of the step in the log.
        judged: what a person's judgement did, "" if it was none.
    """
    if not touched.events:
        return
    direct = Direct(connection)
    apart = judging.apart(connection, entry) if touched.judged else set()
    outcomes = _links(direct, sorted(touched.events), apart)
    numbers = sorted(touched.events | outcomes.keys())
    old = {row[0]: dict(zip(_EVENT, row, strict=True)) for row in direct.among(_EVENTS, numbers)}
    told: dict[int, list[consensus.Told]] = defaultdict(list)
    for event, *cells in direct.among(_MEMBERS, numbers):
        told[event].append(_told(cells))
    new = {e: _row(e, consensus.summary(told[e], outcomes.get(e))) for e in numbers if told[e]}
    with direct.together():
        direct.run("delete from events where id = ?", [(e,) for e, row in old.items() if new.get(e) != row])
        direct.put(events, [row for e, row in new.items() if old.get(e) != row])
    _note(direct, touched, old, new, told, at, judged)


def _told(cells: Sequence[Any]) -> consensus.Told:
    """What an event needs to know of a claim, from the columns of `_MEMBERS`."""
    dated, historical = cells[-2:]
    return consensus.Told(*(*cells[:-2], bool(dated), None if historical is None else bool(historical)))


def _row(event: int, summary: consensus.Summary) -> Row:
    """The row of an event."""
    return {"id": event, **{name: getattr(summary, name) for name in _EVENT[1:]}}


def _links(direct: Direct, numbers: list[int], apart: set[frozenset[int]]) -> dict[int, str | None]:
    """Links of some events, from those of their claims; the outcome of each, and of plans at other ends that have another one now."""
    related = set(direct.among(_RELATED, numbers))
    best: dict[tuple[int, int, str], Cells] = {}
    for score, _, _, event, other, kind, lag, because in sorted(related, key=lambda r: (-r[0], r[1], r[2], r[5])):
        settled_by_a_person = kind == "near" and frozenset((event, other)) in apart
        if event is not None and other is not None and event != other and not settled_by_a_person:
            best.setdefault((event, other, kind), (event, other, kind, score, lag, because))
    old = set(direct.among(_LINKS, numbers))
    new = set(best.values())
    lost, found = sorted(old - new), sorted(new - old)
    direct.run("delete from links where event = ? and other = ? and kind = ?", [row[:3] for row in lost])
    direct.put(links, [dict(zip(_LINK, row, strict=True)) for row in found])
    settled = {row[1] for row in (*lost, *found) if row[2] in OUTCOMES} - set(numbers)
    ends = [(row[1], row[2]) for row in direct.among(_LINKS_BACK, sorted(settled))]
    return _outcomes([*numbers, *settled], [*((other, kind) for _, other, kind in best), *ends])


def _outcomes(numbers: Iterable[int], told: Iterable[tuple[int, str]]) -> dict[int, str | None]:
    """What happened to plans: fulfilled goes before cancelled, and that before postponed."""
    found: dict[int, str | None] = dict.fromkeys(numbers)
    for other, kind in told:
        if other in found and kind in OUTCOMES:
            before = found[other]
            if before is None or OUTCOMES.index(kind) < OUTCOMES.index(before):
                found[other] = kind
    return found


def _note(
    direct: Direct,
    touched: Touched,
    old: Mapping[int, Row],
    new: Mapping[int, Row],
    told: Mapping[int, list[consensus.Told]],
    at: str,
    judged: str,
) -> None:
    """What changed, in words."""
    # by what they are in now: a person may have given a claim another event than the machine did
    where = {t.claim: event for event, claims in told.items() for t in claims}
    joined = defaultdict(list)
    for claim in (*touched.joined, *touched.founded):
        if claim in where and where[claim] in old:
            joined[where[claim]].append(claim)
    rows: list[Row] = []
    for event in sorted(old.keys() | new.keys()):
        if event in touched.replaced and event in new:
            words = f"D{touched.document} replaces an earlier version or reading of its page, which told it"
            rows.append({"at": at, "event": event, "kind": "replaced", "told": words, "document": touched.document})
        for kind, words in _differences(old.get(event), new.get(event), touched.document):
            rows.append({"at": at, "event": event, "kind": kind, "told": words, "document": touched.document})
        for claim in joined.get(event, []):
            words = _claim_words(claim, told[event])
            rows.append({"at": at, "event": event, "kind": "claim", "told": words, "document": touched.document})
        if judged and event in touched.events:
            rows.append({"at": at, "event": event, "kind": "judged", "told": judged, "document": None})
    if rows:
        first = direct.numbers("changes")[0]
        direct.put(changes, [{"id": first + n, **row} for n, row in enumerate(rows)])


def _differences(old: Row | None, new: Row | None, document: int | None) -> list[tuple[str, str]]:
    """Kinds and words of what is different between two states of an event."""
    if new is None:
        why = (
            f"D{document} no longer tells it, and nothing else does" if document else "a judgement took its last claim"
        )
        return [("gone", why)] if old else []
    if old is None:
        return [("new", f"{new['label']} {new['type']}, {new['actors'] or '?'} → {new['recipients'] or '?'}")]
    found = []
    if old["origins"] != new["origins"]:
        found.append(("origin", f"{old['origins']} → {new['origins']} independent origins"))
    if old["label"] != new["label"]:
        found.append(("label", f"{old['label']} → {new['label']}"))
    if old["state"] != new["state"]:
        found.append(("state", f"{old['state']} → {new['state']}"))
    if (old["earliest"], old["latest"]) != (new["earliest"], new["latest"]):
        found.append(("dates", f"{_span(old)} → {_span(new)}"))
    if old["outcome"] != new["outcome"] and new["outcome"]:
        found.append(("link", f"a later event {new['outcome']} it"))
    return found


def _span(row: Row) -> str:
    """First and last day."""
    first, last = row["earliest"] or "…", row["latest"] or "…"
    return first if first == last else f"{first} to {last}"


def _claim_words(claim: int, told: list[consensus.Told]) -> str:
    """A claim that joined, in words."""
    for t in told:
        if t.claim == claim:
            return f"C{claim} {t.label}, {t.source or t.publisher or 'the report itself'}"
    return ""
