"""Reports → text, JSON or JSON lines on a stream."""

from __future__ import annotations

import json
from typing import Protocol, TextIO

from communique.model import Report


class Printer(Protocol):
    """Writes reports one after the other."""

    def report(self, report: Report) -> None:
        """Write one."""

    def close(self) -> None:
        """Write what belongs at the end."""


class _Text:
    """For people."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console

        self._console = Console(file=stream, highlight=False)

    def report(self, report: Report) -> None:
        from communique.terminal import show

        show(report, self._console)

    def close(self) -> None:
        """Nothing belongs at the end."""


class _Lines:
    """One JSON object a line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def report(self, report: Report) -> None:
        self._stream.write(json.dumps(report.model_dump(mode="json"), ensure_ascii=False) + "\n")
        self._stream.flush()

    def close(self) -> None:
        """Nothing belongs at the end."""


class _Json:
    """One indented JSON object for a single source with one document, else an array of them."""

    def __init__(self, stream: TextIO, *, single: bool) -> None:
        self._stream = stream
        self._single = single
        self._held: Report | None = None
        self._many = False

    def report(self, report: Report) -> None:
        if self._single and self._held is None and not self._many:
            # whether it stays the only one is known when the next one comes, or none
            self._held = report
            return
        if self._held is not None:
            held, self._held = self._held, None
            self._write(held)
        self._write(report)

    def _write(self, report: Report) -> None:
        self._stream.write(",\n" if self._many else "[\n")
        self._many = True
        self._stream.write(self._dump(report))

    def _dump(self, report: Report) -> str:
        return json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=1)

    def close(self) -> None:
        if self._held is not None:
            self._stream.write(self._dump(self._held) + "\n")
        elif self._many:
            self._stream.write("\n]\n")
        elif not self._single:
            self._stream.write("[]\n")


def printer(form: str, stream: TextIO, *, single: bool) -> Printer:
    """A printer of one format.

    Args:
        form: text, json or jsonl.
        stream: where to write.
        single: whether there is one source; `json` then prints an object, not an array, if it holds one document.
    """
    if form == "jsonl":
        return _Lines(stream)
    return _Json(stream, single=single) if form == "json" else _Text(stream)
