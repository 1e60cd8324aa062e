"""What changed about an alert, in words; of what people are told; and what opens it again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from dealings import claim, deal, event, near

from communique.watch import history
from communique.watch.alerts import Alert
from communique.watch.evaluate import evaluate
from communique.watch.gather import gather
from communique.watch.rules import Pack, load

TODAY = date(2024, 7, 1)
RULE = """format: watch/1
rules:
- id: own.prk.arms
  says: No arms from the DPRK.
  basis:
  - {act: Larch 1, para: "4", from: 2020-01-01, covers: [arms]}
  checked: {on: 2024-01-01, against: primary, confidence: high}
  when: {item: [arms], from: PRK, to: "!PRK", stage: [transfer]}
  materiality: {low: qty <= 1}
"""
RIFLES = deal("arms.salw.rifle", "PRK", "RUS", much=500)
SEOUL, LONDON, PARIS = ("Han Seo", "KOR GOV"), ("Amy Ford", "GBR GOV"), ("Luc Moreau", "FRA GOV")


@pytest.fixture
def written(tmp_path: Path):
    """A pack of the rule, with some words of it replaced."""

    def of(*replaced: tuple[str, str]) -> Pack:
        told = RULE
        for old, new in replaced:
            assert old in told
            told = told.replace(old, new)
        path = tmp_path / "own.yaml"
        path.write_text(told)
        return load(path, shipped=False)

    return of


@pytest.fixture
def pack(written) -> Pack:
    return written()


def alert(pack: Pack, *claims, as_of: date = TODAY, links=()) -> Alert:
    """The alert of one event with these claims."""
    (one,) = gather(pack, evaluate(pack, *event(*claims, links=links, number=1), as_of=as_of))
    return one


def said(number: int, by: tuple[str, str] | None = SEOUL, *dealings, key: str | None = None, reader=None, **told):
    """A claim, somebody's or the outlet's own."""
    name, code = by or (None, "RUS GOV")
    made = claim(number, *(dealings or (RIFLES,)), by=name, code=code, **told)
    changed = {"key": key} if key else {}
    return made.model_copy(update=changed | ({"versions": reader} if reader else {}))


def denied(number: int, by: tuple[str, str] = ("Kim Song", "PRK GOV"), **told):
    return said(number, by, polarity="neg", stance="denies", **told)


def steps(old: Alert, new: Alert, *, but: tuple[str, ...] = ()) -> dict[str, tuple[str, bool, bool]]:
    """Kinds of steps, each with what it says, and whether it tells and reopens."""
    found = history.differences(old, new)
    assert [history.KINDS.index(s.kind) for s in found] == sorted(history.KINDS.index(s.kind) for s in found)
    assert all(s.tells for s in found if s.reopens)
    return {s.kind: (s.told, s.tells, s.reopens) for s in found if s.kind not in but}


def test_nothing_changed_is_no_step(pack):
    assert history.differences(alert(pack, said(1)), alert(pack, said(1))) == ()


def test_a_new_alert_says_why_it_has_its_tier(pack):
    (step,) = history.raised(alert(pack, said(1)))
    assert (step.kind, step.tells, step.reopens) == ("raised", True, False)
    assert step.told.startswith("T3: ALLEGED by Han Seo (C1)")


def test_a_second_origin_is_told_and_raises_the_tier(pack):
    found = steps(alert(pack, said(1)), alert(pack, said(1), said(2, LONDON)))
    assert list(found) == ["tier", "origins", "evidence"]
    told, tells, reopens = found["tier"]
    assert (told[:8], tells, reopens) == ("T3 → T4:", True, True)
    told, tells, reopens = found["origins"]
    assert (told[:28], tells, reopens) == ("1 → 2 independent origins: 2", True, True)
    assert "Han Seo" in told
    assert "Amy Ford" in told
    assert found["evidence"][1:] == (False, False)


def test_a_third_origin_is_silent(pack):
    two = [said(1), said(2, LONDON)]
    found = steps(alert(pack, *two), alert(pack, *two, said(3, PARIS)))
    assert {kind: step[1:] for kind, step in found.items()} == {
        "origins": (False, False),
        "evidence": (False, False),
    }


def test_a_tier_that_falls_is_told_and_opens_nothing(pack):
    found = steps(alert(pack, said(1), said(2, LONDON)), alert(pack, said(1)), but=("correction", "origins"))
    assert found["tier"][0].startswith("T4 → T3: T3: ALLEGED by Han Seo")
    assert found["tier"][1:] == (True, False)


def test_an_acknowledgement_raises_the_tier(pack):
    found = steps(alert(pack, said(1)), alert(pack, said(1), said(2, ("Oleg Maskin", "RUS GOV"))))
    assert found["tier"][1:] == (True, True)
    assert "ACKNOWLEDGED by Oleg Maskin" in found["tier"][0]


def test_the_same_source_again_and_a_copy_are_silent(pack):
    again = said(2).model_copy(update={"origin": said(1).origin, "family": 1})
    found = steps(alert(pack, said(1)), alert(pack, said(1), again))
    assert list(found) == ["evidence"]
    assert found["evidence"] == (
        "Han Seo, ALLEGED transfer arms.salw.rifle (500), 2023-05-05, C2, a copy of D1",
        False,
        False,
    )


def test_the_first_denial_is_told_and_opens_it_again(pack):
    found = steps(alert(pack, said(1)), alert(pack, said(1), denied(2)))
    assert list(found) == ["denial"]
    told, tells, reopens = found["denial"]
    assert told.startswith("denied by Kim Song, DENIED")
    assert (tells, reopens) == (True, True)


@pytest.mark.parametrize(("by", "tells"), [(("Kim Song", "PRK GOV"), False), (("Oleg Maskin", "RUS GOV"), True)])
def test_a_further_denial_is_told_if_it_is_of_a_further_origin(pack, by, tells):
    before = [said(1), denied(2)]
    found = steps(alert(pack, *before), alert(pack, *before, denied(3, by)))
    assert [(kind, *step[1:]) for kind, step in found.items()] == [("denial", tells, False)]


def test_two_denials_of_one_origin_that_come_at_once_are_told_once(pack):
    found = history.differences(alert(pack, said(1)), alert(pack, said(1), denied(2), denied(3)))
    assert [(s.kind, s.tells, s.reopens) for s in found] == [("denial", True, True), ("denial", False, True)]


FEWER = deal("arms.salw.rifle", "PRK", "RUS", much=50)


def test_a_correction_is_told_with_both_versions(pack):
    found = steps(alert(pack, said(1, key="p")), alert(pack, said(2, SEOUL, FEWER, key="p")))
    assert list(found) == ["correction"]
    after = "Han Seo, ALLEGED transfer arms.salw.rifle (50), 2023-05-05, C2"
    assert found["correction"] == (f"D1 was corrected (D2), {after}: amount 500 → 50", True, True)


def test_a_correction_names_every_part_that_is_different(pack):
    given = deal("arms.salw.rifle", "PRK", "RUS", gift=True, much=500)
    found = steps(alert(pack, said(1, SEOUL, given, key="p")), alert(pack, said(2, day="2023-05-01", key="p")))
    assert found["correction"][0].endswith(": gift yes → no; days 2023-05-04 → 2023-05-01")


def test_a_new_version_that_says_the_same_is_silent(pack):
    found = steps(alert(pack, said(1, key="p")), alert(pack, said(2, key="p")))
    assert found == {"reread": ("D2 is a new version of D1 and says the same", False, False)}


def test_what_another_reader_makes_of_the_same_words_is_silent(pack):
    found = steps(alert(pack, said(1)), alert(pack, said(2, SEOUL, FEWER, document=1, key="report-1")))
    assert list(found) == ["reread"]
    assert found["reread"][0].startswith("C1 was read anew (C2): Han Seo")
    assert found["reread"][1:] == (False, False)


def test_words_that_are_read_anew_as_a_denial_are_told(pack):
    old = alert(pack, said(1), said(2, LONDON))
    new = alert(pack, said(1), denied(3, LONDON, document=2, key="report-2"))
    found = steps(old, new, but=("tier", "origins", "reread"))
    assert list(found) == ["denial"]
    assert found["denial"][1:] == (True, True)


def test_a_report_that_is_corrected_to_a_denial_is_told_once_as_a_correction(pack):
    old = alert(pack, said(1), said(2, LONDON, key="p"))
    new = alert(pack, said(1), denied(3, LONDON, key="p"))
    found = steps(old, new, but=("tier", "origins"))
    assert list(found) == ["correction"]
    assert "DENIED" in found["correction"][0].partition(" → ")[2]


def test_of_several_claims_of_a_page_each_is_followed_by_the_one_most_like_it(pack):
    shells = deal("arms.ammunition.artillery", "PRK", "RUS", much=9)
    fewer_shells = deal("arms.ammunition.artillery", "PRK", "RUS", much=8)
    old = alert(pack, said(1, document=1), said(2, SEOUL, shells, document=1, key="report-1"))
    new = alert(pack, said(3, SEOUL, fewer_shells, document=5, key="report-1"), said(4, document=5, key="report-1"))
    told = {s.kind: s.told for s in history.differences(old, new)}
    assert "arms.ammunition.artillery (8), 2023-05-05, C3: amount 9 → 8" in told["correction"]
    assert told["reread"] == "D5 is a new version of D1 and says the same"


def test_a_claim_that_is_gone_is_told(pack):
    two = [said(1), said(2, LONDON)]
    found = steps(alert(pack, *two), alert(pack, two[0]), but=("tier", "origins"))
    assert list(found) == ["correction"]
    told, tells, reopens = found["correction"]
    assert told.startswith("it rests no more on C2 (Amy Ford, ALLEGED transfer")
    assert (tells, reopens) == (True, True)
    why = "a judgement calls C2 wrong"
    told_why = history.differences(alert(pack, *two), alert(pack, two[0]), {2: why})
    assert [s.told.endswith(f": {why}") for s in told_why if s.kind == "correction"] == [True]


def test_a_denial_that_is_gone_is_told_too(pack):
    found = steps(alert(pack, said(1), denied(2)), alert(pack, said(1)))
    assert [(kind, *step[1:]) for kind, step in found.items()] == [("correction", True, True)]


def test_another_paragraph_is_told(pack, written):
    found = steps(alert(pack, said(1)), alert(written(("Larch 1", "Larch 2")), said(1)))
    told, tells, reopens = found["rule"]
    assert (tells, reopens) == (False, False)  # the last step of the kind: the digest
    first = history.differences(alert(pack, said(1)), alert(written(("Larch 1", "Larch 2")), said(1)))[0]
    assert (first.told, first.tells, first.reopens) == (
        "paragraphs: Larch 1, paragraph 4 → Larch 2, paragraph 4",
        True,
        True,
    )
    assert told.startswith("the rule was written anew (digest ")


def test_a_reference_that_was_verified_says_what_is_new_about_it(pack, written):
    before = written(("against: primary", "against: memory"))
    first = history.differences(alert(before, said(1)), alert(pack, said(1)))[0]
    assert (first.kind, first.tells, first.reopens) == ("rule", True, True)
    old, _, new = first.told.partition(" → ")
    assert old != "paragraphs: Larch 1, paragraph 4"
    assert "NOT VERIFIED" in old
    assert "NOT VERIFIED" not in new


@pytest.mark.parametrize(
    "replaced", [("No arms from the DPRK.", "No arms at all."), ("materiality: {low: qty <= 1}", "ask: Which type?")]
)
def test_other_words_of_a_rule_are_silent(pack, written, replaced):
    found = steps(alert(pack, said(1)), alert(written(replaced), said(1)), but=("details",))
    assert list(found) == ["rule"]
    assert found["rule"][1:] == (False, False)


FORCE = """  force:
  - {from: 2020-01-01, text: in force}
  materiality"""


def test_other_force_and_who_contests_it_are_told(pack, written):
    plain = written(("  materiality", FORCE))
    contested = written(("  materiality", FORCE.replace("text: in force", "text: in force, contested_by: [RUS]")))
    assert [s.told for s in history.differences(alert(pack, said(1)), alert(plain, said(1))) if s.tells] == [
        "force: none → in force"
    ]
    found = [s for s in history.differences(alert(plain, said(1)), alert(contested, said(1))) if s.tells]
    assert all(s.kind == "rule" and s.reopens for s in found)
    assert found[0].told == "contested by: none → RUS"
    assert "RUS hold that the measure is not in force" in found[1].told


@pytest.mark.parametrize(
    ("replaced", "then", "words"),
    [
        (("Larch 1", "Larch 1"), date(2025, 1, 1), "the references were last checked on 2024-01-01"),
        (("from: 2020-01-01,", "from: 2020-01-01, until: 2024-12-31,"), date(2025, 1, 1), "2024-12-31, has passed"),
    ],
)
def test_a_rule_that_went_stale_or_ended_is_told_once(written, replaced, then, words):
    pack = written(replaced)
    first, second, third = (alert(pack, said(1), as_of=day) for day in (TODAY, then, date(2025, 2, 1)))
    found = [s for s in history.differences(first, second) if words in s.told]
    assert [(s.kind, s.tells, s.reopens) for s in found] == [("rule", True, True)]
    assert history.differences(second, third) == ()


def test_what_sorts_and_describes_is_silent(pack):
    one = deal("arms.salw.rifle", "PRK", "RUS", much=1)
    old = alert(pack, said(1, SEOUL, one))
    new = alert(pack, said(1, SEOUL, one), said(2, SEOUL, day="2023-05-06"))
    found = history.differences(old, new)
    told = [s.told for s in found if s.kind == "details"]
    assert any(t.startswith("materiality low → normal: ") for t in told)
    assert any(t == "its days: 2023-05-04 → 2023-05-04 to 2023-05-06" for t in told)
    assert not any(s.tells or s.reopens for s in found if s.kind == "details")


def test_an_event_that_is_gathered_is_named(pack):
    near_each_other = (near(1, 2),)
    first = event(said(1), links=near_each_other, number=1)
    second = event(said(2), links=near_each_other, number=2)
    (old,), (new,) = (
        gather(pack, [v for e in some for v in evaluate(pack, *e, as_of=TODAY)]) for some in ([first], [first, second])
    )
    told = [s.told for s in history.differences(old, new) if s.kind == "evidence"]
    assert told == ["Han Seo, ALLEGED transfer arms.salw.rifle (500), 2023-05-05, C2, E2 gathered"]


def test_what_ends_an_alert_and_brings_it_back(pack):
    one = alert(pack, said(1))
    (gone,), (part,), (back,) = history.withdrawn("C1 is wrong"), history.merged("a-1"), history.returned(one)
    assert (gone.kind, gone.tells, gone.reopens) == ("withdrawn", True, True)
    assert (part.kind, part.tells, part.reopens) == ("merged", True, False)
    assert "a-1" in part.told
    assert (back.kind, back.tells, back.reopens) == ("returned", True, True)
    assert one.tier_because in back.told
