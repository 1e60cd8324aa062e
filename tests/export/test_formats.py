"""Exports are written whole or not at all, and every one says what it is."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from communique.errors import BadRequest, BadTarget
from communique.export.escape import FORMULA, for_markdown, guard, one_line, unguard, web_address
from communique.export.formats import FORMATS, export
from communique.export.guide import guide
from communique.export.hold import Bundle, Stamp
from communique.export.meanings import MEANINGS
from communique.ontology import CERTAINTY, LABELS, POLARITY, STANCE, STATUS, TYPES
from communique.record.values import OUTCOMES, STATES

ROOT = Path(__file__).resolve().parents[2]
EVERY = sorted(FORMATS)


def place(tmp_path, name):
    return tmp_path / f"out{FORMATS[name].suffix}"


@pytest.mark.parametrize("name", EVERY)
def test_an_export_has_the_files_it_promises_and_leaves_nothing_else(hold, stamp, tmp_path, name):
    export(name, hold, place(tmp_path, name), stamp)
    assert [p.name for p in tmp_path.iterdir()] == [place(tmp_path, name).name]
    if FORMATS[name].files:
        assert sorted(p.name for p in place(tmp_path, name).iterdir()) == sorted(FORMATS[name].files)


@pytest.mark.parametrize("name", EVERY)
def test_an_export_carries_record_codebook_versions_and_licence(hold, stamp, tmp_path, name):
    odd = Stamp(
        "recordname",
        "version-77",
        "revision-3",
        "1.2.3-made-up",
        "reader-4.5.6",
        "tables-99",
        "2031-05-08",
        "1.1",
        "licence-text",
    )
    export(name, hold, place(tmp_path, name), odd)
    target = place(tmp_path, name)
    files = [target] if target.is_file() else sorted(target.iterdir())
    content = b"".join(f.read_bytes() for f in files)
    if name == "xlsx":
        import zipfile

        with zipfile.ZipFile(target) as book:
            content = b"".join(book.read(n) for n in book.namelist())
    for value in (
        "recordname",
        "version-77",
        "revision-3",
        "1.2.3-made-up",
        "reader-4.5.6",
        "tables-99",
        "2031-05-08",
        "licence-text",
    ):
        assert value.encode() in content, value


@pytest.mark.parametrize("name", EVERY)
def test_the_same_hold_gives_the_same_bytes(hold, stamp, tmp_path, name):
    contents = []
    for turn in ("one", "two"):
        target = tmp_path / f"{turn}{FORMATS[name].suffix}"
        export(name, hold, target, stamp)
        files = [target] if target.is_file() else sorted(target.iterdir())
        contents.append([f.read_bytes() for f in files])
    assert contents[0] == contents[1]


@pytest.mark.parametrize("name", EVERY)
def test_an_empty_hold_is_an_export_too(stamp, tmp_path, name):
    tally = export(name, Bundle.of([], [], []), place(tmp_path, name), stamp)
    assert set(tally.rows.values()) == {0}


class Broken(Exception):
    """What goes wrong in the middle."""


class Breaking:
    """A hold that gives all it has and then breaks, in whatever is asked first."""

    def __init__(self, hold):
        self._hold = hold

    def __getattr__(self, name):
        return getattr(self._hold, name)

    def events(self):
        yield from self._hold.events()
        raise Broken

    def claims(self):
        yield from self._hold.claims()
        raise Broken


@pytest.mark.parametrize("name", EVERY)
def test_an_export_that_breaks_off_leaves_nothing(hold, stamp, tmp_path, name):
    with pytest.raises(Broken):
        export(name, Breaking(hold), place(tmp_path, name), stamp)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", EVERY)
def test_an_export_that_breaks_off_leaves_the_old_one_as_it_was(hold, stamp, tmp_path, name):
    target = place(tmp_path, name)
    export(name, hold, target, stamp)
    before = {p: p.read_bytes() for p in [target, *target.rglob("*")] if p.is_file()}
    with pytest.raises(Broken):
        export(name, Breaking(hold), target, stamp, force=True)
    assert {p: p.read_bytes() for p in [target, *target.rglob("*")] if p.is_file()} == before
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("name", EVERY)
def test_a_place_that_is_taken_is_only_replaced_if_asked(hold, stamp, tmp_path, name):
    target = place(tmp_path, name)
    export(name, Bundle.of([], [], []), target, stamp)
    with pytest.raises(BadTarget, match="exists already; name another place, or use --force"):
        export(name, hold, target, stamp)
    tally = export(name, hold, target, stamp, force=True)
    assert max(tally.rows.values()) > 0
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_with_anything_else_in_it_is_never_replaced(hold, stamp, tmp_path):
    mine = tmp_path / "thesis"
    mine.mkdir()
    (mine / "chapter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BadTarget, match=r"holds chapter\.txt, which is no part of csv"):
        export("csv", hold, mine, stamp, force=True)
    assert (mine / "chapter.txt").read_text(encoding="utf-8") == "mine"


def test_an_empty_folder_is_filled(hold, stamp, tmp_path):
    (tmp_path / "out").mkdir()
    export("plover", hold, tmp_path / "out", stamp)
    assert (tmp_path / "out" / "plover.jsonl").exists()


def test_places_that_cannot_be_written_to_are_told(hold, stamp, tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    with pytest.raises(BadTarget, match=r"there is no folder .*; make it first"):
        export("csv", hold, tmp_path / "none" / "out", stamp)
    with pytest.raises(BadTarget, match="is a file; csv is a folder"):
        export("csv", hold, tmp_path / "file", stamp, force=True)
    with pytest.raises(BadTarget, match=r"is a folder; brief is one file, such as folder\.md"):
        export("brief", hold, tmp_path / "folder", stamp, force=True)
    with pytest.raises(BadTarget, match="is a link"):
        export("csv", hold, tmp_path / "link", stamp, force=True)
    with pytest.raises(BadTarget, match=r"cannot be written: .*nothing was left there"):
        export("csv", hold, Path("/proc/out"), stamp)


FULL = """
import resource, signal, sys
sys.path.insert(0, sys.argv[2])
import conftest
from communique.errors import BadTarget
from communique.export.formats import FORMATS, export
from communique.export.hold import Bundle, Stamp
hold = Bundle.of(conftest.events(), conftest.claims(), (conftest.entry(1), conftest.entry(2)))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (400, 400))
for name, form in FORMATS.items():
    try:
        export(name, hold, f"{sys.argv[1]}/out{form.suffix}", Stamp("r", "1", "1", "1", "1", "1", "2031-05-08"))
    except BadTarget as error:
        print(name, error)
