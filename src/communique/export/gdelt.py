"""Tab-separated columns in the shape of GDELT 2.0: events in CAMEO, a row for each pair of actors, and mentions.

Source of the columns: the codebook of the GDELT Event Database, version 2.0 of 19 February 2015 (61 and 16 columns, no header).
What a record does not know stays empty. GDELT has no column for how an event stands, so only what reports tell as having
happened or going on is written, and plans of cooperation, which CAMEO has a code for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path
from urllib.parse import urlsplit

from communique.export.cameo import Coded, code, fold
from communique.export.codebook import about, write_json
from communique.export.columns import Cell, Column, Table, written
from communique.export.countries import cameo, fips
from communique.export.escape import one_line, web_address
from communique.export.hold import Hold, Options, Stamp, Tally
from communique.model import Point
from communique.record.values import Claim, RecordEvent, Site, Who

_FACT = frozenset({"REPORTED", "ACKNOWLEDGED", "ALLEGED"})
_TYPES = {"JRN": "MED", "MED": "HLH"}
"""Sectors of PLOVER that CAMEO calls otherwise."""
_CAMEO_TYPES = frozenset(
    "COP GOV JUD MIL OPP REB SPY UAF AGR BUS CRM CVL EDU ELI HLH LAB LEG MED REF IGO IMG MNC NGO".split()  # noqa: SIM905
)
_GROUPS = {"UNO": "UNO", "EUR": "EEC"}
"""Bodies with a code of their own -> CAMEO's known groups."""

NOTES = (
    "Columns have no names in the files; they are in this order in the tables below.",
    "GLOBALEVENTID is the number of the event in the record; the pairs of one event share it, so count it once.",
    "Events that are only floated, speculated, warned of, urged or denied, and plans other than of cooperation, are left out.",
    "Event codes follow from PLOVER types and are coarse; GoldsteinScale is empty where PLOVER does not tell codes apart.",
    "SQLDATE is empty where the day is not known; MonthYear and Year are filled where the month or year is.",
    "Where no report dates an event, these are of its first report, as GDELT has it and the codebook lets a reader assume.",
    "Tabs, line breaks and double quotes in text are blanks and single quotes. Offsets count Unicode code points.",
    "Geography is that of the act; that of the actors, tone and confidence are not known and empty.",
)
"""What a reader of the files must know beside the columns."""


@dataclass(frozen=True, slots=True)
class Row:
    """One pair of actors of one event."""

    event: RecordEvent
    one: Who | None
    two: Who | None
    coded: Coded
    claims: Sequence[Claim]


def told_as_fact(event: RecordEvent) -> bool:
    """Whether an event has a place in GDELT: it happened or is going on, or is a plan that CAMEO has a code for."""
    return event.label in _FACT or (event.label == "PLANNED" and (fold(event).folded or event.type == "AGREE"))


def pairs(event: RecordEvent) -> list[tuple[Who | None, Who | None]]:
    """Who faces whom: actor and recipient, each two actors where there is no recipient, else the one who is known."""
    if event.recipients:
        return list(product(event.actors or (None,), event.recipients))
    return list(combinations(event.actors, 2)) or [(next(iter(event.actors), None), None)]


def _digits(moment: str) -> str | None:
    """A moment in UTC as YYYYMMDDHHMMSS."""
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?", moment)
    return "".join(part or "00" for part in found.groups()) if found else None


def _added(claims: Iterable[Claim]) -> str | None:
    """When the first report of an event was taken in."""
    return _digits(min((c.captured for c in claims), default=""))


def _day(event: RecordEvent, digits: int) -> str | None:
    """Day, month or year of an event, where its first and last day agree on it; of an undated one those of its first report."""
    undated = event.assumed and event.status != "planned"
    ends = (event.first_published,) * 2 if undated else (event.earliest, event.latest)
    first, last = (re.sub("-", "", d or "")[:digits] for d in ends)
    return first if first and first == last and len(first) == digits else None


def _fraction(event: RecordEvent) -> Cell:
    """Year and the part of it that is over, by GDELT's formula: (month * 30 + day) / 365."""
    day = _day(event, 8)
    return round(int(day[:4]) + (int(day[4:6]) * 30 + int(day[6:])) / 365, 4) if day else None


def _parts(who: Who | None) -> tuple[str | None, str | None, tuple[str, ...]]:
    """Country, known group and types of a party in CAMEO."""
    if who is None or not who.code:
        return None, None, ()
    body, *sectors = who.code.split()
    named = [body, *sectors] if body in _CAMEO_TYPES else sectors
    types = (_TYPES.get(s, s) for s in named)
    return cameo(body), _GROUPS.get(body), tuple(t for t in dict.fromkeys(types) if t in _CAMEO_TYPES)[:3]


