"""What people see of alerts in a terminal, and in a list as CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import pytest
from alerted import add, alerts, by_rule, hostile, look, reports
from rich.console import Console

from communique.export.alert_columns import ALERTS
from communique.listing import print_all
from communique.record.filter import Filter
from communique.record.record import Record
from communique.terminal_alerts import show_alert, show_alert_line, show_change, show_plan, show_verdict
from communique.watch import kept
from communique.watch.calendar import plans
from communique.watch.rules import load
from communique.watch.watching import watch

SHARED = Path(__file__).parents[2] / "shared"
SEED = SHARED / "gold" / "dev" / "articles.jsonl"


def seen(show, value, width=400) -> str:
    """What is printed of a value."""
    paper = Console(file=io.StringIO(), width=width, highlight=False)
    show(value, paper)
    return paper.file.getvalue()


def field(text: str, name: str) -> list[str]:
    """What the fields of a name say."""
    return re.findall(rf"^ +{name} +(\S.*)$", text, re.MULTILINE)


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    with Record(tmp_path_factory.mktemp("story") / "story.db", create=True) as made:
        for day, report in enumerate(reports("n00", "n03"), 1):
            add(made, report, day)
            look(made, day)
        yield made


@pytest.mark.skipif(not SEED.exists(), reason="the founding report is not at hand")
def test_the_founding_report_is_shown_with_what_it_rests_on(tmp_path):
    gold = json.loads(SEED.read_text(encoding="utf-8").splitlines()[0])
    with Record(tmp_path / "seed.db", create=True) as seed:
        add(seed, gold)
        look(seed)
        found = by_rule(seed)
        listed = [seen(show_alert_line, k) for k in alerts(seed)]
        considered = kept.looked_at(seed, ["considered"])
    assert len(listed) == 4
    assert all("NOT VERIFIED" in told and "A match is a lead, not a finding." in told for told in listed)
    rifle = seen(show_alert, found["un.dprk.arms.to"])
    assert field(rifle, "tier")[0].startswith("T4: ACKNOWLEDGED by Dmitry Peskov")
    assert field(rifle, "materiality") == ["low: gift and qty <= 1"]
    assert field(rifle, "confidence")[0].startswith("high: ")
    assert "S/RES/2270, paragraph 6: in force on 2023-09-13" in field(rifle, "basis")[-1]
    assert any("nothing in the record excludes it" in told for told in field(rifle, "unless"))
    assert any("every named source is of one side" in told for told in field(rifle, "beware"))
    assert field(rifle, "contrary") == ["no claims in the record; that confirms nothing"]
    text = gold["document"]["text"]
    quoted = re.findall(r"^    │ (.*)$", rifle, re.MULTILINE)
    spans = [tuple(map(int, re.match(r"(\d+) to (\d+)", told).groups())) for told in field(rifle, "characters")]
    assert quoted == [text[start:end].replace("\n", " ") for start, end in spans]
    missiles = seen(show_alert, found["un.dprk.wmd-missile"])
    assert any("no source is named" in told for told in field(missiles, "beware"))
    (glove,) = [seen(show_verdict, v) for v in considered]
    assert "considered" in glove
    assert "on no list that the rule names" in field(glove, "because")[0]


def test_an_alert_shows_its_denial_its_history_and_who_said_what(record):
    number = by_rule(record)["un.dprk.arms.precursor"].alert.id
    kept.say(record, [number], "rejected", who="Ada Obi", why="talk only")
    one = kept.one(record, number)
    told = seen(show_alert, one)
    assert field(told, "contrary") == ["1 claim"]
    assert "Russia’s foreign ministry" in told.split("contrary")[1]
    assert [line.split("  ")[1].split()[1].strip(":") for line in field(told, "since")] == ["raised", "denial"]
    assert field(told, "said")[-1].endswith("rejected by Ada Obi, who knew change 2: talk only")
    assert field(told, "next") == [one.alert.ask]
    for e in (*one.alert.evidence, *one.alert.contrary):
        assert e.hash in told
        assert e.url in told
    line = seen(show_alert_line, one)
    assert re.match(rf"{number}  T2  rejected +un\.dprk\.arms\.precursor", line)
    assert "1 denial" in line
    first, second = (seen(show_change, c) for c in one.history)
    assert first.count("\n") == second.count("\n") == 1
    assert one.alert.headline[:40] in first
    assert "denied by Russia’s foreign ministry" in second


def test_an_alert_that_rests_on_nothing_says_so_first(tmp_path):
    with Record(tmp_path / "gone.db", create=True) as record:
        add(record, reports("n00")[0])
        look(record)
        number = by_rule(record)["un.dprk.arms.precursor"].alert
        for event in number.events:
            record.judge("wrong", f"E{event}", who="Ada Obi", why="misread")
        look(record, 2)
        one = kept.one(record, number.id)
    assert one.ended
    for show in (show_alert_line, show_alert):
        assert "RESTS ON NOTHING" in seen(show, one).splitlines()[0]
    assert field(seen(show_alert, one), "ended")[0].startswith(one.ended)


def test_a_contested_and_an_old_reference_are_marked(record):
    one = by_rule(record)["un.dprk.arms.to"]
    basis = (one.alert.basis[0].model_copy(update={"verified": True, "checked": "checked against the document"}),)
    caution = one.alert.cautions[0].model_copy(update={"kind": "stale", "told": "last checked long ago"})
    contested = one.alert.model_copy(update={"basis": basis, "contested_by": ("IRN", "RUS"), "cautions": (caution,)})
    changed = kept.Kept(contested, one.state, one.raised, one.changed, one.number, one.ended, one.history, one.said)
    head = seen(show_alert_line, changed).splitlines()[0]
    assert "CONTESTED" in head
    assert "STALE" in head
    assert "NOT VERIFIED" not in head
    assert "IRN, RUS hold that the measure is not in force" in field(seen(show_alert, changed), "contested")[0]


def test_what_is_not_verified_is_never_shown_as_verified(record):
    one = by_rule(record)["un.dprk.arms.to"]
    # a rule may say of itself what it likes
    basis = (one.alert.basis[0].model_copy(update={"checked": "verified by the best"}),)
    bragging = one.alert.model_copy(update={"basis": basis, "cautions": ()})
    changed = kept.Kept(bragging, one.state, one.raised, one.changed, one.number, one.ended, one.history, one.said)
    assert "NOT VERIFIED" in seen(show_alert_line, changed).splitlines()[0]
    assert "NOT VERIFIED: verified by the best" in field(seen(show_alert, changed), "basis")[0]


def test_plans_tell_their_window_and_state(record):
    found = [p for e in record.find(Filter()) for p in plans(load(), e, as_of=date(2023, 10, 5))]
    lavrov = next(p for p in found if "Lavrov" in p.headline)
    told = seen(show_plan, lavrov)
    assert told.startswith(f"{lavrov.id}  due ")
    assert field(told, "window") == ["2023-10-01 to 2023-10-31"]
    assert any("assumed" in field(seen(show_plan, p), "window")[0] for p in found)
    run = watch_plans(record)
    assert any(c.subject.startswith("p-") for c in run)
    for change in run:
        assert seen(show_change, change).count("\n") == 1


def watch_plans(record) -> list:
    """What a run of an earlier day says of plans."""
    return [c for c in watch(record, load(), as_of=date(2023, 10, 5), at="2026-02-01T00:00:00Z").changes if c.body]


@pytest.mark.parametrize("width", [40, 80, 400])
def test_hostile_texts_begin_no_line_and_steer_no_terminal(tmp_path, width):
    report, known = hostile()
    with Record(tmp_path / "h.db", create=True) as record:
        add(record, report, **known)
        look(record)
        some, verdicts = alerts(record), kept.looked_at(record, ["considered"])
        shown = [seen(show_alert, k, width) for k in some] + [seen(show_alert_line, k, width) for k in some]
        shown += [seen(show_verdict, v, width) for v in verdicts]
    ids = {k.alert.id for k in some}
    for text in shown:
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
        first, *rest = text.splitlines()
        assert first[:14] in ids or re.match(r"E\d+ ", first)
        # what a report says never begins a line
        assert all(line.startswith("  ") for line in rest if line)
    assert any("a-000000000000" in text for text in shown)


def test_the_list_as_csv_is_one_row_an_alert_that_no_spreadsheet_runs(tmp_path, record):
    report, known = hostile()
    with Record(tmp_path / "h.db", create=True) as attacked:
        add(attacked, report, **known)
        look(attacked)
        some = [*alerts(record), *alerts(attacked)]
    paper = io.StringIO()
    print_all(some, "csv", paper, show=show_alert_line, table=ALERTS)
    paper.seek(0)
    rows = list(csv.DictReader(paper))
    assert [row["id"] for row in rows] == [k.alert.id for k in some]
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    for row, k in zip(rows, some, strict=True):
        assert (row["tier"], row["state"], int(row["origins"])) == (k.alert.tier, k.state, k.alert.origins)
        assert row["verified"] == "false"
        assert all(part.endswith("(NOT VERIFIED)") for part in row["basis"].split("; "))
        assert row["evidence"].split("; ") == [f"C{n}" for n in dict.fromkeys(e.claim for e in k.alert.evidence)]
    talk = next(row for row in rows if row["rule"] == "un.dprk.arms.precursor")
    assert talk["denied_by"] == "Russia’s foreign ministry"


def test_every_column_of_the_list_is_told():
    assert len({c.name for c in ALERTS.columns}) == len(ALERTS.columns)
    assert all(c.told for c in ALERTS.columns)
