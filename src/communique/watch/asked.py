"""Asking a pack: which rules are about an item, a direction and a day, whom they bind, and which references are doubtful."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from communique.errors import BadRequest
from communique.record.spans import between
from communique.watch.checking import Row, listing
from communique.watch.force import Days, Ground, Standing, standing
from communique.watch.matching import known_bodies
from communique.watch.rules import Pack, below, item_nodes
from communique.watch.telling import STALE, how_checked, is_verified
from communique.watch.values import Basis, Checked, Group, Rule, When

IN_FORCE, IN_PART, TO_CHECK, NOT = "in force", "in force in part", "needs checking", "not in force"
_RANK = (IN_FORCE, IN_PART, TO_CHECK, NOT, "")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a pack. What is empty or None asks for nothing.

    Attributes:
        item: node of the item tree.
        givers: codes of the side that gives; any of them.
        takers: codes of the side that receives; any of them.
        on: the day for which it is told what was in force, ISO 8601.
        binds: parts of whom a rule binds; any of them.
        unverified: rules with a reference that nobody checked against the document itself.
        stale: rules with a reference that was checked more than a year ago.
        ended: rules whose last known end has passed. Of these three, any is enough.
    """

    item: str | None = None
    givers: tuple[str, ...] = ()
    takers: tuple[str, ...] = ()
    on: str | None = None
    binds: tuple[str, ...] = ()
    unverified: bool = False
    stale: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A reference of a rule: a paragraph, or the members of the group that it binds.

    Attributes:
        told: as it is cited.
        since: first day, None if not told.
        until: last day, None if it is open.
        covers: nodes of the item tree that it covers.
        left_out: nodes below them that it leaves out.
        holds: whether it was in force on the day and covers the item, or part of it; None where no day is asked for.
        named: whether it names the item or a part of it; what a precursor leads to may rest on one that does not.
        checked: how it was checked.
        verified: whether that was in the document itself.
        stale: whether that was more than a year ago.
    """

    told: str
    since: str | None
    until: str | None
    covers: tuple[str, ...]
    left_out: tuple[str, ...]
    holds: bool | None
    named: bool
    checked: str
    verified: bool
    stale: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A rule that meets what is asked.

    Attributes:
        row: the rule.
        stood: in force; in force in part (for some of the item); needs checking (the last known end is before the day); not in
            force; "" where no day is asked for.
        because: why it was not in force or only in part, "" else.
        contested_by: States that hold that the measure was not in force on the day.
        only_with: codes of which the side that is not told has to be one, () where what is asked names one or anybody would do.
        papers: its references in their order.
    """

    row: Row
    stood: str
    because: str
    contested_by: tuple[str, ...]
    only_with: tuple[str, ...]
    papers: tuple[Paper, ...]

    def values(self) -> dict[str, Any]:
        """As JSON has it: the fields of the row, and the others beside them."""
        own = asdict(self)
        return {**own.pop("row"), **own}


def ask(pack: Pack, asked: Asked, *, as_of: date) -> tuple[Listed, ...]:
    """The rules that meet what is asked: those that name a side that is asked for first, then what was in force, then by their order.

    Args:
        pack: the rules.
        asked: what is asked. With an item, a side or a day, plans are left out; a side that is not told may be anybody.
        as_of: today: what is old or has ended is told by it.

    Raises:
        BadRequest: no rule binds such a party, or there is no such item.
    """
    _known(pack, asked)
    rows = listing(pack, as_of=as_of)
    today = as_of.isoformat()
    found = [
        _listed(rule, row, asked, pack.groups, today)
        for rule, row in zip(pack.rules, rows, strict=True)
        if _binds(rule, asked) and _concerned(rule, asked, pack.groups, asked.on or today)
    ]
    return tuple(
        sorted((f for f in found if _doubtful(f, asked)), key=lambda f: (bool(f.only_with), _RANK.index(f.stood)))
    )


def _known(pack: Pack, asked: Asked) -> None:
    """Refuse an item that no table and no rule knows, and somebody whom no rule binds: silence would look like an answer."""
    named = {i for r in pack.rules for i in (*r.when.item, *r.consider, *(c for b in r.basis for c in b.covers))}
    if asked.item is not None and asked.item not in item_nodes() | named:
        raise BadRequest("--item", f"the table of items does not know {asked.item!r}; write arms, or arms.salw")
    bound = sorted({r.binds for r in pack.rules if r.binds})
    for part in asked.binds:
        if not any(part.casefold() in b.casefold() for b in bound):
            raise BadRequest("--binds", f"no rule binds {part!r}; they bind {', '.join(bound) or 'nobody'}")


def _binds(rule: Rule, asked: Asked) -> bool:
    """Whether it binds somebody who is asked for."""
    return not asked.binds or any(part.casefold() in (rule.binds or "").casefold() for part in asked.binds)


def _concerned(rule: Rule, asked: Asked, groups: Mapping[str, Group], day: str) -> bool:
    """Whether a rule is about the item and the direction. A rule about acts is about them whatever they deal in."""
    if not (asked.item or asked.givers or asked.takers or asked.on):
        return True
    if rule.kind == "calendar":
        return False
    looked_at = (*rule.when.item, *rule.consider)
    if asked.item and rule.when.item and not any(below(asked.item, i) or below(i, asked.item) for i in looked_at):
        return False
    members = groups[rule.when.bound_party].on(day, day) if rule.when.bound_party else None
    return any(_between(rule.when, g, t, members) for g in asked.givers or (None,) for t in asked.takers or (None,))


