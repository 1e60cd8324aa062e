import csv
import io
import json

import pytest
from typer.testing import CliRunner

from communique.cli import app
from communique.watch.rules import SHIPPED

OWN = """format: watch/1
rules:
- id: own.larch.drones
  says: No drones to Norway.
  binds: the larch league
  basis:
  - {act: Larch 1, para: "4", from: 2020-01-01, until: 2021-12-31, covers: [arms.major.drone]}
  checked: {on: 2020-02-01, against: primary, confidence: high}
  when: {item: [arms.major.drone], to: NOR, stage: [transfer]}
"""


def run(*arguments):
    return CliRunner().invoke(app, ["rules", *arguments])


def listed(*arguments):
    out = run("list", *arguments, "--as-of", "2026-12-01", "--format", "json")
    assert out.exit_code == 0, out.output
    return {rule["id"]: rule for rule in json.loads(out.stdout)}


def held(rule):
    return [paper["told"] for paper in rule["papers"] if paper["holds"]]


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_small_arms_to_the_dprk_were_outside_the_arms_rule_until_2016():
    before = listed("--item", "arms.salw", "--to", "PRK", "--on", "2012-09-13")
    assert before["un.dprk.arms.to"]["stood"] == "not in force"
    assert "2016-03-02" in before["un.dprk.arms.to"]["because"]
    assert held(before["un.dprk.arms.to"]) == []
    assert held(before["un.dprk.arms.precursor"]) == ["S/RES/1718, paragraph 8(a)-(c)"]
    after = listed("--item", "arms.salw", "--to", "PRK", "--on", "2016-03-02")
    assert held(after["un.dprk.arms.to"]) == ["S/RES/2270, paragraph 6"]
    assert after["un.dprk.arms.to"]["stood"] == "in force"


def test_a_wider_item_is_in_force_in_part():
    rule = listed("--item", "arms.*", "--to", "PRK", "--on", "2012-09-13")["un.dprk.arms.to"]
    assert rule["stood"] == "in force in part"
    assert "arms.salw" in rule["because"]
    assert held(rule) == ["S/RES/1718, paragraph 8(a)(i)", "S/RES/1874, paragraph 10"]


def test_the_direction_and_the_item_choose_rules():
    to = listed("--item", "arms", "--to", "North Korea", "--from", "Russia")
    assert set(to) == {"un.dprk.arms.to", "un.dprk.arms.precursor"}
    assert set(listed("--item", "arms", "--from", "PRK", "--to", "RUS")) == {
        "un.dprk.arms.from",
        "un.dprk.arms.precursor",
    }
    assert "un.dprk.luxury" not in listed("--item", "arms.salw")


def test_a_side_that_is_not_told_may_be_anybody_and_is_named():
    found = listed("--item", "arms", "--to", "PRK")
    assert found["un.iran.arms"]["only_with"] == ["IRN"]
    assert found["un.dprk.arms.to"]["only_with"] == []
    assert list(found)[-1] == "un.iran.arms"


def test_a_rule_of_a_group_is_about_its_members_on_the_day():
    assert "eu.rus.arms" in listed("--from", "GBR", "--to", "RUS", "--on", "2019-06-01")
    assert "eu.rus.arms" not in listed("--from", "GBR", "--to", "RUS", "--on", "2022-06-01")


def test_arms_to_yemen_may_be_arms_to_a_body_in_it():
    assert "un.yemen.houthi-arms" in listed("--item", "arms", "--to", "Yemen")
    assert "un.yemen.houthi-arms" not in listed("--item", "arms", "--to", "Oman")


def test_a_contested_measure_says_who_contests_it():
    rule = listed("--item", "arms", "--to", "Iran", "--on", "2026-01-01")["un.iran.arms"]
    assert rule["contested_by"] == ["IRN", "RUS", "CHN"]
    assert "IRN, RUS, CHN hold" in run("list", "--item", "arms", "--to", "Iran", "--on", "2026-01-01").stdout
    assert listed("--item", "arms", "--to", "Iran", "--on", "2023-01-01")["un.iran.arms"]["stood"] == "not in force"


