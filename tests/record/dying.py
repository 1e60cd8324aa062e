"""A run of the watch that is killed before one of its statements, as a power cut would: `python dying.py RECORD FOLDER STATEMENT`.

With 0 it comes to its end, and prints how many statements there were.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from shipped import CALENDAR, FLOUR, look, rules
from sqlalchemy import event

from communique.record.record import Record
from communique.watch import watching

DAY = 9


class Countdown:
    """Counts statements and ends of transactions, and kills its own process at one of them."""

    def __init__(self, last: int) -> None:
        self.last, self.done = last, 0

    def __call__(self, *_: object) -> None:
        self.done += 1
        if self.done == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def main(where: str, folder: str, last: str) -> None:
    watching.A_TIME = 5  # several transactions, with a few events
    pack = rules(Path(folder), more=FLOUR + CALENDAR)
    count = Countdown(int(last))
    with Record(where) as record:
        engine = record._database.engine
        if record._database.sqlite:
            # also what goes straight to the driver
            engine.dispose()
            event.listen(engine, "connect", lambda raw, _: raw.set_trace_callback(count))
        else:
            event.listen(engine, "before_cursor_execute", count)
            event.listen(engine, "commit", count)
        look(record, pack, DAY)
    sys.stdout.write(f"{count.done}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
