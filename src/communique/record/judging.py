"""What people say of the record's work: it goes before what the machine finds, and stays through readings and rebuilds.

Every claim keeps the event that the machine gave it (`facets.own`). What people said is laid over it, in the order in which they said it,
whenever one of the claims concerned is judged or read again: so that a judgement which is taken back leaves no trace. The machine itself
goes on in its own events (`facets.matched`): that two of them are one act is no reason to find them less alike, but what a person
split off is an act of its own to later claims, and what is called wrong is found by none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, insert, select, update

from communique.errors import BadRequest
from communique.record.act import load
from communique.record.schema import blocks, claims, dealings, documents, facets, heirs, judgements, log, parties


@dataclass(frozen=True, slots=True)
class Said:
    """A judgement that holds.

    Attributes:
        id: its number.
        verdict: same, different or wrong.
        one: the claim that stands for the first one now, None if none does.
        other: the same of the second one; None for wrong.
        because: who said it and why.
    """

    id: int
    verdict: str
    one: int | None
    other: int | None
    because: str


@dataclass(frozen=True, slots=True)
class _Member:
    """A claim of the events that a judgement concerns."""

    own: int
    matched: int | None
    event: int | None
    document: int
    judged: str
    root: int = 0  # the first claim that stood at its words

    @property
    def events(self) -> set[int]:
        """Every event it has to do with."""
        return {e for e in (self.own, self.matched, self.event) if e is not None}


def holding(connection: Connection, entry: int) -> list[Said]:
    """Judgements that were not taken back, in their order.

    Args:
        connection: to the record.
        entry: number in the log; what was said later is not known yet when the log is played again.
    """
    query = (
        select(judgements)
        .join(log, (log.c.ref == judgements.c.id) & (log.c.kind == "judgement"))
        .where(log.c.id <= entry)
        .order_by(judgements.c.id)
    )
    rows = connection.execute(query).mappings().all()
    undone = {r["one"] for r in rows if r["verdict"] == "undo"}
    kept = [r for r in rows if r["verdict"] != "undo" and r["id"] not in undone]
    now = current(connection, {c for r in kept for c in (r["one"], r["other"]) if c is not None})
    return [
        Said(r["id"], r["verdict"], now.get(r["one"]), now.get(r["other"]), f"J{r['id']}, {r['who']}: {r['why'] or 'no reason given'}")
        for r in kept
    ]  # fmt: skip


def current(connection: Connection, numbers: Iterable[int]) -> dict[int, int]:
    """Claims → the claims that stand for them now: themselves, or those at the same words of a later version or reading.

    Args:
        connection: to the record.
        numbers: of claims, old or new; those for which none stands are left out.
    """
    chain = {n: n for n in numbers}
    while True:
        last = sorted(set(chain.values()))
        step = _pairs(connection, last)
        if not step:
            there = _there(connection, last)
            return {n: c for n, c in chain.items() if c in there}
        chain = {n: step.get(c, c) for n, c in chain.items()}


def _pairs(connection: Connection, numbers: list[int]) -> dict[int, int]:
    """Claims → their heirs."""
    found: dict[int, int] = {}
    for start in range(0, len(numbers), 500):
        query = select(heirs.c.claim, heirs.c.heir).where(heirs.c.claim.in_(numbers[start : start + 500]))
        found.update((claim, heir) for claim, heir in connection.execute(query))
    return found


def _there(connection: Connection, numbers: list[int]) -> set[int]:
    """Those of some claims that are current."""
    found: set[int] = set()
    for start in range(0, len(numbers), 500):
        query = select(facets.c.claim).where(facets.c.claim.in_(numbers[start : start + 500]))
        found |= set(connection.execute(query).scalars())
    return found


def judged_page(connection: Connection, key: str) -> bool:
    """Whether anybody said anything about a page, in any version and reading of it."""
    page = select(claims.c.id).join(documents, documents.c.id == claims.c.document).where(documents.c.key == key)
    query = select(judgements.c.id).where(judgements.c.one.in_(page) | judgements.c.other.in_(page)).limit(1)
    return connection.execute(query).first() is not None


def apply(connection: Connection, judgement: int, entry: int) -> tuple[set[int], str]:
    """Carry out a judgement.

    Args:
        connection: of the one writer.
        judgement: its number.
        entry: its number in the log.

    Returns:
        The events it touched, and what it says in words.
    """
    row = connection.execute(select(judgements).where(judgements.c.id == judgement)).mappings().one()
    words = f"J{judgement}, {row['who']}: {row['verdict']} "
    words += f"J{row['one']}" if row["verdict"] == "undo" else f"C{row['one']}"
    words += (f" C{row['other']}" if row["other"] else "") + (f", {row['why']}" if row["why"] else "")
    if row["verdict"] == "undo":
        row = connection.execute(select(judgements).where(judgements.c.id == row["one"])).mappings().one()
    now = current(connection, [c for c in (row["one"], row["other"]) if c is not None])
    return settle(connection, now.values(), entry), words


def settle(connection: Connection, numbers: Iterable[int], entry: int) -> set[int]:
    """Lay what people said over what the machine found, for all events that it concerns.

    Args:
        connection: of the one writer.
        numbers: claims that were judged, freed or placed.
        entry: number in the log.

    Returns:
        The events that lost or won claims.
    """
    said = holding(connection, entry)
    members = _concerned(connection, set(numbers), said)
    events: dict[int, int | None] = {claim: member.own for claim, member in members.items()}
    matched, because = dict(events), dict.fromkeys(members, "")
    for one in said:
        if one.one in events and (one.verdict == "wrong" or one.other in events):
            because.update(dict.fromkeys(_lay(connection, one, members, events), one.because))
            if one.verdict != "same":
                _lay(connection, one, members, matched)
    touched: set[int] = set()
    for claim, member in members.items():
        if (events[claim], matched[claim], because[claim]) != (member.event, member.matched, member.judged):
            _give(connection, claim, events[claim], matched[claim], because[claim])
            touched |= {e for e in (member.event, events[claim]) if e is not None}
    return touched


def overruled(connection: Connection, events: Iterable[int]) -> bool:
    """Whether a person made one event of some events and others, so that what joins them belongs elsewhere."""
    query = select(facets.c.claim).where(facets.c.matched.in_(sorted(events)), facets.c.event != facets.c.matched)
    return connection.execute(query.limit(1)).first() is not None


_MEMBERS = select(facets.c.claim, facets.c.own, facets.c.matched, facets.c.event, facets.c.document, facets.c.judged)


def _concerned(connection: Connection, numbers: set[int], said: list[Said]) -> dict[int, _Member]:
    """All claims of the events of some claims, and of those that judgements tie to them."""
    tied = [{c for c in (s.one, s.other) if c is not None} for s in said]
    rows = _facets(connection, numbers.union(*tied) if tied else numbers)
    wanted = {e for n in numbers if n in rows for e in rows[n].events}
    while True:
        before = len(wanted)
        for group in tied:
            events = {e for c in group if c in rows for e in rows[c].events}
            if events & wanted:
                wanted |= events
        if len(wanted) == before:
            break
    found: dict[int, _Member] = {}
    for event in sorted(wanted):
        for claim, *known in connection.execute(_MEMBERS.where(facets.c.own == event)):
            found[claim] = _Member(*known)
    roots = _roots(connection, found)
    return {claim: replace(member, root=roots[claim]) for claim, member in found.items()}


def _roots(connection: Connection, numbers: Iterable[int]) -> dict[int, int]:
    """Claims → the first ones that stood at their words: an event is named for its first claim, however often that is read again."""
    chain = {n: n for n in numbers}
    while True:
        last = sorted(set(chain.values()))
        step: dict[int, int] = {}
        for start in range(0, len(last), 500):
            query = select(heirs.c.heir, heirs.c.claim).where(heirs.c.heir.in_(last[start : start + 500]))
            step.update((heir, claim) for heir, claim in connection.execute(query))
        if not step:
            return chain
        chain = {n: step.get(c, c) for n, c in chain.items()}


def _facets(connection: Connection, numbers: set[int]) -> dict[int, _Member]:
    """What is known of claims."""
    ordered, found = sorted(numbers), dict[int, _Member]()
    for start in range(0, len(ordered), 500):
        for claim, *known in connection.execute(_MEMBERS.where(facets.c.claim.in_(ordered[start : start + 500]))):
            found[claim] = _Member(*known)
    return found


def _lay(
    connection: Connection, said: Said, members: Mapping[int, _Member], events: dict[int, int | None]
) -> list[int]:
    """One judgement over the events so far; the claims that it moved."""
    assert said.one is not None
    mine = events[said.one]
    theirs = events[said.other] if said.other is not None else None
    moved: dict[int, int | None] = {}
    if said.verdict == "wrong":
        moved = {said.one: None}
    elif mine is None or theirs is None or said.other is None:
        return []
    elif said.verdict == "same" and mine != theirs:
        moved = {c: min(mine, theirs) for c, e in events.items() if e == max(mine, theirs)}
    elif said.verdict == "different" and mine == theirs:
        founder = members[said.other].root == mine
        leaver, stays = (said.one, said.other) if founder else (said.other, said.one)
        moved = dict.fromkeys(_mates(connection, leaver, stays, members, events), members[leaver].root)
    events.update(moved)
    return list(moved)


def _mates(
    connection: Connection, leaver: int, stays: int, members: Mapping[int, _Member], events: Mapping[int, int | None]
) -> list[int]:
    """A claim that leaves its event, with the mentions in its report that the reader took for the same act."""
    near = [c for c, m in members.items() if m.document == members[leaver].document and events[c] == events[leaver]]
    rows = connection.execute(select(facets.c.claim, facets.c.act).where(facets.c.claim.in_([*near, stays])))
    numbers = {claim: load(act).number for claim, act in rows}
    same_document = members[stays].document == members[leaver].document
    if same_document and numbers[stays] == numbers[leaver]:
        return [leaver]
    # the founder keeps the name of the event, so it never goes along
    return [c for c in near if numbers[c] == numbers[leaver] and c != stays and members[c].root != events[leaver]]


def _give(connection: Connection, claim: int, event: int | None, matched: int | None, because: str) -> None:
    """Give a claim its event, or none, and the one under which later claims find it."""
    row = {"event": event, "matched": matched, "judged": because}
    connection.execute(update(facets).where(facets.c.claim == claim).values(row))
    for table, value in ((parties, event), (dealings, event), (blocks, matched)):
        connection.execute(update(table).where(table.c.claim == claim).values(event=value))


def inherit(connection: Connection, pairs: Mapping[int, int]) -> None:
    """Remember which claims of a new version or reading stand for which old ones.

    Args:
        connection: of the one writer.
        pairs: old claim → new claim.
    """
    if pairs:
        connection.execute(insert(heirs), [{"claim": old, "heir": new} for old, new in sorted(pairs.items())])


def apart(connection: Connection, entry: int) -> set[frozenset[int]]:
    """Pairs of events that a person called different acts."""
    pairs = [(s.one, s.other) for s in holding(connection, entry) if s.verdict == "different" and s.one and s.other]
    rows = _facets(connection, {c for pair in pairs for c in pair if c})
    found: set[frozenset[int]] = set()
    for one, other in pairs:
        if one in rows and other in rows:
            events = (rows[one].event, rows[other].event)
            found |= {frozenset(e for e in events if e is not None)}
    return found


def check(connection: Connection, verdict: str, one: int, other: int | None) -> None:
    """Refuse a judgement that would change nothing.

    Args:
        connection: of the one writer.
        verdict: same, different or wrong.
        one: a claim.
        other: another one.

    Raises:
        BadRequest: a claim that was replaced, or what is so already.
    """
    now = current(connection, [c for c in (one, other) if c is not None])
    for claim in (one, other):
        if claim is not None and claim not in now:
            raise BadRequest(
                "claim", f"C{claim} was replaced, and nothing stands at its words now; judge another claim"
            )
    rows = _facets(connection, set(now.values()))
    mine = rows[now[one]].event
    if verdict == "wrong":
        if mine is None:
            raise BadRequest("claim", f"C{now[one]} is called wrong already")
        return
    assert other is not None
    theirs = rows[now[other]].event
    if one == other or now[one] == now[other]:
        raise BadRequest("claim", f"C{one} and C{other} are one claim; name two")
    if mine is None or theirs is None:
        raise BadRequest("claim", "a claim that is called wrong belongs to no event; take that back first")
    if (verdict == "same") == (mine == theirs):
        raise BadRequest("claim", f"they are {'one event' if mine == theirs else 'different events'} already")
