"""The founding report, rightly read: exactly these alerts, this silence and this calendar."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from communique.model import Document
from communique.record.filter import Filter
from communique.record.record import Record
from communique.record.values import Versions
from communique.watch.calendar import plans
from communique.watch.evaluate import evaluate
from communique.watch.gather import gather
from communique.watch.rules import load

SHARED = Path(__file__).parents[3] / "shared"
SEED = SHARED / "seed" / "report.txt"
GOLD = SHARED / "gold" / "dev" / "articles.jsonl"
TODAY = date(2026, 12, 1)

pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the founding report is not at hand")


@pytest.fixture(scope="module")
def pack():
    return load()


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    from communique.grounding.ground import ground
    from communique.keeping import quotations
    from given_mentions import reading_of

    gold = json.loads(GOLD.read_text(encoding="utf-8").splitlines()[0])
    document = Document(**{k: gold["document"].get(k) for k in Document.model_fields})
    report = ground(document, reading_of(gold))
    with Record(tmp_path_factory.mktemp("seed") / "seed.db", create=True) as made:
        made.add(report, quotations(report), Versions(communique="0", reader="gold", tables="0"))
        yield made


def run(pack, record):
    found = [v for e in record.find(Filter()) for v in evaluate(pack, e, record.claims_of(e.id), as_of=TODAY)]
    return found, {(a.rule, a.tier, a.materiality): a for a in gather(pack, found)}


def test_the_founding_report_gives_four_alerts(pack, record):
    found, raised = run(pack, record)
    assert sorted(raised) == [
        ("un.dprk.arms.from", "T4", "low"),
        ("un.dprk.arms.precursor", "T2", "normal"),
        ("un.dprk.arms.to", "T4", "low"),
        ("un.dprk.wmd-missile", "T2", "normal"),
    ]
    assert [(v.rule, v.outcome) for v in found if v.outcome != "alert"] == [("un.dprk.luxury", "considered")]


def test_each_rifle_rests_on_the_spokesman_and_on_its_paragraph(pack, record):
    _, raised = run(pack, record)
    text = SEED.read_text(encoding="utf-8")
    for rule, trigger, cited in (
        ("to", "gave", "S/RES/2270, paragraph 6"),
        ("from", "received", "S/RES/1874, paragraph 9"),
    ):
        alert = raised[f"un.dprk.arms.{rule}", "T4", "low"]
        told = [e for e in alert.evidence if e.label == "ACKNOWLEDGED"]
        assert [(e.trigger.text, e.side, e.quote) for e in told] == [(trigger, "party", "direct")]
        assert told[0].source.startswith("Dmitry Peskov")
        assert cited in alert.headline
        assert alert.origins == 1
        assert alert.days == "2023-09-13"
        assert {c.kind for c in alert.cautions} >= {"unverified", "one-side"}
        for e in alert.evidence:
            assert text[e.quotation.start : e.quotation.end] == e.quotation.text


def test_the_talk_of_arms_is_one_alert_with_four_pieces(pack, record):
    alert = run(pack, record)[1]["un.dprk.arms.precursor", "T2", "normal"]
    assert [(e.trigger.text, e.label, e.source) for e in alert.evidence] == [
        ("agree", "SPECULATED", None),  # F19
        ("deals", "SPECULATED", None),  # F47
        ("cooperation", "FLOATED", "Vladimir Putin"),  # F49
        ("deal", "ALLEGED", "The head of South Korea’s ruling party"),  # F51
    ]
    assert alert.parties == ("PRK", "RUS")
    assert "one-side" not in {c.kind for c in alert.cautions}


def test_the_help_for_missiles_has_no_source(pack, record):
    alert = run(pack, record)[1]["un.dprk.wmd-missile", "T2", "normal"]
    assert [(e.side, e.source) for e in alert.evidence] == [("outlet", None)]
    assert "no-source" in {c.kind for c in alert.cautions}


def test_the_glove_is_considered_and_says_why(pack, record):
    (glove,) = [v for v in run(pack, record)[0] if v.outcome == "considered"]
    assert glove.items == ("other.memorabilia.spacesuit-glove",)
    assert "on no list" in glove.because


def calendar(pack, record):
    return [p for e in record.find(Filter()) for p in plans(pack, e, as_of=date(2023, 10, 5))]


def test_two_plans_are_in_the_calendar(pack, record):
    found = {p.headline.partition(";")[0].split(", ", 1)[1]: (p.state, p.end) for p in calendar(pack, record)}
    assert len(found) == 2, found
    assert found["Sergey Lavrov and North Korea"] == ("due", "2023-10-31")
