"""A record of an older communique becomes one of today, wholly or not at all."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData, Table, inspect, text

from communique.errors import BadRecord
from communique.model import Report
from communique.record import connect, migrate, schema
from communique.record.connect import APPLICATION, Database, address
from communique.record.migrations import draft
from communique.record.record import Record
from communique.record.search import search
from communique.record.values import RecordEvent
from reports import VERSIONS, event, quotes, report

MET = "Dawit Alemu, Ethiopia's foreign minister, met Sudanese army envoys in Belmar on Tuesday.\n"
AGAIN = "In Belmar on Tuesday Ethiopia's foreign minister Dawit Alemu held talks with envoys of the Sudanese army.\n"
SHELLED = "The militia shelled Ostrava Bay on Monday, residents said. Two hospitals were hit.\n"

HEAD = """
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
"""
CHANGING = f"""{HEAD}
REBUILD = True


def upgrade():
    op.create_table("regions", sa.Column("code", sa.Text(), primary_key=True), sa.Column("told", sa.Text()))
    op.add_column("documents", sa.Column("region", sa.Text()))
    op.add_column("facets", sa.Column("weight", sa.Float(), nullable=False, server_default="1"))
    op.create_index("documents_region", "documents", ["region"])
    op.execute("insert into regions values ('KEN', 'Kenya')")
    op.execute("update documents set region = 'KEN' where id = 1")
    op.execute("delete from events")
"""
FAILING = f"""{HEAD}
import os


def upgrade():
    op.create_table("regions", sa.Column("code", sa.Text(), primary_key=True))
    op.add_column("documents", sa.Column("region", sa.Text()))
    op.execute("update documents set title = 'another title'")
    op.execute("delete from parties")
    FAILURE
