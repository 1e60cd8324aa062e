"""Rules of the user's own: ends, exceptions, acts, lists."""

from __future__ import annotations

from datetime import date

from dealings import claim, deal, event, party

from communique.model import Place
from communique.watch.evaluate import evaluate
from communique.watch.gather import gather
from communique.watch.rules import load

TODAY = date(2026, 12, 1)


def verdicts(pack, *claims, rule=None, as_of=TODAY, links=(), on_list=None):
    found = evaluate(pack, *event(*claims, links=links), as_of=as_of, on_list=on_list)
    return [v for v in found if rule is None or v.rule == rule]


def only(pack, *claims, **how):
    (verdict,) = verdicts(pack, *claims, **how)
    return verdict


def own(tmp_path, *rules, groups=""):
    path = tmp_path / "own.yaml"
    path.write_text(f"format: watch/1\n{groups}rules:\n" + "".join(f"- {r}\n" for r in rules), encoding="utf-8")
    return load(path, shipped=False)


ENDING = """id: own.ending
  says: No arms to Egypt while it lasts.
  basis: [{act: Act, para: "1", from: 2020-01-01, until: 2022-12-31, covers: [arms]}]
  checked: {on: 2022-01-01, against: primary, confidence: high}
  when: {item: [arms], to: EGY}"""


def test_a_rule_past_its_end_shouts_and_neither_alerts_nor_drops(tmp_path):
    pack = own(tmp_path, ENDING)
    dealing = deal("arms.salw", "CHN", "EGY")
    after = only(pack, claim(1, dealing, day="2023-05-04"))
    assert (after.outcome, after.tier) == ("needs-checking", None)
    assert "2022-12-31" in after.because
    assert gather(pack, [after]) == ()
    within = only(pack, claim(1, dealing, day="2022-05-04"))
    assert within.outcome == "alert"
    assert within.basis[0].verified
    assert {"ended", "stale"} <= {c.kind for c in within.cautions}
    early = only(pack, claim(1, dealing, day="2022-05-04"), as_of=date(2022, 6, 1))
    assert not {"ended", "stale", "unverified", "memory"} & {c.kind for c in early.cautions}


def test_a_rule_that_excepts_another_gives_way(tmp_path):
    pack = own(
        tmp_path,
        "id: own.any\n  says: Arms to Egypt.\n  when: {item: [arms], to: EGY}\n  except: [{rule: own.ally}]",
        "id: own.ally\n  says: Arms from Finland.\n  when: {item: [arms], from: FIN}",
    )
    found = {v.rule: v for v in verdicts(pack, claim(1, deal("arms.salw", "FIN", "EGY")))}
    assert found["own.any"].outcome == "considered"
    assert "own.ally" in found["own.any"].because
    assert found["own.ally"].outcome == "alert"
    assert only(pack, claim(1, deal("arms.salw", "CHN", "EGY"))).rule == "own.any"


def test_a_rule_about_acts(tmp_path):
    pack = own(
        tmp_path,
        'id: own.visit\n  says: Visits.\n  when: {type: CONSULT, from: PRK, place: [RUS, "Port Ada"], status: happened}',
    )
    visit = {"type": "CONSULT", "mode": "visit", "actors": (party("PRK"),), "recipients": (party("RUS"),)}
    there = Place(start=0, end=4, text="port ada", country=None)
    found = only(pack, claim(1, by="Dmitri Lubov", place=there, **visit))
    assert (found.tier, found.headline.count("the rule own.visit")) == ("T4", 1)
    assert verdicts(pack, claim(1, **visit)) == []
    assert verdicts(pack, claim(1, place=there, **{**visit, "actors": (party("CHN"),)})) == []
    assert verdicts(pack, claim(1, place=there, status="planned", **visit)) == []


def test_a_listed_party_needs_a_list(tmp_path):
    pack = own(tmp_path, "id: own.listed\n  says: Visits of listed persons.\n  when: {type: CONSULT, listed: un}")
    visit = claim(1, type="CONSULT", actors=(party("PRK", "Ryu Dal-ho"),), recipients=(party("RUS"),))
    assert only(pack, visit).because == "the list un is not loaded, so that nobody can be looked up in it"
    asked = []

    def on_list(name, one, day):
        asked.append((name, one.name, day))
        return "same name and country" if one.name == "Ryu Dal-ho" else None

    found = only(pack, visit, on_list=on_list)
    assert found.outcome == "alert"
    assert any("same name and country" in told for told in found.inferred)
    assert verdicts(pack, visit, on_list=lambda name, one, day: None) == []
    assert ("un", "Ryu Dal-ho", "2023-05-04") in asked
