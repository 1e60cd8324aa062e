"""What can go wrong with a record: each is told in one line with exit code 2, and nothing that was kept is harmed."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from multiprocessing import get_context
from pathlib import Path

import pytest
from made import write
from sqlalchemy import create_engine, make_url, text
from sqlalchemy import event as events_of
from sqlalchemy.pool import NullPool
from typer.testing import CliRunner

from communique.cli import app
from communique.errors import BadRecord
from communique.model import Report
from communique.record import connect
from communique.record.record import Record
from reports import VERSIONS, event, quotes, report

NOBODY = 65534
FULL = "cannot be written: the disk is full; make room and repeat the command; all that was in it stays"


def made(number: int) -> Report:
    """A report of one act."""
    told = f"Envoys of Chad met those of Kenya for the {number}th time on Tuesday.\n"
    met = event(told, "met", "CONSULT", actors={"Chad": "TCD GOV"}, recipients={"Kenya": "KEN GOV"}, day="2024-05-14")
    return report(f"made-{number}", told, met, publisher=f"Outlet {number}")


def add(record: Record, *numbers: int) -> None:
    for number in numbers:
        told = made(number)
        record.add(told, quotes(told), VERSIONS)


def keys(where: str | Path) -> list[str]:
    """The documents of a record."""
    with Record(where) as record:
        return [entry.key for entry in record.documents()]


def refused(*told: object) -> str:
    """The one line with which a command fails."""
    done = CliRunner().invoke(app, [str(word) for word in told])
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("communique: ")
    return lines[0].removeprefix("communique: ")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A record of three documents."""
    where = tmp_path / "r.db"
    with Record(where, create=True) as record:
        add(record, 1, 2, 3)
    return where


@pytest.fixture
def story(tmp_path: Path) -> Path:
    where = tmp_path / "story.txt"
    where.write_text("Kenya denied on Monday that it had arrested two Ethiopian diplomats in Nairobi.\n")
    return where


# the disk


def test_a_full_disk_stops_an_add_and_the_same_command_goes_on(tmp_path: Path) -> None:
    source, where = write(tmp_path / "reports.jsonl", 60), tmp_path / "r.db"
    command = [sys.executable, "-m", "communique", "add", str(source), "--record", str(where), "--quiet"]

    def small() -> None:
        """No file may grow beyond a megabyte: the write-ahead log reaches it after some documents."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    done = subprocess.run(command, preexec_fn=small, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith(f"communique: {where}: cannot be written: the disk takes no more")
    assert done.stderr.count("\n") == 1
    assert 0 < len(keys(where)) < 60
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert len(set(keys(where))) == len(keys(where)) == 60
    with closing(sqlite3.connect(where)) as raw:
        assert raw.execute("pragma integrity_check").fetchone() == ("ok",)


def test_a_disk_that_is_full_in_the_middle_of_a_document_keeps_none_of_it(path: Path) -> None:
    with Record(path) as record:
        engine = record._database.engine

        @events_of.listens_for(engine, "begin")
        def _fill(connection: object) -> None:
            raw = connection.connection.driver_connection  # type: ignore[attr-defined]
            (pages,) = raw.execute("pragma page_count").fetchone()
            raw.execute(f"pragma max_page_count = {pages}")

        with pytest.raises(BadRecord) as failed:
            add(record, *range(4, 100))
        assert str(failed.value) == f"{path}: {FULL}"
    kept = keys(path)
    assert kept == [f"made-{n}" for n in range(1, len(kept) + 1)]
    with Record(path) as record:
        add(record, len(kept) + 1)
        assert record.event("E1").reports == len(kept) + 1


# rights


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that every user may enter."""
    where = Path(tempfile.mkdtemp(prefix="communique-rights-", dir="/tmp"))
    where.chmod(0o755)
    yield where
    shutil.rmtree(where)


def as_nobody(act: Callable[[], str]) -> str:
    """What an act gives to a user who has no rights; root has all."""
    context = get_context("fork")
    here, there = context.Pipe(duplex=False)

    def run() -> None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        try:
            there.send(act())
        except BadRecord as error:
            there.send(str(error))

    child = context.Process(target=run)
    child.start()
    there.close()
    child.join(60)
    assert child.exitcode == 0
    return str(here.recv())


@contextmanager
def unwritable(*places: Path) -> Iterator[None]:
    """Files and folders that can only be read."""
    for place in places:
        place.chmod(0o555 if place.is_dir() else 0o444)
    yield
    for place in reversed(places):
        place.chmod(0o755 if place.is_dir() else 0o644)