"""


def _alembic(connection: Connection, folder: Path = migrate.MIGRATIONS) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.attributes["connection"] = connection
    return config


def _engine(url: str):
    return connect._sqlite(Path(str(address(url).database))) if url.startswith("sqlite") else connect._postgres(url)


def _by_revisions(url: str) -> None:
    """Make a record in an empty database by nothing but the revisions."""
    engine = _engine(url)
    with engine.connect().execution_options(communique_writes=True) as connection, connection.begin():
        command.upgrade(_alembic(connection), "head")
    engine.dispose()


def _met(key: str, words: str, trigger: str, **told: str) -> Report:
    parties = {"actors": {"Dawit Alemu": "ETH GOV#Q1"}, "recipients": {"Sudanese army": "SDN MIL"}}
    return report(key, words, event(words, trigger, "CONSULT", **parties, place="Belmar", day="2024-05-14"), **told)


def _shelling() -> Report:
    actors = {"The militia": "SDN REB"}
    shelled = event(SHELLED, "shelled", "ASSAULT", actors=actors, place="Ostrava Bay", source=("residents", "SDN CVL"))
    return report("c", SHELLED, shelled, publisher="Nile Post")


def _fill(url: str) -> None:
    with Record(url, create=True) as record:
        for one in (_met("a", MET, "met", publisher="Harbour Times"), _shelling()):
            record.add(one, quotes(one), VERSIONS, at="2024-05-16T08:00:00Z")
        record.judge("same", "E1", "E2", who="ann", why="made up")
        record.judge("undo", "J1", who="ann")


def _events(url: str) -> list[RecordEvent]:
    with Record(url) as record:
        return list(record.events(range(1, 10)))


def _rows(url: str, tables: Iterable[Table]) -> dict[str, list[str]]:
    """What tables hold, in their columns of today."""
    with Database(url, check=False).engine.connect() as connection:
        return {t.name: sorted(repr(tuple(row)) for row in connection.execute(t.select())) for t in tables}


def _everything(url: str) -> tuple[set[str], dict[str, list[str]]]:
    """All that a database is and holds."""
    with Database(url, check=False).engine.connect() as connection:
        held = MetaData()
        held.reflect(connection)
        return _described(connection), _rows(url, held.sorted_tables)


def _described(connection: Connection) -> set[str]:
    """What a database is made of, a line each."""
    found = set(_of_sqlite(connection) if connection.dialect.name == "sqlite" else _of_postgresql(connection))
    look = inspect(connection)
    for table in look.get_table_names():
        if table == "alembic_version":
            continue
        found.add(f"table {table}")
        found |= {
            f"column {table}.{c['name']} {c['type']!r} null={c['nullable']} default={c['default']}"
            for c in look.get_columns(table)
        }
        found.add(f"primary key of {table}: {look.get_pk_constraint(table)['constrained_columns']}")
        for one in look.get_foreign_keys(table):
            columns, others = one["constrained_columns"], one["referred_columns"]
            found.add(f"foreign key of {table}: {columns} to {one['referred_table']} {others} {one['options']}")
        found |= {f"unique in {table}: {one['column_names']}" for one in look.get_unique_constraints(table)}
        for one in look.get_indexes(table):
            found.add(f"index {one['name']} of {table}: {one['column_names']} unique={bool(one['unique'])}")
    return found


def _of_sqlite(connection: Connection) -> Iterable[str]:
    yield f"application {connection.execute(text('pragma application_id')).scalar()}"
    # what reflection does not see: triggers, virtual tables, indexes over expressions or parts, tables of special kinds
    for kind, sql in connection.execute(text("select type, sql from sqlite_master where sql is not null")):
        words = " ".join(sql.replace('"', "").split())
        if kind != "table" or words.casefold().startswith("create virtual"):
            yield f"{kind}: {words}"
    kinds = "select name, type, wr, strict from pragma_table_list where schema = 'main' and name != 'sqlite_schema'"
    for row in connection.execute(text(kinds)):
        yield f"kind of table: {tuple(row)}"


def _of_postgresql(connection: Connection) -> Iterable[str]:
    for query in (
        "select indexdef from pg_indexes where schemaname = 'public' and tablename != 'alembic_version'",
        """select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
        where connamespace = 'public'::regnamespace and conrelid != 'alembic_version'::regclass""",
        "select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal",
        "select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace",
        "select 'sequence ' || relname from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace",
    ):
        yield from (" ".join(told.split()) for told in connection.execute(text(query)).scalars())


@pytest.fixture
def revisions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Lets communique be one revision further: give the text of 0003."""

    def become(second: str) -> Path:
        folder = tmp_path / "migrations"
        shutil.copytree(migrate.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions" / "0003.py").write_text(second, encoding="utf-8")
        monkeypatch.setattr(migrate, "MIGRATIONS", folder)
        for module in (migrate, connect):
            monkeypatch.setattr(module, "REVISION", "0003")
        return folder

    return become


def test_the_revisions_make_what_a_new_record_has(fresh_url: str, tmp_path: Path) -> None:
    _by_revisions(fresh_url)
    with Database(fresh_url).engine.connect() as connection:
        made = _described(connection)
        if connection.dialect.name == "postgresql":
            connection.execute(text("drop schema public cascade"))
            connection.execute(text("create schema public"))
            connection.commit()
    other = fresh_url if fresh_url.startswith("postgresql") else f"sqlite:///{tmp_path / 'new.db'}"
    with Record(other, create=True) as record, record.reading() as connection:
        new = _described(connection)
    lacking, left = sorted(new - made), sorted(made - new)
    told = ["The revisions and the schema differ; docs/record.md says how a revision is drafted."]
    told += [f"only a new record has:      {line[:300]}" for line in lacking]
    told += [f"only the revisions make:    {line[:300]}" for line in left]
    assert lacking + left == [], "\n".join(told)


def test_a_record_made_by_revisions_is_one_like_any_other(fresh_url: str, tmp_path: Path) -> None:
    _by_revisions(fresh_url)
    _fill(fresh_url)
    assert [e.type for e in _events(fresh_url)] == ["CONSULT", "ASSAULT"]
    with Record(fresh_url) as record, record.reading() as connection:
        assert [hit.claim for hit in search(connection, "hospitals", kind="documents").hits] == [None]
        assert [hit.claim for hit in search(connection, "shelled").hits] == [2]


def test_migrating_keeps_everything_and_derives_anew(fresh_url: str, revisions) -> None:
    _fill(fresh_url)
    tables = (*schema.FACTS, *schema.DERIVED)
    before, events = _rows(fresh_url, tables), _events(fresh_url)
    revisions(CHANGING)
    with pytest.raises(BadRecord, match=r"older communique .* run `communique migrate` after a backup"):
        Record(fresh_url)
    assert migrate.migrate(fresh_url) == ("0002", "0003")
    # `events` was emptied by the revision, so that it can only come from the rebuild
    assert _rows(fresh_url, tables) == before
    assert _events(fresh_url) == events
    with Record(fresh_url) as record:
        with record.reading() as connection:
            regions = connection.execute(text("select region from documents order by id")).scalars().all()
            assert regions == ["KEN", None]
            assert connection.execute(text("select told from regions")).scalar() == "Kenya"
        again = _met("b", AGAIN, "talks", publisher="Nile Post")
        assert record.add(again, quotes(again), VERSIONS).claims == 1
        assert record.rebuild() == 5
        with record.reading() as connection:
            assert {hit.claim for hit in search(connection, "Alemu").hits} == {1, 3}
    assert migrate.migrate(fresh_url) == ("0003", "0003")


def test_a_record_of_today_is_left_as_it_is(fresh_url: str) -> None:
    _fill(fresh_url)
    before = _everything(fresh_url)
    assert migrate.migrate(fresh_url) == (schema.REVISION, schema.REVISION)
    assert _everything(fresh_url) == before


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        ('op.execute("select * from nowhere")', BadRecord),
        ('raise RuntimeError("a mistake in the revision")', RuntimeError),
    ],
)
def test_a_migration_that_fails_half_way_leaves_the_record_as_it_was(
    fresh_url: str, revisions, monkeypatch: pytest.MonkeyPatch, failure: str, told: type[BaseException]
) -> None:
    _fill(fresh_url)
    before = _everything(fresh_url)
    revisions(FAILING.replace("FAILURE", failure))
    with pytest.raises(told):
        migrate.migrate(fresh_url)
    assert _everything(fresh_url) == before
    monkeypatch.undo()
    assert [e.id for e in _events(fresh_url)] == [1, 2]


