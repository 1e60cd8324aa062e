"""Objects → item classes of the codebook and nodes of the item tree."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache

from communique.grounding.names import DATA, find_names, tokens


@dataclass(frozen=True, slots=True)
class Item:
    """What an object is.

    Attributes:
        item: class of the codebook.
        node: node of the item tree, from general to special.
        because: what shows it.
    """

    item: str
    node: str
    because: str = ""


OTHER = Item("other", "other.unspecified", "no word of it is in the table of items")
MONEY = Item("money", "money.unspecified", "a sum of money")
TERRITORY = Item("territory", "territory", "a place that is taken, left or claimed")


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
    return _last(name, text, singular=singular)[0]


def _last(name: str, text: str, *, singular: bool) -> tuple[str, str]:
    """The class of the last, longest phrase that a table knows, and the phrase; both "" if it knows none."""
    table, longest = phrases(name)
    words = [t.key for t in tokens(text)]
    for end in range(len(words), 0, -1):
        for size in range(min(longest, end), 0, -1):
            phrase = words[end - size : end]
            if found := table.get(" ".join(phrase)) or (singular and table.get(_singular(phrase))):
                return found, " ".join(phrase)
    return "", ""


def item_of(text: str, kind: str = "", mode: str | None = None) -> Item:
    """What an object is: by the last, longest phrase that the table knows, else by what the act and its spelling tell.

    Args:
        text: the mention, such as "50 armoured vehicles".
        kind: type of the event it belongs to.
        mode: its mode.
    """
    if (kind, mode) in _OF_PLACES and _is_place(text):
        # a town that is taken, a province that is claimed (codebook, hard case 6)
        return TERRITORY
    found = _known(text)
    if _SUM.match(text) and (found is None or _OF_MONEY.search(text)):
        # "$16 million in military aid" is money, "$16 million worth of arms" is arms
        return found if found and found.item == "money" else MONEY
    if found is None:
        return OTHER
    if found.node.startswith("wmd.missile") and _HELP.search(text):
        # help in building missiles is no missile
        return Item(found.item, "wmd.missile.assistance", f"{found.because}, and help with it")
    return found


def _is_place(text: str) -> bool:
    """Whether a phrase is a place itself: its head ends with the name of one ("the town of Bakhmut", not "a Panama-flagged tanker")."""
    return any(m.end >= len(text) and m.entries[0].kind in PLACES for m in find_names(text))


def _known(text: str) -> Item | None:
    """The item of the head of a phrase ("a rifle of the highest quality"), else of any of it ("a shipment of rifles")."""
    if row := _row(" ".join(t.key for t in tokens(text))):
        return row
    head = _AFTER_HEAD.split(text, maxsplit=1)[0]
    last, word = _last("items.json", head, singular=True) if head != text else ("", "")
    whole, phrase = _last("items.json", text, singular=True)
    if whole and (not last or _CONTAINER.search(head) or _special(whole, last)):
        last, word = whole, phrase
    return _item(last, word) if last else None


def _item(value: str, words: str) -> Item:
    """The item of a row of the table."""
    item, _, node = value.partition(" ")
    return Item(item, node, f"“{words}” in the table of items")


def _special(whole: str, head: str) -> bool:
    """Whether a whole phrase tells the same branch of the tree more exactly than its head ("$10 million in frozen assets")."""
    node = head.rpartition(" ")[2]
    return node.endswith(".unspecified") and whole.rpartition(" ")[2].startswith(node.removesuffix("unspecified"))


def _row(key: str) -> Item | None:
    """The table's row of a whole phrase."""
    found = phrases("items.json")[0].get(key)
    return _item(found, key) if found else None


_AFTER_HEAD = re.compile(r"\s(?:of|from|for|in|with|at|on|to|worth|including|made|used|carrying|by)\s")
_CONTAINER = re.compile(
    r"\b(?:shipments?|consignments?|batch(?:es)?|deliver(?:y|ies)|suppl(?:y|ies)|packages?|stockpiles?|caches?|loads?|tonn?es?|tons?|barrels?|"
    r"litres?|liters?|kilograms?|kilos|numbers?|worth|pairs?|lots?|series|range|types?|kinds?|pieces?|parts?|units?|systems?|hundreds|thousands|dozens|scores|"
    r"millions?|billions?|quantit(?:y|ies)|amounts?|convoys?|trucks?|(?:truck|train|ship|plane|boat|car)-?loads?|containers?|wagons?|railcars?|cargo(?:es|s)?|pallets?|sacks?|boxes|crates?|fleet|squadron|battery|batteries|help|aid|assistance|support|sale|transfer|export|"
    r"tranche|instal+ment|round|doses?|bushels?|metres|meters|yards|gallons|copy|gift|set|collection|items?)$",
    re.IGNORECASE,
)
"""Words that only measure or hold what follows: the object is what they are full of."""
_HELP = re.compile(
    r"\b(?:help|assist\w*|aid|support|expertise|advice|know-how|experts?|engineers?|scientists?)\b", re.IGNORECASE
)
_SUM = re.compile(
    r"(?:(?:the|some|about|around|nearly|almost|over|more than|at least|up to|an extra|another|an additional|its|their|a) )*(?:US|A|C|NZ|HK)?[$€£¥₽₹₩₪] ?\d",
    re.IGNORECASE,
)
_OF_MONEY = re.compile(
    r"\b(?:in|of) (?:\w+[ -]){0,3}(?:aid|assistance|help|support|funding|funds?|loans?|grants?|credits?|cash|debt|assets|investments?|relief|payments?|compensation)\b(?! worth)",
    re.IGNORECASE,
)
PLACES = ("country", "region", "city", "capital", "facility")
_OF_PLACES = frozenset({("COERCE", "seize"), ("RETREAT", "withdraw"), ("THREATEN", "territory")})


def _singular(words: list[str]) -> str:
    """The phrase with its last word in the singular, roughly: only to look it up."""
    last = words[-1]
    if last.endswith("ies"):
        last = last[:-3] + "y"
    elif last.endswith("s"):
        last = last[:-1]
    return " ".join([*words[:-1], last])
