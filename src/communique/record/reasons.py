"""Why two acts are taken for one or for two, in words."""

from __future__ import annotations

from collections.abc import Callable, Collection

from communique.record.likeness import Evidence, apart
from communique.record.traits import Traits

MOST_LISTED = 3


def reasons(x: Traits, y: Traits, weighed: Evidence) -> str:
    """What two acts have in common, then what sets them apart.

    Args:
        x: one act.
        y: the other.
        weighed: the `evidence` of the two.

    Returns:
        "same type CONSULT/visit, actors RUS and recipients PRK in both, 2023-09-13 in both; against it: “met” and “left”".
    """
    found = dict(weighed)
    common = [_type(x, y, found), *(tell(x, y) for name, tell in _COMMON if name in found)]
    against = [tell(x, y) for name, tell in _AGAINST if name in found]
    told = ", ".join(part for part in common if part) or "little in common"
    return f"{told}; against it: {', '.join(against)}" if against else told


def _type(x: Traits, y: Traits, found: dict[str, float]) -> str:
    """Type and mode that both have."""
    a, b = x.act, y.act
    if a.type is None:
        return ""
    if a.type != b.type:
        return " is close to ".join(sorted((a.type or "", b.type or "")))
    return f"same type {a.type}/{a.mode}" if "same mode" in found else f"same type {a.type}"


def _listed(values: Collection[str]) -> str:
    """Some values, sorted."""
    told = sorted(values)[:MOST_LISTED]
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


def _triggers(x: Traits, y: Traits) -> str:
    """The words that name the acts."""
    a, b = sorted((x.act.trigger, y.act.trigger))
    return f"“{a}” in both" if a.casefold() == b.casefold() else f"“{a}” and “{b}”"


def _names(x: Traits, y: Traits) -> str:
    """Persons and bodies named in both."""
    names = {p.ref or p.name: p.name for p in (*x.act.actors, *x.act.recipients)}
    return f"{_listed([names[n] for n in x.names & y.names])} named in both"


def _places(x: Traits, y: Traits) -> str:
    """Two places, and how far they lie apart if that is known."""
    a, b = x.act, y.act
    first, second = sorted((a.place or "", b.place or ""))
    if a.point is None or b.point is None:
        return f"{first} and {second}"
    between = round(apart(a.point, b.point))
    return f"{first} within reach of {second}" if between <= 0 else f"{first} {between} km from {second}"


def _time(x: Traits) -> str:
    """The days of an act."""
    a = x.act
    return f"{a.earliest or '…'}" if a.earliest == a.latest else f"{a.earliest or '…'} to {a.latest or '…'}"


def _days(x: Traits, y: Traits) -> str:
    """Days that overlap."""
    first, second = sorted((_time(x), _time(y)))
    return f"{first} in both" if first == second else f"{first} and {second} overlap"


def _lag(x: Traits, y: Traits) -> str:
    """How far the act of one report lies from the other report."""
    between = abs(x.day - y.day)
    when = "on one day" if between == 0 else f"{between} day{'s' if between > 1 else ''} apart"
    return f"told {when} without a date" if not (x.act.dated or y.act.dated) else f"dated and told {when}"


def _two(first: Collection[str], second: Collection[str]) -> str:
    """Two lists side by side, in an order that does not hang on which act comes first."""
    one, other = sorted((_listed(first), _listed(second)))
    return f"{one} / {other}"


Tell = Callable[[Traits, Traits], str]

_COMMON: tuple[tuple[str, Tell], ...] = (
    ("copy", lambda _x, _y: "the very same sentence"),
    ("same number", lambda _x, _y: "mentions of one act in their report"),
    ("same actors", lambda x, y: f"actors {_listed(x.actors & y.actors)} in both"),
    ("some actors", lambda x, y: f"actors {_listed(x.actors & y.actors)} in both"),
    ("same recipients", lambda x, y: f"recipients {_listed(x.recipients & y.recipients)} in both"),
    ("some recipients", lambda x, y: f"recipients {_listed(x.recipients & y.recipients)} in both"),
    ("names", _names),
    ("days in common", _days),
    ("lag", _lag),
    ("same place", lambda x, y: f"both in {min(x.act.place or '', y.act.place or '', key=len)}"),
    ("place within reach", _places),
    ("same goods", lambda x, y: f"both about {_listed(x.goods & y.goods)}"),
    ("same word", _triggers),
    ("same kind of word", _triggers),
    ("same word, no type", _triggers),
    ("same kind of word, no type", _triggers),
    ("words", lambda x, y: f"words in common: {_listed(x.words & y.words)}"),
    ("denied", lambda _x, _y: "one report denies it"),
)

_AGAINST: tuple[tuple[str, Tell], ...] = (
    ("other number", lambda _x, _y: "two acts in their report"),
    ("one sentence", lambda _x, _y: "told in one sentence"),
    ("other mode", lambda x, y: f"mode {' and '.join(sorted((x.act.mode or '', y.act.mode or '')))}"),
    ("other actors", lambda x, y: f"actors {_two(x.actors, y.actors)}"),
    ("other recipients", lambda x, y: f"recipients {_two(x.recipients, y.recipients)}"),
    ("turned round", lambda _x, _y: "parties turned round"),
    ("days apart", lambda x, y: f"{' and '.join(sorted((_time(x), _time(y))))}"),
    ("other country", lambda x, y: f"in {' and '.join(sorted((x.act.country or '', y.act.country or '')))}"),
    ("far place", _places),
    ("other place", _places),
    ("other goods", lambda x, y: f"about {_two(x.goods, y.goods)}"),
    ("other word", _triggers),
    ("other word, no type", _triggers),
    ("only possible", lambda _x, _y: "one is told as only possible"),
)
