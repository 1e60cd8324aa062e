"""The one place that loads libraries which not everybody has installed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from communique.errors import MissingExtra


def needed(module: str, extra: str, purpose: str) -> Any:
    """A library of an extra.

    Args:
        module: name of the module.
        extra: the extra of communique that brings it.
        purpose: what needs it, for the message.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        return import_module(module)
    except ImportError:
        raise MissingExtra(extra, purpose) from None