def test_a_migration_that_is_killed_leaves_the_record_as_it_was(fresh_url: str, revisions) -> None:
    _fill(fresh_url)
    before = _everything(fresh_url)
    folder = revisions(FAILING.replace("FAILURE", "os.kill(os.getpid(), 9)"))
    program = (
        "import sys; from pathlib import Path; from communique.record import migrate\n"
        "migrate.REVISION, migrate.MIGRATIONS = '0003', Path(sys.argv[2])\n"
        "migrate.migrate(sys.argv[1])"
    )
    done = subprocess.run([sys.executable, "-c", program, fresh_url, folder], check=False, timeout=60)
    assert done.returncode == -9
    assert _everything(fresh_url) == before


def test_a_revision_that_communique_does_not_know_is_refused(fresh_url: str) -> None:
    _fill(fresh_url)
    for revision, told in (("0000", "0000"), ("9999", r"newer communique .* update communique")):
        with Database(fresh_url, check=False).writing() as connection:
            connection.execute(text("update alembic_version set version_num = :r"), {"r": revision})
        before = _everything(fresh_url)
        with pytest.raises(BadRecord, match=told):
            migrate.migrate(fresh_url)
        assert _everything(fresh_url) == before


def _foreign(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("create table songs (title text)")


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (_foreign, "another program"),
        (lambda path: path.write_text("a shopping list"), "no SQLite file"),
        (lambda path: path.mkdir(), "a folder"),
    ],
)
def test_what_is_no_record_is_not_migrated_and_not_touched(tmp_path: Path, make, told: str) -> None:
    path = tmp_path / "other.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(BadRecord, match=told):
        migrate.migrate(path)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_an_empty_file_holds_no_record(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    with pytest.raises(BadRecord, match="no record yet"):
        migrate.migrate(path)


def test_a_record_that_is_not_there_is_not_made_by_migrating(tmp_path: Path) -> None:
    with pytest.raises(BadRecord, match="no such record"):
        migrate.migrate(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_another_program_is_not_migrated(fresh_postgres: str) -> None:
    engine = _engine(fresh_postgres)
    with engine.begin() as connection:
        connection.execute(text("create table songs (title text)"))
    with pytest.raises(BadRecord, match="another program"):
        migrate.migrate(fresh_postgres)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["songs"]
    engine.dispose()


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    path = tmp_path / "r.db"
    _fill(str(path))
    _foreign(tmp_path / "songs.db")

    def run(target: Path) -> subprocess.CompletedProcess[str]:
        asked = [sys.executable, "-m", "communique", "migrate", "--record", str(target)]
        return subprocess.run(asked, capture_output=True, text=True, check=False, timeout=60)

    done = run(path)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{path}: is up to date\n", "")
    done = run(tmp_path / "songs.db")
    assert done.returncode == 2
    assert done.stderr.startswith(f"communique: {tmp_path / 'songs.db'}: is an SQLite file of another program")


def test_a_drafted_revision_brings_what_the_schema_gained(
    tmp_path: Path, revisions, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "r.db"
    _fill(str(path))
    grown = MetaData()
    for table in schema.metadata.sorted_tables:
        table.to_metadata(grown)
    grown.tables["documents"].append_column(schema.Column("region", schema.Text))
    schema.Table("regions", grown, schema.Column("code", schema.Text, primary_key=True))
    monkeypatch.setattr(draft, "metadata", grown)
    revisions(draft.draft("0003", "Regions of documents"))
    assert migrate.migrate(path) == ("0002", "0003")
    with Record(path) as record, record.reading() as connection:
        assert "region" in {c["name"] for c in inspect(connection).get_columns("documents")}
        assert inspect(connection).has_table("regions")
    assert [e.id for e in _events(str(path))] == [1, 2]


def test_a_column_that_old_rows_cannot_fill_is_not_drafted(monkeypatch: pytest.MonkeyPatch) -> None:
    grown = MetaData()
    for table in schema.metadata.sorted_tables:
        table.to_metadata(grown)
    grown.tables["facets"].append_column(schema.Column("weight", schema.Float, nullable=False))
    monkeypatch.setattr(draft, "metadata", grown)
    with pytest.raises(SystemExit, match=r"facets\.weight: a new column must allow null"):
        draft.draft("0003", "Weights")


def test_our_files_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "r.db"
    _by_revisions(f"sqlite:///{path}")
    assert int.from_bytes(path.read_bytes()[68:72], "big") == APPLICATION
