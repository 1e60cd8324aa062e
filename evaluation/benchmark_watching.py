"""Speed of the watch: `python evaluation/benchmark_watching.py [--events 100000] [--json FILE]`.

A made-up record (`made_record.py`, with whole claims) is judged by the rules that ship, all of it at once; then reports are added to it one
by one, and after each the watch looks at what changed. One claim in seven deals in something, as in the other benchmarks; which countries
deal is drawn with the skew of news, so that some rules (arms to or from Iran, North Korea, Russia) find thousands of events. SQLite and
PostgreSQL are measured on the same record.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from benchmark_keeping import VERSIONS, World, at_file, at_server, fill, server
from communique.model import Event, Report, Transfer
from communique.record import schema
from communique.record.record import Record
from communique.watch.rules import load
from communique.watch.watching import watch
from made_record import Columns

WHOLE, EACH = 5.0, 0.020
"""Seconds for 100,000 events, and for the watch after each further document."""

TODAY = date(2026, 1, 1)


class Dealings(World):
    """A world whose claims can be read back: who gives what to whom, as the reader would tell it."""

    def telling(self, claim: int, start: int, number: int) -> tuple[Event, str]:
        """A claim with both sides of its dealing."""
        told, sentence = super().telling(claim, start, number)
        event = self.event[claim]
        if not (item := self.item[event]):
            return told, sentence
        giver, taker = self.actors[event][0], next(iter(self.recipients[event]), None)
        dealing = Transfer(
            item=item, stage=self.stage[event], giver=giver, taker=taker, because="who sends and who gets"
        )
        return told.model_copy(update={"transfers": (dealing,)}), sentence

    def _claims(self, start: int, stop: int) -> Iterator[tuple[Table, Columns]]:
        """Claims with their bodies."""
        for table, rows in super()._claims(start, stop):
            if table is schema.claims:
                told = [self.telling(n, 0, n % 4 + 1) for n in range(start, stop)]
                rows["body"] = [event.model_dump_json() for event, _ in told]
            yield table, rows


def measure(where: str, reports: list[tuple[Report, list[tuple[int, int]]]]) -> dict[str, Any]:
    """Speed of the watch over a record, and after each of some reports."""
    pack = load()
    with Record(where) as record:
        began = time.perf_counter()
        whole = watch(record, pack, as_of=TODAY)
        spent = time.perf_counter() - began
        took, judged = [], []
        for report, quotations in reports:
            record.add(report, quotations, VERSIONS)
            began = time.perf_counter()
            run = watch(record, pack, as_of=TODAY)
            took.append(time.perf_counter() - began)
            judged.append(run.events)
        again = time.perf_counter()
        watch(record, pack, as_of=TODAY)
        idle = time.perf_counter() - again
    return {
        "all at once, s": round(spent, 2),
        "events looked at": whole.events,
        "alerts and plans told": len(whole.changes),
        "after a document, median ms": round(statistics.median(took) * 1000, 1),
        "slowest of twenty, ms": round(sorted(took)[int(len(took) * 0.95)] * 1000, 1),
        "events looked at after a document": round(statistics.mean(judged), 1),
        "nothing changed, ms": round(idle * 1000, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000, help="events in the record")
    parser.add_argument("--reports", type=int, default=100)
    parser.add_argument("--sqlite", action="store_true", help="without PostgreSQL")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found: list[dict[str, Any]] = []
    world = Dealings(given.events * 2, 3 * given.reports + 24)
    reports = list(islice(world.reports("reports", given.events * 2), given.reports))
    with server() as url, tempfile.TemporaryDirectory() as folder:
        for kind, opened in (("SQLite", at_file), ("PostgreSQL", at_server)):
            if kind == "PostgreSQL" and (url is None or given.sqlite):
                continue
            with opened(url or "", Path(folder), given.events) as where:
                fill(where, world)
                row = {"database": kind, "events": len(world.told), **measure(where, reports)}
                print(json.dumps(row), flush=True)
                found.append(row)
    if given.json:
        told = {
            "machine": platform.platform(),
            "python": sys.version.split()[0],
            "targets": [WHOLE, EACH],
            "found": found,
        }
        given.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
