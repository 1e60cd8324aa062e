import json

import pytest
from typer.testing import CliRunner

from communique.cli import app

RESULT = """person,personLabel,positionLabel,iso3,start,end
http://www.wikidata.org/entity/Q111,Ana Perić,President of Croatia,HRV,2027-02-18T00:00:00Z,
"""


def run(*arguments):
    return CliRunner().invoke(app, ["actors", *arguments])


def test_show_explains_an_office_by_date():
    out = run("show", "the president of South Korea", "--on", "2023-09-14")
    assert out.exit_code == 0
    assert "Yoon Suk Yeol" in out.stdout
    assert "2022-05-10" in out.stdout
    assert "Moon Jae-in" in run("show", "the president of South Korea", "--on", "2018-01-01").stdout


def test_show_explains_a_name_as_json():
    found = json.loads(run("show", "Sergei Lavrov", "--on", "2023-09-14", "--json").stdout)
    assert any(m["holds"] and m["code"] == "RUS GOV" for m in found)
    assert all(m["because"] for m in found)


def test_an_unknown_name_gets_a_reason():
    out = run("show", "Wendeline Ottokar")
    assert out.exit_code == 0
    assert "no table knows this name" in out.stdout


def test_a_wrong_date_is_bad_input():
    out = run("show", "the president of South Korea", "--on", "2023-02-31")
    assert out.exit_code == 2


def test_update_writes_a_table_that_show_and_read_use(tmp_path):
    (tmp_path / "result.csv").write_text(RESULT, encoding="utf-8")
    out = run("update", str(tmp_path / "result.csv"), "--out", str(tmp_path / "offices.json"))
    assert out.exit_code == 0
    assert "+ HRV  President  Ana Perić" in out.stdout
    shown = run("show", "the president of Croatia", "--on", "2027-03-01", "--offices", str(tmp_path / "offices.json"))
    assert "Ana Perić" in shown.stdout
    text = tmp_path / "report.txt"
    text.write_text("The Croatian president met the Russian leader in Vienna on Monday.", encoding="utf-8")
    read = CliRunner().invoke(
        app,
        [
            "read",
            str(text),
            "--published",
            "2027-03-03",
            "--format",
            "json",
            "--offices",
            str(tmp_path / "offices.json"),
        ],
    )
    identities = [
        a["identity"]["name"] for e in json.loads(read.stdout)["events"] for a in e["actors"] if a["identity"]
    ]
    assert "Ana Perić" in identities


@pytest.mark.parametrize("content", ["", "{}", "person,personLabel\nx,y\n"])
def test_a_bad_result_is_named_and_writes_nothing(tmp_path, content):
    bad, out = tmp_path / "result.csv", tmp_path / "offices.json"
    bad.write_text(content, encoding="utf-8")
    answer = run("update", str(bad), "--out", str(out))
    assert answer.exit_code == 2
    assert "result.csv" in answer.stderr
    assert not out.exists()


def test_a_bad_table_is_named(tmp_path):
    bad = tmp_path / "offices.json"
    bad.write_text("[]", encoding="utf-8")
    answer = run("show", "the president of Croatia", "--offices", str(bad))
    assert answer.exit_code == 2
    assert "offices.json" in answer.stderr
