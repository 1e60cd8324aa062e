"""Which lists of names rules need, and the rules without those whose list cannot be asked: their alerts then stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from communique.watch.rules import Pack


def lists_needed(pack: Pack) -> dict[str, dict[str, tuple[str, ...]]]:
    """What each rule needs of lists.

    Args:
        pack: the rules.

    Returns:
        By id of a rule: the names of the lists that it needs, each with the rules through which it does, from the one that it excepts to
        the one that asks the list; none where it asks the list itself. Rules that need no list are left out.
    """
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for rule in pack.rules:
        for name, way in _needed(pack, rule.id):
            found.setdefault(rule.id, {}).setdefault(name, way)
    return found


def _needed(pack: Pack, start: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Lists that a rule needs, with the way to them; exceptions never go round in a circle, since such rules are not loaded."""
    ways: list[tuple[str, ...]] = [(start,)]
    for way in ways:
        rule = pack.by_id[way[-1]]
        if rule.when.listed:
            yield rule.when.listed, way[1:]
        ways += [(*way, exempt.rule) for exempt in rule.exempt if exempt.rule]


def without(pack: Pack, lacking: Mapping[str, str]) -> tuple[Pack, tuple[str, ...]]:
    """Rules that need none of some lists.

    Args:
        pack: the rules.
        lacking: names of lists, each with what is told of it behind its name.

    Returns:
        The rules that need no such list; and in words, of each that is left out, which list it lacks.
    """
    if not lacking:
        return pack, ()
    needed = lists_needed(pack)
    out = {number for number, names in needed.items() if not lacking.keys().isdisjoint(names)}
    told = [
        f"{number}: {f'excepts {way[0]}, which ' if way else ''}needs the list {name}{lacking[name]}"
        for number in needed
        for name, way in needed[number].items()
        if name in lacking
    ]
    return replace(pack, placed=tuple(p for p in pack.placed if p.rule.id not in out)), tuple(told)
