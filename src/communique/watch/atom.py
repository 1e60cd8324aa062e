"""Alerts as an Atom feed (RFC 4287): one entry for each alert, which is updated when the alert changes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from communique.export.escape import for_xml, plain, web_address
from communique.version import VERSION
from communique.watch.notice import Notice, text, title
from communique.watch.outbox import Outcome

NAMESPACE = "http://www.w3.org/2005/Atom"

MOST_ENTRIES = 200
"""Alerts in a feed, those that changed last; readers keep what they have seen."""

_BEGIN = "1970-01-01T00:00:00Z"
"""When a feed changed that has no alerts yet."""


def feed(notices: Iterable[Notice], source: str, name: str, address: str | None = None) -> bytes:
    """An Atom feed.

    Args:
        notices: what is told; of each alert the last change is shown.
        source: what tells this record's alerts from those of others; identifiers are made of it and stay the same.
        name: title of the feed.
        address: where the feed will be found, or None.
    """
    latest: dict[str, Notice] = {}
    opened: dict[str, str] = {}
    for notice in sorted(notices, key=lambda n: (n.change, n.at)):
        latest[notice.alert] = notice
        if notice.change == 1:
            opened[notice.alert] = notice.at
    shown = sorted(latest.values(), key=lambda n: (n.at, n.alert), reverse=True)[:MOST_ENTRIES]
    root = ET.Element("feed", {"xmlns": NAMESPACE})
    _add(root, "id", _urn(source, "feed"))
    _add(root, "title", name)
    _add(root, "updated", _stamp(shown[0].at) if shown else _BEGIN)
    _add(ET.SubElement(root, "author"), "name", "communique")
    _add(root, "generator", "communique").set("version", VERSION)
    if link := web_address(address):
        ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": link})
    for notice in shown:
        root.append(_entry(notice, source, opened.get(notice.alert)))
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'.encode()


def write_feed(path: str | Path, content: bytes) -> Outcome:
    """Put a feed in its place, whole or not at all.

    Args:
        path: the file.
        content: the feed.
    """
    place = Path(path)
    written: Path | None = None
    try:
        with NamedTemporaryFile(dir=place.parent, prefix=f".{place.name}-", delete=False) as stream:
            written = Path(stream.name)
            stream.write(content)
        # a feed is for whoever may read the folder, not for its writer alone
        written.chmod(0o644)
        written.replace(place)
    except OSError as error:
        if written:
            written.unlink(missing_ok=True)
        return Outcome("later", f"the feed cannot be written: {error.strerror}")
    return Outcome("delivered", "written to the feed")


def _entry(notice: Notice, source: str, opened: str | None) -> ET.Element:
    """One alert."""
    entry = ET.Element("entry")
    _add(entry, "id", _urn(source, notice.alert))
    _add(entry, "title", title(notice))
    _add(entry, "updated", _stamp(notice.at))
    if opened:
        _add(entry, "published", _stamp(opened))
    addresses = [a for a in (web_address(notice.link), web_address(notice.url)) if a]
    for rel, href in zip(("alternate", "related"), dict.fromkeys(addresses), strict=False):
        ET.SubElement(entry, "link", {"rel": rel, "href": href})
    for term in filter(None, (notice.rule, notice.tier, notice.end)):
        ET.SubElement(entry, "category", {"term": for_xml(plain(term))})
    _add(entry, "content", text(notice)).set("type", "text")
    return entry


def _add(parent: ET.Element, tag: str, said: str) -> ET.Element:
    """An element with text."""
    element = ET.SubElement(parent, tag)
    element.text = for_xml(said)
    return element


def _urn(source: str, name: str) -> str:
    """An identifier that stays the same for one record and name."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{source}#{name}')}"


def _stamp(at: str) -> str:
    """A time as RFC 3339 has it in UTC."""
    return at.removesuffix("+00:00").removesuffix("Z") + "Z"
