"""Files of rules → a pack: loaded rule by rule, so that a wrong one stops no other, and indexed by what it is about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from communique.errors import BadFile
from communique.grounding.names import DATA
from communique.settings_file import Tree, Where, read_tree, validated
from communique.watch.fields import GroupName
from communique.watch.values import Defaults, Group, Rule, RuleFile

SHIPPED = DATA / "rules"
"""The rules that come with communique."""

WORDS = {
    "model_type": 'must have fields; a file of rules starts with "format: watch/1"',
    "tuple_type": 'must be a list, each rule as "- id: …"',
    "dict_type": 'must have names with something below each, as "EU:"',
    "literal_error": "is not known; the format of files of rules is watch/1",
}
"""Mistakes of form, where a file of rules tells them in its own words."""

_RULE_WORDS = {
    "model_type": "must have fields, each on a line of its own",
    "tuple_type": "must be a list",
    "int_from_float": "must be a whole number",
    "greater_than_equal": "must be 1 or more",
    "less_than_equal": "must be at most 3660, which is ten years",
}

_Key = TypeVar("_Key")


class _Head(BaseModel):
    """What stands around the rules of a file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["watch/1"]
    defaults: Defaults = Defaults()
    groups: dict[GroupName, Group] = {}
    rules: tuple[Any, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Placed:
    """A rule with the place where it is written.

    Attributes:
        rule: the rule.
        path: its file.
        line: its first line.
    """

    rule: Rule
    path: str
    line: int


@dataclass(frozen=True)
class Pack:
    """Rules that are run together.

    Attributes:
        placed: the rules in the order of their files.
        groups: groups of States by name.
        broken: files and rules that were left out, and why; none if loading was strict.
    """

    placed: tuple[Placed, ...]
    groups: Mapping[str, Group] = field(default_factory=dict)
    broken: tuple[BadFile, ...] = ()

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in their order."""
        return tuple(p.rule for p in self.placed)

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """The rules by their ids."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def by_branch(self) -> Mapping[str, tuple[Rule, ...]]:
        """Rules about dealings by the first part of what they look at ("arms"), each in the order of the pack."""
        return _grouped(
            (item.partition(".")[0], rule) for rule in self.rules for item in (*rule.when.item, *rule.consider)
        )

    @cached_property
    def asked(self) -> Mapping[str, frozenset[str]]:
        """Codes of which a rule needs one among the parties, by its id; none where anybody would do."""
        sides = {r.id: (*r.when.giver, *r.when.taker, *r.when.any_party) for r in self.rules}
        return {number: frozenset(s for s in some if not s.startswith("!")) for number, some in sides.items()}

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """Digests of the rules by their ids."""
        return {rule.id: rule.digest for rule in self.rules}

    @cached_property
    def of_acts(self) -> Mapping[str, tuple[Rule, ...]]:
        """Rules about acts by PLOVER type; those that take any under ""."""
        acts = (r for r in self.rules if r.kind != "calendar" and not r.when.item)
        return _grouped((kind, rule) for rule in acts for kind in rule.when.type or ("",))

    @cached_property
    def calendar(self) -> tuple[Rule, ...]:
        """Rules about plans."""
        return tuple(r for r in self.rules if r.kind == "calendar")

    @cached_property
    def interests(self) -> Interests:
        """What the rules look at: events with none of it need not be loaded."""
        dealings = [r for r in self.rules if r.kind != "calendar" and r.when.item]
        acts = self.of_acts
        return Interests(
            items=_outermost(i for r in dealings for i in (*r.when.item, *r.consider)),
            types=tuple(sorted(acts.keys() - {""})),
            any_type="" in acts,
            plans=bool(self.calendar),
        )

    @cached_property
    def digest(self) -> str:
        """What changes when any rule or group does: 12 hexadecimal digits."""
        groups = "".join(f"{name}:{self.groups[name].model_dump_json()}" for name in sorted(self.groups))
        return sha256(("".join(self.digests.values()) + groups).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Interests:
    """What a pack looks at, as a record can be asked for it.

    Attributes:
        items: nodes of the item tree; a dealing at or below any of them may match.
        types: PLOVER types of acts that may match whatever they deal in.
        any_type: whether acts of every type may.
        plans: whether plans are wanted.
    """

    items: tuple[str, ...]
    types: tuple[str, ...]
    any_type: bool
    plans: bool


def below(item: str, node: str) -> bool:
    """Whether an item is a node of the tree or below it.

    >>> below("arms.salw.rifle", "arms.salw"), below("armsuits", "arms")
    (True, False)
    """
    return item == node or item.startswith(node + ".")


def _grouped(pairs: Iterable[tuple[_Key, Rule]]) -> dict[_Key, tuple[Rule, ...]]:
    """Rules by a key, each once."""
    found: dict[_Key, dict[str, Rule]] = {}
    for key, rule in pairs:
        found.setdefault(key, {})[rule.id] = rule
    return {key: tuple(rules.values()) for key, rules in found.items()}


def _outermost(items: Iterable[str]) -> tuple[str, ...]:
    """Nodes without those below another of them."""
    found = sorted(set(items))
    return tuple(i for i in found if not any(i != other and below(i, other) for other in found))


def load(*paths: str | Path, shipped: bool = True, strict: bool = True) -> Pack:
    """Load rules.

    Args:
        paths: files of rules, or folders of them (`*.yaml`, `*.yml`).
        shipped: whether the rules that come with communique are in it too.
        strict: whether any mistake is an error; else what is wrong is left out and told in `broken`.

    Raises:
        BadFile: the first mistake, with file, line and field.
    """
    broken: list[BadFile] = []
    trees = [tree for path in _files(paths, broken, shipped=shipped) if (tree := _tree(path, broken))]
    placed: list[tuple[Placed, Tree, Where]] = []
    groups: dict[str, Group] = {}
    for tree in trees:
        head = _head(tree, broken)
        if head is None:
            continue
        twice = next((name for name in head.groups if groups.get(name, head.groups[name]) != head.groups[name]), None)
        if twice is not None:
            broken.append(tree.wrong(("groups", twice), "another file has a group of this name with other members"))
        groups = {**head.groups, **groups}
        placed += _rules(tree, head.defaults, broken)
    kept = _consistent(placed, groups, broken)
    if strict and broken:
        raise broken[0]
    return Pack(tuple(kept), groups, tuple(broken))


def _files(paths: Iterable[str | Path], broken: list[BadFile], *, shipped: bool) -> Iterator[Path]:
    """The files that are meant, each once."""
    seen = set[Path]()
    for path in map(Path, ([SHIPPED] if shipped else []) + list(paths)):
        inside = sorted(p for p in path.iterdir() if p.suffix in (".yaml", ".yml")) if path.is_dir() else [path]
        if not inside:
            broken.append(BadFile(str(path), None, "is a folder without files of rules (*.yaml)"))
        for one in inside:
            if one.resolve() not in seen:
                seen.add(one.resolve())
                yield one


def _tree(path: Path, broken: list[BadFile]) -> Tree | None:
    """What is written in a file; None if it is no YAML."""
    try:
        return read_tree(path, empty='is empty; write "format: watch/1" and below it "rules:"')
    except BadFile as error:
        broken.append(error)
        return None


def _head(tree: Tree, broken: list[BadFile]) -> _Head | None:
    """What stands around the rules; None if it makes no sense."""
    try:
        return validated(tree, _Head, tree.value, words=WORDS)
    except BadFile as error:
        broken.append(error)
        return None


def _rules(tree: Tree, defaults: Defaults, broken: list[BadFile]) -> Iterator[tuple[Placed, Tree, Where]]:
    """The rules of a file that make sense, with the defaults of the file."""
    given = {name: getattr(defaults, name) for name in defaults.model_fields_set}
    for number, value in enumerate(tree.value["rules"]):
        where = ("rules", number)
        try:
            rule = validated(tree, Rule, value, where, _RULE_WORDS)
        except BadFile as error:
            broken.append(error)
            continue
        # a plan has no reference that could be checked, and binds nobody
        taken = {"note"} if rule.kind == "calendar" else given.keys()
        missing = {name: given[name] for name in given if name in taken and name not in rule.model_fields_set}
        yield Placed(rule.model_copy(update=missing), tree.name, tree.lines[where]), tree, where


def _consistent(
    placed: Iterable[tuple[Placed, Tree, Where]], groups: Mapping[str, Group], broken: list[BadFile]
) -> list[Placed]:
    """Rules without those that repeat an id, name a group or a rule that is not there, or except each other in a circle."""
    kept: dict[str, tuple[Placed, Tree, Where]] = {}
    for entry in placed:
        one, tree, where = entry
        if first := kept.get(one.rule.id):
            told = f"{one.rule.id} is there already, in {first[0].path}, line {first[0].line}; an id means one rule"
            broken.append(tree.wrong((*where, "id"), told))
        elif one.rule.when.bound_party and one.rule.when.bound_party not in groups:
            told = f"there is no group {one.rule.when.bound_party}; define it under groups"
            broken.append(tree.wrong((*where, "when", "bound_party"), told))
        else:
            kept[one.rule.id] = entry
    while wrong := [(entry, why) for entry in kept.values() if (why := _unfounded(entry[0].rule, kept))]:
        for (one, tree, where), (number, reason) in wrong:
            broken.append(tree.wrong((*where, "except", number, "rule"), reason))
            del kept[one.rule.id]
    return [one for one, _, _ in kept.values()]


def _unfounded(rule: Rule, kept: Mapping[str, tuple[Placed, Tree, Where]]) -> tuple[int, str] | None:
    """Which exception of a rule cannot be followed, and why."""
    for number, exempt in enumerate(rule.exempt):
        if exempt.rule is None:
            continue
        if exempt.rule not in kept or kept[exempt.rule][0].rule.kind == "calendar":
            return number, f"there is no rule {exempt.rule} about dealings or acts"
        circle = _circle(rule.id, exempt.rule, kept)
        if circle:
            return number, f"the exceptions go round in a circle: {' → '.join(circle)}"
    return None


def _circle(start: str, first: str, kept: Mapping[str, tuple[Placed, Tree, Where]]) -> list[str]:
    """The way from an exception back to the rule, empty if there is none."""
    ways, seen = [[start, first]], {first}
    while ways:
        way = ways.pop()
        if way[-1] == start:
            return way
        after = kept[way[-1]][0].rule.exempt if way[-1] in kept else ()
        for other in (e.rule for e in after):
            if other and (other not in seen or other == start):
                seen.add(other)
                ways.append([*way, other])
    return []


def schema() -> dict[str, Any]:
    """JSON Schema of files of rules, for editors: the same model that `load` checks by."""
    made = RuleFile.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "Watch rules, format watch/1"}


@cache
def item_nodes() -> frozenset[str]:
    """Every node of the item tree that the table of items knows, with all above it."""
    table: dict[str, str] = json.loads((DATA / "items.json").read_text(encoding="utf-8"))
    nodes = {row.split(" ")[1] for row in table.values()}
    return frozenset(node.rsplit(".", cut)[0] for node in nodes for cut in range(node.count(".") + 1))
