"""Two processes write a record and ten read it, all at once, on either kind of database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier, Event
from typing import Any

from sqlalchemy import Connection, select

from communique.model import Report
from communique.record import loading
from communique.record.filter import Filter
from communique.record.record import Record
from communique.record.schema import (
    claims,
    columns,
    documents,
    events,
    facets,
    families,
    links,
    log,
    metadata,
    readings,
)
from reports import VERSIONS, event, quotes, report

EACH = 40
"""Documents of each writer; one in ten is the same page for both."""
READERS = 10
SECONDS = 300
SHARED: dict[str, Any] = {}
SIDES = (
    ("Ethiopia", "ETH"),
    ("Kenya", "KEN"),
    ("Uganda", "UGA"),
    ("Chad", "TCD"),
    ("Egypt", "EGY"),
    ("Eritrea", "ERI"),
)
TOLD = {
    "a": (("met", "CONSULT"), ("accused", "ACCUSE"), ("shelled", "ASSAULT")),
    "b": (("held talks with", "CONSULT"), ("blamed", "ACCUSE"), ("bombarded", "ASSAULT")),
}


def made(who: str, number: int) -> Report:
    """A report of a writer: one to three acts, which the other one tells in other words."""
    shared = number % 10 == 0
    told = TOLD["a" if shared else who]
    lines, acts = [], []
    for place in range(1 + number % 3):
        one, two = SIDES[(number + place) % 6], SIDES[(number // 6 + 2 * place + 1 + number) % 6]
        day = f"2024-{1 + number % 9:02}-{1 + (number // 9 + place) % 28:02}"
        trigger, kind = told[place]
        lines.append(f"Envoys of {one[0]} {trigger} those of {two[0]} near Belmar on {day}, the {who} office said.\n")
        acts.append((trigger, kind, one, two, day))
    text = "".join(lines)
    found = [
        event(
            text,
            trigger,
            kind,
            number=place,
            actors={one[0]: f"{one[1]} GOV"},
            recipients={two[0]: f"{two[1]} GOV"} if two != one else {},
            day=day,
        )
        for place, (trigger, kind, one, two, day) in enumerate(acts, 1)
    ]
    return report(key_of(who, number), text, *found, publisher=f"Outlet {who}")


def key_of(who: str, number: int) -> str:
    """What a report is known by; it tells how many claims it has."""
    return f"{'both' if number % 10 == 0 else who}-{number}-{1 + number % 3}"


def share(made: Barrier, ready: Barrier, stop: Event) -> None:
    """What the processes tell one another: the record is there, all have opened it, the writers are done."""
    SHARED.update(made=made, ready=ready, stop=stop)


def write(url: str, who: str) -> list[tuple[str, str]]:
    """Add all reports of a writer, which may also be the one who makes the record; what became of each."""
    with Record(url, create=True) as record:
        SHARED["made"].wait()
        SHARED["ready"].wait()
        found = []
        for number in range(EACH):
            told = made("a" if number % 10 == 0 else who, number)
            added = record.add(told, quotes(told), VERSIONS)
            found.append((added.what, added.key))
    return found


def read(url: str) -> list[int]:
    """Look at the record again and again until told to stop; how many documents there were each time."""
    SHARED["made"].wait()
    found = []
    with Record(url) as record:
        SHARED["ready"].wait()
        last = False
        while not last:
            last = SHARED["stop"].wait(0.2)
            with record.reading() as connection:
                found.append(look(connection))
    return found


def look(connection: Connection) -> int:
    """What holds of every state of a record; the number of its documents."""

    def table(*columns: object) -> Sequence[tuple[object, ...]]:
        return [tuple(row) for row in connection.execute(select(*columns))]  # type: ignore[call-overload]

    keys = dict(table(documents.c.id, documents.c.key))
    told = Counter(number for (number,) in table(claims.c.document))
    placed = Counter(number for (number,) in table(facets.c.document))
    for number, key in keys.items():
        assert told[number] == placed[number] == int(str(key).rpartition("-")[2]), key
    for of in (readings.c.document, families.c.document, log.c.ref):
        assert sorted(number for (number,) in table(of)) == sorted(keys)
    members = Counter(number for (number,) in table(facets.c.event))
    assert dict(table(events.c.id, events.c.claims)) == members
    for of in (documents.c.id, claims.c.id, log.c.id):
        numbers = [number for (number,) in table(of)]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert {n for pair in table(links.c.event, links.c.other) for n in pair} <= members.keys()
    for whole in loading.events_by_number(connection, sorted(members)[-5:]):
        assert len(whole.claims) == members[whole.id]
    return len(keys)


def everything(record: Record) -> dict[str, list[tuple[object, ...]]]:
    """All rows but the times at which they came."""
    with record.reading() as connection:
        return {
            t.name: sorted(map(tuple, connection.execute(select(*(c for c in t.c if c.name != "at")))), key=repr)
            for t in metadata.sorted_tables
            if t is not columns
        }


def test_two_write_and_ten_read(fresh_url: str) -> None:
    context = get_context("forkserver")
    context.set_forkserver_preload(["communique.record.record"])
    gates = [context.Barrier(READERS + 2, timeout=SECONDS) for _ in range(2)]
    stop = context.Event()
    with ProcessPoolExecutor(READERS + 2, context, share, (*gates, stop)) as pool:
        # both make the record: one of them is a little faster
        writers = [pool.submit(write, fresh_url, who) for who in "ab"]
        readers = [pool.submit(read, fresh_url) for _ in range(READERS)]
        try:
            added = [told for writer in writers for told in writer.result(SECONDS)]
        finally:
            stop.set()
        counts = [reader.result(SECONDS) for reader in readers]

    both = {key_of("a", n) for n in range(0, EACH, 10)}
    own = {key_of(who, n) for who in "ab" for n in range(EACH) if n % 10}
    assert sorted(key for what, key in added if what == "new") == sorted(both | own)
    assert sorted(key for what, key in added if what == "known") == sorted(both)
    for seen in counts:
        assert seen == sorted(seen)
        assert seen[-1] == len(both | own)
    assert any(0 < n < len(both | own) for seen in counts for n in seen)
    with Record(fresh_url) as record:
        assert {entry.key for entry in record.documents()} == both | own
        assert any(e.outlets > 1 for e in record.find(Filter()))
        before = everything(record)
        record.rebuild()
        assert everything(record) == before
