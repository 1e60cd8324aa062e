"""Reports on shipments and visits, made by hand, rules over them of our own, and the watch; all acts are invented."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from communique.record.record import Record
from communique.record.told import AskedFor
from communique.record.values import Versions
from communique.watch import kept
from communique.watch.kept import Kept
from communique.watch.rules import Pack, load
from communique.watch.watching import Run, watch
from reports import VERSIONS, event, quotes, report

TODAY = date(2024, 7, 1)

RULES = """format: watch/1
rules:
- id: own.prk.arms
  says: {says}
  binds: the larch league
  basis:
  - {{act: Larch {act}, para: "4", from: 2020-01-01{until}, covers: [arms]}}
  checked: {{on: {checked}, against: primary, confidence: high}}
  when: {{item: [{item}], from: PRK, to: "!PRK", stage: [transfer]}}
  ask: Which type is it?
"""
FLOUR = """- id: own.prk.food
  says: Food to the DPRK is looked at.
  when: {item: [food], to: PRK, stage: [transfer]}
"""
CALENDAR = """- id: own.visits
  says: Visits that were announced.
  kind: calendar
  when: {type: [CONSULT], status: planned, window: set}
  emit: [due, overdue, fulfilled, cancelled, postponed]
"""


def rules(
    folder: Path,
    *,
    more: str = "",
    says: str = "No arms from the DPRK.",
    act: int = 1,
    until: str = "",
    checked: str = "2024-01-01",
    item: str = "arms",
) -> Pack:
    """Rules of a file: one on arms, and more."""
    path = folder / "own.yaml"
    until = until and f", until: {until}"
    path.write_text(RULES.format(says=says, act=act, until=until, checked=checked, item=item) + more)
    return load(path, shipped=False)


def shipment(
    key: str,
    day: str = "2024-05-10",
    number: int = 500,
    *,
    by: str | None = None,
    code: str = "KOR GOV",
    denied: bool = False,
    dealt: bool = True,
    item: str = "arms.salw.rifle",
    published: str | None = None,
    **known: Any,
):
    """A report on rifles from North Korea to Russia, in the outlet's own voice if nobody says it."""
    said = f", {by} said" if by else ""
    deed = f"{by} denied that North Korea shipped" if denied else "North Korea shipped"
    text = f"{deed} {number} rifles to Russia through the port of Orlo on {day}{'' if denied else said}."
    transfer = {"item": item, "giver": "PRK", "taker": "RUS", "stage": "transfer"}
    act = event(
        text,
        "shipped",
        "COOPERATE",
        actors={"North Korea": "PRK GOV"},
        recipients={"Russia": "RUS GOV"},
        day=day,
        source=(by, code) if by else None,
        objects={"rifles": item},
        transfers=(transfer,) if dealt else (),
        polarity="neg" if denied else "pos",
        stance="denies" if denied else "asserts",
    )
    return report(key, text, act, published=published or day, publisher=f"{key} Times", **known)


def add(record: Record, *reports: Any, day: int = 1, versions: Versions = VERSIONS, **told: Any) -> None:
    """Keep reports as they stand on a day of June 2024."""
    for one in reports:
        record.add(one, quotes(one), versions, at=f"2024-06-{day:02}T00:00:00Z", live=True, **told)


def look(record: Record, pack: Pack, day: int = 1, as_of: date = TODAY, **told: Any) -> Run:
    """Run the watch on that day."""
    return watch(record, pack, as_of=as_of, at=f"2024-06-{day:02}T01:00:00Z", **told)


def alerts(record: Record, *, ended: bool = True) -> list[Kept]:
    """All alerts, oldest first."""
    found, _ = kept.find(record, AskedFor(ended=ended))
    return sorted(found, key=lambda k: (k.raised, k.alert.founded))


def kinds(found: Kept) -> list[str]:
    """What happened to an alert, in order."""
    return [" ".join(c.kinds) for c in found.history]
