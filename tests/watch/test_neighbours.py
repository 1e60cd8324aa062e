"""The founding report and the ten that come after it, one by one: alerts, their histories, what is silent, and the calendar.

`neighbours/expected.yaml` was written before anything was run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from communique.grounding.ground import ground
from communique.keeping import quotations
from communique.model import Document
from communique.record.filter import Filter
from communique.record.record import Record
from communique.record.told import AskedFor
from communique.record.values import Versions
from communique.watch import kept
from communique.watch.alerts import Alert, Verdict
from communique.watch.calendar import plans
from communique.watch.kept import Kept
from communique.watch.rules import Pack, load
from communique.watch.watching import Run, watch

HERE = Path(__file__).parent / "neighbours"
SEED = Path(__file__).parents[3] / "shared" / "gold" / "dev" / "articles.jsonl"
EXPECTED = yaml.safe_load((HERE / "expected.yaml").read_text(encoding="utf-8"))
GOLD_READER = Versions(communique="0", reader="gold", tables="0")
SILENT = ("details", "reread")
"""Kinds of changes that the expectation does not list."""


class Story:
    """A record into which the reports come one by one, and what the watch makes of each."""

    def __init__(self, path: Path, start: str) -> None:
        lines = (HERE / "reports.jsonl").read_text(encoding="utf-8").splitlines()
        self.reports = {(gold := json.loads(line))["document"]["id"]: gold for line in lines}
        if start == "seed":
            self.reports["seed"] = json.loads(SEED.read_text(encoding="utf-8").splitlines()[0])
        self.start, self.pack = start, load()
        self.record = Record(path, create=True)
        self.names: dict[str, str] = {}

    def steps(self) -> Iterator[tuple[dict[str, Any], Run, list[Kept], set[str]]]:
        """Each step: what is expected, the run, the alerts after it, and which of the accepted ones opened again."""
        for step in EXPECTED["steps"]:
            accepted = [k.alert.id for k in self.alerts()]
            if accepted:
                kept.say(self.record, accepted, "accepted", who="Ann", why="known")
            self._add(step)
            run = watch(self.record, self.pack, as_of=step["day"], at=f"{step['day']}T13:00:00Z")
            after = self.alerts()
            opened = {k.alert.id for k in after if k.alert.id in accepted and k.state == "new"}
            yield step, run, after, opened

    def _add(self, step: dict[str, Any]) -> None:
        from given_mentions import reading_of

        gold = self.reports[self.start if step["report"] == "start" else step["report"]]
        document = Document(**{k: gold["document"].get(k) for k in Document.model_fields})
        report = ground(document, reading_of(gold))
        self.record.add(report, quotations(report), GOLD_READER, at=f"{step['day']}T12:00:00Z")

    def alerts(self) -> list[Kept]:
        return kept.find(self.record, AskedFor())[0]

    def name(self, alert: Alert) -> str:
        """The name that the expectation has for an alert: known from the first time on by its id."""
        if alert.id not in self.names:
            (found,) = [
                n for n, told in EXPECTED["alerts"].items() if told["rule"] == alert.rule and self._fits(n, alert)
            ]
            assert found not in self.names.values(), f"{found} is there twice"
            self.names[alert.id] = found
        return self.names[alert.id]

    def _fits(self, name: str, alert: Alert) -> bool:
        """Whether the claim that founded an alert is the one that is expected."""
        first = min((e for e in alert.evidence if e.event == alert.founded), key=lambda e: e.claim)
        founded = EXPECTED["alerts"][name]["founded"]
        return first.trigger.text in [word for report, word in founded.items() if report in (self.start, "n04")]

    def calendar(self, day: date) -> dict[str, str]:
        """Plans by name, as they stand on a day."""
        told = [p for e in self.record.find(Filter()) for p in plans(self.pack, e, as_of=day)]
        found = {_plan(p.headline, p.start): p.state for p in told}
        assert len(found) == len(told), told
        return found


def _plan(headline: str, start: str | None) -> str:
    who = "lavrov" if "Lavrov" in headline else "putin" if "Putin" in headline else headline
    return f"{who}-june" if start == "2024-06-01" else who


@pytest.fixture(
    params=[
        "n00",
        pytest.param("seed", marks=pytest.mark.skipif(not SEED.exists(), reason="the report is not at hand")),
    ]
)
def story(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Story]:
    told = Story(tmp_path / "story.db", request.param)
    yield told
    told.record.close()


def _sizes(found: Kept) -> dict[str, Any]:
    alert = found.alert
    told = {
        "tier": alert.tier,
        "materiality": alert.materiality,
        "origins": alert.origins,
        "evidence": len(alert.evidence),
        "contrary": len(alert.contrary),
    }
    return told | ({"differs": True} if alert.differing else {})


def test_every_report_makes_what_was_expected_of_it(story: Story) -> None:
    for step, run, after, opened in story.steps():
        told = f"after {step['report']}"
        assert {story.name(k.alert): _sizes(k) for k in after} == step["alerts"], told
        changes = {
            (story.names[c.subject], kind, c.tells)
            for c in run.changes
            if c.subject in story.names
            for kind in c.kinds
            if kind not in SILENT
        }
        # what is told is told with all that came at once; what is silent stands alone
        tells = {alert for alert, _, so in changes if so}
        expected = {(h["alert"], h["kind"], h["alert"] in tells) for h in step["history"]}
        assert changes == expected, told
        assert tells == {h["alert"] for h in step["history"] if h["tells"]}, told
        assert {story.names[n] for n in opened} == set(step["reopens"]), told
        for day, states in step["plans"].items():
            assert story.calendar(day) == states, f"{told}, on {day}"


def test_what_was_considered_says_why(story: Story) -> None:
    seen: set[tuple[str, str]] = set()
    for step, _, _, _ in story.steps():
        verdicts = kept.looked_at(story.record, ["considered"])
        found = {(v.rule, item) for v in verdicts for item in v.items}
        assert found - seen == {(c["rule"], c["item"]) for c in step["considered"]}, step["report"]
        assert all(v.because for v in verdicts)
        seen |= found


def test_a_run_over_all_at_once_ends_with_the_same_alerts(story: Story, tmp_path: Path) -> None:
    for _, _, after, _ in story.steps():
        last = {story.name(k.alert): _sizes(k) for k in after}
    together = Story(tmp_path / "together.db", story.start)
    together.names = story.names
    for step in EXPECTED["steps"]:
        together._add(step)
    watch(together.record, together.pack, as_of=date(2024, 6, 20))
    assert {together.name(k.alert): _sizes(k) for k in together.alerts()} == last
    again = watch(together.record, together.pack, as_of=date(2024, 6, 20))
    assert (again.events, again.changes) == (0, ())
    together.record.close()


def test_a_rebuilt_record_changes_no_alert(story: Story) -> None:
    for step, _, after, _ in story.steps():
        before, day = {k.alert.id: k.values() for k in after}, step["day"]
    story.record.rebuild()
    assert watch(story.record, story.pack, as_of=day).changes == ()
    assert {k.alert.id: k.values() for k in story.alerts()} == before


def test_verdicts_and_alerts_stand_in_the_record_as_they_were_made(story: Story) -> None:
    for _ in story.steps():
        pass
    for found in story.alerts():
        assert found.history[0].kinds == ("raised",)
        assert [c.number for c in found.history] == list(range(1, found.number + 1))
        assert found.history[-1].at == found.changed
        told = [c.body for c in found.history if c.tells]
        assert all(isinstance(body, Alert) and body.id == found.alert.id for body in told)
    assert all(isinstance(v, Verdict) for v in kept.looked_at(story.record, ["considered", "denied"]))


def test_rules_that_are_not_loaded_leave_their_alerts_alone(story: Story) -> None:
    for step, _, after, _ in story.steps():
        before, day = [k.values() for k in after], step["day"]
    pack = Pack(tuple(p for p in story.pack.placed if p.rule.id != "un.dprk.arms.from"), story.pack.groups)
    run = watch(story.record, pack, as_of=day)
    assert (run.changes, run.left) == ((), ("un.dprk.arms.from",))
    assert [k.values() for k in story.alerts()] == before
