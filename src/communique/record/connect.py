"""Opening a record: SQLite by default, any `postgresql://` URL for a team; checked before anything is read or written."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from communique.errors import BadRecord
from communique.record.schema import REVISION
from communique.record.schema_watch import ALL
from communique.record.search import create as create_search

APPLICATION = 0x434D4E51
"""Mark of a record in the head of its SQLite file ("CMNQ"), by which other programs' files are told from ours."""

WAIT_SECONDS = 60
"""How long a writer waits for another one's transaction. One document takes milliseconds."""

CHECKPOINT = 10_000
"""Pages of the write-ahead log (40 MB) after which they are put in their places. A document changes some 140, most of them pages of
indexes that the next ones change again; after the usual 1,000 pages the disk would be waited for every seventh document."""

LOCK = 0x434D4E51
"""PostgreSQL's advisory lock that the one writer at a time holds for its transaction."""

BINARY = "communique_binary"
"""Option of a statement whose results a server is to send as it has them. As text every byte of a column is two characters, and the columns
of a million claims come in twice the time. Not for all statements: types that the driver does not know (of the catalogue) would come as bytes."""


def address(where: str | Path) -> URL:
    """The database that a path or URL means.

    Args:
        where: a path of an SQLite file, `sqlite:///path` or `postgresql://user@host/name`.

    Raises:
        BadRecord: neither.
    """
    told = str(where)
    if told in (":memory:", "sqlite:///:memory:"):
        raise BadRecord(told, "is gone when the program ends; give a path")
    if "://" not in told:
        return URL.create("sqlite", database=told)
    try:
        url = make_url(told)
    except (ArgumentError, ValueError):  # the second for a port that is no number
        raise BadRecord(
            _PASSWORD.sub(r"\1***", told), "is no path and no database URL; write postgresql://user@host/name"
        ) from None
    kind = url.get_backend_name()
    if kind in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if kind != "sqlite" or not url.database:
        raise BadRecord(shown(url), "is not a file; give a path or a postgresql:// URL")
    return URL.create("sqlite", database=url.database)


_PASSWORD = re.compile(r"(://[^/@]*:|[?&]\w*password=)[^@&]*", re.IGNORECASE)
"""A password in an address, with what stands before it."""