"""


def test_where_there_is_no_room_nothing_is_left(tmp_path):
    """A limit on the size of files stands for a full disk: it really stops the writing, in the middle."""
    run = [sys.executable, "-c", FULL, str(tmp_path), str(Path(__file__).parent)]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    told = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert set(told) == set(FORMATS)
    assert all("cannot be written" in line and "nothing was left there" in line for line in told.values())
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format_and_a_date_that_is_none_are_refused(hold, stamp, tmp_path):
    with pytest.raises(BadRequest, match="'pdf' is none of csv, xlsx"):
        export("pdf", hold, tmp_path / "out", stamp)
    with pytest.raises(BadRequest, match="'yesterday' is no date"):
        Stamp("r", "1", "1", "1", "1", "1", "yesterday")


@pytest.mark.parametrize("name", EVERY)
def test_every_column_has_a_description_and_every_list_its_meanings(name):
    form = FORMATS[name]
    assert form.told.endswith(".")
    assert form.tables
    for table in form.tables:
        assert table.told
        for column in table.columns:
            assert len(column.told) > 2, (table.name, column.name)
            assert not column.values or column.values in MEANINGS
        assert set(table.key) <= {c.name for c in table.columns}


def test_every_value_that_can_stand_in_a_column_has_its_meaning():
    assert tuple(MEANINGS["type"]) == TYPES
    assert tuple(MEANINGS["label"]) == LABELS
    assert tuple(MEANINGS["status"]) == STATUS
    assert tuple(MEANINGS["polarity"]) == POLARITY
    assert tuple(MEANINGS["certainty"]) == CERTAINTY
    assert tuple(MEANINGS["stance"]) == STANCE
    assert tuple(MEANINGS["state"]) == STATES
    assert tuple(MEANINGS["link"]) == (*OUTCOMES, "near")


def test_the_page_of_the_documentation_is_made_of_the_descriptions():
    page = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
    assert page == guide(), "python -m communique.export.guide > docs/export.md"
    for form in FORMATS.values():
        assert f"## {form.name}\n" in page
    assert "`quotation_start`" in page


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n", "＝1", "'=1", "''@x", "plain", "'tis", "", "1-2", "é=1"]
)
def test_guarding_can_be_undone(text):
    assert unguard(guard(text)) == text
    assert not guard(text) or guard(text)[0] not in FORMULA


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a?b=1&c=(2)#d", True),
        ("HTTP://EXAMPLE.org", True),
        ("javascript:alert(1)", False),
        ("https://example.org/<script>", False),
        ('https://example.org/"onclick', False),
        ("https://example.org/a b", False),
        ("file:///etc/passwd", False),
        ("", False),
        (None, False),
    ],
)
def test_only_plain_web_addresses_become_links(url, safe):
    assert web_address(url) == (url if safe else None)


def test_text_on_one_line():
    assert one_line("a\r\n\tb\u2028c\vd ") == "a b c d"
    assert for_markdown("\u202eabc\u202c\x1b[0m") == "abc \\[0m"


def test_about_tells_what_was_left_out(hold, stamp, tmp_path):
    export("plover", hold, tmp_path / "out", stamp)
    about = json.loads((tmp_path / "out" / "about.json").read_text(encoding="utf-8"))
    assert about["left_out"] == {"SPECULATED": 1, "no day is known": 1}
