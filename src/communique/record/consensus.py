"""What all claims of one event say together: how it stands and why, when it was, and who says so. Nobody is believed here, only counted.

`summary` is the row of an event, made again whenever a claim joins it; `consensus` is the full view, and contains that row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from operator import itemgetter
from typing import Any

from communique.ontology import STATUS
from communique.record import origins
from communique.record.facet import countries, source_kind
from communique.record.merged import goods, holders, parties, places
from communique.record.plans import HORIZON
from communique.record.spans import Span, allowed, hull, overlap, shift, span
from communique.record.states import RANK, SO, STRENGTH, Told, state
from communique.record.values import OUTCOMES, Claim, Count, Link, RecordEvent

__all__ = ["Summary", "Told", "consensus", "summary", "told_by", "told_of"]


@dataclass(frozen=True, slots=True)
class Summary:
    """The row of an event in `events`, and why it stands as it does. Flags are 0 or 1, as the table has them.

    Attributes:
        type: PLOVER type that most origins give.
        mode: mode that most origins give with that type, or None.
        label: the strongest label (`STRENGTH`).
        status: that of the strongest label; of several the one that most origins give, then the furthest.
        state: single-origin, corroborated, acknowledged, contested or closed.
        earliest: first day, None where open.
        latest: last day, None where open.
        month: the month if its days lie in one; of its first publication if only that bounds it; None for a plan without a date.
        assumed: whether no claim dates it.
        historical: whether every claim tells it as background.
        actors: countries and bodies, sorted, one space between; of the claims that deny it only if all do.
        recipients: the same.
        claims: how many.
        origins: how many independent origins.
        reports: how many documents.
        outlets: how many publishers.
        first_published: of the first report.
        last_published: of the last one.
        planned: whether any claim plans it.
        due: last day of its planned time, `HORIZON` days after its first report if none tells it; None if nobody plans it.
        due_assumed: whether that day is only assumed.
        outcome: what a later event does to it; fulfils also if its own later claims tell that it took place.
        because: why it has this state, and what is contested about its days.
    """

    type: str
    mode: str | None
    label: str
    status: str
    state: str
    earliest: str | None
    latest: str | None
    month: str | None
    assumed: int
    historical: int
    actors: str
    recipients: str
    claims: int
    origins: int
    reports: int
    outlets: int
    first_published: str | None
    last_published: str | None
    planned: int
    due: str | None
    due_assumed: int
    outcome: str | None
    because: str


_CELLS = itemgetter(*(field.name for field in fields(Told)))


def told_of(row: Mapping[str, Any]) -> Told:
    """What an event needs to know of a claim.

    Args:
        row: a row of `facets`; columns that are not needed are passed over.
    """
    cells = _CELLS(row)
    dated, historical = cells[-2:]
    return Told(*(*cells[:-2], bool(dated), None if historical is None else bool(historical)))


def told_by(claim: Claim) -> Told:
    """The same of a claim with all it holds."""
    event, source = claim.event, claim.event.source
    dates = event.dates
    return Told(
        claim=claim.id,
        document=claim.document,
        **{
            name: getattr(event, name)
            for name in ("label", "status", "polarity", "certainty", "stance", "type", "mode")
        },
        earliest=dates.earliest,
        latest=dates.latest,
        dated=not dates.assumed and (dates.earliest or dates.latest) is not None,
        historical=event.historical,
        actors=countries(event.actors),
        recipients=countries(event.recipients),
        source=source.name if source else None,
        source_kind=source_kind(source),
        source_country=source.code.partition(" ")[0] if source else None,
        source_code=source.code if source else None,
        credit=claim.credit,
        origin=claim.origin,
        family=claim.family,
        published=claim.published,
        publisher=claim.publisher,
    )


def joined(told: Sequence[Told]) -> tuple[list[Told], str]:
    """Claims with the origins that they have among each other, and who these are: a body and its spokesman are one (`origins.count`)."""
    found = [_origin(t) for t in told]
    keys, (_, because) = origins.join(found)
    return [t if t.origin == key else replace(t, origin=key) for t, key in zip(told, keys, strict=True)], because


def _origin(told: Told) -> origins.Origin:
    """Who stands behind a claim, as its columns tell."""
    named = told.source is not None and told.source_kind == "named"
    given = told.origin.removeprefix("source:") if told.origin.startswith("source:") else None
    return origins.origin_of(
        source_key=given or (f"{told.source}|{told.source_code}" if named else None),
        unnamed=told.source_kind == "unnamed",
        agentless=told.source_kind == "agentless",
        publisher=told.publisher,
        family=told.family,
        credit=told.credit,
        name=told.source if named else None,
        code=told.source_code if named else None,
    )


def summary(told: Sequence[Told], outcome: str | None = None) -> Summary:
    """How an event stands.

    Args:
        told: its claims, at least one, in any order.
        due: last day of its planned time, `HORIZON` days after its first report if none tells it; None if nobody plans it.
        due_assumed: whether that day is only assumed.
        outcome: what a later event does to it: fulfils, cancels or postpones.

    Returns:
        The row of the event. A copy of a text adds a report, but neither an origin nor anything that origins decide.
    """
    ordered = sorted(told, key=_by_day)
    claims = joined(ordered)[0] if len(ordered) > 1 else ordered
    labels = {t.label for t in claims}
    label = next(one for one in STRENGTH if one in labels)
    speaking = [t for t in claims if t.label != "DENIED"] or claims
    kind = _most(claims, [t.type for t in claims])
    days = [t.published for t in claims if t.published]
    earliest, latest, assumed, doubt = _when(claims)
    planned = "PLANNED" in labels
    outcome = outcome or ("fulfils" if planned and RANK[label] == SO and _came_true(claims) else None)
    standing, because = state(claims, label, outcome)
    due = (shift(days[0], HORIZON) if assumed and days else latest) if planned else None
    status = _status(claims, label)
    return Summary(
        type=kind,
        mode=_mode(claims, kind),
        label=label,
        status=status,
        state=standing,
        earliest=earliest,
        latest=latest,
        month=_month(earliest, latest, days[0] if days and assumed and status != "planned" else None),
        assumed=int(assumed),
        historical=int(all(t.historical for t in claims)),
        actors=_joined([t.actors for t in speaking]),
        recipients=_joined([t.recipients for t in speaking]),
        claims=len(claims),
        origins=len({t.origin for t in claims}),
        reports=len({t.document for t in claims}),
        outlets=len({t.publisher for t in claims} - {None}),
        first_published=days[0] if days else None,
        last_published=days[-1] if days else None,
        planned=int(planned),
        due=due,
        due_assumed=int(planned and assumed),
        outcome=outcome,
        because=f"{because}; {doubt}" if doubt else because,
    )


def consensus(number: int, claims: Sequence[Claim], links: Sequence[Link] = ()) -> RecordEvent:
    """All that the claims of an event say together.

    Args:
        number: number of the event in the record.
        claims: its claims, at least one.
        links: links at either end of it.

    Returns:
        The full view. It agrees with `summary` of the same claims.
    """
    pairs = sorted(((told_by(c), c) for c in claims), key=lambda pair: _by_day(pair[0]))
    (told, who), ordered = joined([t for t, _ in pairs]), [c for _, c in pairs]
    kinds = {link.kind for link in links if link.other == number}
    row = summary(told, next((kind for kind in OUTCOMES if kind in kinds), None))
    speaking = [c for c in ordered if c.event.label != "DENIED"] or ordered
    return RecordEvent(
        id=number,
        **{column: getattr(row, column) for column in _SAME},
        assumed=bool(row.assumed),
        historical=bool(row.historical),
        contexts=tuple(sorted({context for c in ordered for context in c.event.contexts})),
        actors=parties((c.id, a) for c in speaking for a in c.event.actors),
        recipients=parties((c.id, a) for c in speaking for a in c.event.recipients),
        places=places((c.id, c.event.place) for c in speaking if c.event.place),
        goods=goods((c.id, c.event) for c in speaking),
        labels=_labels(told),
        affirm=holders(c for c in ordered if c.event.label not in ("DENIED", "URGED")),
        deny=holders(c for c in ordered if c.event.label == "DENIED"),
        origins_because=who,
        claims=tuple(c.id for c in ordered),
        links=tuple(links),
    )


_SAME = ("type", "mode", "label", "status", "state", "because", "earliest", "latest", "origins", "reports", "outlets", "first_published",
         "last_published")  # fmt: skip
"""What the full view and the row have in common."""


def _by_day(told: Told) -> tuple[str, int]:
    """In order of publication; what has no date comes last."""
    return told.published or "9999-12-31", told.claim


def _most(told: Sequence[Told], values: Sequence[str]) -> str:
    """The value that most origins give; of several the first."""
    if len(set(values)) == 1:
        return values[0]
    given: dict[str, set[str]] = {}
    for value, t in zip(values, told, strict=True):
        given.setdefault(value, set()).add(t.origin)
    return max(given, key=lambda value: len(given[value]))


def _mode(claims: Sequence[Told], kind: str) -> str | None:
    """The mode that most origins give with a type."""
    some = [t for t in claims if t.type == kind and t.mode]
    return _most(some, [t.mode or "" for t in some]) if some else None


def _status(claims: Sequence[Told], label: str) -> str:
    """The status that most origins give with a label, of several the furthest."""
    some = sorted((t for t in claims if t.label == label), key=lambda t: STATUS.index(t.status))
    return _most(some, [t.status for t in some])


def _joined(texts: Sequence[str]) -> str:
    """Countries of several claims, each once; `---` only where nothing better is known."""
    if len(set(texts)) == 1:
        return texts[0]
    found = {code for text in texts for code in text.split()}
    return " ".join(sorted(found - {"---"} or found))


def _month(earliest: str | None, latest: str | None, published: str | None) -> str | None:
    """The month of an event."""
    if published:
        return published[:7]
    if earliest and latest and earliest.rpartition("-")[0] == latest.rpartition("-")[0]:
        return earliest.rpartition("-")[0]
    return None


def _came_true(claims: Sequence[Told]) -> bool:
    """Whether claims that it took place were published after one that it was planned."""
    plan = next((t.published for t in claims if t.label == "PLANNED" and t.published), None)
    return plan is not None and any(t.published and t.published > plan for t in claims if RANK[t.label] == SO)


def _when(claims: Sequence[Told]) -> tuple[str | None, str | None, bool, str]:
    """First and last day, whether they are only assumed, and what is contested about them.

    The days of what took place go before those of what was planned, and these before the days of what may be or is denied.
    """
    rank = min((RANK[t.label] for t in claims if t.dated), default=None)
    assumed = rank is None
    if rank is None:
        rank = min(RANK[t.label] for t in claims)
    counted = [t for t in claims if t.dated != assumed and RANK[t.label] == rank]
    spans = [(t.earliest, t.latest) for t in counted]
    shared = overlap(spans)
    if shared:
        return *shared, assumed, ""
    if assumed:
        return *hull(spans), True, ""
    own: dict[str, dict[Span, None]] = {}  # the days that an origin gives, each once however often it is printed
    for t in counted:
        own.setdefault(t.origin, {})[t.earliest, t.latest] = None
    days, agree = allowed([allowed(list(some))[0] for some in own.values()])
    told = span(*days)
    if len(own) == 1:
        return *days, False, f"its one origin gives different days: {told}"
    if agree:
        return *days, False, f"days contested: {agree} of {len(own)} origins allow {told}"
    return *days, False, f"days contested: {len(own)} origins between {told}"


def _labels(told: Sequence[Told]) -> tuple[Count, ...]:
    """Each label with its claims and origins."""
    found = []
    for label in STRENGTH:
        some = [t for t in told if t.label == label]
        if some:
            found.append(Count(value=label, claims=len(some), origins=len({t.origin for t in some})))
    return tuple(sorted(found, key=lambda c: (-c.origins, -c.claims)))