def shown(url: URL) -> str:
    """The record as messages name it, without a password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return _PASSWORD.sub(r"\1***", url.render_as_string(hide_password=False)).replace("+psycopg", "")


class Database:
    """The engine of one record, opened and checked.

    Attributes:
        shown: its name in messages.
        engine: SQLAlchemy's.
        sqlite: whether it is a file.
    """

    def __init__(self, where: str | Path, *, create: bool = False, check: bool = True) -> None:
        """Open a record.

        Args:
            where: see `address`.
            create: make it if there is none.
            check: refuse a record of another revision; the migration itself does not.

        Raises:
            BadRecord: there is none, it is another program's, of another revision, or cannot be opened.
        """
        url = address(where)
        self.shown = shown(url)
        self.sqlite = url.get_backend_name() == "sqlite"
        try:
            if self.sqlite:
                self._check_file(Path(str(url.database)), create=create)
            self.engine = _sqlite(Path(str(url.database))) if self.sqlite else _postgres(url)
            event.listen(self.engine, "handle_error", self._tell)
            with self.engine.connect() as connection:
                revision = self._revision(connection)
                if revision is None and create:
                    connection.rollback()
                    self._create()
                    revision = REVISION
        except (NoSuchModuleError, ImportError):
            raise BadRecord(self.shown, "needs psycopg; run pip install 'communique[postgres]'") from None
        except (sqlite3.Error, OSError) as error:
            raise BadRecord(self.shown, f"cannot be opened: {said(error)}") from None
        if revision is None:
            raise BadRecord(self.shown, "holds no record yet; `communique add … --record` makes one")
        if check and revision != REVISION:
            raise BadRecord(self.shown, _other_revision(revision))

    @property
    def errors(self) -> type[Exception]:
        """What the driver raises."""
        driver = self.engine.dialect.dbapi
        assert driver is not None
        return driver.Error

    def _tell(self, context: ExceptionContext) -> BadRecord | None:
        """An error of the driver, wherever it comes up, as one that says which record and what to do."""
        if context.is_pre_ping or not isinstance(context.original_exception, self.errors):
            return None  # a lost connection is made again
        connection = context.connection
        if connection is None:
            doing = "opened"
        else:
            doing = "written" if connection.get_execution_options().get("communique_writes") else "read"
        stays = "; all that was in it stays" if doing == "written" else ""
        return BadRecord(self.shown, f"cannot be {doing}: {said(context.original_exception)}{stays}")

    def _check_file(self, path: Path, *, create: bool) -> None:
        """A file that may be opened: ours, or empty, or to be made."""
        if not path.exists():
            if not create:
                raise BadRecord(self.shown, "no such record; `communique add … --record` makes one")
            if not path.absolute().parent.is_dir():
                raise BadRecord(self.shown, f"there is no folder {path.absolute().parent}")
            return
        if path.is_dir():
            raise BadRecord(self.shown, "is a folder, not a file")
        with path.open("rb") as stream:
            head = stream.read(100)
        if not head and not create:
            raise BadRecord(self.shown, "holds no record yet; `communique add … --record` makes one")
        if head and not head.startswith(b"SQLite format 3\x00"):
            raise BadRecord(self.shown, "is no SQLite file; give the record another name")
        try:
            other = bool(head) and _of_another(path)
        except sqlite3.OperationalError:
            if _logged(path) and not os.access(path.absolute().parent, os.W_OK):
                told = f"has changes in {path.name}-wal that cannot be read without write permission to its folder"
                raise BadRecord(self.shown, told) from None
            raise
        if other:
            raise BadRecord(self.shown, "is an SQLite file of another program; give the record another name")

    def _revision(self, connection: Connection) -> str | None:
        """Revision of the record, None if the database is empty."""
        tables = set(inspect(connection).get_table_names())
        if not tables:
            return None
        ours = "alembic_version" in tables and {"documents", "claims", "log"} <= tables
        if not ours:
            raise BadRecord(self.shown, "holds tables of another program; give the record a database of its own")
        revision = connection.execute(text("select version_num from alembic_version")).scalar()
        if revision is None:
            raise BadRecord(self.shown, "is no record of ours: no revision stands in its table alembic_version")
        return str(revision)

    def _create(self) -> None:
        """The tables, in one transaction, so that a half-made record cannot be met."""
        with self.writing() as connection:
            if self._revision(connection) is not None:  # another writer was faster
                return
            ALL.create_all(connection)
            create_search(connection)
            connection.execute(text("create table alembic_version (version_num varchar(32) not null primary key)"))
            connection.execute(text("insert into alembic_version values (:revision)"), {"revision": REVISION})
            if self.sqlite:
                connection.execute(text(f"pragma application_id = {APPLICATION}"))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection whose queries all see one state of the record, also while others write.

        Raises:
            BadRecord: it cannot be read, whatever the database has against it and whenever that comes up.
        """
        try:
            with self.engine.connect() as connection:
                yield connection if self.sqlite else connection.execution_options(isolation_level="REPEATABLE READ")
        except (DBAPIError, self.errors) as error:  # the second of a statement that went straight to the driver
            raise BadRecord(self.shown, f"cannot be read: {said(error)}") from None

    def writing(self) -> _Writing:
        """A transaction of the one writer: `with database.writing() as connection`."""
        return _Writing(self)