def _between(when: When, giver: str | None, taker: str | None, members: frozenset[str] | None) -> bool:
    """Whether a rule may be about what goes from one side to another; None is a side that is not told."""
    if not _may(when.giver, giver) or not _may(when.taker, taker):
        return False
    if when.to_org and taker and taker not in {e.code.partition(" ")[0] for e in known_bodies(when.to_org)}:
        return False
    # a member that is itself the party asked for is not bound towards itself
    return any(
        _may(when.any_party, one)
        and (members is None or other is None or (other in members and other not in when.any_party))
        for one, other in ((giver, taker), (taker, giver))
    )


def _may(wanted: Sequence[str], code: str | None) -> bool:
    """Whether a side may be one that a rule asks for."""
    asked = [w for w in wanted if not w.startswith("!")]
    return code is None or ((not asked or code in asked) and f"!{code}" not in wanted)


def _only_with(when: When, asked: Asked) -> tuple[str, ...]:
    """Who the side that is not told has to be, where the one that is told is none that the rule names."""
    sides = (*asked.givers, *asked.takers)
    named = tuple(w for w in (*when.giver, *when.taker, *when.any_party) if not w.startswith("!"))
    return () if not sides or set(named) & set(sides) else named


def _doubtful(found: Listed, asked: Asked) -> bool:
    """Whether it has one of the doubts that are asked for; a plan has no reference that could be checked."""
    if not (asked.unverified or asked.stale or asked.ended):
        return True
    unverified = found.row.kind != "calendar" and (not found.papers or not all(p.verified for p in found.papers))
    return (
        (asked.unverified and unverified)
        or (asked.stale and any(p.stale for p in found.papers))
        or (asked.ended and found.row.ended)
    )


def _listed(rule: Rule, row: Row, asked: Asked, groups: Mapping[str, Group], today: str) -> Listed:
    """A rule with its references, and how it stood on the day."""
    only = _only_with(rule.when, asked)
    if asked.on is None:
        return Listed(row, "", "", (), only, tuple(_papers(rule, groups, None, today)))
    on = asked.on
    # an act is judged as a whole; what a dealing is about is asked of the paragraphs
    item = asked.item if rule.when.item else None
    how = standing(rule, item, Days(on, on, on))
    parts = _parts(rule, item, on)
    grounds = [g for g in how.grounds if g.named or not parts]
    grounds += [p for p in parts if all(p.basis != g.basis for g in grounds)]
    if how.outcome != "holds" and not parts:
        stood, because = (TO_CHECK if how.outcome == "needs-checking" else NOT), how.because
    else:
        stood, because = _reach(grounds, item, how)
    contested = tuple(dict.fromkeys(code for period in how.periods for code in period.contested_by))
    return Listed(row, stood, because, contested, only, tuple(_papers(rule, groups, grounds, today)))


def _parts(rule: Rule, item: str | None, on: str) -> list[Ground]:
    """Paragraphs in force that cover only something below the item."""
    if item is None:
        return []
    nodes = sorted({c for b in rule.basis for c in b.covers if c != item and below(c, item)})
    stood = (standing(rule, node, Days(on, on, on)) for node in nodes)
    found: dict[Basis, Ground] = {g.basis: g for s in stood for g in s.grounds if g.named}
    return list(found.values())


def _reach(grounds: Sequence[Ground], item: str | None, how: Standing) -> tuple[str, str]:
    """Whether what was in force covers the whole item."""
    if item is None or not grounds:
        return IN_FORCE, ""
    if not any(g.named for g in grounds):
        return IN_FORCE, f"no paragraph names {item}; it rests on those that name what such a step leads to"
    whole = [g for g in grounds if any(below(item, c) for c in g.basis.covers)]
    if any(not _inside(g.basis, item) for g in whole):
        return IN_FORCE, ""
    left = sorted({x for g in whole for x in _inside(g.basis, item)})
    if left:
        return IN_PART, f"what covers {item} leaves out {', '.join(left)}"
    return IN_PART, f"only a part of {item} is covered" + (f"; {how.because}" if how.because else "")


def _inside(basis: Basis, item: str) -> tuple[str, ...]:
    """Nodes below an item that a paragraph leaves out; "arms.unspecified" may be any of arms."""
    return tuple(node for node in basis.exempt if below(node, item.removesuffix(".unspecified")))


def _papers(rule: Rule, groups: Mapping[str, Group], grounds: Sequence[Ground] | None, today: str) -> Iterator[Paper]:
    """The references of a rule."""
    for b in rule.basis:
        ground = next((g for g in grounds or () if g.basis == b), None)
        holds = None if grounds is None else ground is not None
        named = ground is None or ground.named
        yield _paper(b.told, (b.since, b.until), (b.covers, b.exempt), (holds, named), b.checked or rule.checked, today)
    if group := rule.when.bound_party:
        yield _paper(f"members of {group}", (None, None), ((), ()), (None, True), groups[group].checked, today)


def _paper(
    told: str,
    days: tuple[str | None, str | None],
    items: tuple[tuple[str, ...], tuple[str, ...]],
    stood: tuple[bool | None, bool],
    checked: Checked | None,
    today: str,
) -> Paper:
    """A reference with how it was checked."""
    stale = checked is not None and between(checked.on, today) > STALE
    return Paper(told, *days, *items, *stood, how_checked(checked), is_verified(checked), stale)
