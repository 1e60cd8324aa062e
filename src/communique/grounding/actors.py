"""Mentions of parties → name and actor code.

In order, the first that answers: the words of the mention itself; what it refers back to; the same name elsewhere in the
text, with a country beside it; the place of the event; the country that the text speaks of most. A phrase that shows no
country and stands in a text without any gets none.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from communique.grounding.names import STRONG, Entry, Match, find_names, lookup, tokens
from communique.grounding.objects import phrases
from communique.grounding.places import best
from communique.model import Mention

IGOS = frozenset({"UNO", "EUR", "IGO"})
"""Actor codes that take no sector."""

SECTOR_SURE = 0.5
"""The reader's guess of a sector counts before the table's from this probability."""

_CUT = re.compile(r"\s(?:to|in|for|at|near|against|with|on|who|that|which|over|about|including|during|after)\s|[,;(]\s")
_NOT_ITS_OWN = re.compile(
    r"^[-‐–](?:backed|led|allied|born|controlled|occupied|held|linked|based|supported|trained|supplied|funded|aligned|made|administered|brokered|run|affiliated|speaking)\b",
    re.IGNORECASE,
)
_KIN = re.compile(r"\b(?:anti|pro|former|ex|non)[-‐–]$", re.IGNORECASE)
_PRONOUN = frozenset(
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
_PLACED = frozenset(
    {
        "CVL",
        "COP",
        "MIL",
        "GOV",
        "LEG",
        "JUD",
        "OPP",
        "PTY",
        "LAB",
        "EDU",
        "MED",
        "JRN",
        "REF",
        "BUS",
        "REL",
        "SOC",
        "SPY",
        "PRM",
        "ELI",
        "CRM",
        "REB",
        "",
    }
)


@dataclass(frozen=True)
class Evidence:
    """What a text shows of countries and bodies, found once a document.

    Attributes:
        text: the text.
        date: publication date, or None.
        matches: every name in the text.
    """

    text: str
    date: str | None
    matches: tuple[Match, ...] = field(default=())

    @cached_property
    def countries(self) -> list[str]:
        """Countries of the text, the most mentioned first, then the earliest."""
        count: Counter[str] = Counter()
        for match in self.matches:
            entry = self.meaning(match)
            code = entry.code.partition(" ")[0]
            if code and code not in IGOS and code not in ("IMG", "NGO", "MNC", "ISM"):
                count[code] += 3 if entry.kind in ("country", "demonym") else 2 if entry.kind in STRONG else 1
        return [code for code, _ in sorted(count.items(), key=lambda c: -c[1])]

    def meaning(self, match: Match) -> Entry:
        """The meaning of a name at the date of the text."""
        fit = [e for e in match.entries if e.holds(self.date)] or list(match.entries)
        strongest = [e for e in fit if e.kind == fit[0].kind]
        if strongest[0].kind in ("city", "region"):
            return best(strongest, [])
        if strongest[0].kind == "person" and not strongest[0].holds(self.date):
            return max(strongest, key=lambda e: e.since if not self.date or e.since <= self.date else "")
        return strongest[0]

    def within(self, start: int, end: int) -> list[Match]:
        """The names inside a stretch of text."""
        return [m for m in self.matches if m.start >= start and m.end <= end]


def gather(text: str, date: str | None) -> Evidence:
    """Find the names of a text."""
    return Evidence(text, date, tuple(find_names(text)))


def role_sector(phrase: str) -> str:
    """The sector that the last, longest known role word of a phrase shows, "" if none does."""
    table, longest = phrases("roles.json")
    words = [t.key for t in tokens(phrase)]
    for end in range(len(words), 0, -1):
        for size in range(min(longest, end), 0, -1):
            if found := table.get(" ".join(words[end - size : end])):
                return found
    return ""


def resolve(mention: Mention, mentions: tuple[Mention, ...], seen: Evidence, place: str | None) -> tuple[str, str]:
    """The name and code of a party.

    Args:
        mention: the party.
        mentions: all of the text, for what it refers back to.
        seen: the names of the text.
        place: country of the event's place, or None.

    Returns:
        Fullest name in the text, and actor code ("RUS GOV", "UNO", "---").
    """
    chain = _chain(mention, mentions)
    name = _name(chain, seen)
    pronoun = seen.text[mention.start : mention.end].casefold() in _PRONOUN
    country, sector = "", ""
    for link in chain:
        country, sector = _own(link, seen)
        if country:
            break
    if not country:
        country, sector = _elsewhere(chain, seen)
    told = _told_sector(chain[-1] if pronoun else mention, seen)
    sector = sector or told
    if not country:
        country = _implied(sector, seen, place)
    if country in IGOS:
        return name, country
    return name, f"{country or '---'} {sector}".strip()


def _chain(mention: Mention, mentions: tuple[Mention, ...]) -> list[Mention]:
    """A mention and what it refers back to, at most four steps."""
    chain = [mention]
    while chain[-1].antecedent is not None and len(chain) < 5:
        chain.append(mentions[chain[-1].antecedent])
    return chain


def _name(chain: list[Mention], seen: Evidence) -> str:
    """The fullest name: the longest of the chain that is a name, else the mention itself."""
    texts = [seen.text[m.start : m.end] for m in chain]
    named = [t for t in texts if any(w[:1].isupper() for w in t.split())]
    return (
        max(named[1:] or named or texts[:1], key=len) if texts[0].casefold() in _PRONOUN or not named[:1] else texts[-1]
    )


def _told_sector(mention: Mention, seen: Evidence) -> str:
    """The sector from the wording: the reader's guess if it is sure, else the table of role words."""
    if mention.layer == "party" and mention.sector_score >= SECTOR_SURE:
        return mention.sector
    return role_sector(seen.text[mention.start : mention.end]) or mention.sector


