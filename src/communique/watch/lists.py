"""Lists of names from the user's file: the UN consolidated list (XML) or FollowTheMoney entities (JSON lines, as OpenSanctions has them).

No list ships with communique. A list is a snapshot of the day it was made, and is shown as one.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from communique.errors import BadFile
from communique.export.escape import plain
from communique.watch.listed import Listed, NameList, cleaned, countries
from communique.watch.un_list import load_un_list

MOST_LINE = 8_388_608
"""Longest line of a file of entities in bytes; nested entities of OpenSanctions reach some 2 MB."""

MOST_ENTRIES = 1_000_000
"""Most entries that are kept from one file; the largest collection of OpenSanctions of targets has some 300,000."""

_KIND_OF = {
    "Person": "person",
    "Organization": "body",
    "Company": "body",
    "PublicBody": "body",
    "LegalEntity": "party",
    "Vessel": "craft",
    "Airplane": "craft",
}
"""Schemas of FollowTheMoney that are listed by name; all others (Address, Passport, Ownership …) stand beside them."""

Properties = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class _Sanction:
    """What a sanction says about whom it is on."""

    programmes: tuple[str, ...]
    listed_on: str | None
    reference: str | None


def load_list(path: str | Path) -> NameList:
    """Read a list of names, all of it or nothing.

    Args:
        path: the UN consolidated list as XML, or FollowTheMoney entities, one JSON object a line.

    Raises:
        BadFile: it cannot be read, is cut off, or is neither; names file and line.
    """
    name = str(path)
    try:
        with Path(name).open("rb") as stream:
            start = stream.read(512)
    except OSError as error:
        raise BadFile(name, None, f"cannot be opened: {error.strerror}") from None
    begins = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if begins.startswith(b"<") or start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return load_un_list(name)
    if begins.startswith(b"{"):
        return load_entities(name)
    packed = start.startswith((b"\x1f\x8b", b"PK", b"BZh", b"\xfd7zXZ"))
    reason = "is packed; unpack it first" if packed else _NEITHER
    raise BadFile(name, None, "is empty" if not start.strip() else reason)


_NEITHER = "is neither the UN consolidated list (XML) nor FollowTheMoney entities (one JSON object a line)"


def load_entities(path: str | Path) -> NameList:
    """Read FollowTheMoney entities from the user's file.

    Args:
        path: JSON lines, each with `id`, `schema` and `properties` (entities.ftm.json or targets.nested.json of OpenSanctions).

    Raises:
        BadFile: as for `load_list`.
    """
    name = str(path)
    try:
        with Path(name).open("rb") as stream:
            return _Entities(name).read(stream)
    except OSError as error:
        raise BadFile(name, None, f"cannot be opened: {error.strerror}") from None


class _Entities:
    """One file while it is read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: dict[str, Listed] = {}
        self.sanctions: dict[str, tuple[_Sanction, ...]] = {}
        self.datasets: Counter[str] = Counter()
        self.seen = ""
        self.nameless = self.background = 0

    def read(self, stream: BinaryIO) -> NameList:
        """The list."""
        digest = hashlib.sha256()
        for number, content in enumerate(_lines(stream, self.name), 1):
            digest.update(content)
            if content.strip():
                self._entity(number, _object(self.name, number, content))
        if not self.found:
            raise BadFile(self.name, None, "has nobody in it: no person, body, ship or aircraft with a name")
        day = self.seen or None
        left = [
            f"{count} {what}"
            for count, what in ((self.nameless, "without a name"), (self.background, "that stand only as background"))
            if count
        ]
        return NameList(
            name=self._title(),
            path=self.name,
            sha256=digest.hexdigest(),
            entries=tuple(self._with_sanctions(entry) for entry in self.found.values()),
            snapshot=day,
            because="the last day on which an entry was seen (last_seen)" if day else "no entry has last_seen",
            left_out=tuple(left),
        )

    def _title(self) -> str:
        """The dataset that most entries are of, with the number of others."""
        if not self.datasets:
            return Path(self.name).name
        most = max(self.datasets, key=lambda d: (self.datasets[d], d))
        return most if len(self.datasets) == 1 else f"{most} and {len(self.datasets) - 1} other datasets"

    def _entity(self, line: int, entity: dict[str, Any]) -> None:
        """Keep one entity, or what it says about another."""
        identifier, schema, said = entity.get("id"), entity.get("schema"), entity.get("properties")
        if not isinstance(identifier, str) or not isinstance(schema, str) or not isinstance(said, dict):
            raise BadFile(self.name, line, "has no id, schema and properties; is it FollowTheMoney?")
        properties = _properties(said)
        if schema == "Sanction":
            for owner in map(_identifier, _texts(properties, "entity")):
                self.sanctions[owner] = (*self.sanctions.get(owner, ()), _sanction(properties))
            return
        if schema not in _KIND_OF:
            return
        if entity.get("target") is False:
            self.background += 1
            return
        self._keep(line, entity, properties)

    def _keep(self, line: int, entity: dict[str, Any], properties: Properties) -> None:
        """Keep somebody who is listed."""
        identifier = _identifier(entity["id"])
        if identifier in self.found:
            first = self.found[identifier].line
            raise BadFile(self.name, line, f"{identifier[:80]} is there twice, first in line {first}")
        if len(self.found) >= MOST_ENTRIES:
            raise BadFile(self.name, line, f"has more than {MOST_ENTRIES} entries")
        self.datasets.update(cleaned(_texts(entity, "datasets")))
        self.seen = max(self.seen, _day(entity.get("last_seen")) or "")
        found = listed_of(entity, Path(self.name).name, line)
        if found is None:
            self.nameless += 1
            return
        for nested in properties.get("sanctions", ()):
            if isinstance(nested, dict):
                told = _sanction(_properties(nested.get("properties")))
                self.sanctions[identifier] = (*self.sanctions.get(identifier, ()), told)
        self.found[identifier] = found

    def _with_sanctions(self, entry: Listed) -> Listed:
        """An entry with what the file's sanctions say about it."""
        told = self.sanctions.get(entry.id, ())
        days = [t.listed_on for t in told if t.listed_on]
        return replace(
            entry,
            programmes=tuple(dict.fromkeys((*entry.programmes, *(p for t in told for p in t.programmes)))),
            listed_on=min(days, default=entry.listed_on),
            reference=next((t.reference for t in told if t.reference), entry.reference),
        )


