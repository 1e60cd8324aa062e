"""The consolidated list of the UN Security Council, XML → who is listed. The file is hostile until it is read: no document type, no
entities, bounded depth, size and length, and all of it or nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO
from xml.parsers import expat

from communique.errors import BadFile
from communique.export.escape import plain
from communique.watch.listed import Listed, NameList, cleaned, countries

NAME = "UN consolidated list"

MOST_BYTES = 67_108_864
"""Largest file; the list of October 2018, with 1,093 entries, has some 2 MB."""

DEEPEST = 12
"""Levels of elements; the list has five."""

MOST_TEXT = 50_000
"""Longest text of one element in characters; the longest comments have some 2,000."""

MOST_ELEMENTS = 20_000
"""Elements of one entry; the longest entries have some 300."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENTRIES = {"INDIVIDUAL": "person", "ENTITY": "body"}
_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_GOOD = frozenset({"good", "a.k.a.", "f.k.a."})
"""Qualities of aliases that are not low; one that is not stated counts as low."""
_SHORT = re.compile(r"\s*\(([^()]{2,12})\)\s*$")
"""An abbreviation in brackets at the end of a body's name."""
_CUT_OFF = frozenset(
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
)
"""What the parser says at the end of a file that is not complete."""


@dataclass(slots=True)
class _Node:
    """An element while it is read."""

    tag: str
    line: int
    text: list[str] = field(default_factory=list)
    size: int = 0
    children: list[_Node] = field(default_factory=list)

    def all(self, *path: str) -> Iterator[_Node]:
        """The elements at the end of a path."""
        for child in self.children:
            if child.tag == path[0]:
                yield from child.all(*path[1:]) if path[1:] else (child,)

    def texts(self, *path: str) -> list[str]:
        """Their texts, without those that are empty."""
        return [said for node in self.all(*path) if (said := "".join(node.text).strip())]

    def first(self, *path: str) -> str | None:
        """The first of them."""
        return next(iter(self.texts(*path)), None)


def load_un_list(path: str | Path) -> NameList:
    """Read the UN consolidated list from the user's file.

    Args:
        path: the XML file as the UN publishes it.

    Raises:
        BadFile: it cannot be read, is cut off, is no such list or holds what no such list holds; names the line. Nothing is kept then.
    """
    name = str(path)
    try:
        with Path(name).open("rb") as stream:
            return _Reading(name).read(stream)
    except OSError as error:
        raise BadFile(name, None, f"cannot be opened: {error.strerror}") from None


