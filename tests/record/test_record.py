"""A record keeps what it is told, derives events from it, and loses nothing."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select

from communique.errors import BadRecord, BadRequest, UnreadableSource
from communique.model import Report
from communique.record.record import Added, Record
from communique.record.reference import reference
from communique.record.schema import DERIVED, documents
from reports import NEWER, VERSIONS, event, quotes, report

TRUCE = "Sudan's army denied on Tuesday that it had agreed to a truce with the militia.\n"
MET = "Dawit Alemu, Ethiopia's foreign minister, met Sudanese army envoys in Belmar on Tuesday.\n"
MET_AGAIN = (
    "In Belmar on Tuesday Ethiopia's foreign minister Dawit Alemu held talks with envoys of the Sudanese army.\n"
)
SHELLED = "The militia shelled Ostrava Bay on Monday, residents said. Two hospitals were hit.\n"


def _met(text: str, trigger: str, who: str = "Dawit Alemu", envoys: str = "Sudanese army", **told: str) -> Report:
    met = event(
        text,
        trigger,
        "CONSULT",
        actors={who: "ETH GOV#Q1"},
        recipients={envoys: "SDN MIL"},
        place="Belmar",
        day=told.pop("day", "2024-05-14"),
    )
    return report(told.pop("key"), text, met, **told)


def first() -> Report:
    return _met(MET, "met", key="a", publisher="Harbour Times")


def second() -> Report:
    return _met(MET_AGAIN, "talks", key="b", publisher="Nile Post")


def shelling() -> Report:
    shelled = event(
        SHELLED,
        "shelled",
        "ASSAULT",
        mode="heavy-weapons",
        actors={"The militia": "SDN REB"},
        place="Ostrava Bay",
        day="2024-05-13",
        source=("residents", "SDN CVL"),
    )
    return report("c", SHELLED, shelled, publisher="Nile Post")


def add(record: Record, *reports: Report, **told: object) -> list[Added]:
    return [record.add(r, quotes(r), VERSIONS, at="2024-05-16T08:00:00Z") for r in reports]


def dump(record: Record, *, derived: bool = True) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, without times of capture."""
    with record.reading() as connection:
        tables = DERIVED if derived else ()
        return {
            t.name: sorted(
                map(tuple, connection.execute(select(*[c for c in t.c if c.name not in ("at", "captured")]))), key=repr
            )
            for t in (documents, *tables)
        }


@pytest.fixture
def record(fresh_url: str) -> Record:
    return Record(fresh_url, create=True)


def test_two_reports_of_one_meeting_are_one_event(record: Record) -> None:
    one, two = add(record, first(), second())
    assert (one.what, one.founded) == ("new", 1)
    assert (two.founded, two.joined) == (0, 1)
    met = record.event("E1")
    assert met.claims == (1, 2)
    assert met.reports == 2
    assert met.earliest == met.latest == "2024-05-14"
    assert [w.name for w in met.actors] == ["Dawit Alemu"]


def test_another_act_is_another_event(record: Record) -> None:
    add(record, first(), shelling())
    assert [e.type for e in record.events([1, 2])] == ["CONSULT", "ASSAULT"]


def test_the_same_source_twice_changes_nothing(record: Record) -> None:
    add(record, first())
    before = dump(record)
    assert add(record, first())[0].what == "known"
    assert dump(record) == before


def test_a_claim_leads_to_its_quotation(record: Record) -> None:
    add(record, shelling())
    claim = record.claims_of(1)[0]
    assert claim.quotation.text == SHELLED.rstrip("\n")
    assert SHELLED[claim.event.trigger.start : claim.event.trigger.end] == "shelled"
    assert claim.publisher == "Nile Post"
    assert claim.origin
    assert claim.origin_because


def test_a_changed_page_is_a_new_version_and_the_old_claim_stays(record: Record) -> None:
    before = first().model_copy(update={"document": first().document.model_copy(update={"url": "https://x.example/1"})})
    text = MET.replace("Tuesday", "Monday")
    after = _met(text, "met", key="a", publisher="Harbour Times", day="2024-05-13", url="https://x.example/1")
    add(record, before)
    changed = add(record, after)[0]
    assert changed.what == "changed"
    assert record.event("E1").earliest == "2024-05-13"
    old, new = record.claims([1, 2])
    assert not old.current
    assert new.current
    assert new.record_event == 1
    assert [(d.version, d.latest) for d in record.documents()] == [(1, False), (2, True)]


