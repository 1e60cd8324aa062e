"""The watch, killed, interrupted, and at work twice at once: in the end the alerts and histories of one undisturbed run."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from dying import DAY
from shipped import CALENDAR, FLOUR, add, alerts, look, rules, shipment
from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.pool import NullPool

from communique.record import schema_watch
from communique.record.record import Record
from communique.record.schema_watch import (
    alert_changes,
    alert_states,
    marks,
    matters,
    plan_states,
    verdicts,
)
from communique.watch import kept

TABLES = (schema_watch.alerts, alert_changes, alert_states, verdicts, matters, marks, plan_states)
KILLS = 6
DYING = Path(__file__).with_name("dying.py")
DAYS = [f"20{year}-{month:02}-15" for year in (21, 22, 23) for month in (2, 5, 8, 11)]


def fill(record: Record, folder: Path) -> None:
    """Twelve shipments, watched and accepted; then of each something new: a second origin, a denial, a correction, a judgement, flour."""
    pack = rules(folder, more=FLOUR + CALENDAR)
    for n, day in enumerate(DAYS):
        add(record, shipment(f"r{n}", day, 100 + n, by="Seoul"))
    look(record, pack)
    kept.say(record, [k.alert.id for k in alerts(record)], "accepted", who="Ann", why="known")
    for n, day in enumerate(DAYS):
        match n % 4:
            case 0:
                add(record, shipment(f"s{n}", day, 100 + n, by="London", code="GBR GOV"), day=2)
            case 1:
                add(record, shipment(f"s{n}", day, 100 + n, by="Pyongyang", code="PRK GOV", denied=True), day=2)
            case 2:
                add(record, shipment(f"r{n}", day, 900 + n, by="Seoul"), day=2)
            case _:
                record.judge("wrong", f"C{n + 1}", who="Ann", why="a film")
    for n, day in enumerate(DAYS[:4]):
        add(record, shipment(f"f{n}", day, 10 + n, item="arms.ammunition"), day=3)


def rows(where: str) -> dict[str, list[tuple[object, ...]]]:
    """All that the watch holds."""
    with Record(where) as record, record.reading() as connection:
        return {t.name: sorted(map(tuple, connection.execute(select(t))), key=repr) for t in TABLES}


def told(where: str) -> dict[str, list[tuple[object, ...]]]:
    """The same but for the order in which changes of several alerts were written."""
    return {name: sorted((r[name in NUMBERED :] for r in some), key=repr) for name, some in rows(where).items()}


NUMBERED = ("alert_changes", "alert_states")


@pytest.fixture
def copied(fresh_url, tmp_path, request) -> Iterator[Callable[[str], str]]:
    """Makes a copy of the filled record."""
    with Record(fresh_url, create=True) as record:
        fill(record, tmp_path)
    if fresh_url.startswith("sqlite"):
        source = Path(fresh_url.removeprefix("sqlite:///"))
        yield lambda name: str(shutil.copy(source, tmp_path / f"{name}.db"))
        return
    url = make_url(fresh_url)
    server = create_engine(request.getfixturevalue("postgres_url"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    made: list[str] = []

    def copy(name: str) -> str:
        made.append(f"{url.database}_{name}")
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {made[-1]} TEMPLATE {url.database}"))
        return url.set(database=made[-1]).render_as_string(hide_password=False)

    yield copy
    with server.connect() as connection:
        for name in made:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def die(where: str, folder: Path, statement: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(DYING), where, str(folder), str(statement)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_killed_at_random_points_the_next_run_makes_up_for_it(copied, tmp_path):
    undisturbed = copied("undisturbed")
    whole = die(undisturbed, tmp_path, 0)
    assert whole.returncode == 0, whole.stderr
    statements, expected = int(whole.stdout), rows(undisturbed)
    assert len(expected["alert_changes"]) > 2 * len(DAYS)
    pack = rules(tmp_path, more=FLOUR + CALENDAR)
    for n, last in enumerate(sorted(random.Random(20).sample(range(2, statements), KILLS))):
        where = copied(f"killed{n}")
        assert die(where, tmp_path, last).returncode == -9
        with Record(where) as record:
            look(record, pack, DAY)
        assert rows(where) == expected, f"killed before statement {last} of {statements}"


class Stopped(Exception):
    """An end of our own."""


def test_interrupted_between_judging_and_gathering(copied, tmp_path):
    pack = rules(tmp_path, more=FLOUR + CALENDAR)
    undisturbed, stopped = copied("undisturbed"), copied("stopped")
    with Record(undisturbed) as record:
        look(record, pack, DAY)

    def stop(done: int, of: int) -> None:
        assert done == of
        raise Stopped

    with Record(stopped) as record:
        before = [k.values() for k in alerts(record)]
        for _ in range(2):
            with pytest.raises(Stopped):
                look(record, pack, DAY, progress=stop)
        assert [k.values() for k in alerts(record)] == before
        look(record, pack, DAY)
    assert rows(stopped) == rows(undisturbed)


def test_a_second_watch_in_the_middle_of_the_first_doubles_nothing(copied, tmp_path):
    pack = rules(tmp_path, more=FLOUR + CALENDAR)
    undisturbed, twice = copied("undisturbed"), copied("twice")
    with Record(undisturbed) as record:
        look(record, pack, DAY)

    def other(*_: int) -> None:
        with Record(twice) as second:
            look(second, pack, DAY)

    with Record(twice) as record:
        assert look(record, pack, DAY, progress=other).changes == ()
    assert rows(twice) == rows(undisturbed)


def test_two_watches_at_once_double_nothing(copied, tmp_path):
    pack = rules(tmp_path, more=FLOUR + CALENDAR)
    undisturbed, twice = copied("undisturbed"), copied("twice")
    with Record(undisturbed) as record:
        look(record, pack, DAY)
    together = Barrier(3, timeout=60)

    def run() -> None:
        with Record(twice) as record:
            together.wait()
            for _ in range(3):
                look(record, pack, DAY)

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(run) for _ in range(3)]:
            done.result()
    assert told(twice) == told(undisturbed)
