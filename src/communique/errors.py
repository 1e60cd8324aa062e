"""The errors communique raises.

CommuniqueError
├── UnreadableSource    a file, page or line that cannot become a document (`.source`)
│   └── RefusedAddress  a URL that is not fetched for safety
├── BadRequest          an option or argument that makes no sense (`.field`)
└── BadTable            a table that the user gave cannot be read
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


class BadRequest(CommuniqueError):
    """An argument or option with a value that makes no sense.

    Attributes:
        field: the argument or option.
    """

    def __init__(self, field: str, reason: str) -> None:
        """Name the field and the reason."""
        super().__init__(f"{field}: {reason}")
        self.field = field


class BadTable(CommuniqueError):
    """A table that the user gave cannot be read; names file, row and column."""
