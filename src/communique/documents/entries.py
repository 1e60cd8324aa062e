"""What a feed says, from bytes to entries in plain text. The only import of feedparser, which is never given an address to fetch.

Bytes are decoded here and broken XML is mended by libxml2 first: feedparser's own ways with both take time that grows with the square
of what a hostile feed sends.
"""

from __future__ import annotations

import codecs
import html
import html.entities
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import feedparser
import lxml.html
from lxml import etree

from communique.documents.feeds import is_web_address
from communique.errors import UnreadableSource

MOST_ENTRIES = 500
"""Entries that are taken from one feed, from its top; feeds of news hold 10 to 100."""

MOST_PARTS = 100
"""Elements of one entry, or of the feed beside its entries, and attributes of one element, that are surely kept; feedparser's time
grows with the square of some."""

MOST_TITLE = 500
MOST_MARKUP = 1_000_000
"""Characters of one entry's text, and of its headline, that are taken."""

ENCODINGS = re.compile(
    r"utf-(8|16|32)(-[bl]e)?|ascii|iso8859-\d+|cp125\d|koi8-[ru]|gb18030|gbk|gb2312|big5|euc_(jp|kr)|shift_jis"
)
"""Names of codecs that a feed may state. Python knows others, some of which (punycode) take hours for what a feed can hold."""

BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "tr",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "section",
        "article",
        "pre",
        "dd",
        "dt",
        "figcaption",
    ]
)
"""Elements of HTML that end a line."""

UNREAD = ("script", "style", "template", "noscript", "iframe", "object", "svg", "math", "head", "form", "button")
"""Elements of HTML whose content is no running text."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed, in plain text.

    Attributes:
        id: its name in the feed; its address where it states none.
        url: the page that it links, or None.
        title: its headline, or None.
        published: the day on which it was published, in UTC, or None.
        text: its own text: content, or else summary; "" if it has none.
    """

    id: str
    url: str | None
    title: str | None
    published: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Entries:
    """What a feed holds.

    Attributes:
        entries: its entries in their order, each address once.
        because: what was left out or mended, or "".
    """

    entries: tuple[Entry, ...]
    because: str


def read_entries(content: bytes, url: str, charset: str = "") -> Entries:
    """Read a feed.

    Args:
        content: RSS or Atom.
        url: where it was found; relative links start there.
        charset: the encoding that its server states, or "".

    Raises:
        UnreadableSource: it is no feed.
    """
    root, broken = _tree(_decoded(content, charset), url)
    count = _cut(root)
    # the charset is stated so that feedparser decodes by nothing else
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    parsed: Any = feedparser.parse(
        io.BytesIO(etree.tostring(root, encoding="utf-8")),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.get("version") and not parsed.entries:
        raise UnreadableSource(url, "is no RSS or Atom feed")
    found: dict[str, Entry] = {}
    for raw in parsed.entries[:MOST_ENTRIES]:
        entry = _entry(raw, parsed.get("version") or "")
        found.setdefault(entry.url or entry.id, entry)
    if broken and not found:
        raise UnreadableSource(url, f"{broken}, and no entry could be read")
    cut = f"only the first {MOST_ENTRIES} of {count} entries are taken" if count > MOST_ENTRIES else ""
    return Entries(tuple(found.values()), "; ".join(filter(None, (broken, cut))))


def plain(markup: str) -> str:
    r"""The text of a piece of HTML, a line a paragraph. Scripts, styles and comments are left out.

    >>> plain("<p>One &amp; <b>two</b></p><script>three()</script><p>four")
    'One & two\nfour'
    """
    content = markup[:MOST_MARKUP].encode("utf-8", "replace")
    try:
        root = lxml.html.fragment_fromstring(
            content, create_parent="div", parser=lxml.html.HTMLParser(encoding="utf-8", no_network=True)
        )
    except (etree.LxmlError, ValueError, AssertionError):
        return ""
    etree.strip_elements(root, etree.Comment, etree.ProcessingInstruction, *UNREAD, with_tail=False)
    for element in root.iter(*BLOCKS):
        element.text = f"\n{element.text or ''}"
        element.tail = f"\n{element.tail or ''}"
    lines = (" ".join(line.split()) for line in "".join(root.itertext()).split("\n"))
    return "\n".join(line for line in lines if line)


def _decoded(content: bytes, charset: str) -> str:
    """The characters of a feed: as its mark, its server or its first line says, else UTF-8; what XML does not allow is left out."""
    marks = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
    stated = re.match(rb"""\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.-]{1,40})["']""", content[:400])
    names = [
        *(name for mark, name in marks if content.startswith(mark)),
        *filter(None, (_codec(charset), _codec(stated[1].decode("ascii", "replace")) if stated else None)),
        "utf-8",
    ]
    for name in names:
        try:
            text = content.decode(name)
            break
        except UnicodeError:
            continue
    else:
        text = content.decode("cp1252", "replace")
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)


