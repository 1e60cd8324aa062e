"""Phrases that are an office and nothing else: whose it is, and which ("the South Korean president", "NATO's secretary general")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from communique.grounding.names import Match, find_names

STATE = "head of state"
BOTH = "head of state and government"
GOVERNMENT = "head of government"
DE_FACTO = "de facto leader"
FOREIGN, DEFENCE, BODY, DEPUTY = "foreign minister", "defence minister", "head of body", "deputy head"


@dataclass(frozen=True, slots=True)
class Title:
    """An office as a phrase names it.

    Attributes:
        classes: classes of the table of offices, the likelier first.
        word: what the title of the office must hold, "" if anything may.
        only: states where the words mean this office; empty if in all.
    """

    classes: tuple[str, ...]
    word: str = ""
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A phrase that is an office.

    Attributes:
        title: the office.
        countries: states that the phrase may name, empty where it names none ("Congolese" may be of two).
        body: usual name of the intergovernmental body, "" where the phrase names none.
    """

    title: Title
    countries: tuple[str, ...] = ()
    body: str = ""


_TITLES: tuple[tuple[re.Pattern[str], Title], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), title)
    for pattern, title in (
        (
            r"foreign (?:affairs )?minister|minister (?:of|for) (?:foreign|external) affairs|external affairs minister|top diplomat",
            Title((FOREIGN,)),
        ),
        (r"foreign secretary", Title((FOREIGN,), only=("GBR", "PHL"))),
        (r"secretary of state", Title((FOREIGN,), "secretary of state", only=("USA",))),
        (r"defen[cs]e minister|minister (?:of|for) (?:national )?defen[cs]e", Title((DEFENCE,))),
        (
            r"defen[cs]e secretary|secretary of (?:state for )?defen[cs]e|pentagon chief",
            Title((DEFENCE,), only=("USA", "GBR", "PHL", "MEX")),
        ),
        (r"prime minister|premier|head of (?:the )?government", Title((GOVERNMENT, BOTH))),
        (r"taoiseach", Title((GOVERNMENT,), only=("IRL",))),
        (r"(?:federal )?chancellor", Title((GOVERNMENT,), only=("DEU", "AUT"))),
        (r"supreme leader", Title((DE_FACTO, STATE), only=("IRN", "PRK", "AFG"))),
        *(
            (word, Title((STATE, BOTH), word))
            for word in ("king", "queen", "emir", "sultan", "emperor", "pope", "grand duke")
        ),
        (r"pontiff", Title((STATE, BOTH), "pope")),
        (r"monarch", Title((STATE, BOTH), "")),
        (r"vice[- ]president", Title((DEPUTY,), "vice president")),
        (r"president|head of state", Title((BOTH, STATE), "president")),
        (r"(?:de facto )?leader|strongman|ruler|dictator", Title((DE_FACTO, BOTH, STATE, GOVERNMENT), "leader")),
    )
)
_OF_BODIES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), word)
    for pattern, word in (
        (r"secretary[- ]general|general secretary", "secretary general"),
        (r"director[- ]general", "director general"),
        (r"president", "president"),
        (r"managing director", "managing director"),
        (r"high commissioner", "high commissioner"),
        (r"(?:chief )?prosecutor", "prosecutor"),
        (r"chair(?:man|person|woman)?", "chair"),
        (r"chief|head|boss", ""),
    )
)
"""Words for the head of a body, and what its title must hold."""

_ARTICLE = re.compile(
    r"^(?:the|outgoing|caretaker|interim|acting|transitional|veteran|current|incumbent|sitting|newly elected|re-elected|long-?time|embattled|hardline|authoritarian|powerful|new|(?:\d\d-year-old)) ",
    re.IGNORECASE,
)
_NO_ONE = re.compile(r"^(?:an?|no|any|every|another|some|each|first|last|next|former|then|late|ex)[ -]", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\.?(?:’s|'s|’|')?")


@lru_cache(maxsize=4096)
def asked(phrase: str) -> Asked | None:
    """The office that a phrase is.

    Args:
        phrase: a mention.

    Returns:
        None where it is none, or where anything but the office and its owner stands in it: a name, a party, a region, "former", "opposition".
    """
    text = phrase.strip()
    if _NO_ONE.match(text):
        return None
    countries: list[tuple[str, ...]] = []
    bodies, rest, at = set(), "", 0
    for match in _owners(text):
        entry = match.entries[0]
        code = entry.code.partition(" ")[0]
        if entry.kind in ("country", "demonym"):
            countries.append(tuple(dict.fromkeys(e.code for e in match.entries if e.kind in ("country", "demonym"))))
        elif entry.kind == "organisation" and code in ("UNO", "EUR", "IGO"):
            bodies.add(entry.name)
            if entry.name == UN_HEAD:
                return Asked(Title((BODY,), "secretary general"), body=UNITED_NATIONS)
        else:
            return None
        rest += text[at : match.start] + " "
        found = _POSSESSIVE.match(text, match.end)
        at = found.end() if found else match.end
    rest = _cleaned(rest + text[at:])
    if len(countries) > 1 or (countries and bodies) or len(bodies) > 1:
        return None
    if bodies:
        word = next((w for pattern, w in _OF_BODIES if pattern.fullmatch(rest)), None)
        return None if word is None else Asked(Title((BODY,), word), body=bodies.pop())
    title = next((t for pattern, t in _TITLES if pattern.fullmatch(rest)), None)
    return Asked(title, countries[0] if countries else ()) if title else None


UN_HEAD = "Secretary-General of the United Nations"
UNITED_NATIONS = "United Nations"


def _owners(text: str) -> list[Match]:
    """The names of a phrase; of one that is itself an office of somebody ("Iran's supreme leader", "Pope"), only those inside it."""
    found = []
    for match in find_names(text):
        words = text[match.start : match.end]
        title = next(
            (m for m in (re.search(rf"(?:{pattern.pattern})$", words, re.IGNORECASE) for pattern, _ in _TITLES) if m),
            None,
        )
        if title and match.entries[0].name != UN_HEAD:
            found += find_names(text, match.start, match.start + title.start()) if title.start() else []
        else:
            found.append(match)
    return found


def _cleaned(words: str) -> str:
    """What is left of a phrase without its owner: no articles, no "of" at the ends."""
    text = " ".join(words.split())
    for _ in range(4):
        text = re.sub(r"(?: (?:of|for|to)(?: the)?)$|^(?:of the|of) ", "", _ARTICLE.sub("", text)).strip(" ,")
    return re.sub(r"(?:’s|'s)$", "", text)
