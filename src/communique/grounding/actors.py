"""Mentions of parties → name, country and sector, as far as the text shows them.

In order, the first that answers: the words of the mention itself; what it refers back to; the same name elsewhere in the
text, with a country beside it. What remains open is `implied.py`'s.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from communique.grounding.evidence import IGOS, NO_COUNTRY, Evidence
from communique.grounding.names import NOT_ITS_OWN, STRONG, Entry, Match, Token, tokens
from communique.grounding.objects import last_known
from communique.model import Mention

SECTOR_SURE = 0.5
"""The reader's guess of a sector counts before the table's from this probability."""

PRONOUNS = frozenset(
    [
        "he",
        "she",
        "it",
        "they",
        "him",
        "her",
        "them",
        "his",
        "its",
        "their",
        "who",
        "which",
        "we",
        "i",
        "us",
        "our",
        "me",
        "you",
        "both",
        "all",
        "each",
    ]
)

_CUT = re.compile(
    r"\s(?:to(?!\s\d)|in|for|at|near|against|with|on|who|that|which|over|about|including|during|after)\s|[,;(]\s"
)
_AIMED = frozenset({"to", "against", "with", "about", "over"})
_FOR_OR_AGAINST = re.compile(r"\b(?:anti|pro|non)[-‐–]$", re.IGNORECASE)
_NOT_BESIDE = re.compile(r"[,:]|\b(?:and|to|in|with|that|said|by|on|from|against)\b")


@dataclass(frozen=True, slots=True)
class Party:
    """What a mention shows of a party.

    Attributes:
        name: fullest name in the text.
        country: country or body, "" if nothing shows it.
        sector: "" if nothing shows it.
        personal: whether it is called by a name.
        because: what shows the country, "" if nothing does.
        known: the person or body of the tables that the words name, or None.
    """

    name: str
    country: str
    sector: str
    personal: bool
    because: str = ""
    known: Entry | None = None


def explicit(mention: Mention, mentions: tuple[Mention, ...], seen: Evidence) -> Party:
    """What the text shows of a party.

    Args:
        mention: the party.
        mentions: all of the text, for what it refers back to.
        seen: the names of the text.
    """
    chain = _chain(mention, mentions, seen)
    shown = _Shown()
    # a town in the mention ("Paris prosecutors") comes last: it may be a family name that the text explains elsewhere ("Kim")
    for kinds in (_BODIES, _STATED, None, _TOWNS):
        if kinds is None:
            country = _elsewhere(chain, seen)
            shown = _Shown(country, because="stands beside the name elsewhere in the text" if country else "")
        else:
            shown = next((found for link in chain if (found := _own(link, seen, kinds)).country), shown)
        if shown.country:
            break
    pronoun = seen.text[mention.start : mention.end].casefold() in PRONOUNS
    told = role_sector(seen.text[mention.start : mention.end]) if shown.sector == "GOV" and shown.known else ""
    # the forces of a government are not the government ("Puntland's elite security forces")
    sector = (told if told in _FORCES else shown.sector) or _told_sector(
        chain[-1] if pronoun and len(chain) > 1 else mention, mention, seen
    )
    name = _name(chain, seen)
    personal = name[:1].isupper() and len(name.split()) <= 4 and not name.startswith("The ")
    return Party(name, shown.country, sector, personal, shown.because, shown.known)


_FORCES = ("MIL", "COP", "SPY")


@dataclass(frozen=True, slots=True)
class _Shown:
    """Country and sector that words show, by what, and the person or body that they name."""

    country: str = ""
    sector: str = ""
    because: str = ""
    known: Entry | None = None


def role_sector(phrase: str) -> str:
    """The sector that the last, longest known role word of a phrase shows, "" if none does."""
    return last_known("roles.json", phrase)


def _chain(mention: Mention, mentions: tuple[Mention, ...], seen: Evidence) -> list[Mention]:
    """A mention and what it refers back to, at most four steps.

    A mention with a name in it refers only to what has that name too: "Kim" to "Kim Jong-un", but "the head of South Korea's ruling
    party" to nobody.
    """
    chain = [mention]
    while chain[-1].antecedent is not None and len(chain) < _STEPS:
        before = mentions[chain[-1].antecedent]
        own = {
            t.key
            for t in tokens(seen.text, chain[-1].start, chain[-1].end)
            if t.capital and t.key not in PRONOUNS | {"the"}
        }
        if own and not own & {t.key for t in tokens(seen.text, before.start, before.end)}:
            break
        chain.append(before)
    return chain


_STEPS = 5


def _name(chain: list[Mention], seen: Evidence) -> str:
    """The fullest name: that of what the mention refers back to, else the mention itself."""
    texts = [seen.text[m.start : m.end] for m in chain]
    named = [t for t in texts[1:] if any(w[:1].isupper() for w in t.split())]
    return max(named, key=len) if named else texts[-1]


def _told_sector(meant: Mention, mention: Mention, seen: Evidence) -> str:
    """The sector from the wording: the reader's guess if it is sure, else the table of role words."""
    if mention.sector_score >= SECTOR_SURE and mention.sector:
        return mention.sector
    words = seen.text[meant.start : meant.end]
    return role_sector(words) or _usual_sector(words, meant, seen) or mention.sector


