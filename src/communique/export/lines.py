"""JSON lines: events with their claims, and reports in the codebook's format."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from communique.export.codebook import about, write_json
from communique.export.columns import Column, Table
from communique.export.hold import Hold, Options, Stamp, Tally, by_document
from communique.model import Report

EVENT_LINES = Table(
    "events.jsonl",
    "one event with its claims, an object a line",
    "events",
    lambda e: (e,),
    (
        Column("id, type, mode, …", "string", "every field of an event, as `communique show` gives it", lambda e: e),
        Column("claims", "list", "its claims, each with what the report says, in order of publication", lambda e: e),
    ),
)
REPORT_LINES = Table(
    "reports.jsonl",
    "one document with what it says, in the format of `communique read` and of the gold files, an object a line",
    "documents",
    lambda d: (d,),
    (
        Column("document", "string", "id, published, publisher, title, url, language and text", lambda d: d),
        Column("events", "list", "the events of the document; offsets count Unicode code points", lambda d: d),
    ),
)


def write_lines(path: Path, values: Iterable[Any]) -> int:
    """Write JSON lines.

    Returns:
        How many.
    """
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for value in values:
            stream.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")
            count += 1
    return count


def write_jsonl(hold: Hold, out: Path, stamp: Stamp, _options: Options) -> Tally:
    """A folder with `events.jsonl`, `reports.jsonl` and `about.json`."""
    events = (
        {**event.model_dump(mode="json"), "claims": [c.model_dump(mode="json") for c in hold.claims_of(event)]}
        for event in hold.events()
    )
    reports = (
        Report(document=entry.document, events=tuple(c.event for c in claims)).model_dump(mode="json")
        for entry, claims in by_document(hold)
    )
    tally = Tally(
        {
            "events.jsonl": write_lines(out / "events.jsonl", events),
            "reports.jsonl": write_lines(out / "reports.jsonl", reports),
        }
    )
    told = "Events with their claims, and documents with what they say."
    write_json(out / "about.json", about(stamp, told, (EVENT_LINES, REPORT_LINES), tally))
    return tally