class _Writing:
    """A transaction that no other writer shares; whatever the database has against it comes out as `BadRecord`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Connection:
        connection = self._database.engine.connect()
        try:
            self._connection = connection.execution_options(communique_writes=True)
            self._transaction = self._connection.begin()
            if not self._database.sqlite:
                self._connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": LOCK})
        except BaseException as error:
            connection.close()
            self._tell(error)
            raise
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        with closing(self._connection):
            if kind is None:
                self._transaction.commit()
                return
            with suppress(BadRecord):  # where a server is gone, so is the transaction
                self._transaction.rollback()
        self._tell(error)

    def _tell(self, error: BaseException | None) -> None:
        """An error of a statement that went straight to the driver, as one that says which record and what to do."""
        if isinstance(error, self._database.errors):
            told = f"cannot be written: {said(error)}; all that was in it stays"
            raise BadRecord(self._database.shown, told) from None


def _of_another(path: Path) -> bool:
    """Whether an SQLite file holds something that is not ours; looking does not change it."""
    # asked of SQLite and not read from the file: what was just made stands in the log beside it
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{_read_only(path)}", uri=True)) as raw:
        if raw.execute("pragma application_id").fetchone()[0] == APPLICATION:
            return False
        return bool(raw.execute("select count(*) from sqlite_master").fetchone()[0])


def _read_only(path: Path) -> str:
    """How a file is opened for reading alone.

    Where its folder cannot be written and nobody has it open, SQLite can make no shared memory, unless told that the file stays as it
    is. Where somebody writes it, or was killed while writing, the log beside it is part of the record.
    """
    return "mode=ro" if _logged(path) or os.access(path.absolute().parent, os.W_OK) else "mode=ro&immutable=1"


def _logged(path: Path) -> bool:
    """Whether changes of a file stand in the log beside it, which is then part of the record."""
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _sqlite(path: Path) -> Engine:
    """An engine over a file, in WAL mode, with transactions that we begin ourselves."""
    fixed = path.exists() and not (os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK))

    def connect() -> sqlite3.Connection:
        uri = f"{path.absolute().as_uri()}?{_read_only(path) if fixed else 'mode=rwc'}"
        return sqlite3.connect(uri, uri=True, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        if not fixed:
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")  # in WAL mode a killed process loses nothing
            connection.execute(f"pragma wal_autocheckpoint = {CHECKPOINT}")
        connection.execute("pragma foreign_keys = on")
        connection.execute("pragma cache_size = -64000")
        connection.execute("pragma mmap_size = 1000000000")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("communique_writes")
        raw: Any = connection.connection.driver_connection
        raw.execute("begin immediate" if writes else "begin")

    return engine


def _postgres(url: URL) -> Engine:
    """An engine over a server; a connection that the server has closed is made again."""
    engine = create_engine(url, connect_args={"connect_timeout": 10}, pool_pre_ping=True)

    @event.listens_for(engine, "before_cursor_execute")
    def _form(_: Connection, cursor: Any, *told: Any) -> None:
        context = told[2]  # after the statement and its values
        if context.execution_options.get(BINARY):
            cursor.format = 1  # psycopg.pq.Format.BINARY

    return engine


def _other_revision(revision: str) -> str:
    """What to do about a record of another revision."""
    if revision > REVISION:
        return f"was made by a newer communique (revision {revision}); update communique"
    return f"was made by an older communique (revision {revision}); run `communique migrate` after a backup"


_PLAINLY = (
    ("readonly database", "the file or its folder is read-only for you"),
    ("disk is full", "the disk is full; make room and repeat the command"),
    ("disk I/O error", "the disk takes no more, or fails; make room and repeat the command"),
    ("unable to open database file", "you have no right to read it, or to make files in its folder"),
    ("database is locked", f"another process has been writing it for {WAIT_SECONDS} seconds"),
    ("malformed", "the file is damaged; put a backup in its place"),
    ("not a database", "the file is damaged; put a backup in its place"),
)
"""What SQLite says, and what it means to who uses a record."""


def said(error: BaseException) -> str:
    """What a database says is wrong, in one line."""
    told = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    told = told.strip().splitlines()[0] if told.strip() else type(error).__name__
    return next((meaning for words, meaning in _PLAINLY if words in told), told)
