"""The errors communique raises.

CommuniqueError
├── UnreadableSource    a file, page or line that cannot become a document (`.source`)
│   ├── RefusedAddress  a URL that is not fetched for safety
│   ├── Unwelcome       a page that its site asks not to read
│   └── NotNow          a page that may be readable later: no answer, or a site that asks to wait
├── BadRequest          an option or argument that makes no sense (`.field`)
├── BadRecord           a record that cannot be opened, read or written (`.record`)
├── BadTarget           a file or folder that an export cannot be written to (`.target`)
├── MissingExtra        an optional part that is not installed (`.extra`)
├── BadTable            a table that the user gave cannot be read
└── BadFile             a file of settings that makes no sense (`.path`, `.line`)
"""


class CommuniqueError(Exception):
    """Anything that communique itself reports as wrong; the message says what and what to do."""


class UnreadableSource(CommuniqueError):
    """A source that cannot become a document.

    Attributes:
        source: the path, URL or `path:line` that failed.
        reason: what is wrong with it.
    """

    def __init__(self, source: str, reason: str) -> None:
        """Name the source and the reason."""
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class RefusedAddress(UnreadableSource):
    """A URL that is refused because it points into this machine or a private network."""


class Unwelcome(UnreadableSource):
    """A page that its site asks programs like this one not to read (robots.txt)."""


class NotNow(UnreadableSource):
    """A page that may be readable later: its host gives no answer, is overloaded, or asks to wait."""


class BadRequest(CommuniqueError):
    """An argument or option with a value that makes no sense.

    Attributes:
        field: the argument or option.
    """

    def __init__(self, field: str, reason: str) -> None:
        """Name the field and the reason."""
        super().__init__(f"{field}: {reason}")
        self.field = field


class BadTarget(CommuniqueError):
    """A file or folder that an export cannot be written to; what was there before is as it was.

    Attributes:
        target: its path.
    """

    def __init__(self, target: str, reason: str) -> None:
        """Name the target and the reason."""
        super().__init__(f"{target}: {reason}")
        self.target = target


class MissingExtra(CommuniqueError):
    """An optional part of communique that is asked for and not installed.

    Attributes:
        extra: name of the extra that brings it.
    """

    def __init__(self, extra: str, purpose: str) -> None:
        """Name the extra and what it is needed for."""
        super().__init__(f"{purpose} needs an optional part; pip install 'communique[{extra}]' brings it")
        self.extra = extra


class BadTable(CommuniqueError):
    """A table that the user gave cannot be read; names file, row and column."""


class BadRecord(CommuniqueError):
    """A record that cannot be opened, read or written; nothing in it was changed.

    Attributes:
        record: path or address of the record.
    """

    def __init__(self, record: str, reason: str) -> None:
        """Name the record and the reason."""
        super().__init__(f"{record}: {reason}")
        self.record = record


class BadFile(CommuniqueError):
    """A file of settings that cannot be read or makes no sense.

    Attributes:
        path: the file.
        line: the line that is wrong, counted from 1, or None where it is the file as a whole.
    """

    def __init__(self, path: str, line: int | None, reason: str) -> None:
        """Name the file, the line and the reason."""
        super().__init__(f"{path}:{line}: {reason}" if line else f"{path}: {reason}")
        self.path = path
        self.line = line