def test_rules_by_who_is_bound():
    assert set(listed("--binds", "eu")) == {"eu.rus.arms"}
    assert len(listed("--binds", "eu", "--binds", "un-members")) > 10


def test_doubtful_references(own):
    unverified = listed("--unverified", "--rules", str(own))
    assert "un.dprk.arms.to" in unverified
    assert "own.larch.drones" not in unverified
    assert "meta.plan-due" not in unverified
    assert set(listed("--ended", "--rules", str(own))) == {"own.larch.drones"}
    assert set(listed("--stale", "--rules", str(own))) == {"own.larch.drones"}
    assert set(listed("--stale", "--unverified", "--rules", str(own))) == {*unverified, "own.larch.drones"}


def test_after_the_last_known_end_it_has_to_be_checked(own):
    rule = listed("--item", "arms.major.drone", "--to", "NOR", "--on", "2023-01-01", "--rules", str(own))
    assert rule["own.larch.drones"]["stood"] == "needs checking"


def test_csv_has_one_row_for_each_rule():
    out = run("list", "--item", "arms", "--to", "PRK", "--on", "2012-09-13", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out.stdout)))
    assert [row["id"] for row in rows] == list(listed("--item", "arms", "--to", "PRK", "--on", "2012-09-13"))
    assert "S/RES/1874, paragraph 10" in rows[1]["papers"]


@pytest.mark.parametrize(
    "asked",
    [
        ["--item", "weapons"],
        ["--to", "Ruritania"],
        ["--from", "ZZZ"],
        ["--on", "2012-13-01"],
        ["--binds", "nobody"],
        ["--rules", "nowhere.yaml"],
        ["--as-of", "soon"],
    ],
)
def test_what_is_not_known_is_one_error_that_names_it(asked):
    out = run("list", *asked)
    assert out.exit_code == 2
    assert out.stdout == ""
    assert out.stderr.count("\n") == 1
    assert asked[0] in out.stderr or asked[1] in out.stderr


def test_check_names_file_line_and_level(own):
    out = run("check", str(own), "--as-of", "2026-12-01")
    assert out.exit_code == 0
    assert out.stdout.splitlines()
    assert all(told.startswith(f"{own}:3: warning: own.larch.drones: ") for told in out.stdout.splitlines())
    own.write_text(OWN.replace("stage: [transfer]", "stage: [sold]"), encoding="utf-8")
    wrong = run("check", str(own))
    assert wrong.exit_code == 2
    assert wrong.stdout.startswith(f"{own}:9: error: ")
    assert str(SHIPPED) not in wrong.stdout


def test_a_file_may_name_a_shipped_rule_as_its_exception(own):
    with own.open("a", encoding="utf-8") as file:
        file.write("  except: [{rule: un.dprk.arms.to}]\n")
    assert run("check", str(own)).exit_code == 0


def test_check_without_files_is_about_the_shipped_rules():
    out = run("check")
    assert out.exit_code == 0
    assert "un-dprk.yaml" in out.stdout
    assert "NOT VERIFIED" in out.stdout


def test_explain_tells_paragraphs_and_how_they_were_checked():
    out = run("explain", "un.dprk.arms.to")
    assert out.exit_code == 0
    assert "S/RES/1874, paragraph 10: arms, without arms.salw" in out.stdout
    assert "NOT VERIFIED" in out.stdout
    wrong = run("explain", "un.dprk.arm.to")
    assert wrong.exit_code == 2
    assert "un.dprk.arms.to" in wrong.stderr


def test_schema_is_json_of_the_format():
    made = json.loads(run("schema").stdout)
    assert made["properties"]["format"]["const"] == "watch/1"
