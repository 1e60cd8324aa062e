"""Which events of a record some rules may be about: found by what is dealt in and between whom, so that few have to be loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from communique.record import watched
from communique.record.watched import Dealing
from communique.watch.matching import known_bodies
from communique.watch.rules import below
from communique.watch.values import Rule


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Dealings that a rule may be about.

    Attributes:
        items: nodes of the item tree.
        sides: codes of which one has to take part; anybody, if empty.
        bodies: countries of the bodies to which it has to go; anybody, if empty.
    """

    items: tuple[str, ...]
    sides: frozenset[str]
    bodies: frozenset[str]

    def may_be(self, dealing: Dealing) -> bool | None:
        """Whether a dealing may be one of them; None where it depends on who else takes part."""
        item, giver, taker, between = dealing
        if not any(below(item, node) for node in self.items):
            return False
        if self.sides and self.sides.isdisjoint((giver, taker, *(between or "").split())):
            return False
        if self.bodies:
            return None if taker is None else taker in self.bodies
        return True


def interesting(connection: Connection, rules: Sequence[Rule], among: Sequence[int] | None = None) -> set[int]:
    """Events that any of some rules may be about. None is missed; some will turn out to be about something else.

    Args:
        connection: to the record.
        rules: the rules; those of the calendar are passed over.
        among: only of these events; of all if None.
    """
    acts = [r for r in rules if r.kind != "calendar" and not r.when.item]
    wanted = [_wanted(r) for r in rules if r.kind != "calendar" and r.when.item]
    found: set[int] = set()
    for rule in acts:
        found.update(watched.of_types(connection, rule.when.type or None, among))
    if not wanted:
        return found
    open_: set[int] = set()
    judged: dict[Dealing, bool | None] = {}
    items = sorted({item for one in wanted for item in one.items})
    for event, dealing in watched.dealings(connection, items, among):
        if dealing not in judged:
            told = [one.may_be(dealing) for one in wanted]
            judged[dealing] = True if True in told else None if None in told else False
        if judged[dealing]:
            found.add(event)
        elif judged[dealing] is None:
            open_.add(event)
    codes = sorted({code for one in wanted for code in one.bodies})
    found.update(watched.with_party(connection, sorted(open_ - found), codes) if open_ and codes else ())
    return found


def _wanted(rule: Rule) -> _Wanted:
    """What a rule about dealings may be about."""
    when = rule.when
    named = (s for s in (*when.giver, *when.taker, *when.any_party) if not s.startswith("!"))
    bodies = {e.code.partition(" ")[0] for e in known_bodies(when.to_org)} if when.to_org else set()
    return _Wanted((*when.item, *rule.consider), frozenset(named), frozenset(bodies))
