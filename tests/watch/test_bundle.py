"""Evidence bundles and briefs: whatever they say can be checked by their own hashes and offsets, and nothing in them harms who opens them."""

from __future__ import annotations

import json
import re
import resource
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from alerted import ATTACK, add, alerts, by_rule, hostile, look, reports
from markdown_it import MarkdownIt

from communique.errors import BadRecord, BadRequest, BadTarget
from communique.record.record import Record
from communique.watch import kept
from communique.watch.bundle import briefed, bundle, write_brief

DAY = "2026-02-01T00:00:00Z"
SAFE_NAME = re.compile(
    r"a-[0-9a-f]{12}/(alert\.json|alert\.md|rule\.json)|documents/D\d+\.(txt|json)|MANIFEST\.json|SHA256SUMS"
)


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """Both rifles, talk that is denied, shells that are denied and corrected; one alert that a person escalated."""
    with Record(tmp_path_factory.mktemp("the desk") / "story.db", create=True) as made:
        for day, report in enumerate(reports("n00", "n03", "n04", "n05", "n06", "n07"), 1):
            add(made, report, day)
            look(made, day)
        kept.say(
            made,
            [by_rule(made)["un.dprk.arms.precursor"].alert.id],
            "escalated",
            who="Ada | Obi",
            why="ask *Port Lune*",
        )
        yield made


@pytest.fixture
def opened(record, tmp_path):
    """A bundle of all alerts: names of files and what is in them."""
    bundle(record, alerts(record), tmp_path / "all.zip", created=DAY)
    return contents(tmp_path / "all.zip")


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def shells(record):
    return next(k for k in alerts(record) if "arms.ammunition.artillery" in k.alert.items)


def test_every_quotation_stands_in_the_bundle_where_it_says(opened):
    pieces = [
        piece
        for name, content in opened.items()
        if name.endswith("alert.json")
        for side in ("evidence", "contrary")
        for piece in json.loads(content)[side]
    ]
    assert len(pieces) > 8
    assert any(p["label"] == "DENIED" for p in pieces)
    for piece in pieces:
        text = opened[f"documents/D{piece['document']}.txt"]
        about = json.loads(opened[f"documents/D{piece['document']}.json"])
        assert sha256(text).hexdigest() == piece["hash"] == about["sha256"]
        for span in (piece["quotation"], piece["trigger"]):
            assert text.decode()[span["start"] : span["end"]] == span["text"]
        assert (about["key"], about["url"], about["captured"]) == (piece["key"], piece["url"], piece["captured"])


def test_the_list_of_hashes_and_the_manifest_tell_every_file(opened):
    told = dict(line.split("  ")[::-1] for line in opened["SHA256SUMS"].decode().splitlines())
    assert told == {name: sha256(content).hexdigest() for name, content in opened.items() if name != "SHA256SUMS"}
    manifest = json.loads(opened["MANIFEST.json"])
    assert {f["name"]: (f["size"], f["sha256"]) for f in manifest["files"]} == {
        name: (len(content), sha256(content).hexdigest())
        for name, content in opened.items()
        if name not in ("SHA256SUMS", "MANIFEST.json")
    }
    assert (manifest["format"], manifest["created"], manifest["record"]["name"]) == (
        "communique-alert-bundle",
        DAY,
        "story.db",
    )
    assert {f"{a['id']}/alert.json" for a in manifest["alerts"]} == {n for n in opened if n.endswith("alert.json")}


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="no sha256sum here")
def test_sha256sum_checks_it_and_finds_a_changed_letter(record, tmp_path):
    bundle(record, alerts(record), tmp_path / "b.zip", created=DAY)
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        archive.extractall(tmp_path / "b")

    def check() -> int:
        return subprocess.run(
            ["sha256sum", "-c", "--quiet", "SHA256SUMS"], check=False, cwd=tmp_path / "b", capture_output=True
        ).returncode

    assert check() == 0
    text = next((tmp_path / "b" / "documents").glob("*.txt"))
    text.write_text(text.read_text(encoding="utf-8").replace("a", "o", 1), encoding="utf-8")
    assert check() != 0


def test_the_rule_is_there_as_it_judged_and_its_digest_is_its_hash(opened):
    for name in [n for n in opened if n.endswith("alert.json")]:
        alert = json.loads(opened[name])
        rule = opened[name.replace("alert.json", "rule.json")]
        assert sha256(rule).hexdigest().startswith(alert["digest"])
        assert json.loads(rule)["id"] == alert["rule"]


