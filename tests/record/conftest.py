"""A record on either kind of database: an SQLite file, and a real PostgreSQL server that lives as long as the test run."""

import itertools
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

PROGRAMS = ("initdb", "pg_ctl", "postgres")
MISSING = (
    "no PostgreSQL server found (initdb, pg_ctl and postgres, on PATH or in /usr/lib/postgresql/*/bin): "
    "install it, on Debian and Ubuntu with `apt-get install postgresql`"
)
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{home}'
port = 5432
fsync = off
full_page_writes = off
"""
"""Only who may enter the directory reaches the server; what it holds need not outlive the machine."""
GUARD = 'read -r _; "$1" stop -D "$2/data" -m immediate; rm -rf "$2"'
"""Waits for a line or for the end of the test run, even a sudden one, then stops the server and removes what it kept."""
NUMBERS = itertools.count(1)


def _programs():
    """The directory of the server's programs, the newest version first where several are installed; None if there is none."""
    on_path = shutil.which("initdb")
    packaged = sorted(
        Path("/usr/lib/postgresql").glob("[0-9]*/bin"),
        key=lambda place: [int(n) for n in re.findall(r"\d+", place.parent.name)],
        reverse=True,
    )
    places = [*([Path(on_path).resolve().parent] if on_path else []), *packaged, Path("/usr/local/bin")]
    return next((place for place in places if all((place / name).is_file() for name in PROGRAMS)), None)


def _owner():
    """Who runs the server, as arguments of `subprocess`: it refuses root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    found = known.get("postgres") or known.get("nobody")
    if found is None:
        pytest.fail(
            "PostgreSQL does not run as root, and there is no user postgres or nobody: run the tests as another user"
        )
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


def _run(command, home, log, **how):
    """Run a program of the server; if it fails, so does the test, with what the program said."""
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False, **how)
    if done.returncode:
        told = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        said = f"{done.stdout}{done.stderr}{told}"
        pytest.fail(f"PostgreSQL did not start: {Path(command[0]).name} said:\n{said}", pytrace=False)


@pytest.fixture(scope="session")
def postgres_url():
    """The URL of a PostgreSQL server that this test run has to itself, at its database "postgres"."""
    programs = _programs()
    if programs is None:
        required = os.environ.get("CI") or os.environ.get("COMMUNIQUE_REQUIRE_POSTGRES") == "1"
        if required:
            pytest.fail(MISSING, pytrace=False)
        pytest.skip(MISSING)
    owner = _owner()
    # the owner must be able to enter it: what TMPDIR names may be root's alone
    home = Path(tempfile.mkdtemp(prefix="communique-postgres-", dir="/tmp" if owner else None))
    # PGDATA and its like are another server's
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    how = owner | {"env": kept | {"LC_ALL": "C"}}
    data, log = home / "data", home / "log"
    if owner:
        os.chown(home, owner["user"], owner["group"])
    guard = subprocess.Popen(
        ["/bin/sh", "-c", GUARD, "sh", programs / "pg_ctl", home],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
        **how,
    )
    try:
        form = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        _run([programs / "initdb", "-D", data, *form], home, log, **how)
        with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(SETTINGS.format(home=home))
        _run([programs / "pg_ctl", "start", "-D", data, "-l", log, "-w", "-t", "60"], home, log, **how)
        yield f"postgresql+psycopg://postgres@/postgres?host={home}&port=5432"
    finally:
        guard.communicate(b"\n", timeout=60)


@pytest.fixture
def fresh_postgres(postgres_url):
    """The URL of a new, empty PostgreSQL database, dropped after the test."""
    name = f"record_{next(NUMBERS)}"
    server = create_engine(postgres_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request, tmp_path):
    """The URL of a new, empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'record.db'}"
    return request.getfixturevalue("fresh_postgres")