def _usual_sector(words: str, meant: Mention, seen: Evidence) -> str:
    """What a party without any word for its sector usually is: a bare country its government, "five others" and "three Filipinos" civilians."""
    if _COUNTED.match(words):
        return "CVL"
    named = seen.within(meant.start, meant.end)
    if len(named) == 1 and _ARTICLE.sub("", words).casefold() == seen.text[
        named[0].start : named[0].end
    ].casefold().removeprefix("the "):
        return "GOV" if seen.meaning(named[0]).kind == "country" else ""
    return ""


_ARTICLE = re.compile(r"^[Tt]he |(?:’s|'s)$")
_COUNTED = re.compile(
    r"^(?:at least |about |around |nearly |almost |more than |over |up to |as many as |some |another |the )*(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"\w+teen|\w+ty(?:-\w+)?|dozens|scores|hundreds|thousands|several|many|dozens of|hundreds of|thousands of)(?: of)?(?: \w+ed)? (?:others?|more|people|persons|[A-Z]\w+(?:ns|is|se|sh|ese|nts))\b",
)
"""Counts of people that nothing else is said of."""


def joined_countries(mention: Mention, mentions: tuple[Mention, ...], seen: Evidence) -> tuple[str, ...]:
    """The countries of a phrase that names several at once ("Poland and Bulgaria", "both countries"); empty where it names one or none.

    For "both countries" and "the two leaders" these are the two that the text named most before; a pronoun stands for what it refers to.
    """
    for link in _chain(mention, mentions, seen):
        if found := _joined(link, seen):
            return found
    return ()


def _joined(mention: Mention, seen: Evidence) -> tuple[str, ...]:
    """The countries of one phrase."""
    phrase = seen.text[mention.start : mention.end]
    if _TWO.search(phrase):
        before = Counter(c for at, c in seen.spoken_of if at < mention.start and c not in NO_COUNTRY)
        pair = [c for c, _ in before.most_common(2)]
        return tuple(pair) if len(pair) == len(("one", "other")) else ()
    cut = _CUT.search(phrase)
    usable = [m for m in seen.within(mention.start, mention.end) if not _borrowed(m, seen)]
    found: list[str] = []
    for left, right in pairwise(usable):
        if cut and cut.group().strip(" ,;(") and right.start > mention.start + cut.start() > left.start:
            break
        both = all(m.kind in _STATES or m.code in IGOS for m in map(seen.meaning, (left, right)))
        if both and _AND.fullmatch(seen.text[left.end : right.start]):
            found += [seen.meaning(m).code.partition(" ")[0] for m in (left, right)]
    several = tuple(dict.fromkeys(found))
    return several if len(several) > 1 else ()


_STATES = frozenset({"country", "demonym", "capital", "metonym"})
_TWO = re.compile(
    r"^(?:(?:the |its |their )?(?:both|two)(?: [a-z]+)?(?: (?:countries|nations|states|sides|leaders|governments|presidents|ministers|"
    r"neighbou?rs|parties|capitals|powers|allies|rivals|armies|militaries|men))?|(?:each|either) (?:side|country)|the [a-z ]+ of "
    r"(?:both|the two) (?:countries|nations|states|sides)|the (?:two )?delegations)$",
    re.IGNORECASE,
)
_AND = re.compile(r"\.?(?:’s|'s)?,? (?:and|&) (?:the )?|, (?:the )?")


_BODIES: tuple[tuple[str, ...], ...] = (("organisation",), ("person",), ("country", "demonym"), ("metonym", "capital"))
_STATED: tuple[tuple[str, ...], ...] = (("region",),)
_TOWNS: tuple[tuple[str, ...], ...] = (("city",),)


