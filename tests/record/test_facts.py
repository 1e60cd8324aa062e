"""What a record takes in, what it refuses, and what it is when it cannot be read."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from communique.errors import BadRecord, BadRequest, UnreadableSource
from communique.model import Document, Report
from communique.record.connect import address, shown
from communique.record.facts import LONGEST
from communique.record.record import Added, Record
from communique.record.values import Versions, Visit
from reports import NEWER, VERSIONS, event, quotes, report

URL = "https://x.example/1"
FERRY = (
    "The ferry between Belmar and Ostrava Bay did not sail on Monday because the crew had walked out over a quarrel about pay. "
    "Passengers waited on the quay until the evening, when the harbour master told them to go home. The company said that it "
    "would talk to the union on Wednesday, and that tickets stay good until the end of the month. A second boat, the smaller of "
    "the two that the line owns, has been in the yard since spring and will not be ready before the feast."
)
ORCHARD = (
    "Growers in the valley have begun to pick the early pears, ten days before the usual time, after a spring without frost. "
    "The cooperative expects a third more fruit than last year and has hired pickers from across the river. Prices at the "
    "weekly market fell a little on Saturday. Whether the stores can hold so much is not known; two of them were damaged when "
    "the dam gave way, and the money for their repair has been promised and not paid, the mayor of the town told reporters."
)


def add(record: Record, given: Report, versions: Versions = VERSIONS, **told: object) -> Added:
    return record.add(given, quotes(given), versions, **{"at": "2024-05-16T08:00:00Z", **told})


@pytest.fixture
def record(fresh_url: str) -> Record:
    return Record(fresh_url, create=True)


def test_a_page_that_goes_back_to_its_older_text_has_a_third_version(record: Record) -> None:
    one, two = report("a", FERRY, url=URL), report("a", ORCHARD, url=URL)
    told = [record.add(r, quotes(r), VERSIONS, live=True).what for r in (one, two, one, one)]
    assert told == ["new", "changed", "changed", "known"]
    assert [(d.version, d.latest) for d in record.documents()] == [(1, False), (2, False), (3, True)]


def test_only_the_latest_version_is_read_again(record: Record) -> None:
    one, two = report("a", FERRY, url=URL), report("a", ORCHARD, url=URL)
    add(record, one)
    add(record, two)
    length = record.length()
    assert add(record, one, NEWER, reread=True).what == "known"
    assert record.length() == length
    assert add(record, two, NEWER, reread=True).what == "reread"


def test_white_space_makes_no_version_and_no_reading(record: Record) -> None:
    add(record, report("a", FERRY))
    spaced = report("a", FERRY.replace(". ", ".\n"))
    assert add(record, spaced).what == "known"
    with pytest.raises(UnreadableSource, match="white space"):
        add(record, spaced, NEWER, reread=True)


def test_an_edited_text_under_an_id_is_a_version_and_another_text_is_not(record: Record) -> None:
    add(record, report("a", FERRY))
    assert add(record, report("a", FERRY.replace("Wednesday", "Thursday"))).what == "changed"
    with pytest.raises(UnreadableSource, match="altogether different"):
        add(record, report("a", ORCHARD))
    pattern = "The ministry reports {} new cases in Belmar, bringing the total to {}."
    add(record, report("b", pattern.format(899, 4300)))
    with pytest.raises(UnreadableSource, match="altogether different"):
        add(record, report("b", pattern.format(12, 88)))
    assert len(record.documents()) == 3


MET = "Envoys of Sudan and Kenya met in Belmar on Tuesday, an official said."


@pytest.mark.parametrize(
    ("known", "corrected"),
    [
        ({"publisher": "Halla News"}, MET.replace("Tuesday", "Wednesday")),
        ({"publisher": "Halla News"}, "Envoys of Sudan and Chad met in Belmar on Wednesday, two officials said."),
        ({"title": "Envoys meet"}, MET.replace("Kenya", "Chad")),
        (
            {"title": "Envoys meet", "publisher": "Halla News", "published": "2024-05-16"},
            MET.replace("met", "will meet"),
        ),
    ],
)
def test_a_corrected_sentence_of_the_same_report_is_a_version(
    record: Record, known: dict[str, str], corrected: str
) -> None:
    add(record, report("a", MET, **(known | {"published": "2024-05-15"})))
    assert add(record, report("a", corrected, **known)).what == "changed"
    assert [(d.version, d.latest) for d in record.documents()] == [(1, False), (2, True)]


@pytest.mark.parametrize(
    ("known", "text"),
    [
        ({}, MET.replace("Tuesday", "Wednesday")),  # only the date is the same: another file counts from one as well
        ({"publisher": "Gulf Mirror"}, MET.replace("Tuesday", "Wednesday")),
        ({"publisher": "Halla News", "published": "2024-05-16"}, MET.replace("Tuesday", "Wednesday")),
        ({"publisher": "Halla News"}, "The ferry of the island line did not sail on Tuesday, its crew said."),
        ({"publisher": "Halla News"}, ORCHARD),
    ],
)
def test_a_sentence_of_another_report_under_the_id_is_refused(record: Record, known: dict[str, str], text: str) -> None:
    add(record, report("a", MET, publisher="Halla News"))
    with pytest.raises(UnreadableSource, match=r"under this id.*title, publisher and date"):
        add(record, report("a", text, **known))
    assert [d.version for d in record.documents()] == [1]


@pytest.mark.parametrize("changed", ["communique", "reader", "tables"])
def test_any_other_version_reads_again(record: Record, changed: str) -> None:
    add(record, report("a", FERRY))
    newer = VERSIONS.model_copy(update={changed: "newer"})
    assert (record.unread(VERSIONS), record.unread(newer)) == ([], [1])
    assert (record.read_already(VERSIONS), record.read_already(newer)) == (1, 0)
    assert add(record, report("a", FERRY), newer, reread=True).what == "reread"
    assert record.unread(newer) == []
    assert add(record, report("a", FERRY), newer, reread=True).what == "known"


@pytest.mark.parametrize("field", ["text", "title", "publisher", "url", "id"])
@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b"])
def test_what_is_no_text_is_refused_by_name(record: Record, field: str, bad: str) -> None:
    given = report("a", FERRY)
    odd = given.model_copy(update={"document": given.document.model_copy(update={field: bad})})
    with pytest.raises(UnreadableSource, match=f"its {'key' if field in ('url', 'id') else field} has"):
        add(record, odd)
    assert add(record, given).what == "new"


def test_a_key_is_as_long_as_an_index_holds(record: Record) -> None:
    chance = "".join(sha256(bytes([n])).hexdigest() for n in range(40))  # which no compression makes short
    fits = "https://x.example/" + chance[: LONGEST - 18]
    assert add(record, report("a", FERRY, url=fits)).what == "new"
    record.note(Visit(at="2024-05-16", feed="f", url=fits, what="read", because="new"))
    for url in (fits + "x", "https://x.example/" + "é" * 1000):
        with pytest.raises(UnreadableSource, match="longer than"):
            add(record, report("a", FERRY, url=url))
        assert not record.visited(url)
        record.note(Visit(at="2024-05-16", feed="f", url=url, what="error", because="a\x00b"))
        assert record.visited(url)


@pytest.mark.parametrize("field", ["who", "why"])
def test_a_judgement_is_text(record: Record, field: str) -> None:
    told = "Sudan's army denied on Tuesday that it had agreed to a truce with the militia.\n"
    add(record, report("a", told, event(told, "denied", "CONSULT", actors={"Sudan's army": "SDN MIL"})))
    with pytest.raises(BadRequest, match="no text"):
        record.judge("wrong", "C1", **{"who": "ann", "why": "misread", field: "a\x00b"})
    assert record.judgements() == []


def test_the_id_it_came_with_and_the_hash_of_the_text_are_kept(record: Record) -> None:
    add(record, report("gold-17", FERRY, url=URL))
    (entry,) = record.documents()
    assert (entry.key, entry.document.id) == (URL, "gold-17")
    assert entry.hash == sha256(FERRY.encode()).hexdigest()


def test_time_never_goes_back(record: Record) -> None:
    add(record, report("a", FERRY), at="2024-05-16T08:00:00Z")
    add(record, report("b", ORCHARD), at="2024-05-15T08:00:00Z")
    assert [d.captured for d in record.documents()] == ["2024-05-16T08:00:00Z"] * 2
    add(record, report("c", "Nothing was said in Belmar."), at="2999-01-01T00:00:00Z")
    add(record, report("d", "Nothing was said in Lima."), at=None)
    assert record.documents()[3].captured == "2999-01-01T00:00:00Z"


def test_claims_of_no_date_come_last_on_every_database(record: Record) -> None:
    told = "Sudan's army denied on Tuesday that it had agreed to a truce with the militia.\n"
    for key, published in (("a", None), ("b", "2024-05-16"), ("c", "2024-05-15")):
        denied = event(told, "denied", "CONSULT", actors={"Sudan's army": "SDN MIL"}, day="2024-05-14")
        add(record, report(key, told, denied, published=published))
    assert [c.published for c in record.claims_of(1)] == ["2024-05-15", "2024-05-16", None]


def test_known_tells_what_is_not_kept(record: Record) -> None:
    add(record, report("a", FERRY))
    again = Document(id="a", text=FERRY, published="2024-05-16", url=None)
    found = record.known(again, "a")
    assert found is not None
    assert found.because == "not kept: published '2024-05-16' (the record has '2024-05-15')"
    assert record.known(again, "b") is None


def test_an_error_while_asking_names_the_record(record: Record) -> None:
    with pytest.raises(BadRecord, match="cannot be read"), record.reading() as connection:
        connection.execute(text("select nothing from nowhere"))
    with pytest.raises(BadRecord, match="cannot be read"), record.reading() as connection:
        connection.connection.driver_connection.execute("select nothing from nowhere")
    with record.reading() as connection:
        assert connection.execute(text("select count(*) from log")).scalar() == 0


def test_a_table_of_revisions_with_no_revision_is_no_record(fresh_url: str) -> None:
    Record(fresh_url, create=True).close()
    engine = create_engine(address(fresh_url), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("delete from alembic_version"))
    with pytest.raises(BadRecord, match="no record of ours"):
        Record(fresh_url)


@pytest.mark.parametrize("where", [":memory:", "sqlite:///:memory:"])
def test_a_record_that_would_be_gone_is_refused(where: str) -> None:
    with pytest.raises(BadRecord, match="give a path"):
        Record(where, create=True)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:secret@db.example/news",
        "postgresql://db.example/news?user=ann&password=secret",
        "postgresql+psycopg://ann:secret@db.example:5432/news?sslpassword=secret",
    ],
)
def test_no_message_has_a_password(url: str) -> None:
    told = shown(address(url))
    assert "secret" not in told
    assert "db.example" in told


def test_an_address_that_is_none_shows_no_password_either() -> None:
    with pytest.raises(BadRecord) as caught:
        address("postgresql://ann:secret@db.example:port/news")
    assert "secret" not in str(caught.value)


CHILD = """
import os, sys
from pathlib import Path
from communique.errors import BadRecord
from communique.record.record import Record
import communique.record.loading, communique.record.search
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    print(len(Record(Path(sys.argv[1])).documents()))
except BadRecord as error:
    print(error)