def _codec(name: str) -> str | None:
    """A codec that may be used, by one of its names."""
    try:
        found = codecs.lookup(name.strip("\"' ")).name
    except (LookupError, ValueError):
        return None
    return found if ENCODINGS.fullmatch(found) else None


def _tree(text: str, url: str) -> tuple[Any, str]:
    """The XML of a feed, and what was broken in it."""
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text, count=1).lstrip("\ufeff \t\r\n")
    first = re.search(r"<[A-Za-z]", text)
    if "<!ENTITY" in text[: first.start() if first else len(text)].upper():
        raise UnreadableSource(url, "declares entities of its own, which are not read")
    try:
        return etree.fromstring(text.encode(), _parser(recover=False)), ""
    except etree.XMLSyntaxError as error:
        broken = f"its XML is broken in line {error.lineno}"
    try:
        root = etree.fromstring(_outside_cdata(text, _mended).encode(), _parser(recover=True))
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise UnreadableSource(url, "is no RSS or Atom feed")
    return root, broken


def _cut(root: Any) -> int:
    """Cut a feed down to what a feed may hold; how many entries it had."""
    items = [e for e in root.iter(etree.Element) if str(e.tag).rpartition("}")[2] in ("item", "entry")]
    for item in items[MOST_ENTRIES:]:
        item.getparent().remove(item)
    for element in root.iter(etree.Element):
        del element[MOST_ENTRIES + MOST_PARTS :]
        if len(element.attrib) > MOST_PARTS:
            element.attrib.clear()
    return len(items)


def _parser(*, recover: bool) -> Any:
    """A parser that fetches nothing and expands nothing."""
    return etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _outside_cdata(text: str, change: Callable[[str], str]) -> str:
    """Text with a change wherever it is not quoted as CDATA."""
    pieces, at = [], 0
    while (start := text.find("<![CDATA[", at)) >= 0 and (end := text.find("]]>", start)) >= 0:
        pieces += [change(text[at:start]), text[start : end + 3]]
        at = end + 3
    return "".join((*pieces, change(text[at:])))


def _mended(text: str) -> str:
    """XML in which a bare ampersand stands for itself, and the named characters of HTML for what they mean there."""

    def character(found: re.Match[str]) -> str:
        name = found[1]
        if name.startswith("#") or name in ("amp", "lt", "gt", "quot", "apos"):
            return found[0]
        return html.escape(html.entities.html5.get(f"{name};", found[0]), quote=False)

    text = re.sub(r"&(?!#?\w{1,32};)", "&amp;", text)
    return re.sub(r"&(#?\w{1,32});", character, text)


def _entry(raw: Any, version: str) -> Entry:
    """An entry in plain text."""
    url = str(raw.get("link") or "").strip().partition("#")[0]
    details = [*(raw.get("content") or []), raw.get("summary_detail") or {}]
    title = " ".join(_text(raw.get("title_detail") or {}, version).split())[:MOST_TITLE]
    return Entry(
        id=str(raw.get("id") or url or title)[:MOST_TITLE],
        url=url if is_web_address(url) else None,
        title=title or None,
        published=_day(raw, version),
        text=next((text for text in (_text(d, version) for d in details) if text), ""),
    )


def _text(detail: Any, version: str) -> str:
    """The text of an element. In RSS anything may be HTML, whatever feedparser takes it for; Atom says what is."""
    value = str(detail.get("value") or "")
    if detail.get("type") == "text/plain" and version.startswith("atom"):
        return value[:MOST_MARKUP].strip()
    return plain(value)


def _day(raw: Any, version: str) -> str | None:
    """The day of publication. The date of the last change (Atom's `updated`) is not it; what RSS calls dc:date is."""
    told = raw.get("published_parsed") or (raw.get("updated_parsed") if version.startswith("rss") else None)
    try:
        return date(*told[:3]).isoformat() if told else None
    except (ValueError, TypeError):
        return None
