"""Which claims of the record may tell the same act as a new one, or settle a plan: a look into the blocks, bounded however large
the record is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection

from communique.record.act import Act, load
from communique.record.direct import Direct, latest
from communique.record.near import Recent

MOST_A_KEY = 40
"""Latest claims of one block that are compared. A block holds one kind of act between two parties in one week; what is told
more than forty times in it is found again through its latest claims."""

MOST_KEPT = 60_000
"""Acts that are kept in memory, about 1.5 kB each."""

ENDS = 6
"""First and latest claims of an event that a new one is compared with."""

Found = defaultdict[str, set[int]]
"""Key -> events."""


class Acts:
    """Acts of claims that were looked at before. Claims never change, so neither do their acts.

    Attributes:
        recent: signatures of the latest documents, which are remembered and forgotten with them.
    """

    def __init__(self) -> None:
        """Start with none."""
        self._known: dict[int, Act] = {}
        self.recent = Recent()

    def add(self, claim: int, act: Act) -> None:
        """Remember the act of a claim."""
        if len(self._known) >= MOST_KEPT:
            for old in list(self._known)[: MOST_KEPT // 4]:
                del self._known[old]
        self._known[claim] = act

    def get(self, connection: Connection, claims: Iterable[int]) -> dict[int, Act]:
        """The acts of claims, from memory or from the record."""
        wanted = set(claims)
        found = {c: self._known[c] for c in wanted if c in self._known}
        missing = sorted(wanted - found.keys())
        # kept apart from the memory, which may drop while it takes in: an answer never depends on what was looked at before
        for claim, act in Direct(connection).among("select claim, act from facets where claim in (*)", missing):
            found[claim] = load(act)
            self.add(claim, found[claim])
        return found

    def forget(self) -> None:
        """Drop all: after a transaction that failed, whose claims never were."""
        self._known.clear()
        self.recent.forget()


class Around:
    """The events that stand under the keys of one document's claims, with what is added while it is placed."""

    def __init__(self, found: Found, members: dict[int, dict[int, Act]]) -> None:
        """Start with what the record has: events under each key, and the claims of each event with their acts."""
        self._found = found
        self._members = members

    def claim_of(self, event: int) -> int | None:
        """The first claim of an event that stands here."""
        return min(self._members.get(event, ()), default=None)

    def of(self, event: int) -> list[Act]:
        """Acts of the claims of one event, in the order in which they were told."""
        return list(self._members.get(event, {}).values())

    def events(self, keys: Iterable[str]) -> list[tuple[int, list[Act]]]:
        """Events under some keys with the acts of their claims, the lowest first."""
        under = {event for key in keys for event in self._found.get(key, ())}
        return [(event, self.of(event)) for event in sorted(under) if event in self._members]

    def add(self, keys: Iterable[str], claim: int, event: int, act: Act) -> None:
        """One more claim."""
        self._members[event][claim] = act
        for key in keys:
            self._found[key].add(event)


def gather(connection: Connection, keys: Iterable[str], acts: Acts) -> Around:
    """The events under some keys, each with its first and its latest claims.

    Args:
        connection: of the one writer.
        keys: of all claims of a document.
        acts: acts known from before.
    """
    direct, found = Direct(connection), Found(set)
    for key, event in direct.latest(_UNDER, sorted(set(keys))):
        found[key].add(event)
    events = sorted({event for under in found.values() for event in under})
    claims: dict[int, list[int]] = defaultdict(list)
    for end in (_FIRST, _LAST):
        for event, claim in direct.latest(end, events):
            claims[event].append(claim)
    chosen = {e: sorted(set(c)) for e, c in claims.items()}
    known = acts.get(connection, (c for some in chosen.values() for c in some))
    members: dict[int, dict[int, Act]] = defaultdict(dict)
    members.update({e: {c: known[c] for c in some if c in known} for e, some in chosen.items()})
    return Around(found, members)


_UNDER = latest("blocks", "key", "text", "event", "claim", MOST_A_KEY, "event is not null")
_FIRST = latest("facets", "matched", "integer", "claim", "claim", ENDS, up=True)
_LAST = latest("facets", "matched", "integer", "claim", "claim", ENDS)