"""


def asked_without_permission(path: Path) -> str:
    """What a reader is told who may read the file and its folder and write neither."""
    done = subprocess.run([sys.executable, "-c", CHILD, path], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("gone", [(), ("-shm",), ("-wal", "-shm")])
def test_who_may_not_write_sees_no_old_record(tmp_path: Path, gone: tuple[str, ...]) -> None:
    record = Record(tmp_path / "r.db", create=True)
    add(record, report("a", FERRY))
    if "-wal" in gone:
        record.close()
    # not in `tmp_path`, which only its owner may enter
    with tempfile.TemporaryDirectory() as home:
        for suffix in {"", "-wal", "-shm"} - set(gone):
            Path(shutil.copy(tmp_path / f"r.db{suffix}", home)).chmod(0o444)
        Path(home).chmod(0o555)
        told = asked_without_permission(Path(home, "r.db"))
        Path(home).chmod(0o755)
    if gone == ("-shm",):
        assert "has changes in r.db-wal that cannot be read without write permission to its folder" in told
    else:
        assert told == "1"


def test_a_collection_with_two_versions_of_a_page_given_again_brings_nothing_new(record: Record) -> None:
    page = {"url": "https://x.example/1"}
    old, new = report("p", "The envoy left on Monday.\n", **page), report("p", "The envoy left on Tuesday.\n", **page)
    for each in (old, new):
        record.add(each, quotes(each), VERSIONS)
    again = [record.add(each, quotes(each), VERSIONS).what for each in (old, new)]
    assert again == ["known", "known"]