class _Reading:
    """One file while it is read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.stack: list[_Node] = []
        self.entries: list[Listed] = []
        self.lines: dict[str, int] = {}
        self.nameless = self.elements = 0
        self.generated = ""
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse("has a document type, which the UN list never has")
        self.parser.EntityDeclHandler = self._refuse("declares an entity, which the UN list never does")

    def read(self, stream: BinaryIO) -> NameList:
        """The list."""
        digest, size = hashlib.sha256(), 0
        try:
            while piece := stream.read(65_536):
                size += len(piece)
                if size > MOST_BYTES:
                    raise self._wrong(f"is larger than {MOST_BYTES // 1_048_576} MB; the UN list is far smaller")
                digest.update(piece)
                self.parser.Parse(piece, False)
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise BadFile(self.name, error.lineno, _in_words(error, self.generated)) from None
        except (LookupError, ValueError):
            raise BadFile(self.name, 1, "states an encoding that cannot be read; save it as UTF-8") from None
        if not self.entries:
            raise BadFile(self.name, None, "has no entry in it; give the XML file of the UN consolidated list")
        day = _day(self.generated)
        left = (f"{self.nameless} without a name",) if self.nameless else ()
        because = "dateGenerated of the file" if day else "the file states no dateGenerated that is a date"
        return NameList(NAME, self.name, digest.hexdigest(), tuple(self.entries), day, because, left)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self.stack:
            if tag != "CONSOLIDATED_LIST":
                raise self._wrong(f"is no UN consolidated list: it begins with <{tag[:40]}>, not <CONSOLIDATED_LIST>")
            self.generated = attributes.get("dateGenerated", "")[:40]
        if len(self.stack) >= DEEPEST:
            raise self._wrong(f"is nested more than {DEEPEST} levels deep")
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise self._wrong(f"has an entry with more than {MOST_ELEMENTS} elements")
        node = _Node(tag, self.parser.CurrentLineNumber)
        if self.stack:
            self.stack[-1].children.append(node)
        self.stack.append(node)

    def _text(self, said: str) -> None:
        node = self.stack[-1]
        node.size += len(said)
        if node.size > MOST_TEXT:
            raise self._wrong(f"<{node.tag[:40]}> is longer than {MOST_TEXT} characters")
        node.text.append(said)

    def _end(self, tag: str) -> None:
        node = self.stack.pop()
        if tag in _ENTRIES and len(self.stack) == 2:
            self._entry(node, _ENTRIES[tag])
            self.stack[-1].children.clear()
            self.elements = 0

    def _entry(self, node: _Node, kind: str) -> None:
        """Keep one entry."""
        found = _listed(node, kind)
        if found is None:
            self.nameless += 1
            return
        if not found.id:
            raise BadFile(self.name, node.line, f"<{node.tag}> has no DATAID, by which it is known")
        if found.id in self.lines:
            raise BadFile(
                self.name,
                node.line,
                f"DATAID {found.id.removeprefix('unsc-')} is there twice, first in line {self.lines[found.id]}",
            )
        self.lines[found.id] = node.line
        self.entries.append(found)

    def _wrong(self, reason: str) -> BadFile:
        return BadFile(self.name, self.parser.CurrentLineNumber, reason)

    def _refuse(self, reason: str) -> Callable[..., None]:
        def refuse(*_: Any) -> None:
            raise self._wrong(f"{reason}; get the file again from the UN")

        return refuse


def _listed(node: _Node, kind: str) -> Listed | None:
    """One entry, None where it has no name."""
    names = cleaned([" ".join(said for tag in _NAMES for said in node.texts(tag))])
    if not names:
        return None
    name, short = names[0], ""
    if kind == "body" and (bracket := _SHORT.search(name)):
        name, short = name[: bracket.start()], bracket[1]
    good, weak = _aliases(node)
    return Listed(
        list=NAME,
        id=f"unsc-{' '.join(plain(number).split())[:40]}" if (number := node.first("DATAID")) else "",
        kind=kind,
        name=name,
        aliases=cleaned([*good, short, *node.texts("NAME_ORIGINAL_SCRIPT")]),
        weak=cleaned(weak),
        countries=countries(node.texts("NATIONALITY", "VALUE") + node.texts("ENTITY_ADDRESS", "COUNTRY")),
        born=cleaned([_born(birth) for birth in node.all("INDIVIDUAL_DATE_OF_BIRTH")]),
        programmes=cleaned(node.texts("UN_LIST_TYPE")),
        listed_on=_day(node.first("LISTED_ON") or ""),
        reference=next(iter(cleaned(node.texts("REFERENCE_NUMBER"))), None),
        line=node.line,
    )


def _aliases(node: _Node) -> tuple[list[str], list[str]]:
    """Good aliases, and weak ones."""
    good: list[str] = []
    weak: list[str] = []
    for alias in (*node.all("INDIVIDUAL_ALIAS"), *node.all("ENTITY_ALIAS")):
        quality = (alias.first("QUALITY") or "").casefold()
        for said in alias.texts("ALIAS_NAME"):
            (good if quality in _GOOD else weak).extend(said.split(";"))
    return good, weak


def _born(birth: _Node) -> str:
    """A day of birth, a year, or the years between which it lies."""
    if day := birth.first("DATE"):
        return _day(day) or day
    if year := birth.first("YEAR"):
        return year
    since, until = birth.first("FROM_YEAR"), birth.first("TO_YEAR")
    return f"{since}–{until}" if since and until else ""


def _day(said: str) -> str | None:
    """The day of a date, ISO 8601; the list has had it as 2018-10-15T12:00:00 and as 15 Oct 2018."""
    with suppress(ValueError):
        return date.fromisoformat(said.strip()[:10]).isoformat()
    found = re.fullmatch(r"(\d{1,2}) ([A-Za-z]{3})[a-z]* (\d{4})", said.strip())
    with suppress(ValueError):
        return date(int(found[3]), _MONTHS.index(found[2].casefold()) + 1, int(found[1])).isoformat() if found else None
    return None


def _in_words(error: expat.ExpatError, generated: str) -> str:
    """What is wrong with the form of a file."""
    if error.code in _CUT_OFF:
        begun = f", which says that it was generated {generated}," if generated else ""
        return f"the file{begun} ends before the list does; get it again. Nothing of it is used"
    return f"is not XML: {expat.ErrorString(error.code)} (column {error.offset + 1}). Nothing of it is used"