def _own(mention: Mention, seen: Evidence) -> tuple[str, str]:
    """Country and sector that the words of the mention show; "" where they do not."""
    cut = _CUT.search(seen.text, mention.start, mention.end)
    head = cut.start() if cut and cut.start() > mention.start else mention.end
    for end in dict.fromkeys((head, mention.end)):
        start = mention.start if end == head else head
        usable = [m for m in seen.within(start, end) if not _borrowed(m, seen)]
        if (
            end == mention.end
            and start == head
            and cut
            and cut.group().strip() in ("to", "against", "with", "about", "over")
        ):
            continue
        if found := _strongest(usable, seen, end):
            return found
    return "", ""


def _borrowed(match: Match, seen: Evidence) -> bool:
    """Whether a name only qualifies ("Iranian-backed", "anti-French")."""
    after = seen.text[match.end : match.end + 14]
    return bool(_NOT_ITS_OWN.match(after)) or bool(
        _KIN.search(seen.text[max(0, match.start - 8) : match.start])
        and seen.text[match.start - 1] in "-‐–"
        and seen.text[max(0, match.start - 5) : match.start].casefold().startswith("anti")
    )


def _strongest(usable: list[Match], seen: Evidence, end: int) -> tuple[str, str]:
    """Country and sector of the names of a phrase."""
    meanings = [(m, seen.meaning(m)) for m in usable]
    for kind in ("organisation", "person"):
        for match, entry in meanings:
            if entry.kind == kind and (
                kind == "person"
                or match.end >= end - 1
                or match is usable[0]
                or _head_follows(seen.text[match.end : end])
            ):
                country, _, sector = entry.code.partition(" ")
                return country, _at_date(entry, sector, seen.date)
    for kinds in (("country", "demonym"), ("metonym", "capital"), ("region", "city")):
        for _, entry in meanings:
            if entry.kind in kinds and entry.code:
                country, _, sector = entry.code.partition(" ")
                bare = (
                    entry.kind in ("metonym", "capital")
                    and len(usable) == 1
                    and len(seen.text[usable[0].start : end].split()) <= 3
                )
                return country, sector if bare else ""
    return "", ""


def _at_date(entry: Entry, sector: str, date: str | None) -> str:
    """A person's sector: unknown before the office, former elite after it."""
    if entry.kind != "person" or date is None or entry.holds(date):
        return sector
    return "ELI" if entry.until and entry.until <= date and sector in ("GOV", "LEG", "MIL") else ""


def _head_follows(rest: str) -> bool:
    """Whether what follows an organisation's name is only its people ("Hamas fighters"), not another name."""
    return not re.search(r"[A-Z]", rest)


def _elsewhere(chain: list[Mention], seen: Evidence) -> tuple[str, str]:
    """Country of a personal name or body that the tables do not know, from another place in the text where one stands beside it."""
    for link in chain:
        words = [t for t in tokens(seen.text, link.start, link.end) if t.capital and len(t.key) > 2]
        for word in reversed(words):
            for other in tokens(seen.text):
                if other.key == word.key and other.capital:
                    found = _beside(other.start, other.end, seen)
                    if found:
                        return found, ""
    return "", ""


def _beside(start: int, end: int, seen: Evidence) -> str:
    """The country in the words right before a name ("Kenyan activist Boniface Mwangi") or in the apposition after it."""
    before = max(seen.text.rfind(c, 0, start) for c in ".;\n")
    low = max(before, start - 60)
    front = [
        m for m in seen.within(max(low, 0), start) if seen.meaning(m).kind in ("country", "demonym", "organisation")
    ]
    if front and not re.search(
        r"[,:]|\b(?:and|to|in|with|that|said|by|on|from|against)\b", seen.text[front[-1].end : start]
    ):
        return seen.meaning(front[-1]).code.partition(" ")[0]
    after = re.match(r"[^.;\n,]{0,30}, ([^.;,\n]{3,70})", seen.text[end : end + 110])
    if after:
        inside = [m for m in seen.within(end + after.start(1), end + after.end(1)) if seen.meaning(m).kind in STRONG]
        if inside:
            return seen.meaning(inside[0]).code.partition(" ")[0]
    return ""


def _implied(sector: str, seen: Evidence, place: str | None) -> str:
    """The country of a party without one of its own: that of the place, else the one the text speaks of most before it."""
    if sector not in _PLACED:
        return ""
    if place:
        return place
    return seen.countries[0] if seen.countries else ""


__all__ = ["Evidence", "gather", "lookup", "resolve", "role_sector"]
