"""A reading's claims find their events: the copies of its text, who stands behind each claim, and which act it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, delete, or_, select

from communique.model import Source
from communique.record import copies, judging, origins, plans, same
from communique.record.act import act_of, together
from communique.record.candidates import Acts, Around, gather
from communique.record.direct import Direct
from communique.record.facet import Row, Told, dealing_rows, facet_row, party_rows
from communique.record.facts import Read
from communique.record.heirs import Gone, inherits, successors
from communique.record.near import Recent
from communique.record.schema import blocks, dealings, facets, families, parties, relations

PLAN = "plan "
"""What the keys of plans and their outcomes begin with in `blocks`."""


@dataclass(slots=True)
class Touched:
    """What a step did, for `refresh`.

    Attributes:
        document: number of the document that brought it, None for a judgement.
        events: events to look at again.
        founded: events that are new.
        joined: claims that joined an event which was there before.
        replaced: events of which another version or reading of a page told before.
        judged: whether the record may have judgements of people.
    """

    document: int | None = None
    events: set[int] = field(default_factory=set)
    founded: set[int] = field(default_factory=set)
    joined: dict[int, int] = field(default_factory=dict)
    replaced: set[int] = field(default_factory=set)
    judged: bool = True

    def claim(self, claim: int, event: int, *, known: bool) -> None:
        """A claim has found its event; known, if the one that it stands for was in it."""
        self.events.add(event)
        if known:
            return
        if event == claim:
            self.founded.add(event)
        elif event not in self.founded:
            self.joined[claim] = event


def place(connection: Connection, read: Read, acts: Acts, entry: int) -> Touched:
    """Give the claims of a reading their events.

    Args:
        connection: of the one writer.
        read: the reading, the latest of its document.
        acts: acts known from before.
        entry: number of the reading in the log.

    Returns:
        The events that have to be looked at again.
    """
    direct, document = Direct(connection), read.document
    family, credit = _family(direct, document, acts.recent)
    touched = Touched(document=document["id"])
    gone = _retire(connection, document, touched)
    told = _told(read, family, credit)
    heirs = successors(told, gone)
    judging.inherit(connection, {old.claim: new for new, old in heirs.items()})
    own = {t.claim: same.keys(t.act) for t in told}
    wanted = {t.claim: [PLAN + k for k in plans.sought(t.act)] for t in told}
    around = gather(connection, [k for keys in (*own.values(), *wanted.values()) for k in keys], acts)
    rows: dict[Table, list[Row]] = {t: [] for t in (facets, parties, dealings, blocks, relations)}
    for t in (told[n] for n in same.order([t.act for t in told])):
        old = heirs.get(t.claim)
        event, likeness, near = _event_of(t, own[t.claim], around, old)
        _claim_rows(t, event, likeness, rows)
        acts.add(t.claim, t.act)
        touched.claim(t.claim, event, known=old is not None and old.own == event)
        _near_rows(t.claim, near, around, rows)
        _settle(t, event, wanted[t.claim], around, rows)
        keys = (*own[t.claim], *(PLAN + k for k in plans.keys(t.act)))
        around.add(keys, t.claim, event, t.act)
        rows[blocks] += [{"key": k, "event": event, "claim": t.claim} for k in keys]
    with direct.together():
        for table, many in rows.items():
            direct.put(table, many)
    touched.judged = bool(direct.rows("select 1 from judgements limit 1"))
    if touched.judged and (
        judging.judged_page(connection, document["key"]) or judging.overruled(connection, touched.events)
    ):
        touched.events |= judging.settle(connection, [t.claim for t in told], entry)
    return touched


def _family(direct: Direct, document: Mapping[str, Any], recent: Recent) -> tuple[int, str | None]:
    """The family of a document and the agency that its text credits; found once."""
    for known in direct.rows("select family, credit from families where document = ?", document["id"]):
        return known[0], known[1]
    number, signature, text = document["id"], bytes(document["signature"]), document["text"]
    family, because, best = number, "", 0.0
    for other, its_family, its_text, its_signature in recent.alike(direct, number, signature):
        is_copy, score, why = copies.copy_of(text, signature, its_text, its_signature)
        if is_copy and score > best:
            family, best, because = its_family, score, f"{why} (D{other})"
    credit = origins.wire_credit(text, document["publisher"])
    row = {"document": number, "family": family, "because": because, "credit": credit.name if credit else None}
    with direct.together():
        direct.put(families, [row])
        recent.put(direct, number, signature)
    return family, row["credit"]


def _retire(connection: Connection, document: Mapping[str, Any], touched: Touched) -> list[Gone]:
    """Take earlier readings and versions of a document out of the events; what they told."""
    old = """select f.claim, f.own, f.event, f.likeness, f.because from documents d join facets f on f.document = d.id
        where d.key = ? order by f.claim"""
    rows = Direct(connection).rows(old, document["key"])
    if not rows:
        return []
    numbers = [row[0] for row in rows]
    before = Acts().get(connection, numbers)
    touched.replaced = {row[2] for row in rows if row[2] is not None}
    touched.events |= _other_ends(connection, numbers) | touched.replaced
    for table in (facets, parties, dealings, blocks):
        connection.execute(delete(table).where(table.c.claim.in_(numbers)))
    lost = or_(relations.c.claim.in_(numbers), relations.c.other.in_(numbers))
    connection.execute(delete(relations).where(lost))
    return [Gone(claim, own, before[claim], likeness, because) for claim, own, _, likeness, because in rows]


def _other_ends(connection: Connection, numbers: list[int]) -> set[int]:
    """Events that are linked to claims."""
    ends = set()
    for one, other in ((relations.c.claim, relations.c.other), (relations.c.other, relations.c.claim)):
        query = select(facets.c.event).join(relations, other == facets.c.claim).where(one.in_(numbers))
        ends |= {event for event in connection.execute(query).scalars() if event is not None}
    return ends


def _told(read: Read, family: int, credit: str | None) -> list[Told]:
    """The claims of a reading with all that places them."""
    document = read.document
    acts = together(act_of(e, sentence, document["published"], document["id"]) for _, e, sentence in read.claims)
    return [
        Told(claim, document, event, sentence, act, _origin(event.source, document, family, credit), family)
        for (claim, event, sentence), act in zip(read.claims, acts, strict=True)
    ]


def _origin(source: Source | None, document: Mapping[str, Any], family: int, credit: str | None) -> origins.Origin:
    """Who stands behind a claim."""
    return origins.origin_of(
        source_key=source_key(source) if source else None,
        unnamed=source is not None and source.unnamed,
        agentless=source is not None and source.text == "agentless",
        publisher=document["publisher"],
        family=family,
        credit=credit,
        name=(source.identity.name if source.identity else source.name) if source else None,
        code=source.code if source else None,
    )


def source_key(source: Source) -> str:
    """What a holder is known by: its identifier, else its name and code."""
    if source.identity and source.identity.wikidata:
        return f"wikidata:{source.identity.wikidata}"
    name = source.identity.name if source.identity else source.name
    return f"{name.casefold()}|{source.code}"


def _event_of(
    told: Told, keys: Sequence[str], around: Around, old: Gone | None
) -> tuple[int, same.Likeness | None, list[tuple[int, same.Likeness]]]:
    """The event of a claim, why, and the near misses: that of the claim it stands for, else the one that fits best, else a new one."""
    event, likeness, near = same.best(told.act, around.events(keys))
    if old is not None and inherits(told.act, old, around.of(old.own)):
        before = same.Likeness(old.likeness, same=True, near=False, because=old.because)
        return old.own, before, [(e, how) for e, how in near if e != old.own]
    return (told.claim if event is None else event), likeness, near


def _claim_rows(told: Told, event: int, likeness: same.Likeness | None, rows: dict[Table, list[Row]]) -> None:
    """The rows of a claim."""
    because, score = (likeness.because, likeness.score) if likeness else ("", 1.0)
    row = {"own": event, "matched": event, "event": event, "likeness": score, "because": because, "judged": ""}
    rows[facets].append({**facet_row(told), **row})
    rows[parties] += [{**r, "event": event} for r in party_rows(told)]
    rows[dealings] += [{**r, "event": event} for r in dealing_rows(told)]


def _near_rows(
    claim: int,
    near: list[tuple[int, same.Likeness]],
    around: Around,
    rows: dict[Table, list[Row]],
) -> None:
    """Events that are possibly the same."""
    for other, how in near:
        if (there := around.claim_of(other)) is not None:
            rows[relations].append(_relation(claim, there, "near", how.score, None, how.because))


def _settle(told: Told, event: int, keys: list[str], around: Around, rows: dict[Table, list[Row]]) -> None:
    """Link a claim with the plans that it settles, and with the acts that settle it: the surest outcome for each event."""
    own = around.of(event)
    for other, acts in around.events(keys):
        if other == event:
            continue
        best: tuple[plans.Outcome, bool] | None = None
        for act in acts:
            for plan, later, others, forward in ((act, told.act, own, True), (told.act, act, acts, False)):
                settled = plans.outcome(plan, later, others)
                if settled and (best is None or settled.score > best[0].score):
                    best = settled, forward
        there = around.claim_of(other)
        if best and there is not None:
            settled, forward = best
            one, two = (told.claim, there) if forward else (there, told.claim)
            rows[relations].append(_relation(one, two, settled.kind, settled.score, settled.lag, settled.because))


def _relation(claim: int, other: int, kind: str, score: float, lag: int | None, because: str) -> Row:
    """One link between claims."""
    return {"claim": claim, "other": other, "kind": kind, "score": score, "lag": lag, "because": because}