def test_a_corrected_report_is_told_from_the_text_before(record, opened):
    now = next(e for e in shells(record).alert.evidence if "about 300" in e.quotation.text)
    later = json.loads(opened[f"documents/D{now.document}.json"])
    (before,) = later["earlier_versions"]
    assert (later["version"], later["latest"], later["later_versions"]) == (2, True, [])
    # what people were told of is in the bundle too, though nothing rests on it any more
    first = json.loads(opened[f"documents/{before['number']}.json"])
    assert [v["number"] for v in first["later_versions"]] == [f"D{now.document}"]
    assert "more than 1,000" in opened[f"documents/{before['number']}.txt"].decode()


def test_equal_content_gives_equal_bytes(record, tmp_path):
    some = alerts(record)
    for name, given, day in (("a", some, DAY), ("b", [*some[::-1], some[0]], DAY), ("c", some, "2026-02-02")):
        bundle(record, given, tmp_path / f"{name}.zip", created=day)
    one, other, later = ((tmp_path / f"{name}.zip").read_bytes() for name in "abc")
    assert one == other
    assert one != later


def test_nothing_tells_where_the_record_lies(record, opened):
    folder = str(Path(record.name).parent).encode()
    assert len(folder) > 5
    assert not [name for name, content in opened.items() if folder in content]


def test_hostile_texts_name_no_file_and_steer_no_display(tmp_path):
    report, known = hostile()
    with Record(tmp_path / "h.db", create=True) as record:
        add(record, report, **known)
        look(record)
        bundle(record, alerts(record), tmp_path / "h.zip", created=DAY)
    files = contents(tmp_path / "h.zip")
    assert all(SAFE_NAME.fullmatch(name) for name in files)
    assert ATTACK in files["documents/D1.txt"].decode()  # the text itself is as it was taken in
    assert json.loads(files["documents/D1.json"])["key"] == known["key"]
    for name, content in files.items():
        if not name.endswith(".txt"):
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", content.decode()), name
    for name in [n for n in files if n.endswith(".md")]:
        shown = MarkdownIt("commonmark", {"html": True}).enable("table").render(body(files[name].decode()))
        assert set(re.findall(r"<(\w+)", shown)) <= {
            "h1",
            "h2",
            "h3",
            "p",
            "strong",
            "em",
            "ul",
            "li",
            "hr",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
        }
        assert "href" not in shown


def body(text: str) -> str:
    """A brief without its front matter."""
    return text.split("---\n", 2)[2]


def section(text: str, title: str) -> str:
    return re.search(rf"### {title}\n+(.*?)(?=\n###? |\n---|\Z)", text, re.DOTALL).group(1)


def test_every_statement_of_a_brief_has_a_quotation_that_can_be_checked(record):
    for k in alerts(record):
        text = briefed(record, [k], created=DAY)
        notes = dict(re.findall(r"^\[\^(\d+)\]: (.*)$", text, re.MULTILINE))
        above = text.split("\n[^1]:")[0]
        assert set(re.findall(r"\[\^(\d+)\]", above)) == set(notes)
        statements = [
            line
            for line in above.splitlines()
            if re.match(r"- C\d|- [A-Z]+, |\*\*What matched|\| (tier|materiality|confidence)", line)
        ]
        assert len(statements) >= 4 + len(k.alert.evidence) + len(k.alert.contrary)
        assert all(line.endswith(("]", "] |")) for line in statements)
        for e in (*k.alert.evidence, *k.alert.contrary):
            (note,) = [n for n in notes.values() if n.startswith(f"C{e.claim}, {e.label}")]
            for told in (
                e.hash,
                e.published,
                f"characters {e.quotation.start} to {e.quotation.end} of D{e.document}",
                f"captured {e.captured}",
            ):
                assert told in note
        assert (
            "A match is a lead, not a finding" in section(text, "Before you use it")
            or "*A match is a lead, not a finding." in text
        )
        assert not re.search(r"\bviolat", above)


def test_what_was_not_checked_says_so(record):
    for k in alerts(record):
        assert not any(r.verified for r in k.alert.basis)
        rows = section(briefed(record, [k], created=DAY), "The rule").splitlines()[4:]
        rows = [row for row in rows if row.startswith("|")]
        assert len(rows) == len(k.alert.basis)
        assert all("**NOT VERIFIED: " in row for row in rows)


