"""communique reads news reports and keeps a record: who did what to whom, according to whom, and how it stands.

>>> import communique
>>> report = communique.read("Norway denied on Friday that it had expelled the envoy.", published="2024-05-04")
>>> report.events[0].label
'DENIED'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from communique.version import VERSION

__version__ = VERSION

_HOMES = {
    "BadFile": "errors",
    "BadRecord": "errors",
    "BadRequest": "errors",
    "BadTable": "errors",
    "BadTarget": "errors",
    "CommuniqueError": "errors",
    "MissingExtra": "errors",
    "RefusedAddress": "errors",
    "UnreadableSource": "errors",
    "Actor": "model",
    "Dates": "model",
    "Document": "model",
    "Event": "model",
    "Identity": "model",
    "Place": "model",
    "Point": "model",
    "Quantity": "model",
    "Report": "model",
    "Source": "model",
    "Span": "model",
    "Thing": "model",
    "Transfer": "model",
    "When": "model",
    "Offices": "grounding.offices",
    "load_offices": "grounding.offices",
    "Reader": "reading.reader",
    "load_reader": "reading.reader",
    "open_sources": "documents.sources",
    "FeedList": "documents.feeds",
    "load_feeds": "documents.feeds",
    "read": "pipeline",
    "read_many": "pipeline",
    "add": "keeping",
    "add_all": "keeping",
    "reread_all": "keeping",
    "follow": "following",
    "hand_over": "handing",
    "Added": "record.record",
    "Record": "record.record",
    "Change": "record.values",
    "Claim": "record.values",
    "Entry": "record.values",
    "Judgement": "record.values",
    "Link": "record.values",
    "RecordEvent": "record.values",
    "Filter": "record.filter",
}

__all__ = [
    "Actor",
    "Added",
    "BadFile",
    "BadRecord",
    "BadRequest",
    "BadTable",
    "BadTarget",
    "Change",
    "Claim",
    "CommuniqueError",
    "Dates",
    "Document",
    "Entry",
    "Event",
    "FeedList",
    "Filter",
    "Identity",
    "Judgement",
    "Link",
    "MissingExtra",
    "Offices",
    "Place",
    "Point",
    "Quantity",
    "Reader",
    "Record",
    "RecordEvent",
    "RefusedAddress",
    "Report",
    "Source",
    "Span",
    "Thing",
    "Transfer",
    "UnreadableSource",
    "When",
    "__version__",
    "add",
    "add_all",
    "follow",
    "hand_over",
    "load_feeds",
    "load_offices",
    "load_reader",
    "open_sources",
    "read",
    "read_many",
    "reread_all",
]

if TYPE_CHECKING:
    from communique.documents.feeds import FeedList, load_feeds
    from communique.documents.sources import open_sources
    from communique.errors import (
        BadFile,
        BadRecord,
        BadRequest,
        BadTable,
        BadTarget,
        CommuniqueError,
        MissingExtra,
        RefusedAddress,
        UnreadableSource,
    )
    from communique.following import follow
    from communique.grounding.offices import Offices, load_offices
    from communique.handing import hand_over
    from communique.keeping import add, add_all, reread_all
    from communique.model import (
        Actor,
        Dates,
        Document,
        Event,
        Identity,
        Place,
        Point,
        Quantity,
        Report,
        Source,
        Span,
        Thing,
        Transfer,
        When,
    )
    from communique.pipeline import read, read_many
    from communique.reading.reader import Reader, load_reader
    from communique.record.filter import Filter
    from communique.record.record import Added, Record
    from communique.record.values import Change, Claim, Entry, Judgement, Link, RecordEvent


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `import communique` stays fast."""
    if name not in _HOMES:
        raise AttributeError(f"module 'communique' has no attribute {name!r}")
    return getattr(import_module(f"communique.{_HOMES[name]}"), name)
