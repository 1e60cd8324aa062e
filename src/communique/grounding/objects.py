"""Objects → item classes."""

from __future__ import annotations

import json
from functools import lru_cache

from communique.grounding.names import DATA, find_names, tokens


@lru_cache(maxsize=4)
def phrases(name: str) -> tuple[dict[str, str], int]:
    """A table of phrases of the data folder, and the most words of one."""
    table: dict[str, str] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return table, max((key.count(" ") + 1 for key in table), default=0)


def last_known(name: str, text: str, *, singular: bool = False) -> str:
    """The class of the last, longest phrase of a text that a table knows, "" if it knows none.

    Args:
        name: file of the table in the data folder.
        text: a mention.
        singular: whether a plural is also looked up as its singular.
    """
    table, longest = phrases(name)
    words = [t.key for t in tokens(text)]
    for end in range(len(words), 0, -1):
        for size in range(min(longest, end), 0, -1):
            phrase = words[end - size : end]
            if found := table.get(" ".join(phrase)) or (singular and table.get(_singular(phrase))):
                return found
    return ""


def item_class(text: str, kind: str = "", mode: str | None = None) -> str:
    """The class of an object: the last, longest phrase that the table knows, else what the act and its spelling tell.

    Args:
        text: the mention, such as "50 armoured vehicles".
        kind: type of the event it belongs to.
        mode: its mode.

    Returns:
        One of the codebook's item classes.
    """
    if (kind, mode) in _OF_PLACES and any(e.kind in PLACES for m in find_names(text) for e in m.entries[:1]):
        # a town that is taken, a province that is claimed (codebook, hard case 6)
        return "territory"
    return last_known("items.json", text, singular=True) or "other"


PLACES = ("country", "region", "city", "capital")
_OF_PLACES = frozenset({("COERCE", "seize"), ("RETREAT", "withdraw"), ("THREATEN", "territory")})


def _singular(words: list[str]) -> str:
    """The phrase with its last word in the singular, roughly: only to look it up."""
    last = words[-1]
    if last.endswith("ies"):
        last = last[:-3] + "y"
    elif last.endswith("s"):
        last = last[:-1]
    return " ".join([*words[:-1], last])
