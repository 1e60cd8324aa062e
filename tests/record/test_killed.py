"""`kill -9` at any moment of a long add, then the same command again: the record of an undisturbed run."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from made import write
from sqlalchemy import create_engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from communique.record.record import Record
from communique.record.schema import columns, documents, metadata

DOCUMENTS = 2000
KILLS = 20
SECONDS = 900
NOT_COMPARED = ("at", "captured")
"""Columns that hold the time at which a thing was taken in."""


def start(source: Path, record: str) -> subprocess.Popen[bytes]:
    """A real `communique add`."""
    command = [sys.executable, "-m", "communique", "add", str(source), "--record", record, "--quiet"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End it as a power cut would; it must still be at work."""
    if process.poll() is not None:
        pytest.fail(f"it ended before it could be killed: {process.communicate()[1].decode()}")
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def finish(source: Path, record: str) -> None:
    """Let it come to its end."""
    process = start(source, record)
    _, told = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, told.decode()


def kept(record: str) -> int:
    """Documents that are in a record, as another process sees it while the first is at work."""
    if "://" in record:
        engine = create_engine(record, poolclass=NullPool)
        try:
            with engine.connect() as connection:
                return connection.execute(select(func.count()).select_from(documents)).scalar_one()
        except SQLAlchemyError:  # the tables are not there yet
            return 0
    if not Path(record).exists():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{record}?mode=ro", uri=True, timeout=5)) as raw:
            return int(raw.execute("select count(*) from documents").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def reach(process: subprocess.Popen[bytes], record: str, wanted: int) -> None:
    """Wait until so many documents are kept."""
    while kept(record) < wanted and process.poll() is None:
        time.sleep(0.01)


def rows(record: str) -> dict[str, list[tuple[object, ...]]]:
    """All that a record holds, but for the times at which it was taken in."""
    with Record(record) as opened, opened.reading() as connection:
        found = {}
        for table in metadata.sorted_tables:
            if table is not columns:  # a cache
                names = [c for c in table.c if c.name not in NOT_COMPARED]
                found[table.name] = sorted(map(tuple, connection.execute(select(*names))), key=repr)
    return found


def check_file(record: str) -> None:
    """The file and its full-text indexes are sound, and the indexes hold what the tables do."""
    with closing(sqlite3.connect(record)) as raw:
        assert raw.execute("pragma integrity_check").fetchone() == ("ok",)
        for index in ("claims_text", "documents_text"):
            raw.execute(f"insert into {index}({index}, rank) values ('integrity-check', 1)")


def kill_at_random(source: Path, record: str, size: int, kills: int) -> None:
    """Kill it again and again: first while the record is being made, then after so many documents and a moment more."""
    chance = random.Random(20)
    early = kills // 6
    for _ in range(early):
        process = start(source, record)
        time.sleep(chance.uniform(0.2, 4.0))
        kill(process)
    for wanted in sorted(chance.sample(range(1, size * 19 // 20), kills - early)):
        process = start(source, record)
        reach(process, record, wanted)
        time.sleep(chance.uniform(0, 0.05))
        kill(process)
    assert 0 < kept(record) < size


def compare(record: str, undisturbed: str) -> None:
    """Two records are the same, table by table."""
    expected, got = rows(undisturbed), rows(record)
    for table, told in expected.items():
        assert got[table] == told, table


def test_killed_at_random_points_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    source = write(tmp_path / "reports.jsonl", DOCUMENTS)
    undisturbed, record = str(tmp_path / "undisturbed.db"), str(tmp_path / "killed.db")
    finish(source, undisturbed)
    kill_at_random(source, record, DOCUMENTS, KILLS)
    finish(source, record)
    check_file(record)
    compare(record, undisturbed)


def test_killed_while_it_writes_to_a_server(tmp_path: Path, fresh_postgres: str) -> None:
    source = write(tmp_path / "reports.jsonl", 300)
    undisturbed = str(tmp_path / "undisturbed.db")
    finish(source, undisturbed)
    kill_at_random(source, fresh_postgres, 300, 6)
    finish(source, fresh_postgres)
    compare(fresh_postgres, undisturbed)


@pytest.mark.parametrize(("signum", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_an_interrupted_add_goes_on(tmp_path: Path, signum: int, code: int) -> None:
    source, record = write(tmp_path / "reports.jsonl", 200), str(tmp_path / "r.db")
    process = start(source, record)
    reach(process, record, 20)
    process.send_signal(signum)
    _, told = process.communicate(timeout=60)
    assert process.returncode == code
    if signum == signal.SIGINT:
        assert (
            told.decode() == "communique: interrupted; what was added stays, and the same command goes on from there\n"
        )
    assert 20 <= kept(record) < 200
    finish(source, record)
    check_file(record)
    before = rows(record)
    assert len(before["documents"]) == 200
    with Record(record) as opened:
        opened.rebuild()
    assert rows(record) == before
