"""Rules as people read them: what is wrong or doubtful in files of rules, a list, and one rule in plain words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from communique.grounding.names import DATA
from communique.record.spans import between, span
from communique.watch.force import last_end
from communique.watch.matching import known_bodies
from communique.watch.rules import Pack, Placed, below, item_nodes, load
from communique.watch.telling import STALE, how_checked, is_verified
from communique.watch.values import Basis, Group, Rule, When

LEVELS = ("error", "warning", "note")
"""An error leaves a rule or file out; a warning is probably a mistake; a note is what every alert of the rule will say too."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a file of rules.

    Attributes:
        path: the file.
        line: the line, None where it is the file as a whole.
        level: error, warning or note.
        told: what, and what to do.
    """

    path: str
    line: int | None
    level: str
    told: str


@dataclass(frozen=True, slots=True)
class Row:
    """A rule in a list.

    Attributes:
        id: its id.
        kind: transfer, precursor or calendar.
        says: what it says.
        binds: whom it binds, "" if nobody.
        about: what it is about, in short ("arms, from anybody but PRK, to PRK").
        since: first day of its oldest paragraph, None if it has none.
        ends: its last known end, None if it is open.
        ended: whether that has passed.
        verified: whether every reference was checked against the document itself; a rule without references is not.
        checked: how they were checked, the weakest first.
        path: its file.
        line: its line.
    """

    id: str
    kind: str
    says: str
    binds: str
    about: str
    since: str | None
    ends: str | None
    ended: bool
    verified: bool
    checked: str
    path: str
    line: int


def check(*paths: str | Path, as_of: date, shipped: bool = False) -> tuple[Finding, ...]:
    """What is wrong or doubtful in files of rules.

    Args:
        paths: files of rules, or folders of them.
        as_of: today: what is old or has ended is told by it.
        shipped: whether the rules that come with communique are checked too.

    Returns:
        All errors, by file and line; then warnings and notes in the order of the rules. Never raises for what is in a file.
    """
    pack = load(*paths, shipped=shipped, strict=False)
    errors = [Finding(e.path, e.line, "error", str(e).removeprefix(f"{e.path}:{e.line}: ")) for e in pack.broken]
    errors = [Finding(f.path, f.line, f.level, f.told.removeprefix(f"{f.path}: ")) for f in errors]
    doubts = [
        Finding(one.path, one.line, level, f"{one.rule.id}: {told}")
        for one in pack.placed
        for level, told in (*_doubtful(one.rule), *_aged(one.rule, as_of), *_unverified(one.rule, pack.groups))
    ]
    return (*sorted(errors, key=lambda f: (f.path, f.line or 0)), *doubts)


def _doubtful(rule: Rule) -> Iterator[tuple[str, str]]:
    """What is probably a mistake."""
    when = rule.when
    named = (*when.item, *rule.consider, *rule.gather.as_one)
    for item in dict.fromkeys((*named, *(i for b in rule.basis for i in (*b.covers, *b.exempt)))):
        if item not in item_nodes():
            yield "warning", f"the table of items does not know {item}, so that it never matches"
    for code in dict.fromkeys((*when.giver, *when.taker, *when.any_party)):
        if code.removeprefix("!") not in _codes():
            yield "warning", f"the table of names does not know the code {code}, so that it never matches"
    if when.to_org and not known_bodies(when.to_org):
        yield "warning", f"the table of names does not know the body {when.to_org!r}, so that it never matches"
    for basis in rule.basis:
        idle = [c for c in basis.covers if not any(below(c, i) or below(i, c) for i in when.item)]
        if idle and when.item:
            yield "warning", f"{basis.told} covers {', '.join(idle)}, which the rule does not look at"
    covered = [c for b in rule.basis for c in b.covers]
    bare = [i for i in when.item if not any(below(c, i) or below(i, c) for c in covered)]
    if bare and covered and rule.kind == "transfer":
        yield "warning", f"no paragraph covers {', '.join(bare)}, so that it is only considered"
    told = " ".join(filter(None, (rule.says, rule.note, rule.ask)))
    if "violat" in told.casefold():
        yield "warning", "speaks of violation; a rule finds a pattern, and an alert of it must not accuse anybody"


def _unverified(rule: Rule, groups: Mapping[str, Group]) -> Iterator[tuple[str, str]]:
    """References that nobody checked against the document itself."""
    for basis in rule.basis:
        checked = basis.checked or rule.checked
        if not is_verified(checked):
            yield "note", f"{basis.told}: {how_checked(checked)}"
    group = rule.when.bound_party
    if group and not is_verified(groups[group].checked):
        yield "note", f"members of {group}: {how_checked(groups[group].checked)}"


def _aged(rule: Rule, as_of: date) -> Iterator[tuple[str, str]]:
    """References that were checked long ago, and a measure whose last known end has passed."""
    day = as_of.isoformat()
    for basis in rule.basis:
        checked = basis.checked or rule.checked
        if checked and between(checked.on, day) > STALE:
            yield "warning", f"{basis.told}: checked {between(checked.on, day)} days before {day}; check it again"
    end = last_end(rule)
    if end and end < day:
        yield "warning", f"its last known end, {end}, has passed: find out whether it goes on"


@cache
def _codes() -> frozenset[str]:
    """Codes of countries and bodies in the table of names."""
    table: dict[str, Any] = json.loads((DATA / "names.json").read_text(encoding="utf-8"))
    kinds = ("country", "organisation")
    return frozenset(row[1].partition(" ")[0] for rows in table["names"].values() for row in rows if row[0] in kinds)


def listing(pack: Pack, *, as_of: date) -> tuple[Row, ...]:
    """The rules of a pack in its order."""
    return tuple(_row(one, as_of.isoformat()) for one in pack.placed)


def _row(one: Placed, day: str) -> Row:
    """A rule in a list."""
    rule, end = one.rule, last_end(one.rule)
    checks = [b.checked or rule.checked for b in rule.basis]
    ways = sorted({c.against if c else "not checked" for c in checks}, key=_WEAKEST.index)
    return Row(
        id=rule.id,
        kind=rule.kind,
        says=rule.says,
        binds=rule.binds or "",
        about=about(rule.when),
        since=min((b.since for b in rule.basis if b.since), default=None),
        ends=end,
        ended=bool(end and end < day),
        verified=bool(checks) and all(is_verified(c) for c in checks),
        checked=", ".join(ways),
        path=one.path,
        line=one.line,
    )


_WEAKEST = ("not checked", "memory", "secondary", "primary")


def about(when: When) -> str:
    """What a rule is about, in short.

    >>> about(When(item=("arms",), giver=("!PRK",), taker=("PRK",), stage=("transfer", "use")))
    'arms; from anybody but PRK; to PRK; stage transfer or use'
    """
    parts = [
        " or ".join(when.item),
        _asked("from ", when.giver),
        _asked("to ", when.taker),
        _asked("with ", when.any_party),
        f"another party in {when.bound_party}" if when.bound_party else "",
        f"to {when.to_org}" if when.to_org else "",
        _asked("stage ", when.stage),
        " or ".join(when.type),
        " or ".join(when.status),
        " or ".join(when.label),
        _asked("in ", when.place),
        f"a party on the list {when.listed}" if when.listed else "",
    ]
    return "; ".join(part for part in parts if part)


def _asked(word: str, values: tuple[str, ...]) -> str:
    """Values that are asked for, and those that are excluded."""
    some = " or ".join(v for v in values if not v.startswith("!"))
    none = " or ".join(v[1:] for v in values if v.startswith("!"))
    told = f"{some}, not {none}" if some and none else some or (f"anybody but {none}" if none else "")
    return word + told if told else ""


def explain(pack: Pack, rule: Rule, *, as_of: date) -> str:
    """One rule in plain words, a line for each thing.

    Args:
        pack: the pack that it is of.
        rule: the rule.
        as_of: today.
    """
    lines = [rule.id, f"  {rule.says}", ""]
    lines += [f"  kind        {_KINDS[rule.kind]}", f"  looks for   {about(rule.when)}"]
    if rule.binds:
        lines.append(f"  binds       {rule.binds}")
    for basis in rule.basis:
        lines += _basis(rule, basis)
    for period in rule.force:
        contested = f"; contested by {', '.join(period.contested_by)}" if period.contested_by else ""
        lines.append(f"  in force    {span(period.since, period.until)}: {period.text}{contested}")
    for x in rule.exempt:
        cited = ", ".join(part for part in (x.act, x.para) if part)
        told = (
            f"what the rule {x.rule} matches"
            if x.rule
            else f"{x.text} {f'({cited}) ' if cited else ''}A person has to look."
        )
        lines.append(f"  except      {told}")
    if rule.consider:
        lines.append(f"  considers   {', '.join(rule.consider)}: looked at and not alerted")
    for level, condition in (("low", rule.materiality.low), ("high", rule.materiality.high)):
        if condition:
            lines.append(f"  {level:11} {condition}: sorts the alert, hides nothing")
    if rule.kind == "precursor":
        lines.append(f"  gathers     {rule.gather.days} days into one alert, never above tier 2")
    if rule.kind == "calendar":
        lines.append(f"  tells       {', '.join(rule.emit)}")
    lines += [f"  asks        {rule.ask}"] if rule.ask else []
    group = rule.when.bound_party
    lines += [f"  members     {group}: {how_checked(pack.groups[group].checked)}"] if group else []
    lines += [f"  {level:11} {told}" for level, told in _aged(rule, as_of)]
    return "\n".join(lines)


_KINDS = {
    "transfer": "dealings and acts",
    "precursor": "steps before a dealing",
    "calendar": "plans and what became of them",
}


def _basis(rule: Rule, basis: Basis) -> list[str]:
    """A paragraph in plain words."""
    items = ", ".join(basis.covers) or "the act"
    left = f", without {', '.join(basis.exempt)}" if basis.exempt else ""
    due = f"; due by {basis.deadline}" if basis.deadline else ""
    return [
        f"  rests on    {basis.told}: {items}{left}; {span(basis.since, basis.until)}{due}",
        f"              {how_checked(basis.checked or rule.checked)}",
    ]