def test_a_claim_that_fell_away_is_quoted_in_the_history_only(record):
    text = briefed(record, [shells(record)], created=DAY)
    assert "300 containers" in text
    raised = next(line for line in text.splitlines() if "| raised |" in line)
    (note,) = re.findall(r"\[\^(\d+)\]", raised)
    told = re.search(rf"^\[\^{note}\]: (.*)$", text, re.MULTILINE).group(1)
    assert "more than 1,000 containers" in told
    assert told.endswith("Nothing rests on it any more: it is part of the history.")
    assert f"[^{note}]" not in section(text, "Evidence")


def test_history_and_what_people_said_are_one_table(record):
    text = briefed(record, [by_rule(record)["un.dprk.arms.precursor"]], created=DAY)
    rows = [line for line in section(text, "History and acknowledgements").splitlines() if line.startswith("| 20")]
    assert [row.split(" | ")[2].split()[0] for row in rows] == ["raised", "denial", "escalated"]
    assert "| **Ada \\| Obi** | escalated | 2 | ask \\*Port Lune\\* |" in rows[-1]


def test_several_alerts_in_one_brief_share_their_footnotes(record):
    some = alerts(record)
    text = briefed(record, some, created=DAY)
    assert yaml.safe_load(text.split("---\n")[1])["title"] == f"{len(some)} alerts"
    claims = re.findall(r"^\[\^\d+\]: (C\d+),", text, re.MULTILINE)
    assert len(claims) == len(set(claims))
    assert text.count("*A match is a lead, not a finding.") == len(some)


@pytest.mark.parametrize("write", [bundle, write_brief])
class TestTargets:
    """What is written is there as a whole, or not at all."""

    def test_a_file_is_replaced_only_if_asked(self, record, tmp_path, write):
        target = tmp_path / "out"
        target.write_text("mine")
        with pytest.raises(BadTarget, match="exists already"):
            write(record, alerts(record), target)
        assert target.read_text() == "mine"
        write(record, alerts(record), target, force=True)
        assert target.stat().st_size > 1000
        assert list(tmp_path.iterdir()) == [target]

    def test_a_disk_that_is_full_leaves_what_was_there(self, record, tmp_path, write):
        target = tmp_path / "out"
        target.write_text("mine")
        some = alerts(record)
        with full_after(1000), pytest.raises(BadTarget, match="nothing was left there"):
            write(record, some, target, force=True)
        assert target.read_text() == "mine"
        assert list(tmp_path.iterdir()) == [target]

    @pytest.mark.skipif(not Path("/proc/self").exists(), reason="no folder here that nobody can write to")
    def test_a_folder_that_nobody_can_write_to(self, record, write):
        with pytest.raises(BadTarget, match="cannot be written"):
            write(record, alerts(record), "/proc/out")

    def test_links_folders_and_folders_that_are_not_there_are_refused(self, record, tmp_path, write):
        (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
        for name in ("link", ".", "none/out"):
            with pytest.raises(BadTarget):
                write(record, alerts(record), tmp_path / name, force=True)
        assert [p.name for p in tmp_path.iterdir()] == ["link"]

    def test_no_alert_or_no_time_is_an_error(self, record, tmp_path, write):
        with pytest.raises(BadRequest, match="alert"):
            write(record, [], tmp_path / "out")
        with pytest.raises(BadRequest, match="created"):
            write(record, alerts(record), tmp_path / "out", created="yesterday")
        assert not list(tmp_path.iterdir())


@contextmanager
def full_after(size: int) -> Iterator[None]:
    """No file grows beyond a size, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_text_that_was_changed_in_the_record_makes_no_bundle(tmp_path):
    with Record(tmp_path / "r.db", create=True) as record:
        add(record, reports("n00")[0])
        look(record)
        some = alerts(record)
        with sqlite3.connect(tmp_path / "r.db") as outside:
            outside.execute("update documents set text = replace(text, 'rifle', 'medal')")
        outside.close()
        with pytest.raises(BadRecord, match="D1 is not the one that was taken in"):
            bundle(record, some, tmp_path / "out.zip")
    assert not (tmp_path / "out.zip").exists()
