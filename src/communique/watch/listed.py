"""What a list of names holds: who is listed, under which names, and of which day the list is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from communique.export.countries import alpha2, alpha3
from communique.export.escape import clip, plain
from communique.grounding.names import key, lookup

KINDS = ("person", "body", "party", "craft")
"""What is listed: a person, a body, one or the other (the list does not say which), or a ship or aircraft."""

LONGEST_NAME = 300
"""Characters of a name that are kept; the longest of the UN list of October 2018 has some 200."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a list.

    Attributes:
        list: name of the list.
        id: its identifier, the same in every issue of the list; of the UN list unsc- and its DATAID, as OpenSanctions writes it.
        kind: one of `KINDS`.
        name: the name under which it is listed.
        aliases: other names that the list calls good.
        weak: names that the list calls of low quality, and abbreviations.
        countries: nationalities and seats, ISO 3166 alpha-3; those that our tables do not know are left out.
        born: days or years of birth, as the list has them.
        programmes: regimes or programmes under which it is listed.
        topics: why it is in the list, where the list says ("sanction", "role.pep").
        listed_on: day of listing, ISO 8601, or None.
        reference: number under which a committee knows it, or None.
        wikidata: Wikidata identifier, or None.
        also: other identifiers that the list gives for it, such as those that were merged into it.
        line: line of the file where it begins, 0 where it comes from a service.
    """

    list: str
    id: str
    kind: str
    name: str
    aliases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    born: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    listed_on: str | None = None
    reference: str | None = None
    wikidata: str | None = None
    also: tuple[str, ...] = ()
    line: int = 0

    def known_as(self, ref: str) -> bool:
        """Whether an identifier is one of its own."""
        return ref in (self.id, self.reference, self.wikidata, *self.also)


@dataclass(frozen=True, slots=True)
class NameList:
    """A list as it was loaded: a snapshot, never the list as it stands today.

    Attributes:
        name: name of the list.
        path: the file.
        sha256: digest of the file.
        entries: who is listed, in the order of the file.
        snapshot: the day the file is of, ISO 8601, or None where it does not say.
        because: how that day is known, or that it is not.
        left_out: entries that were left out, and why, in words; empty if none.
    """

    name: str
    path: str
    sha256: str
    entries: tuple[Listed, ...]
    snapshot: str | None
    because: str
    left_out: tuple[str, ...] = ()

    def says(self) -> str:
        """The list in a line, with the day it is of."""
        of = f"as of {self.snapshot} ({self.because})" if self.snapshot else f"of an unknown day: {self.because}"
        left = f"; left out: {', '.join(self.left_out)}" if self.left_out else ""
        return f"{self.name} {of}, {len(self.entries)} entries{left}; a snapshot, not the list as it stands today"


@lru_cache(maxsize=4096)
def country(said: str) -> str | None:
    """ISO 3166 alpha-3 code of a country as a list writes it: a name or a code of two or three letters.

    >>> country("kp"), country("Iran (Islamic Republic of)"), country("Atlantis")
    ('PRK', 'IRN', None)
    """
    said = said.strip()
    if len(said) == 2:
        return alpha3(said.upper())
    if len(said) == 3 and alpha2(said.upper()):
        return said.upper()
    for name in (said, said.partition("(")[0]):
        if found := next((e.code for e in lookup(key(name)) if e.kind in ("country", "demonym")), None):
            return found if alpha2(found) else None
    return None


def countries(said: list[str]) -> tuple[str, ...]:
    """The codes of countries that are known, each once, in the order in which they are named."""
    return tuple(dict.fromkeys(code for code in map(country, said) if code))


def cleaned(names: list[str]) -> tuple[str, ...]:
    """Names on one line and of bounded length, each once; nothing that only says that there is none."""
    found = (clip(" ".join(plain(name).split()), LONGEST_NAME) for name in names)
    return tuple(dict.fromkeys(name for name in found if name and key(name) not in _NONE))


_NONE = frozenset({"", "na", "n a", "none", "unknown", "not available", "-"})
"""What the UN list writes where there is no name."""