def added(where: Path, number: int, *, create: bool = False) -> str:
    with Record(where, create=create) as record:
        add(record, number)
    return "added"


def asked(where: Path) -> str:
    return f"{keys(where)} {Record(where).event('E1').reports}"


@pytest.mark.parametrize("folder", [True, False], ids=["folder", "file alone"])
def test_what_is_read_only_can_be_asked_and_says_why_it_cannot_be_written(shared: Path, folder: bool) -> None:
    where = shared / "r.db"
    added(where, 1, create=True)
    before = where.read_bytes()
    with unwritable(where, *([shared] if folder else [])):
        if not folder:
            shared.chmod(0o777)
        assert as_nobody(lambda: asked(where)) == "['made-1'] 1"
        told = as_nobody(lambda: added(where, 2))
        assert told.startswith(f"{where}: cannot be written: the file or its folder is read-only for you")
        assert as_nobody(lambda: asked(where)) == "['made-1'] 1"
    assert where.read_bytes() == before
    added(where, 2)
    assert keys(where) == ["made-1", "made-2"]


def test_a_reader_without_rights_sees_what_a_writer_has_added_meanwhile(shared: Path) -> None:
    where = shared / "r.db"
    with Record(where, create=True) as record:
        add(record, 1, 2)
        assert as_nobody(lambda: asked(where)) == "['made-1', 'made-2'] 2"


def test_a_record_cannot_be_made_where_nobody_may_write(shared: Path) -> None:
    where = shared / "r.db"
    with unwritable(shared):
        told = as_nobody(lambda: added(where, 1, create=True))
    assert told.startswith(f"{where}: cannot be opened: ")
    assert "no right" in told
    assert not where.exists()


def test_a_file_that_may_not_be_read_is_told(shared: Path) -> None:
    where = shared / "r.db"
    added(where, 1, create=True)
    where.chmod(0o000)
    told = as_nobody(lambda: asked(where))
    assert told.startswith(f"{where}: cannot be opened: ")
    where.chmod(0o644)
    assert keys(where) == ["made-1"]


# the wrong file


@pytest.mark.parametrize(("revision", "what"), [("0000", "run `communique migrate`"), ("9999", "update communique")])
def test_another_revision(path: Path, story: Path, revision: str, what: str) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("update alembic_version set version_num = ?", (revision,))
    before = path.read_bytes()
    for told in (("add", story), ("events",), ("rebuild",)):
        assert what in refused(*told, "--record", path)
    assert path.read_bytes() == before


def test_an_sqlite_file_of_another_program(tmp_path: Path, story: Path) -> None:
    path = tmp_path / "songs.db"
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("create table documents (title text)")
    before = path.read_bytes()
    for told in (("add", story), ("events",), ("migrate",)):
        assert refused(*told, "--record", path) == (
            f"{path}: is an SQLite file of another program; give the record another name"
        )
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["songs.db", "story.txt"]


def test_a_file_that_is_no_database(story: Path) -> None:
    before = story.read_bytes()
    assert "is no SQLite file" in refused("add", story, "--record", story)
    assert story.read_bytes() == before


