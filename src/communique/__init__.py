"""communique reads news reports and keeps a record: who did what to whom, according to whom, and how it stands.

>>> import communique
>>> report = communique.read("Norway denied on Friday that it had expelled the envoy.", published="2024-05-04")
>>> report.events[0].label
'DENIED'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.3.0"

_HOMES = {
    "load_offices": "grounding.offices",
    "Transfer": "model",
    "Quantity": "model",
    "Point": "model",
    "Offices": "grounding.offices",
    "Identity": "model",
    "Dates": "model",
    "BadTable": "errors",
    "Actor": "model",
    "BadRequest": "errors",
    "CommuniqueError": "errors",
    "Document": "model",
    "Event": "model",
    "Place": "model",
    "Reader": "reading.reader",
    "RefusedAddress": "errors",
    "Report": "model",
    "Source": "model",
    "Span": "model",
    "Thing": "model",
    "UnreadableSource": "errors",
    "When": "model",
    "load_reader": "reading.reader",
    "open_sources": "documents.sources",
    "read": "pipeline",
    "read_many": "pipeline",
}

__all__ = [
    "Actor",
    "BadRequest",
    "BadTable",
    "CommuniqueError",
    "Dates",
    "Document",
    "Event",
    "Identity",
    "Offices",
    "Place",
    "Point",
    "Quantity",
    "Reader",
    "RefusedAddress",
    "Report",
    "Source",
    "Span",
    "Thing",
    "Transfer",
    "UnreadableSource",
    "When",
    "__version__",
    "load_offices",
    "load_reader",
    "open_sources",
    "read",
    "read_many",
]

if TYPE_CHECKING:
    from communique.documents.sources import open_sources
    from communique.errors import BadRequest, BadTable, CommuniqueError, RefusedAddress, UnreadableSource
    from communique.grounding.offices import Offices, load_offices
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


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `import communique` stays fast."""
    if name not in _HOMES:
        raise AttributeError(f"module 'communique' has no attribute {name!r}")
    return getattr(import_module(f"communique.{_HOMES[name]}"), name)