def test_another_text_under_a_known_id_is_refused(record: Record) -> None:
    add(record, first())
    stranger = report("a", SHELLED)
    with pytest.raises(UnreadableSource, match="another id"):
        add(record, stranger)
    assert len(record.documents()) == 1


def test_rereading_adds_claims_beside_the_old_and_moves_the_events(record: Record) -> None:
    add(record, first(), second(), shelling())
    assert record.unread(NEWER) == [1, 2, 3]
    again = second()
    done = record.add(again, quotes(again), NEWER, reread=True)
    assert done.what == "reread"
    assert record.unread(NEWER) == [1, 3]
    met = record.event("E1")
    assert met.claims == (1, 4)
    assert [c.current for c in record.claims([2, 4])] == [False, True]


def test_rebuilding_gives_the_same_events(record: Record) -> None:
    add(record, first(), second(), shelling())
    record.judge("different", "C1", "C2", who="ann", why="another day")
    again = second()
    record.add(again, quotes(again), NEWER, reread=True)
    record.judge("wrong", "E3", who="ann")
    before = dump(record)
    steps: list[tuple[int, int]] = []
    assert record.rebuild(lambda done, total: steps.append((done, total))) == 6
    assert steps[-1] == (6, 6)
    assert dump(record) == before


def test_people_overrule_and_it_sticks(record: Record) -> None:
    add(record, first(), second())
    record.judge("different", "C1", "C2", who="ann", why="two meetings")
    assert record.event("E1").claims == (1,)
    assert record.event("E2").claims == (2,)
    again = second()
    record.add(again, quotes(again), NEWER, reread=True)
    assert record.event("E1").claims == (1,)


def test_a_judgement_can_be_taken_back(record: Record) -> None:
    add(record, first(), second(), shelling())
    record.judge("same", "E1", "E3", who="ann")
    assert record.event("E1").claims == (3, 1, 2) or set(record.event("E1").claims) == {1, 2, 3}
    record.judge("undo", "J1", who="bob", why="a slip")
    assert set(record.event("E1").claims) == {1, 2}
    assert record.event("E3").claims == (3,)
    assert [j.undone for j in record.judgements()] == [True, False]


def test_a_wrong_claim_leaves_its_event(record: Record) -> None:
    add(record, first(), second())
    record.judge("wrong", "C2", who="ann", why="misread")
    assert record.event("E1").claims == (1,)
    assert next(record.claims([2])).record_event is None


@pytest.mark.parametrize(
    ("verdict", "one", "other"),
    [("same", "E1", None), ("perhaps", "E1", "E2"), ("wrong", "E9", None), ("same", "C1", "D1"), ("undo", "J1", None)],
)
def test_a_judgement_that_makes_no_sense_is_refused(record: Record, verdict: str, one: str, other: str | None) -> None:
    add(record, first())
    with pytest.raises(BadRequest):
        record.judge(verdict, one, other, who="ann")
    assert record.judgements() == []


def test_numbers_are_read(record: Record) -> None:
    assert reference("e57", "E") == 57
    with pytest.raises(BadRequest, match="E57"):
        reference("57", "E")


def test_a_file_of_another_program_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("create table songs (title text)")
    before = path.read_bytes()
    with pytest.raises(BadRecord, match="another program"):
        Record(path, create=True)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a record")
    with pytest.raises(BadRecord, match="no SQLite file"):
        Record(path, create=True)


def test_a_record_that_is_not_there_is_not_made_by_asking(tmp_path: Path) -> None:
    with pytest.raises(BadRecord, match="no such record"):
        Record(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(("revision", "what"), [("0000", "communique migrate"), ("9999", "update communique")])
def test_another_revision_is_told(tmp_path: Path, revision: str, what: str) -> None:
    path = tmp_path / "r.db"
    Record(path, create=True).close()
    with sqlite3.connect(path) as raw:
        raw.execute("update alembic_version set version_num = ?", (revision,))
    with pytest.raises(BadRecord, match=what):
        Record(path)


def test_a_backup_is_a_record(tmp_path: Path) -> None:
    record = Record(tmp_path / "r.db", create=True)
    add(record, first())
    record.backup(tmp_path / "copy.db")
    assert Record(tmp_path / "copy.db").event("E1") == record.event("E1")
    with pytest.raises(BadRecord, match="exists already"):
        record.backup(tmp_path / "copy.db")


def test_a_read_only_file_can_be_asked_and_says_why_it_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "r.db"
    record = Record(path, create=True)
    add(record, first())
    record.close()
    with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as raw:
        assert raw.execute("select count(*) from claims").fetchone() == (1,)