def listed_of(entity: Mapping[str, Any], name: str, line: int = 0) -> Listed | None:
    """Who a FollowTheMoney entity is.

    Args:
        entity: `id`, `schema`, `properties`, perhaps `datasets` and `referents`.
        name: name of the list, where the entity names no dataset.
        line: its line, 0 where it is of no file.

    Returns:
        None where it is nobody who is listed by name, or has no name.
    """
    kind = _KIND_OF.get(str(entity.get("schema")))
    said = _properties(entity.get("properties"))
    names = cleaned(_texts(said, "name") or [" ".join(_texts(said, "firstName") + _texts(said, "lastName"))])
    if not kind or not names:
        return None
    return Listed(
        list=next(iter(cleaned(_texts(entity, "datasets"))), name),
        id=_identifier(entity.get("id")),
        kind=kind,
        name=names[0],
        aliases=cleaned([*names[1:], *_texts(said, "alias", "previousName", "abbreviation")]),
        weak=cleaned(_texts(said, "weakAlias")),
        countries=countries(_texts(said, "nationality", "citizenship", "country", "jurisdiction", "flag")),
        born=cleaned(_texts(said, "birthDate")),
        programmes=cleaned(_texts(said, "programId", "program")),
        topics=cleaned(_texts(said, "topics")),
        wikidata=next(iter(cleaned(_texts(said, "wikidataId"))), None),
        also=cleaned(_texts(entity, "referents")),
        line=line,
    )


def _identifier(told: Any) -> str:
    """An identifier as it is kept and compared: on one line, without characters that steer a display."""
    return " ".join(plain(str(told)).split())[:200]


def _sanction(said: Properties) -> _Sanction:
    """What a sanction says."""
    days = [day for value in _texts(said, "listingDate") or _texts(said, "startDate") if (day := _day(value))]
    return _Sanction(
        programmes=cleaned(_texts(said, "programId") or _texts(said, "program")),
        listed_on=min(days, default=None),
        reference=next(iter(cleaned(_texts(said, "unscId"))), None),
    )


def _lines(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """The lines of a file, none of them overlong."""
    number = 0
    while content := stream.readline(MOST_LINE + 1):
        number += 1
        if len(content) > MOST_LINE:
            raise BadFile(name, number, f"is longer than {MOST_LINE // 1_048_576} MB; write one entity a line")
        yield content


def _object(name: str, line: int, content: bytes) -> dict[str, Any]:
    """The JSON object of a line."""
    try:
        found = json.loads(content.decode("utf-8-sig" if line == 1 else "utf-8"))
    except UnicodeDecodeError:
        raise BadFile(name, line, "is not UTF-8 text. Nothing of the file is used") from None
    except (ValueError, RecursionError):
        cut = "is cut off" if not content.endswith(b"\n") else "is no JSON object"
        raise BadFile(name, line, f"{cut}; get the file again. Nothing of it is used") from None
    if not isinstance(found, dict):
        raise BadFile(name, line, "is no JSON object; write one entity a line")
    return found


def _properties(said: Any) -> Properties:
    """The properties of an entity, each a list."""
    found = said if isinstance(said, dict) else {}
    return {str(name): value if isinstance(value, list) else [value] for name, value in found.items()}


def _texts(said: Mapping[str, Any], *names: str) -> list[str]:
    """The values of properties that are text."""
    found = (said.get(name) for name in names)
    return [text for value in found if isinstance(value, list) for text in value if isinstance(text, str)]


def _day(value: Any) -> str | None:
    """The day of a date, ISO 8601."""
    with suppress(ValueError):
        return date.fromisoformat(value[:10]).isoformat() if isinstance(value, str) else None
    return None