def _own(mention: Mention, seen: Evidence, kinds: tuple[tuple[str, ...], ...]) -> _Shown:
    """What the words of the mention show.

    What stands before a preposition goes first: "the Iranian envoy to Iraq" is Iran's. After "to", "against" and "with" stands another
    party, so that "the envoy to Iraq" shows nothing.
    """
    cut = _CUT.search(seen.text, mention.start, mention.end)
    head = cut.start() if cut and cut.start() > mention.start else mention.end
    parts = [(mention.start, head)]
    if cut and head < mention.end and cut.group().strip() not in _AIMED:
        parts.append((head, mention.end))
    for start, end in parts:
        usable = [m for m in seen.within(start, end) if (m.start, m.end) == (start, end) or not _borrowed(m, seen)]
        if (shown := _strongest(usable, seen, end, kinds)).country:
            return shown
    return _Shown()


def _borrowed(match: Match, seen: Evidence) -> bool:
    """Whether a name only qualifies ("Iranian-backed", "anti-French", "pro-Russian")."""
    return bool(
        NOT_ITS_OWN.match(seen.text, match.end)
        or _FOR_OR_AGAINST.search(seen.text[max(0, match.start - 6) : match.start])
    )


def _strongest(usable: list[Match], seen: Evidence, end: int, kinds: tuple[tuple[str, ...], ...]) -> _Shown:
    """Country and sector of the names of a phrase, the first of the wanted kinds."""
    meanings = [(m, seen.meaning(m)) for m in usable]
    for wanted in kinds:
        for match, entry in meanings:
            if entry.kind not in wanted or not entry.code:
                continue
            country, _, sector = entry.code.partition(" ")
            because = f"{entry.kind} “{seen.text[match.start : match.end]}”"
            if entry.kind == "person":
                return _Shown(country, _at_date(entry, sector, seen.date), because, entry)
            if entry.kind == "organisation":
                if match.end >= end - 1 or match is usable[0] or _head_follows(seen.text[match.end : end]):
                    return _Shown(country, sector, because, entry)
                continue
            bare = len(usable) == 1 and len(seen.text[usable[0].start : end].split()) <= _SHORT
            return _Shown(country, sector if bare else "", because)
    return _Shown()


_SHORT = 3
"""A capital or a palace stands for the government in a phrase of so many words at most."""


def _at_date(entry: Entry, sector: str, date: str | None) -> str:
    """A person's sector: unknown before the office, former elite after it."""
    if entry.kind != "person" or date is None or entry.holds(date):
        return sector
    return "ELI" if entry.until and entry.until <= date and sector in ("GOV", "LEG", "MIL") else ""


def _head_follows(rest: str) -> bool:
    """Whether what follows an organisation's name is only its people ("Hamas fighters"), not another name."""
    return not re.search(r"[A-Z]", rest)


def _elsewhere(chain: list[Mention], seen: Evidence) -> str:
    """Country of a name that the tables do not know, from another place in the text where one stands beside it."""
    for link in chain:
        words = [t for t in tokens(seen.text, link.start, link.end) if t.capital and len(t.key) > 2]
        for word in reversed(words):
            for other in seen.capitals.get(word.key, ()):
                if found := _part_of(other, seen) or _beside(other.start, other.end, seen):
                    return found
    return ""


def _part_of(word: Token, seen: Evidence) -> str:
    """The country of a known person or body whose name the word is part of."""
    for match in seen.matches:
        if match.start <= word.start and word.end <= match.end:
            entry = seen.meaning(match)
            return entry.code.partition(" ")[0] if entry.kind in ("person", "organisation") else ""
    return ""


def _beside(start: int, end: int, seen: Evidence) -> str:
    """The country in the words right before a name ("Kenyan activist Boniface Mwangi") or in the apposition after it."""
    before = max(seen.text.rfind(c, 0, start) for c in ".;\n")
    low = max(before, start - 60)
    front = [
        m for m in seen.within(max(low, 0), start) if seen.meaning(m).kind in ("country", "demonym", "organisation")
    ]
    between = seen.text[front[-1].end : start] if front else ""
    if front and not _NOT_BESIDE.search(between.removesuffix(", ")):
        return seen.meaning(front[-1]).code.partition(" ")[0]
    after = re.match(r"[^.;\n,]{0,30}, ([^.;,\n]{3,70})", seen.text[end : end + 110])
    if after:
        inside = [m for m in seen.within(end + after.start(1), end + after.end(1)) if seen.meaning(m).kind in STRONG]
        if inside:
            return seen.meaning(inside[0]).code.partition(" ")[0]
    return ""
