"""A record that is watched and told of to channels, closed and opened again between any two steps."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alerted import add, look, reports

from communique.record.record import Record
from communique.watch.channels import Channel
from communique.watch.noticing import fill, meet, send
from communique.watch.outbox import Delivery

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


class Told:
    """What a user's record comes to; nothing is remembered but what is in it."""

    def __init__(self, path: Path, channels: tuple[Channel, ...] = (), environ: dict[str, str] | None = None) -> None:
        self.path, self.channels, self.environ = path, channels, environ or {}
        self.out = io.StringIO()

    def add(self, *names: str, day: int = 1) -> None:
        """Reports come, if any, and the rules look at what changed."""
        with Record(self.path, create=True) as record:
            add_all(record, names, day)
            look(record, day)

    def judge(self, *told: str, day: int) -> None:
        """Somebody judges, and the rules look at what changed."""
        with Record(self.path) as record:
            record.judge(*told, who="Ann", why="as she knows")
            look(record, day)

    def fill(self, now: datetime = NOON) -> int:
        with Record(self.path) as record:
            meet(record, self.channels)
            return fill(record, self.channels, now)

    def send(self, now: datetime = NOON, mended: Iterable[str] = ()) -> list[Delivery]:
        with Record(self.path) as record:
            return list(send(record, self.channels, now, self.environ, self.out, mended=mended))

    def tell(self, now: datetime = NOON, mended: Iterable[str] = ()) -> list[tuple[str, str, str]]:
        """Fill and send: channel, notice and state of what was tried."""
        self.fill(now)
        return sorted((d.channel, d.notice, d.state) for d in self.send(now, mended))

    def printed(self) -> str:
        """What the terminal got since it was looked at last."""
        found = self.out.getvalue()
        self.out = io.StringIO()
        return found


def add_all(record: Record, names: Iterable[str], day: int) -> None:
    for report in reports(*names) if names else ():
        add(record, report, day)


def copy(path: Path, folder: Path) -> Path:
    return Path(shutil.copy(path, folder))


def later(**told: float) -> datetime:
    return NOON + timedelta(**told)
