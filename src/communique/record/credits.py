"""The agency that a text credits as a whole: in its dateline or byline, in its first sentence, or at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from communique.grounding.names import fold, lookup
from communique.grounding.names import key as folded

_TABLE = """AP: associated press, ap news | Reuters: thomson reuters | AFP: agence france presse | UPI: united press international
dpa: deutsche presse agentur, german press agency | EFE: agencia efe | ANSA | Lusa | APA | ANP | Belga | STT | NTB | TT | Ritzau | CTK: czech news agency
PAP: polish press agency | TASR | MTI | Agerpres | BTA: bulgarian news agency | Tanjug | HINA | AMNA: athens macedonian news agency
PA: press association, pa media | TASS: itar tass | Interfax | Interfax-Ukraine | RIA Novosti: ria | Ukrinform | UNIAN | BelTA | Kazinform
Trend | Azertac | Armenpress | Xinhua: new china news agency | CNA: central news agency, focus taiwan | Kyodo | Jiji: jiji press | Yonhap
Newsis | KCNA: korean central news agency | PTI: press trust of india | ANI: asian news international | IANS: indo asian news service
UNI: united news of india | APP: associated press of pakistan | UNB: united news of bangladesh | Bernama | Antara | VNA: vietnam news agency
PNA: philippine news agency | Anadolu: anatolia, aa | DHA: demiroren | IHA: ihlas | IRNA: islamic republic news agency | ISNA | Tasnim | Fars | Mehr
SANA: syrian arab news agency | WAM: emirates news agency | SPA: saudi press agency | QNA: qatar news agency | KUNA: kuwait news agency
BNA: bahrain news agency | Petra: jordan news agency | MENA: middle east news agency | NNA: national news agency | WAFA | INA: iraqi news agency
ONA: oman news agency | Saba | SUNA: sudan news agency | MAP: maghreb arabe presse | APS: algerie presse service | TAP: tunis afrique presse
LANA: libyan news agency | NAN: news agency of nigeria | GNA: ghana news agency | ENA: ethiopian news agency | SONNA: somali national news agency
Prensa Latina | Telam | Notimex | Agencia Brasil | CP: canadian press | AAP: australian associated press"""


def _names_of(table: str) -> dict[str, str]:
    """Usual name of each agency by all its names, folded."""
    found = {}
    for entry in re.split(r"\s*[|\n]\s*", table):
        name, _, others = entry.partition(": ")
        found.update({folded(other): name for other in (name, *filter(None, others.split(", ")))})
    return found


_USUAL = _names_of(_TABLE)
"""From general knowledge; a name that is not here is still known by its place and form."""

UNNAMED = "agencies"
"""Key of a credit to agencies that are not named ("Staff and agencies")."""

OPENING, CLOSING = 600, 500
"""Characters at the beginning and the end of a text in which credits stand; an agency named between them is the source of what it is cited for."""

_DATELINE = re.compile(
    r"^(?P<place>[^()\n]{0,80}?)(?:^|(?<=[\s—–-]))(?:\((?P<agency>[^()\n]{2,60})\)|/(?P<slashed>[^()/\n]{2,40})/)"
    r"(?P<stop>\.?[ \t]*[-–—:]|\.(?=\s))?",
    re.MULTILINE,
)
_OWNER = r"(?:©|\([cC]\)|[Cc]opyright)"
_FORMS = (
    ("byline", "known", r"^(?:[Bb]y|BY|[Ff]rom)[ \t]+(?P<agency>[^\n]{2,80}?)[ \t]*$"),
    ("byline", "known", r"^[^\n|]{2,60}\|[ \t]*(?P<agency>[^\n|]{2,40}?)[ \t]*$"),
    ("last line", "any", r"(?:^|(?<=[.!?”\"’)])[ \t]+)[—–-]{1,2}[ \t]*(?:(?:[Ff]rom|[Bb]y|[Vv]ia)[ \t]+)?(?P<agency>[^\n—–]{2,80}?)\s*\Z"),
    ("last line", "worded", r"(?<=\s)[(\[/](?P<agency>[^()\[\]/\n]{2,40})[)\]/]\.?\s*\Z"),
    ("last line", "worded", r"^(?P<agency>[^\n.!?:;]{2,90}?)\s*\Z"),
    ("source line", "any", r"^(?:[Nn]ews |[Oo]riginal )?(?:[Ss]ources?|SOURCES?)[ \t]*:[ \t]*(?P<agency>[^\n]{2,60}?)[ \t]*$"),
    ("copyright line", "any", rf"(?:^[Cc]opyright|©|\([cC]\))(?:[ \t]*(?:{_OWNER}|\d{{4}}|[-–,]))*[ \t]*(?:by[ \t]+)?(?P<agency>[^\n.]{{2,60}})"),
    ("closing credit", "known", r"\b[Ww]ith (?:\w+ ){0,2}?(?:inputs?|reporting|files|material|reports) (?:from|by) (?P<agency>[^\n.]{2,60})"),
)  # fmt: skip
"""Where a credit stands; whether any name may stand there, one with a word of agencies, or only one of the table; and the form."""
_CLOSING = tuple((where, names, re.compile(form, re.MULTILINE)) for where, names, form in _FORMS)
_LEAD = re.compile(r"(?:\A|[,.:—–-] )(?P<agency>[^,\n]{2,60}?) (?:has |have )?report(?:ed|s)\b")
_PARTICLES = "of|the|and|de|du|des|del|da|do|di|la|le|el|al|las|los|der|die|und|van|von"
_NAME = re.compile(rf"(?:[^\W_a-z][\w'’.-]*|{_PARTICLES})(?: (?:[^\W_a-z][\w'’.-]*|{_PARTICLES})){{0,5}}")
_WORDED = re.compile(r"\b(?:news|agenc\w*|agent\w*|agence|press|presse|prensa|wire|newswire|service)\b")
_NO_AGENCY = re.compile(
    r"\b(?:staff|desk|newsdesk|correspondents?|reporters?|writers?|bureau|editors?|editorial|live|update[ds]?|exclusive|opinion|analysis|"
    r"images?|getty|file|handout|courtesy|video|photo|graphic|comments?|subscribe|advertisement|rights reserved|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|\d+)\b"
)
_MANY = re.compile(
    r"(?:(?:own |our )?(?:staff|correspondents?|reporters?|desk) and )?(?:from |news |wire |various |other )*(?:agencies|agency|wires|wire services|wire reports)"
)
_TRAILING = re.compile(r" (?:news agency|newswire|agency|news|wire|photo|com|ru)$")
_COMPANY = re.compile(r" (?:ltd|limited|inc|llc|plc|gmbh)$")


@dataclass(frozen=True, slots=True)
class Credit:
    """An agency that a text says it comes from.

    Attributes:
        key: its usual name without case and accents: "reuters", "halla press"; `agencies` where none is named.
        name: its usual name, else as the text writes it.
        start: first code point of the name in the text.
        end: its end, exclusive.
        because: where it stands.
    """

    key: str
    name: str
    start: int
    end: int
    because: str


def wire_credit(text: str, publisher: str | None = None) -> Credit | None:
    """The agency that a text credits as a whole.

    A dateline "SEOUL, July 9 (Halla Press) -", a byline "By the Associated Press", a last line "— AFP", "(Reuters)" or "Source: Halla
    Press", "© AFP", and a first sentence that ends "..., Yonhap reported". "According to KCNA" is none: that is the source of one claim.

    Args:
        text: the text.
        publisher: who published it. An outlet's credit to itself counts only where the text has no other; it is kept, so that the
            outlet's own report and what others print of it have one origin.

    Returns:
        The first credit in the text, or None. Agencies outside the table are known by the form alone.
    """
    own = agency(publisher) if publisher else ""
    found = list(_credits(text))
    return next((c for c in found if c.key != own), found[0] if found else None)


def _credits(text: str) -> Iterator[Credit]:
    """All credits of a text: its opening, its end, its first sentence."""
    for match in _DATELINE.finditer(text, 0, OPENING):
        group = "agency" if match["agency"] else "slashed"
        if _place(match["place"]) and not _abbreviates(match[group], match["place"]):
            yield from _credit(match, group, "dateline", "any" if match["stop"] else "alone")
    last = len(text.rstrip())
    for where, names, form in _CLOSING:
        if where == "byline":
            for match in form.finditer(text, 0, min(OPENING, last)):
                yield from _credit(match, "agency", where, names)
        for match in form.finditer(text, max(0, last - CLOSING), last):
            yield from _credit(match, "agency", where, names)
    end = re.search(r"[.!?][”\"’]?(?=\s)", text[:OPENING])
    for match in _LEAD.finditer(text, 0, end.end() if end else min(len(text), OPENING)):
        yield from _credit(match, "agency", "first sentence", "ending")


def _place(place: str) -> bool:
    """Whether what stands before an agency can be the place and date of a dateline: no sentence."""
    words = place.split()
    if len(words) > 10 or (words and words[0] in ("The", "A", "An") and words[1:2] != ["Hague"]):
        return False
    return all(not w[0].isalpha() or w[0].isupper() or w in _PARTICLES.split("|") for w in words)


def _abbreviates(name: str, place: str) -> bool:
    """Whether a name is the initials of what stands before it: "World Health Organization (WHO)"."""
    initials = "".join(fold(w)[:1] for w in place.split() if w[0].isupper())
    return len(name) > 1 and initials.endswith(fold(name))


_SPLIT = re.compile(r"\s*[,;/|&+]\s*|\s+(?:and|with|via|for)\s+")
_ALONE = frozenset({"ap", "reuters", "afp", "upi", "dpa", "efe", "tass", "interfax", "xinhua", "yonhap", "kyodo", "pti", "ians", "anadolu", "irna",
                    "kcna", "ukrinform", "bernama", "aap"})  # fmt: skip
"""Names of one word that are an agency even among other words; others of the table are also given names ("By Petra Novak")."""


def _credit(match: re.Match[str], group: str, where: str, names: str) -> Iterator[Credit]:
    """The credit that a form holds, if what stands there is an agency."""
    phrase, name = match[group], ""
    if found := _known(phrase, names):
        name = _USUAL[_plain(phrase[found[0] : found[1]])]
    elif names in ("any", "worded"):
        found, name = ((0, len(phrase)), UNNAMED) if _MANY.fullmatch(folded(phrase)) else (_unknown(phrase, names), "")
    if found:
        start, end = found
        name = name or " ".join(phrase[start:end].split())
        told = f"{where} “{' '.join(match.group().split())[:90]}” credits {usual_name(name)}"
        yield Credit(agency(name), name, match.start(group) + start, match.start(group) + end, told)


def _known(phrase: str, names: str) -> tuple[int, int] | None:
    """Where an agency of the table stands in a phrase: alone, between commas and the like, or in some forms among other words."""
    cuts = [m.span() for m in _SPLIT.finditer(phrase)]
    pieces = [(0, len(phrase)), *zip([0, *(e for _, e in cuts)], [*(s for s, _ in cuts), len(phrase)], strict=True)]
    words = [m.span() for m in re.finditer(r"\S+", phrase)] if names in ("known", "ending") else []
    runs = [
        (words[n][0], words[n + size - 1][1])
        for size in (4, 3, 2, 1)
        for n in range(len(words) - size + 1)
        if names == "known" or n + size == len(words)
    ]
    for number, (start, end) in enumerate((*pieces, *runs)):
        name, part = _plain(phrase[start:end]), phrase[start:end]
        alone = number < len(pieces) or " " in part or name in _ALONE
        if name in _USUAL and alone and (name == "dpa" or any(c.isupper() for c in part)):
            return start, end
    return None


def _unknown(phrase: str, names: str) -> tuple[int, int] | None:
    """The name at the head of a phrase, if its form allows that it is an agency: a name, of no person, place or desk that is known."""
    head = re.match(r"(?:[Tt]he )?(.+?)\.?(?=\s*[,;|]|\s+(?:with|via|and (?:other|own|agencies))\b|$)", phrase)
    if not head or not _NAME.fullmatch(head[1]) or not any(c.isupper() for c in head[1]):
        return None
    name = folded(head[1])
    if _NO_AGENCY.search(name) or (names == "worded" and not _WORDED.search(name)):
        return None
    return head.span(1) if all(e.kind == "organisation" for e in lookup(name)) else None


def _plain(name: str) -> str:
    """A name in the form in which the table of agencies is asked: without "the" and "news agency"."""
    name = folded(name).removeprefix("the ")
    while name not in _USUAL and (shorter := _TRAILING.sub("", name)) != name:
        name = shorter
    return name


@lru_cache(maxsize=4096)
def agency(name: str) -> str:
    """What an agency or outlet is known by, whichever of its names is given: "reuters" for Reuters, reuters.com and Thomson Reuters."""
    plain = _plain(name)
    return folded(_USUAL[plain]) if plain in _USUAL else _COMPANY.sub("", folded(name).removeprefix("the "))


@lru_cache(maxsize=4096)
def is_agency(name: str) -> bool:
    """Whether a name is one of an agency of the table."""
    return _plain(name) in _USUAL


def usual_name(name: str) -> str:
    """How readers know an agency or outlet, from a name or a key."""
    if name == UNNAMED:
        return "unnamed agencies"
    if is_agency(name):
        return _USUAL[_plain(name)]
    return name.upper() if " " not in name and len(name) <= 4 else capitals(name)


def capitals(name: str) -> str:
    """A name with its capitals, if it was kept without."""
    if name != name.casefold():
        return name
    return " ".join(w if w in _PARTICLES.split("|") else w.capitalize() for w in name.split())