def _actor(number: int) -> list[Column]:
    """The ten columns of an actor."""

    def of(row: Row) -> Who | None:
        return row.one if number == 1 else row.two

    def raw(row: Row) -> Cell:
        country, group, types = _parts(of(row))
        return "".join([country or group or "", *types]) or None

    def name(row: Row) -> Cell:
        who = of(row)
        return who.name if who else None

    def nth(position: int) -> Column:
        return Column(
            f"Actor{number}Type{position + 1}Code",
            "string",
            "CAMEO role code",
            lambda r: next(iter(_parts(of(r))[2][position : position + 1]), None),
        )

    start = f"Actor{number}"
    return [
        Column(f"{start}Code", "string", "country or known group and roles in one word", raw),
        Column(f"{start}Name", "string", "name of the party", name),
        Column(f"{start}CountryCode", "string", "CAMEO country code", lambda r: _parts(of(r))[0]),
        Column(f"{start}KnownGroupCode", "string", "CAMEO code of UN or EU", lambda r: _parts(of(r))[1]),
        *_empty([f"{start}EthnicCode", f"{start}Religion1Code", f"{start}Religion2Code"]),
        *(nth(position) for position in range(3)),
    ]


def _empty(names: list[str], kind: str = "string") -> list[Column]:
    """Columns that a record knows nothing for."""
    return [Column(n, "number" if kind == "number" else "string", "not known, empty", lambda _: None) for n in names]


_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")


def _site(row: Row) -> Site | None:
    return next(iter(row.event.places), None)


def _geo_type(row: Row) -> Cell:
    """GDELT's kind of place: 1 country, 2 and 3 state and city of the USA, 4 city, 5 state elsewhere; as the gazetteer tells."""
    site = _site(row)
    points: list[Point] = [c.event.place.point for c in row.claims if c.event.place and c.event.place.point]
    point = next((p for p in points if site and p.name == site.name and p.country == site.country), None)
    if point is None:
        return None
    home = point.country == "USA"
    return {"country": 1, "region": 2 if home else 5, "city": 3 if home else 4, "facility": 3 if home else 4}.get(
        point.kind
    )


def _place(name: str) -> Column:
    """A column of the place of the act."""
    values = {
        "Type": ("integer", "1 country, 2 US state, 3 US city, 4 city elsewhere, 5 state elsewhere", _geo_type),
        "FullName": ("string", "name of the place", lambda r: getattr(_site(r), "name", None)),
        "CountryCode": ("string", "FIPS 10-4 code of its country", lambda r: fips(getattr(_site(r), "country", None))),
        "Lat": ("number", "degrees north", lambda r: getattr(_site(r), "lat", None)),
        "Long": ("number", "degrees east", lambda r: getattr(_site(r), "lon", None)),
    }
    if name not in values:
        return _empty([f"ActionGeo_{name}"])[0]
    kind, told, value = values[name]
    return Column(f"ActionGeo_{name}", kind, told, value)  # type: ignore[arg-type]


def _url(claims: Iterable[Claim]) -> str | None:
    return next((url for c in claims if (url := web_address(c.url))), None)