@pytest.mark.parametrize("told", [("events",), ("rebuild",), ("search", "envoys")])
def test_no_record_there(tmp_path: Path, told: tuple[str, ...]) -> None:
    assert "no such record" in refused(*told, "--record", tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


# a damaged file


def cut(path: Path) -> None:
    """The second half is gone."""
    with path.open("r+b") as stream:
        stream.truncate(path.stat().st_size // 2 // 4096 * 4096)


def cut_in_head(path: Path) -> None:
    """Only the first bytes are there."""
    with path.open("r+b") as stream:
        stream.truncate(300)


def scribbled(path: Path) -> None:
    """All but the first page is noise."""
    size = path.stat().st_size
    with path.open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xa5" * (size - 4096))


def schema_gone(path: Path) -> None:
    """The table of tables is noise."""
    with path.open("r+b") as stream:
        stream.seek(100)
        stream.write(b"\xa5" * 3000)


@pytest.mark.parametrize("harm", [cut, cut_in_head, scribbled, schema_gone])
def test_a_damaged_file_is_told_and_a_backup_takes_its_place(
    path: Path, story: Path, harm: Callable[[Path], None]
) -> None:
    copy = path.with_name("backup.db")
    with Record(path) as record:
        record.backup(copy)
    harm(path)
    before = path.read_bytes()
    for told in (("events",), ("add", story), ("rebuild",), ("backup", path.with_name("another.db"))):
        said = refused(*told, "--record", path)
        assert said.endswith("the file is damaged; put a backup in its place"), said
    assert path.read_bytes() == before
    for beside in path.parent.glob("r.db-*"):
        beside.unlink()
    shutil.copy(copy, path)
    assert keys(path) == ["made-1", "made-2", "made-3"]


def test_who_waits_too_long_for_another_writer_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "WAIT_SECONDS", 0.1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin immediate")
        with Record(path) as record, pytest.raises(BadRecord, match="another process has been writing it"):
            add(record, 4)
        other.execute("rollback")
    added(path, 4)
    assert keys(path) == ["made-1", "made-2", "made-3", "made-4"]


# either kind


def test_a_statement_that_fails_undoes_the_whole_document(fresh_url: str) -> None:
    with Record(fresh_url, create=True) as record:
        add(record, 1)
        with record._database.engine.begin() as connection:
            connection.execute(text("alter table changes rename to gone"))
        with pytest.raises(BadRecord, match=r"cannot be written: .*changes.*; all that was in it stays"):
            add(record, 2)
        with record._database.engine.begin() as connection:
            connection.execute(text("alter table gone rename to changes"))
        assert [entry.key for entry in record.documents()] == ["made-1"]
        add(record, 2)
        assert record.event("E1").reports == 2


# a server


@contextmanager
def server(url: str) -> Iterator[Callable[[str], object]]:
    """What one says to a server from outside."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)

    def say(told: str) -> object:
        with engine.connect() as connection:
            done = connection.execute(text(told))
            return done.scalar() if done.returns_rows else None

    yield say


def hang_up(url: str) -> None:
    """Break off all other connections to a database."""
    with server(url) as say:
        say(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        )


def test_no_server_there(story: Path) -> None:
    for told in (("add", story), ("events",)):
        said = refused(*told, "--record", "postgresql://ann:secret@127.0.0.1:1/record")
        assert said.startswith("postgresql://ann:***@127.0.0.1:1/record: cannot be opened: ")
        assert "refused" in said
        assert "secret" not in said


def test_no_such_database_or_user(postgres_url: str, story: Path) -> None:
    url = make_url(postgres_url).set(drivername="postgresql")
    for wrong, what in (
        (url.set(database="none"), 'database "none" does not exist'),
        (url.set(username="eve"), 'role "eve" does not exist'),
    ):
        assert what in refused("add", story, "--record", wrong.render_as_string(hide_password=False))


def test_a_wrong_password(postgres_url: str, fresh_postgres: str, story: Path) -> None:
    with server(postgres_url) as say:
        rights = Path(str(say("show hba_file")))
        before = rights.read_text()
        say("create role guarded login password 'right'")
        rights.write_text(f"local all guarded scram-sha-256\n{before}")
        try:
            say("select pg_reload_conf()")
            url = make_url(fresh_postgres).set(drivername="postgresql", username="guarded", password="wrong")
            said = refused("add", story, "--record", url.render_as_string(hide_password=False))
        finally:
            rights.write_text(before)
            say("select pg_reload_conf()")
            say("drop role guarded")
    assert 'password authentication failed for user "guarded"' in said
    assert "wrong" not in said.partition(": ")[0]


def test_a_database_with_other_tables(fresh_postgres: str, story: Path) -> None:
    with server(fresh_postgres) as say:
        engine = create_engine(fresh_postgres, poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(text("create table documents (title text)"))
        for told in (("add", story), ("events",)):
            assert "holds tables of another program; give the record a database of its own" in refused(
                *told, "--record", fresh_postgres
            )
        assert say("select count(*) from information_schema.tables where table_schema = 'public'") == 1


def test_an_empty_database_is_not_filled_by_asking(fresh_postgres: str) -> None:
    assert "holds no record yet" in refused("events", "--record", fresh_postgres)
    with server(fresh_postgres) as say:
        assert say("select count(*) from information_schema.tables where table_schema = 'public'") == 0


@pytest.mark.parametrize("when", ["begin", "commit"])
def test_a_server_that_goes_away_in_the_middle(fresh_postgres: str, when: str) -> None:
    with Record(fresh_postgres, create=True) as record:
        add(record, 1)
        engine = record._database.engine

        goes = [True]

        @events_of.listens_for(engine, when)
        def _away(_: object) -> None:
            if goes and goes.pop():
                hang_up(fresh_postgres)

        with pytest.raises(BadRecord, match=r"cannot be written: .*; all that was in it stays"):
            add(record, 2)
        assert [entry.key for entry in record.documents()] == ["made-1"]
        hang_up(fresh_postgres)  # between two documents nobody notices
        add(record, 2)
        assert record.event("E1").reports == 2
