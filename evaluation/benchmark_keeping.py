"""Speed of the record's writing side, apart from reading: `python evaluation/benchmark_keeping.py [--sizes 10000 100000 1000000] [--json FILE]`.

One made-up world (`made_record.py`) is cut in two. What lies before the cut is put into the tables as it stands, every claim with its
act and the keys under which it is found again; what comes after is told as reports, built beforehand, and added one by one as
`communique add` does. Half of its events are told in the record already. Short reports tell one to three acts, articles 10 to 24,
some of them twice; one report in twenty is a reprint. SQLite and PostgreSQL are measured on the same reports in one run.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Table, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from communique.grounding.names import lookup
from communique.model import (
    Actor,
    Dates,
    Document,
    Event,
    Identity,
    Place,
    Point,
    Report,
    Source,
    Span,
    Thing,
    Transfer,
)
from communique.record import copies, derive, facts, plans, same, schema
from communique.record.act import Act, Party, together, words
from communique.record.near import BLOCK
from communique.record.record import Record
from communique.record.values import Versions
from made_record import COUNTRIES, DAY, Columns, MadeRecord

TARGET = 200
"""Documents a second, in records of any size."""
VERSIONS = Versions(communique="0", reader="0", tables="0")
WARM = 100
"""Documents after opening that are counted apart: the acts they are compared with still have to be loaded."""
OUT_OF = 1000

TRIGGERS = {
    "AGREE": ("agreed", "accepted", "promised"),
    "CONSULT": ("met", "talks with", "visited", "summit with"),
    "SUPPORT": ("praised", "backed", "signed a deal with"),
    "CONCEDE": ("released", "eased curbs on", "apologised to"),
    "COOPERATE": ("sent", "sold", "exported to"),
    "AID": ("supplied", "delivered aid to", "trained"),
    "RETREAT": ("withdrew from", "retreated from", "pulled out of"),
    "REQUEST": ("asked", "appealed to", "demanded of"),
    "ACCUSE": ("accused", "blamed", "condemned"),
    "REJECT": ("rejected", "refused", "dismissed"),
    "THREATEN": ("threatened", "warned"),
    "PROTEST": ("marched against", "demonstrated against", "protested against"),
    "SANCTION": ("imposed sanctions on", "blacklisted", "froze assets of"),
    "MOBILIZE": ("deployed against", "massed near", "put on alert against"),
    "COERCE": ("arrested", "raided", "seized"),
    "ASSAULT": ("shelled", "attacked", "killed", "bombed"),
}
SOURCES = ("outlet", "outlet", "outlet", "named", "named", "unnamed", "agentless")


def chance(*numbers: int) -> int:
    """A number below `OUT_OF` that follows from others: the same claim is told in the same words wherever it is asked for."""
    mixed = 0
    for number in numbers:
        mixed = (mixed ^ (number + 0x9E3779B9)) * 0x85EBCA6B % 2**32
        mixed ^= mixed >> 15
    return mixed * 0xC2B2AE35 % 2**32 * OUT_OF >> 32


class World(MadeRecord):
    """The rows of the first claims as they would have been kept, and the rest as reports."""

    def __init__(self, size: int, rest: int) -> None:
        super().__init__(size + rest)
        self.size, self.all = size, size + rest
        self.count = self.document[size - 1]

    def trigger(self, claim: int) -> str:
        """The word that names an act: the same in two reports of three."""
        event = self.event[claim]
        known = TRIGGERS[self.type[event]]
        return known[(event + (chance(claim, 1) < OUT_OF // 3)) % len(known)]

    def parties(self, claim: int) -> tuple[list[Party], list[Party]]:
        """Who does it to whom: half of them persons, who have an identifier."""
        event = self.event[claim]
        sides = []
        for side, codes in enumerate((dict.fromkeys(self.actors[event]), self.recipients[event])):
            mine = []
            for code in codes:
                name, ref = self.person(code, chance(event, side) % 40)
                known = chance(claim, side, 2) < OUT_OF // 2
                mine.append(Party(code, "GOV", name if known else f"{code.title()} government", ref if known else None))
            sides.append(mine)
        return sides[0], sides[1]

    def place(self, claim: int) -> tuple[str, str, float, float] | None:
        """A town with its country and where it lies."""
        event = self.event[claim]
        if event % 5 >= 3:
            return None
        name, country = self.towns[self.town[event]]
        number = COUNTRIES.index(country)
        return (
            name.title(),
            country,
            -40 + number + self.town[event] % 7 / 2,
            -120 + 3 * number + self.town[event] % 5 / 2,
        )

    def phrases(self, claim: int) -> tuple[str, str, str]:
        """A sentence before its trigger, the trigger, and what follows: the event's own words, and words of the report."""
        event = self.event[claim]
        actors, recipients = self.parties(claim)
        own = [
            self.words[100 + chance(event, n) * 20 + event % 20] for n in range(6) if chance(claim, n, 3) < OUT_OF // 2
        ]
        more = [self.words[chance(claim, n, 4) * chance(claim, n, 5) // OUT_OF * 2] for n in range(8)]
        place, kind = self.place(claim), SOURCES[chance(claim, 6) % len(SOURCES)]
        tail = " ".join(p.name for p in recipients) + " over " + " ".join(own + more)
        tail += f" in {place[0]}" if place else ""
        tail += {
            "named": f", {self.holder(claim)[0]} said",
            "unnamed": ", officials said",
            "agentless": ", reportedly",
        }.get(kind, "")
        return " and ".join(p.name for p in actors), self.trigger(claim), f"{tail}."

    def holder(self, claim: int) -> tuple[str, str, str]:
        """Name, country and identifier of who says it."""
        event = self.event[claim]
        code = self.actors[event][0] if chance(claim, 7) < OUT_OF // 2 else COUNTRIES[chance(claim, 8) % 60]
        return (*self.person(code, chance(event, 9) % 4), code)

    def days(self, claim: int) -> tuple[str, str]:
        """First and last day."""
        day = self.day[self.event[claim]]
        return DAY[day], DAY[day if self.precise[self.event[claim]] else day + 20]

    def act(self, claim: int, sentence: str, label: str) -> Act:
        """What a claim of the record is compared by."""
        event, document = self.event[claim], self.document[claim]
        (actors, recipients), place = self.parties(claim), self.place(claim)
        earliest, latest = self.days(claim)
        return Act(
            document=document, number=claim % 4 + 1, type=self.type[event], mode=self.mode[event], trigger=self.trigger(claim),
            start=claim % 4 * 150, actors=tuple(actors), recipients=tuple(recipients), earliest=earliest, latest=latest,
            dated=self.precise[event], published=DAY[self.published[document - 1]], country=place[1] if place else None,
            place=place[0].casefold() if place else None, point=(place[2], place[3], 12.0) if place else None,
            items=(self.item[event],) if self.item[event] else (), status=self.status[event],
            polarity="neg" if label == "DENIED" else "pos", label=label, words=words(sentence),
        )  # fmt: skip

    def sentences(self, start: int, stop: int) -> list[str]:
        """The sentences of claims."""
        return [" ".join(self.phrases(n)) for n in range(start, stop)]

    def _documents(self, step: int) -> Iterator[tuple[Table, Columns]]:
        """Documents with their families and bands, and the log."""
        for table, everything in super()._documents(step):
            kept = sum(n <= self.count for n in everything["id"])
            if not kept:
                return
            rows = {name: column[:kept] for name, column in everything.items()}
            if table is schema.documents:
                rows["signature"] = [copies.signature(told) for told in rows["text"]]
            yield table, rows
            if table is not schema.documents:
                continue
            numbers, size = rows["id"], len(rows["id"])
            yield (
                schema.families,
                {"document": numbers, "family": numbers, "because": [""] * size, "credit": [None] * size},
            )
            # bands of the last documents are not in the index yet
            done = max(0, (self.count - 1) // BLOCK - 1) * BLOCK
            signed = [(n, s) for n, s in zip(numbers, rows["signature"], strict=True) if n <= done]
            found = sorted((key, n) for n, s in signed for key in set(copies.bands(s)))
            yield schema.bands, {"band": [k for k, _ in found], "document": [n for _, n in found]}
            yield (
                schema.log,
                {"id": numbers, "at": ["2026-01-01T00:00:00Z"] * size, "kind": ["reading"] * size, "ref": numbers},
            )

    def _claims(self, start: int, stop: int) -> Iterator[tuple[Table, Columns]]:
        """Claims with their acts, and the keys under which they are found."""
        found: list[tuple[str, int, int]] = []
        for table, rows in super()._claims(start, stop):
            if table is schema.facets:
                many = [
                    self.act(n, s, l)
                    for n, s, l in zip(range(start, stop), rows["sentence"], rows["label"], strict=True)
                ]
                acts = [a for n in range(0, len(many), 4) for a in together(many[n : n + 4])]
                rows["act"] = [act.dump() for act in acts]
                rows["own"] = rows["matched"] = rows["event"]
                rows["judged"] = [""] * len(acts)
                for claim, event, act in zip(rows["claim"], rows["event"], acts, strict=True):
                    found += [(k, event, claim) for k in (*same.keys(act), *(f"plan {k}" for k in plans.keys(act)))]
            yield table, rows
        found.sort()
        yield schema.blocks, dict(zip(("key", "event", "claim"), map(list, zip(*found, strict=True)), strict=True))

    def _events(self, start: int, stop: int) -> Columns:
        """Events that have a claim before the cut."""
        rows = super()._events(start, stop)
        kept = [place for place, number in enumerate(rows["id"]) if number <= self.size]
        return {name: [column[place] for place in kept] for name, column in rows.items()}

    def reports(self, kind: str, at: int) -> Iterator[tuple[Report, list[tuple[int, int]]]]:
        """What comes after a claim, in order: short reports or articles, with the sentences of their triggers."""
        number = 0
        before: tuple[Report, list[tuple[int, int]]] | None = None
        while at < self.all - 24:
            number += 1
            if before and chance(number, 10) < OUT_OF // 20:
                other = {
                    "id": f"{kind}-{number}",
                    "url": f"https://press.example/{kind}-{number}",
                    "publisher": "Reprint Post",
                }
                document = before[0].document.model_copy(update=other)
                yield before[0].model_copy(update={"document": document}), before[1]
                continue
            size = 1 + chance(number, 11) % 3 if kind == "reports" else 10 + chance(number, 11) % 15
            claims = list(range(at, at + (size if kind == "reports" else size * 2 // 3)))
            at += len(claims)
            claims += [claims[chance(number, n, 12) % len(claims)] for n in range(size - len(claims))]
            before = self.report(f"{kind}-{number}", claims, number)
            yield before

    def report(self, key: str, claims: Sequence[int], number: int) -> tuple[Report, list[tuple[int, int]]]:
        """One document, a sentence a claim, and sentences that tell nothing between them."""
        day = max(self.day[self.event[n]] for n in claims) + chance(number, 13) % 3
        told, spans, events = "", [], []
        for place, claim in enumerate(claims):
            start = len(told)
            event, sentence = self.telling(claim, start, place + 1)
            events.append(event)
            spans.append((start, start + len(sentence)))
            filler = " ".join(
                self.words[chance(number, place, n, 14) * 7] for n in range(60 if len(claims) < 4 else 14)
            )
            told += f"{sentence} {filler.capitalize()}.\n"
        document = Document(
            id=key, published=DAY[min(day, len(DAY) - 1)], publisher=self.outlets[chance(number, 15) % len(self.outlets)],
            title=told[:50], url=f"https://press.example/{key}", language="en", text=told,
        )  # fmt: skip
        return Report(document=document, events=tuple(events)), spans

    def telling(self, claim: int, start: int, number: int) -> tuple[Event, str]:
        """A claim as a report tells it, in a text that goes on at `start`."""
        event = self.event[claim]
        sentence = " ".join(self.phrases(claim))

        def span(quotation: str, after: int = 0) -> dict[str, Any]:
            at = sentence.index(quotation, after)
            return {"start": start + at, "end": start + at + len(quotation), "text": quotation}

        actors, recipients = (
            tuple(
                Actor(
                    **span(p.name), name=p.name, code=f"{p.country} {p.sector}", because="its office in the text",
                    identity=Identity(name=p.name, wikidata=p.ref, because="table of offices, 2026") if p.ref else None,
                )
                for p in side
            )
            for side in self.parties(claim)
        )  # fmt: skip
        kind, place = SOURCES[chance(claim, 6) % len(SOURCES)], self.place(claim)
        where = Place(
            **span(place[0]), country=place[1],
            point=Point(name=place[0], country=place[1], kind="city", lat=place[2], lon=place[3], radius=12, because="the only one"),
        ) if place else None  # fmt: skip
        item = self.item[event]
        first, last = self.days(claim)
        status = self.status[event]
        label = {"planned": "PLANNED", "hypothetical": "SPECULATED"}.get(
            status, "ALLEGED" if kind == "named" else "REPORTED"
        )
        return Event(
            event=number, type=self.type[event], mode=self.mode[event], trigger=Span(**span(self.trigger(claim))), actors=actors,
            recipients=recipients, place=where, status=status, label=label, source=self.source(claim, kind, span),
            dates=Dates(earliest=first, latest=last, assumed=not self.precise[event]), historical=False,
            objects=(Thing(**span(self.trigger(claim)), item=item.partition(".")[0], node=item),) if item else (),
            transfers=(Transfer(item=item, stage=self.stage[event], giver=self.actors[event][0], because="who sends"),) if item else (),
        ), sentence  # fmt: skip

    def source(self, claim: int, kind: str, span: Callable[..., dict[str, Any]]) -> Source | None:
        """Who says it."""
        if kind == "outlet":
            return None
        if kind == "agentless":
            return Source(text="agentless", name="agentless", code="---")
        if kind == "unnamed":
            return Source(**span("officials"), name="officials", code="--- GOV", unnamed=True)
        name, _, code = self.holder(claim)
        return Source(**span(name), name=name, code=f"{code} GOV")


def timed(function: Callable[..., Any], name: str, spent: dict[str, float]) -> Callable[..., Any]:
    """The function with its time added up under a name."""

    def measured(*args: Any, **options: Any) -> Any:
        began = time.perf_counter()
        try:
            return function(*args, **options)
        finally:
            spent[name] += time.perf_counter() - began

    return measured


STEPS = ((facts, "keep", "facts"), (derive, "place", "placing"), (derive, "refresh", "events"))
"""Steps whose share is told; the rest is the transaction itself."""


def measure(where: str, reports: Sequence[tuple[Report, list[tuple[int, int]]]]) -> dict[str, Any]:
    """Speed of adding reports to a record."""
    spent: dict[str, float] = defaultdict(float)
    kept = [(module, name, getattr(module, name)) for module, name, _ in STEPS]
    for module, name, step in STEPS:
        setattr(module, name, timed(getattr(module, name), step, spent))
    took, joined, claims = [], 0, 0
    lookup("")  # the tables of names, which reading has loaded by then
    gc.collect()
    gc.freeze()  # nor do a thousand reports lie in memory where they are read one by one
    try:
        with Record(where) as opened:
            for report, quotations in reports:
                began = time.perf_counter()
                added = opened.add(report, quotations, VERSIONS, at="2026-01-01T00:00:00Z")
                took.append(time.perf_counter() - began)
                joined, claims = joined + added.joined, claims + added.claims
                assert added.what == "new"
    finally:
        gc.unfreeze()
        for module, name, function in kept:
            setattr(module, name, function)
    warm = min(WARM, len(took) // 3)
    first, rest = sum(took[:warm]), sum(took[warm:])
    told = sum(len(report.events) for report, _ in reports[warm:])
    return {
        "documents a second": round((len(took) - warm) / rest, 1),
        "claims a second": round(told / rest, 1),
        "first documents a second": round(warm / first, 1),
        "slowest of a hundred, ms": round(sorted(took)[int(len(took) * 0.99)] * 1000, 1),
        "median ms": round(statistics.median(took) * 1000, 2),
        "share joined": round(joined / claims, 2),
        **{f"share {step}": round(spent[step] / (first + rest), 2) for step in ("facts", "placing", "events")},
    }


@contextmanager
def at_file(_: str, folder: Path, size: int) -> Iterator[str]:
    """A new file, removed after use."""
    path = folder / f"{size}.db"
    yield str(path)
    for part in folder.glob(f"{size}.db*"):
        part.unlink()


@contextmanager
def at_server(url: str, _: Path, size: int) -> Iterator[str]:
    """A new database on a server, dropped after use."""
    name = f"record_{size}"
    server = create_engine(make_url(url), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.execute(text(f"create database {name}"))
    yield make_url(url).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"drop database {name} with (force)"))


def fill(where: str, world: World) -> float:
    """Put the record before the cut into the tables; how long that took."""
    began = time.perf_counter()
    with Record(where, create=True) as made:
        database = made._database  # noqa: SLF001 - rows go past everything that is measured
        with database.writing() as connection:
            if database.sqlite:
                connection.exec_driver_sql("pragma cache_size = -1000000")
            world.fill(connection)
        if not database.sqlite:
            with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("vacuum analyze"))
    return time.perf_counter() - began


@contextmanager
def server() -> Iterator[str | None]:
    """A PostgreSQL server with its own settings, as a distribution installs it; None where none is installed."""
    found = [shutil.which("initdb"), *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), reverse=True)]
    programs = next(
        (Path(p).resolve().parent for p in found if p and Path(p).resolve().with_name("pg_ctl").exists()), None
    )
    if programs is None:
        yield None
        return
    owner = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    home = Path(tempfile.mkdtemp(prefix="communique-keeping-", dir="/tmp"))
    if owner:
        shutil.chown(home, owner["user"], owner["group"])
    quiet = {"cwd": home, "stdout": subprocess.DEVNULL, "check": True, **owner}
    try:
        subprocess.run(
            [programs / "initdb", "-D", home / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"],
            **quiet,
        )
        options = f"-c listen_addresses='' -c unix_socket_directories={home}"
        subprocess.run(
            [programs / "pg_ctl", "start", "-D", home / "data", "-l", home / "log", "-w", "-o", options], **quiet
        )
        yield f"postgresql+psycopg://postgres@/postgres?host={home}"
    finally:
        subprocess.run(
            [programs / "pg_ctl", "stop", "-D", home / "data", "-m", "immediate"], **{**quiet, "check": False}
        )
        shutil.rmtree(home, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="claims in the record"
    )
    parser.add_argument("--reports", type=int, default=1200)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found: list[dict[str, Any]] = []
    with server() as url, tempfile.TemporaryDirectory() as folder:
        for size in given.sizes:
            world = World(size, 3 * given.reports + 24 * given.articles)
            work = {
                "reports": list(islice(world.reports("reports", size), given.reports)),
                "articles": list(islice(world.reports("articles", size + 2 * given.reports), given.articles)),
            }
            for kind, opened in (("SQLite", at_file), ("PostgreSQL", at_server)):
                if kind == "PostgreSQL" and url is None:
                    continue
                with opened(url or "", Path(folder), size) as where:
                    filled = fill(where, world)
                    for name, reports in work.items():
                        row = {"database": kind, "claims": size, "documents": name, **measure(where, reports)}
                        print(json.dumps(row), flush=True)
                        found.append(row)
                    print(f"filled in {filled:.0f} s", flush=True)
    if given.json:
        told = {"machine": platform.platform(), "python": sys.version.split()[0], "target": TARGET, "found": found}
        given.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
