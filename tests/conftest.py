"""A small record of invented reports, read once a test run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from desk import REPORTS, Ask, command, write


@pytest.fixture(scope="session")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports as JSON lines."""
    return write(tmp_path_factory.mktemp("reports") / "reports.jsonl", *REPORTS)


@pytest.fixture(scope="session")
def kept(lines: Path) -> Path:
    """The record of the reports; only for asking."""
    path = lines.with_name("kept.db")
    done = command(path, "add", lines)
    assert done.exit_code == 0, done.stderr
    return path


@pytest.fixture
def own(kept: Path, tmp_path: Path) -> Path:
    """A copy of the record, to write in."""
    return Path(shutil.copy(kept, tmp_path / "own.db"))


@pytest.fixture
def ask(kept: Path) -> Ask:
    """A command over the record."""
    return lambda *args, **told: command(kept, *args, **told)


@pytest.fixture
def rows(ask: Ask) -> Callable[..., list[dict[str, Any]]]:
    """What a command over the record prints as JSON lines."""
    return lambda *args: [json.loads(line) for line in ask(*args, "--format", "jsonl").stdout.splitlines()]
