"""Records with alerts in them: the story of `watch/neighbours`, rightly read, and what the watch makes of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from communique.grounding.ground import ground
from communique.keeping import quotations
from communique.model import Document
from communique.record.record import Record
from communique.record.told import AskedFor
from communique.record.values import Versions
from communique.watch import kept
from communique.watch.rules import load
from communique.watch.watching import Run, watch
from given_mentions import reading_of

STORY = Path(__file__).parent / "watch" / "neighbours" / "reports.jsonl"
READ_BY = Versions(communique="0", reader="gold", tables="0")
TODAY = date(2026, 12, 1)


def reports(*names: str) -> list[dict]:
    """Reports of the story by their names, as gold records; all if none is named."""
    told = [json.loads(line) for line in STORY.read_text(encoding="utf-8").splitlines()]
    return [r for r in told if not names or r["document"]["id"] in names]


def add(record: Record, report: dict, day: int = 1, **told) -> None:
    """Keep a report as it stands on a day of January 2026."""
    document = Document(**{k: report["document"].get(k) for k in Document.model_fields})
    read = ground(document, reading_of(report))
    record.add(read, quotations(read), READ_BY, at=f"2026-01-{day:02}T00:00:00Z", live=True, **told)


def look(record: Record, day: int = 1) -> Run:
    """Run the watch on that day."""
    return watch(record, load(), as_of=TODAY, at=f"2026-01-{day:02}T01:00:00Z")


def alerts(record: Record) -> list[kept.Kept]:
    """All alerts of a record, those that rest on nothing too."""
    return kept.find(record, AskedFor(ended=True))[0]


def by_rule(record: Record) -> dict[str, kept.Kept]:
    """The alerts of a record by their rules, the last one of each."""
    return {k.alert.rule: k for k in alerts(record)}


PLAIN, ATTACK = "of fine workmanship", "<b>*x*</b>|[a](b)\u202e\x1b"
"""Words of a quotation, and what takes their place: as long, so that offsets stay right."""


def hostile() -> tuple[dict, dict]:
    """A report of which every text attacks whoever shows it, and what it is known by."""
    (report,) = reports("n00")
    assert len(PLAIN) == len(ATTACK)
    report["document"]["text"] = report["document"]["text"].replace(PLAIN, ATTACK)
    report["document"] |= {
        "publisher": "=cmd|'/c calc'!A1\n# VERIFIED\n" + " " * 200 + "a-000000000000  T4  accepted",
        "title": "</td><script>alert(1)</script>\u202e[x](javascript:alert(1))\x1b[2J",
        "url": "javascript:alert(1)//../../x",
    }
    return report, {"key": "../../../etc/cron.d/x\u202e"}
