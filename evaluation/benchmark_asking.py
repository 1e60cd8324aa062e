"""Speed of asking: `python evaluation/benchmark_asking.py [--claims 1000000] [--record FILE-or-URL] [--repeat 5] [--json FILE]`.

A made-up record (`made_record.py`) is filled, sealed and asked: filters with grouping, pages of claims and events, full-text searches. Each
question is asked anew, on a connection of its own, so that nothing is kept from one to the next but the pages of the file; the figure
is the median. A record of that name is asked again without being filled. Targets: any filter with grouping over a million claims
0.3 s, a search 0.1 s (medians over the questions).
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select, text

from communique.record import columns, schema, search
from communique.record.connect import Database
from communique.record.filter import parse
from communique.record.grouping import group
from communique.record.query import claims, events, sample
from made_record import MadeRecord

AS_OF = "2025-12-31"
TARGETS = {"filter and group": 0.3, "pages": 0.3, "search": 0.1}

GROUPED: tuple[tuple[str, str], ...] = (
    ("dyad,month", "type=CONSULT status=happened"),
    ("dyad,year", "type=CONSULT mode=visit status=happened"),
    ("actor", "type=ACCUSE recipient=PRK"),
    ("actor", "type=ACCUSE mode=disapprove recipient=PRK since=5y"),
    ("outlet.country,label", ""),
    ("label", ""),
    ("type", ""),
    ("type,label", "status=happened"),
    ("status,month", "party=PRK"),
    ("label,month", "between=RUS,PRK since=5y"),
    ("item,label", "item=arms.* between=RUS,PRK stage>=transfer since=2023-09"),
    ("dyad,stage,year", "item=arms.*"),
    ("item,giver,taker", "item=arms.* stage>=transfer"),
    ("giver,taker", "item=arms.* giver=PRK label=REPORTED,ACKNOWLEDGED"),
    ("label", "item=arms.* party=PRK label=ACKNOWLEDGED,ALLEGED"),
    ("source", "source=RUS label=DENIED party=UKR"),
    ("source.country", "party=PRK published-since=1y"),
    ("side", "party=IRN since=2y"),
    ("side,label", "country=SYR"),
    ("source.country,stance", "source=JPN party=PRK published-since=3y"),
    ("month", "actor=ISR recipient=PSE type=ASSAULT"),
    ("day", "type=ASSAULT country=UKR since=6mo"),
    ("actor,recipient", "type=SANCTION since=3y"),
    ("recipient,year", "actor=USA type=SANCTION,COERCE"),
    ("year,type", "between=USA,CHN"),
    ("month", "background=no status=happened"),
    ("published.month", "type=PROTEST"),
    ("published.month,outlet", "type=ASSAULT published-since=3mo"),
    ("outlet", "party=RUS label=DENIED"),
    ("outlet,label", "country=PRK published-since=1y"),
    ("country", "type=MOBILIZE since=2y"),
    ("place", "type=ASSAULT country=UKR since=1y"),
    ("state", "item=arms.*"),
    ("state,type", "origins>=2 since=1y"),
    ("dyad", "state=contested"),
    ("dyad", "state=corroborated,acknowledged published-since=60d"),
    ("dyad,type", "sector=MIL since=1y"),
    ("quote,source.country", "source=PRK"),
    ("source", "source=RUS GOV quote=direct,partial published-since=1mo"),
    ("label", "gift=yes"),
    ("item,taker", "gift=yes party=PRK"),
    ("actor", "text=gakpu OR nerhuri since=5y"),
    ("label,month", "text=stib* party=RUS"),
    ("mode", "type=CONSULT party=KOR GOV since=3mo"),
    ("actor,type", "country=PRK,IRN,SYR,RUS published-since=1d"),
    ("month", "quantity=>=500 item=arms.*"),
    ("dyad,month,type,label", "party=TUR"),
    ("year,label", "polarity=neg"),
)
"""What the researcher, the investigator, the desk officer, the newsroom and compliance ask, selective and not."""

LISTED = (
    ("claims -published", ""),
    ("claims published", "item=arms.ammunition between=RUS,PRK"),
    ("claims source", "party=PRK quote=direct,partial published-since=1y"),
    ("events -published", "type=CONSULT mode=visit between=RUS,PRK since=5y status=happened"),
    ("events time", "party=PRK since=1y"),
    ("events -claims", "item=arms.*"),
    ("sample", "label=ALLEGED"),
)

SEARCHED = (
    *(
        ("claims", query)
        for query in ("consult", "the of", '"said and"', "assault the -of", "gakpu", "gakpu nerhuri", "stib*")
    ),
    *(("claims", query) for query in ("RUS assault", "aid OR consult", "zzzz", '"said han"', "PRK coerce -said")),
    *(
        ("documents", query)
        for query in ("the", "gakpu", '"of the"', "sti* gakpu", "nerhuri OR shisde -said", "said to and")
    ),
)


def fill(database: Database, size: int) -> None:
    """A record of so many claims, unless it has some."""
    with database.reading() as connection:
        if connection.execute(select(func.count()).select_from(schema.events)).scalar_one():
            return
    began = time.perf_counter()
    with database.writing() as connection:
        search.drop(connection)  # many rows at once are indexed afterwards
        MadeRecord(size).fill(connection)
    told("filled", began)
    began = time.perf_counter()
    with database.writing() as connection:
        search.create(connection)
    told("indexed for search", began)
    began = time.perf_counter()
    with database.writing() as connection:
        stretches = columns.seal(connection)
    told(f"sealed {stretches} stretches", began)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("pragma optimize" if database.sqlite else "vacuum analyze"))


def told(what: str, began: float) -> None:
    """Print how long something took."""
    print(f"{what}: {time.perf_counter() - began:.0f} s", flush=True)


def asked(database: Database, question: Callable[[Connection], Sequence[Any]], repeat: int) -> tuple[float, int]:
    """Median seconds of a question, and the length of its answer."""
    times = []
    for _ in range(repeat):
        began = time.perf_counter()
        with database.reading() as connection:
            answer = question(connection)
        times.append(time.perf_counter() - began)
    return statistics.median(times), len(answer)


def questions() -> dict[str, list[tuple[str, Callable[[Connection], Sequence[Any]]]]]:
    """All questions, by kind."""

    def grouped(by: str, pairs: str) -> Callable[[Connection], Sequence[Any]]:
        return lambda c: group(
            c, parse(split(pairs), as_of=AS_OF), by.split(","), outlets=lambda name: name[:3].upper()
        )

    def listed(what: str, pairs: str) -> Callable[[Connection], Sequence[Any]]:
        kind, _, order = what.partition(" ")
        meant = parse(split(pairs), as_of=AS_OF)
        if kind == "sample":
            return lambda c: sample(c, meant, 200, 7)
        return lambda c: {"claims": claims, "events": events}[kind](c, meant, order=order).numbers

    def searched(kind: str, query: str) -> Callable[[Connection], Sequence[Any]]:
        return lambda c: search.search(c, query, kind=kind).hits

    return {
        "filter and group": [(f"{pairs or 'all'} by {by}", grouped(by, pairs)) for by, pairs in GROUPED],
        "pages": [(f"{what} {pairs}", listed(what, pairs)) for what, pairs in LISTED],
        "search": [(f"{kind}: {query}", searched(kind, query)) for kind, query in SEARCHED],
    }


def split(pairs: str) -> list[str]:
    """The pairs of a question; a word without an equals sign belongs to the one before."""
    found: list[str] = []
    for word in pairs.split():
        if "=" in word:
            found.append(word)
        else:
            found[-1] += f" {word}"
    return found


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--claims", type=int, default=1_000_000)
    ask.add_argument("--record", help="a file or a URL; a file that vanishes afterwards if not given")
    ask.add_argument("--repeat", type=int, default=5)
    ask.add_argument("--json", type=Path)
    args = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(args.record or Path(folder) / "record.db", create=True)
        fill(database, args.claims)
        found = {}
        for kind, asks in questions().items():
            print(f"\n| {kind} | ms | rows |\n|---|---|---|")
            times = []
            for name, question in asks:
                seconds, rows = asked(database, question, args.repeat)
                times.append(seconds)
                print(f"| {name.replace('|', '/')} | {1000 * seconds:.0f} | {rows} |", flush=True)
            found[kind] = {"median": statistics.median(times), "slowest": max(times), "questions": len(times)}
        print(
            f"\n{database.engine.dialect.name}, {args.claims} claims\n\n| questions | median s | target | slowest s |\n|---|---|---|---|"
        )
        for kind, measured in found.items():
            print(
                f"| {measured['questions']} {kind} | {measured['median']:.3f} | {TARGETS[kind]} | {measured['slowest']:.3f} |"
            )
        if args.json:
            args.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        database.engine.dispose()


if __name__ == "__main__":
    main()