EVENT_COLUMNS = Table(
    "events.export.CSV",
    "one pair of actors of one event",
    "events",
    lambda e: (e,),
    (
        Column("GLOBALEVENTID", "integer", "number of the event in the record", lambda r: r.event.id),
        Column("SQLDATE", "integer", "day of the event as YYYYMMDD", lambda r: _day(r.event, 8)),
        Column("MonthYear", "integer", "its month as YYYYMM", lambda r: _day(r.event, 6)),
        Column("Year", "integer", "its year", lambda r: _day(r.event, 4)),
        Column("FractionDate", "number", "its year and the part of it that is over", lambda r: _fraction(r.event)),
        *_actor(1),
        *_actor(2),
        *_empty(["IsRootEvent"], "number"),
        Column("EventCode", "string", "CAMEO code", lambda r: r.coded.code),
        Column("EventBaseCode", "string", "CAMEO code, three digits", lambda r: r.coded.base),
        Column("EventRootCode", "string", "CAMEO code, two digits", lambda r: r.coded.root),
        Column("QuadClass", "integer", "1 to 4, by the root code", lambda r: r.coded.quad),
        Column("GoldsteinScale", "number", "Goldstein value of the code", lambda r: r.coded.goldstein),
        Column("NumMentions", "integer", "claims of the event", lambda r: len(r.event.claims)),
        Column("NumSources", "integer", "publishers that tell it", lambda r: r.event.outlets or None),
        Column("NumArticles", "integer", "documents that tell it", lambda r: r.event.reports),
        *_empty(["AvgTone"], "number"),
        *_empty([f"Actor{n}Geo_{part}" for n in (1, 2) for part in _GEO]),
        *(_place(part) for part in _GEO),
        Column(
            "DATEADDED", "integer", "when the first report was taken in, YYYYMMDDHHMMSS", lambda r: _added(r.claims)
        ),
        Column("SOURCEURL", "string", "address of the first report that has one", lambda r: _url(r.claims)),
    ),
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One claim of one event."""

    event: RecordEvent
    claim: Claim
    added: str | None
    length: int

    def offset(self, mentions: Sequence[object]) -> Cell:
        """Where the first of some mentions begins."""
        return getattr(mentions[0], "start", None) if mentions else None

    @property
    def source(self) -> str | None:
        """Publisher, else the host of the address."""
        return self.claim.publisher or (urlsplit(url).hostname if (url := web_address(self.claim.url)) else None)


MENTION_COLUMNS = Table(
    "mentions.CSV",
    "one claim of one event",
    "events",
    lambda e: (e,),
    (
        Column("GLOBALEVENTID", "integer", "number of the event in the record", lambda m: m.event.id),
        Column("EventTimeDate", "integer", "when its first report was taken in, YYYYMMDDHHMMSS", lambda m: m.added),
        Column("MentionTimeDate", "integer", "when this report was taken in", lambda m: _digits(m.claim.captured)),
        Column("MentionType", "integer", "1 web, 2 citation", lambda m: 1 if web_address(m.claim.url) else 2),
        Column("MentionSourceName", "string", "publisher, else the host of the address", lambda m: m.source),
        Column(
            "MentionIdentifier", "string", "address, else citation", lambda m: web_address(m.claim.url) or m.claim.key
        ),
        *_empty(["SentenceID"], "number"),
        Column("Actor1CharOffset", "integer", "where the first actor begins", lambda m: m.offset(m.claim.event.actors)),
        Column(
            "Actor2CharOffset",
            "integer",
            "where the first recipient begins",
            lambda m: m.offset(m.claim.event.recipients),
        ),
        Column(
            "ActionCharOffset", "integer", "where the word for the act begins", lambda m: m.claim.event.trigger.start
        ),
        Column("InRawText", "integer", "1: offsets are into the text itself", lambda _: 1),
        *_empty(["Confidence"], "number"),
        Column("MentionDocLen", "integer", "length of the text in code points", lambda m: m.length),
        *_empty(["MentionDocTone"], "number"),
        *_empty(["MentionDocTranslationInfo", "Extras"]),
    ),
)


def write_gdelt(hold: Hold, out: Path, stamp: Stamp, _options: Options) -> Tally:
    """A folder with `events.export.CSV`, `mentions.CSV` (both tab-separated, as GDELT's are) and `about.json`."""
    left_out: Counter[str] = Counter()
    counts = {EVENT_COLUMNS.name: 0, MENTION_COLUMNS.name: 0}
    with (
        (out / EVENT_COLUMNS.name).open("w", encoding="utf-8", newline="\n") as events,
        (out / MENTION_COLUMNS.name).open("w", encoding="utf-8", newline="\n") as mentions,
    ):
        for event in hold.events():
            if not told_as_fact(event):
                left_out[event.label] += 1
                continue
            claims = hold.claims_of(event)
            for one, two in pairs(event):
                events.write(_line(EVENT_COLUMNS.row(Row(event, one, two, code(event), claims))))
                counts[EVENT_COLUMNS.name] += 1
            for mention in _mentions(event, claims, hold):
                mentions.write(_line(MENTION_COLUMNS.row(mention)))
                counts[MENTION_COLUMNS.name] += 1
    tally = Tally(counts, dict(sorted(left_out.items())))
    told = "Events and mentions in the columns of GDELT 2.0."
    write_json(out / "about.json", about(stamp, told, (EVENT_COLUMNS, MENTION_COLUMNS), tally, NOTES))
    return tally


def _mentions(event: RecordEvent, claims: Sequence[Claim], hold: Hold) -> Iterator[Mention]:
    added = _added(claims)
    for claim in claims:
        yield Mention(event, claim, added, len(hold.document_of(claim.document).document.text))


def _line(cells: list[Cell]) -> str:
    """A line; text has no tab, break or double quote, which readers of such files stumble over."""
    return "\t".join(one_line(written(c)).replace('"', "'") for c in cells) + "\n"
