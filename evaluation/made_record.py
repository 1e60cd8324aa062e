"""A record of any size, made up: rows straight into the tables, seeded, with the skew that news has. For `benchmark_asking.py`.

The shares are judgement, set beside what the reader finds in reports: a few types and countries hold most claims, half of the
events are told once and a few by dozens, one claim in seven deals in something. Names and words are made up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table

from communique.ontology import MODES, TYPES
from communique.record import schema


def words_of(told: str) -> list[str]:
    """Words with spaces between."""
    return told.split()


FIRST_DAY, DAYS = date(2016, 1, 1), 3650
DAY = [(FIRST_DAY + timedelta(days=n)).isoformat() for n in range(DAYS + 90)]
COUNTRIES = words_of(
    "USA RUS UKR CHN ISR PSE IRN PRK KOR JPN GBR FRA DEU TUR SYR IND PAK SAU YEM LBN UNO EUR IGO EGY IRQ AFG VEN BRA MEX CAN AUS "
    "ITA ESP POL HUN SRB XKX GEO ARM AZE KAZ BLR MMR THA VNM PHL IDN MYS TWN MNG ETH ERI SDN SSD SOM KEN NGA NER MLI BFA COD RWA "
    "ZAF DZA LBY MAR TUN QAT ARE JOR CUB NIC COL PER CHL ARG NLD BEL SWE FIN NOR DNK EST LVA LTU CZE SVK ROU BGR GRC CYP ---"
)
TYPE_SHARE = (8, 20, 8, 3, 5, 5, 3, 9, 11, 4, 5, 3, 5, 4, 8, 11)
SECTORS, SECTOR_SHARE = ("GOV", "MIL", "", "CVL", "REB", "COP", "BUS", "PTY", "JRN"), (50, 14, 12, 7, 5, 4, 3, 3, 2)
STATUS, STATUS_SHARE = ("happened", "ongoing", "planned", "hypothetical"), (68, 9, 13, 10)
LABELS = {
    "happened": (("REPORTED", "ALLEGED", "ACKNOWLEDGED", "DENIED", "SPECULATED"), (58, 21, 12, 4, 5)),
    "ongoing": (("REPORTED", "ALLEGED", "ACKNOWLEDGED", "DENIED", "SPECULATED"), (64, 17, 11, 4, 4)),
    "planned": (("PLANNED", "DENIED", "WARNED"), (92, 4, 4)),
    "hypothetical": (("SPECULATED", "FLOATED", "WARNED", "URGED"), (55, 25, 12, 8)),
}
STATES, STATE_SHARE = ("single-origin", "corroborated", "acknowledged", "contested", "closed"), (62, 18, 13, 4, 3)
ITEMS = words_of(
    "arms.unspecified arms.salw.rifle arms.salw.launcher arms.ammunition arms.ammunition.artillery arms.major.tank arms.major.drone "
    "arms.major.aircraft arms.major.air-defence wmd.missile.ballistic wmd.nuclear.material training.military money.grant money.loan "
    "fuel.oil food.unspecified humanitarian goods.vehicle luxury.car persons.prisoners territory labour dualuse.electronics"
)
STAGES, STAGE_SHARE = ("want", "request", "offer", "talks", "agreement", "transfer", "use"), (5, 10, 10, 10, 15, 40, 10)
SINGLE, COMMON = 40, 12
"""Persons of a country, and given names they share."""

Column = list[Any]
Columns = dict[str, Column]


def zipf(count: int, power: float) -> np.ndarray:
    """Shares that fall with the rank."""
    weights = 1.0 / np.arange(1, count + 1) ** power
    return weights / weights.sum()


class Chance:
    """A seeded source of choices."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def pick(self, values: Sequence[Any], size: int, shares: Sequence[float] | np.ndarray | None = None) -> Column:
        """Values by their shares."""
        weights = None if shares is None else np.asarray(shares, dtype=float) / np.sum(shares)
        return [values[i] for i in self.rng.choice(len(values), size=size, p=weights).tolist()]

    def yes(self, size: int, share: float) -> list[bool]:
        """True at a share."""
        return (self.rng.random(size) < share).tolist()


class MadeRecord:
    """The rows of a record of `size` claims; `fill` puts them into the tables."""

    def __init__(self, size: int, seed: int = 1, claims_a_document: int = 4) -> None:
        self.size, self.chance = size, Chance(seed)
        self.words = self._words(30_000)
        self.outlets = [f"{self.words[i].title()} {kind}" for i in range(100) for kind in ("Times", "Agency", "Post")]
        self.towns = [(self.words[1000 + i], COUNTRIES[i % 80]) for i in range(4000)]
        self._make_events()
        self._make_claims(claims_a_document)

    def _words(self, count: int) -> list[str]:
        """Made-up words, a few Latin letters with marks among them."""
        onsets = words_of("b d f g h j k l m n p r s t v z br st tr kl sh")
        rhymes = words_of("a e i o u an er is on ul ar é ü ió ak")
        rng, found = self.chance.rng, dict.fromkeys(("the", "of", "to", "said", "and"))
        while len(found) < count:
            parts = rng.integers(0, len(onsets), 3), rng.integers(0, len(rhymes), 3)
            word = "".join(onsets[a] + rhymes[b] for a, b in zip(*parts, strict=True))
            found[word[: int(rng.integers(3, 12))]] = None
        return list(found)

    def _make_events(self) -> None:
        """What happens: about half as many events as claims."""
        pick, rng = self.chance.pick, self.chance.rng
        told = np.minimum(rng.geometric(0.62, self.size) * (1 + (rng.random(self.size) < 0.02) * 12), 60)
        self.told = told[: int(np.searchsorted(np.cumsum(told), self.size)) + 1].tolist()
        count = len(self.told)
        shares = zipf(len(COUNTRIES), 0.9)
        types = pick(TYPES, count, TYPE_SHARE)
        near = rng.integers(-3, 4, count).tolist()
        actors = rng.choice(len(COUNTRIES), size=count, p=shares).tolist()
        # most acts are between countries that often have to do with one another
        others = [(a + n) % len(COUNTRIES) if n else a for a, n in zip(actors, near, strict=True)]
        far = pick(range(len(COUNTRIES)), count, shares)
        to = [o if keep else f for o, f, keep in zip(others, far, self.chance.yes(count, 0.6), strict=True)]
        has_to, second = self.chance.yes(count, 0.8), self.chance.yes(count, 0.12)
        extra = pick(COUNTRIES, count, shares)
        self.type = types
        self.mode = [m[i % len(m)] if (m := MODES[t]) and i % 3 else None for i, t in enumerate(types)]
        self.day = rng.integers(0, DAYS, count).tolist()
        self.precise = self.chance.yes(count, 0.8)
        self.actors = [
            [COUNTRIES[a], x] if s else [COUNTRIES[a]] for a, s, x in zip(actors, second, extra, strict=True)
        ]
        self.recipients = [[COUNTRIES[t]] if h else [] for t, h in zip(to, has_to, strict=True)]
        self.status = pick(STATUS, count, STATUS_SHARE)
        self.item = [i if d else None for i, d in zip(pick(ITEMS, count), self.chance.yes(count, 0.14), strict=True)]
        self.stage = pick(STAGES, count, STAGE_SHARE)
        self.town = pick(range(len(self.towns)), count, zipf(len(self.towns), 1.0))
        self.state = pick(STATES, count, STATE_SHARE)
        self.past = self.chance.yes(count, 0.12)

    def _make_claims(self, claims_a_document: int) -> None:
        """Which claim is of which event and which document, in order of publication."""
        event = np.repeat(np.arange(len(self.told)), self.told)[: self.size]
        lag = np.floor(self.chance.rng.exponential(1.5, self.size)).astype(int)
        plans = np.array([s == "planned" for s in self.status])[event]
        past = np.array(self.past)[event]
        published = np.array(self.day)[event] + np.where(plans, -lag * 4, np.where(past, lag * 200 + 40, lag))
        published = np.clip(published, 0, DAYS + 60)
        order = np.argsort(published, kind="stable")
        first = np.full(len(self.told), self.size + 1)
        np.minimum.at(first, event[order], np.arange(1, self.size + 1))
        self.number = first  # an event has the number of its first claim
        self.event = event[order].tolist()
        self.document = (np.arange(self.size) // claims_a_document + 1).tolist()
        count = self.document[-1]
        starts = np.arange(count) * claims_a_document
        self.published = published[order][starts].tolist()
        self.publisher = self.chance.pick(self.outlets, count, zipf(len(self.outlets), 0.8))

    def sentences(self, start: int, stop: int) -> list[str]:
        """Sentences of 22 words on average, frequent words more often."""
        rng = self.chance.rng
        sizes = rng.integers(10, 35, stop - start).tolist()
        shares = np.cumsum(zipf(len(self.words), 1.0))
        drawn = np.searchsorted(shares, rng.random(sum(sizes))).tolist()
        words, at, found = self.words, 0, []
        for number, size in enumerate(sizes, start):
            event = self.event[number]
            told = [words[i] if i < len(words) else "the" for i in drawn[at : at + size]]
            told.insert(3, self.type[event].lower())
            found.append(f"{self.actors[event][0]} {' '.join(told)} in {self.towns[self.town[event]][0].title()}.")
            at += size
        return found

    def fill(self, connection: Connection, step: int = 50_000) -> None:
        """Put the rows into the empty tables of a record."""
        for table, rows in self._documents(step):
            bulk(connection, table, rows)
        for start in range(0, self.size, step):
            stop = min(start + step, self.size)
            for table, rows in self._claims(start, stop):
                bulk(connection, table, rows)
        for start in range(0, len(self.told), step):
            bulk(connection, schema.events, self._events(start, min(start + step, len(self.told))))

    def _documents(self, step: int) -> Iterator[tuple[Table, Columns]]:
        """Documents of some 130 words, each read once."""
        count = self.document[-1]
        shares = np.cumsum(zipf(len(self.words), 1.0))
        for start in range(0, count, step):
            numbers = range(start + 1, min(start + step, count) + 1)
            size = len(numbers)
            drawn = np.searchsorted(shares, self.chance.rng.random(size * 140)).tolist()
            words = [self.words[i] if i < len(self.words) else "the" for i in drawn]
            yield (
                schema.documents,
                {
                    "id": list(numbers),
                    "key": [f"https://news.example/{n}" for n in numbers],
                    "name": [f"https://news.example/{n}" for n in numbers],
                    "version": [1] * size,
                    "published": [DAY[self.published[n - 1]] for n in numbers],
                    "publisher": [self.publisher[n - 1] for n in numbers],
                    "title": [" ".join(words[i * 140 : i * 140 + 9]).title() for i in range(size)],
                    "url": [f"https://news.example/{n}" for n in numbers],
                    "language": ["en"] * size,
                    "text": [" ".join(words[i * 140 + 9 : (i + 1) * 140]) for i in range(size)],
                    "hash": [f"{n:064x}" for n in numbers],
                    "signature": [b"\0" * 256] * size,
                    "captured": ["2026-01-01T00:00:00Z"] * size,
                },
            )
            yield (
                schema.readings,
                {
                    "id": list(numbers),
                    "document": list(numbers),
                    "communique": ["0"] * size,
                    "reader": ["0"] * size,
                    "tables": ["0"] * size,
                    "at": ["2026-01-01T00:00:00Z"] * size,
                },
            )

    def _claims(self, start: int, stop: int) -> Iterator[tuple[Table, Columns]]:
        """Claims with the rows that are asked."""
        numbers, size = range(start, stop), stop - start
        pick, yes = self.chance.pick, self.chance.yes
        events = [self.event[n] for n in numbers]
        documents = [self.document[n] for n in numbers]
        yield (
            schema.claims,
            {
                "id": [n + 1 for n in numbers],
                "reading": documents,
                "document": documents,
                "number": [n % 4 + 1 for n in numbers],
                "quote_start": [0] * size,
                "quote_end": [100] * size,
                "body": ["{" + " " * 1500 + "}"] * size,
            },
        )
        status = [self.status[e] for e in events]
        pools = {s: iter(pick(v[0], size, v[1])) for s, v in LABELS.items()}
        labels = [next(pools[s]) for s in status]
        kinds = pick(("outlet", "named", "unnamed", "agentless"), size, (52, 36, 8, 4))
        holders = pick(range(SINGLE), size)
        own = yes(size, 0.5)
        foreign = pick(COUNTRIES, size, zipf(len(COUNTRIES), 0.9))
        countries = [
            None if k == "outlet" else self.actors[e][0] if o else f
            for k, e, o, f in zip(kinds, events, own, foreign, strict=True)
        ]
        names = [self.person(c, h)[0] if c else None for c, h in zip(countries, holders, strict=True)]
        days = [self.day[e] for e in events]
        published = [self.published[d - 1] for d in documents]
        towns = [self.towns[self.town[e]] if e % 5 < 3 else (None, None) for e in events]
        yield (
            schema.facets,
            {
                "claim": [n + 1 for n in numbers],
                "document": documents,
                "event": [int(self.number[e]) for e in events],
                "type": [self.type[e] for e in events],
                "mode": [self.mode[e] for e in events],
                "label": labels,
                "status": status,
                "polarity": ["neg" if x == "DENIED" else "pos" for x in labels],
                "certainty": pick(("asserted", "hedged", "none"), size, (80, 14, 6)),
                "stance": [{"WARNED": "warns", "URGED": "urges", "DENIED": "denies"}.get(x, "asserts") for x in labels],
                "historical": [int(p - d > 30) for p, d in zip(published, days, strict=True)],
                "earliest": [DAY[d] for d in days],
                "latest": [DAY[d if self.precise[e] else d + 20] for d, e in zip(days, events, strict=True)],
                "dated": [int(self.precise[e]) for e in events],
                "month": [DAY[d][:7] if self.precise[e] else None for d, e in zip(days, events, strict=True)],
                "published": [DAY[p] for p in published],
                "publisher": [self.publisher[d - 1] for d in documents],
                "actors": [" ".join(sorted(set(self.actors[e]))) for e in events],
                "recipients": [" ".join(self.recipients[e]) for e in events],
                "place": [t[0].title() if t[0] else None for t in towns],
                "country": [t[1] for t in towns],
                "lat": [None] * size,
                "lon": [None] * size,
                "source": names,
                "source_kind": kinds,
                "source_country": countries,
                "quote": [
                    None if k == "outlet" else "direct" if n % 5 == 0 else "partial" if n % 5 == 1 else "indirect"
                    for n, k in enumerate(kinds)
                ],
                "stage": [self.stage[e] if self.item[e] else None for e in events],
                "gift": [int(bool(self.item[e]) and e % 40 == 0) for e in events],
                "origin": [
                    f"{n}|{c}" if n else f"outlet|{self.publisher[d - 1]}"
                    for n, c, d in zip(names, countries, documents, strict=True)
                ],
                "origin_because": ["the holder that the sentence names"] * size,
                "family": documents,
                "sentence": self.sentences(start, stop),
                "act": ["{" + " " * 600 + "}"] * size,
                "likeness": [0.9] * size,
                "because": ["same type, parties, day and place"] * size,
            },
        )
        yield schema.parties, self._parties(numbers, names, countries)
        yield schema.dealings, self._dealings(numbers)

    def person(self, country: str, number: int) -> tuple[str, str]:
        """Name and identifier of a person of a country."""
        place = COUNTRIES.index(country) * SINGLE + number
        return f"{self.words[200 + number % COMMON]} {self.words[6000 + place]}".title(), f"Q{100000 + place}"

    def _parties(self, numbers: range, names: Column, countries: Column) -> Columns:
        """Parties and holders of claims."""
        rows: list[tuple[int, int, str, str, str]] = []
        for n, name, country in zip(numbers, names, countries, strict=True):
            e = self.event[n]
            rows += [(n + 1, e, "actor", c, "") for c in dict.fromkeys(self.actors[e])]
            rows += [(n + 1, e, "recipient", c, "") for c in self.recipients[e]]
            if name:
                rows.append((n + 1, e, "source", country, name))
        size = len(rows)
        bare = self.chance.yes(size, 0.4)
        who = [self.person(r[3], (r[1] * 7 + i) % SINGLE) for i, r in enumerate(rows)]
        told = [r[4] or (r[3].title() if b else w[0]) for r, b, w in zip(rows, bare, who, strict=True)]
        return {
            "claim": [r[0] for r in rows],
            "event": [int(self.number[r[1]]) for r in rows],
            "role": [r[2] for r in rows],
            "country": [r[3] for r in rows],
            "sector": self.chance.pick(SECTORS, size, SECTOR_SHARE),
            "name": told,
            "folded": [t.casefold() for t in told],
            "ref": [None if b or r[4] else w[1] for r, b, w in zip(rows, bare, who, strict=True)],
        }

    def _dealings(self, numbers: range) -> Columns:
        """Dealings of claims."""
        found = [(n + 1, self.event[n]) for n in numbers if self.item[self.event[n]]]
        return {
            "claim": [n for n, _ in found],
            "event": [int(self.number[e]) for _, e in found],
            "item": [self.item[e] for _, e in found],
            "giver": [self.actors[e][0] for _, e in found],
            "taker": [self.recipients[e][0] if self.recipients[e] else None for _, e in found],
            "between": [None] * len(found),
            "stage": [self.stage[e] for _, e in found],
            "gift": [int(e % 40 == 0) for _, e in found],
            "low": [float(e % 900) if e % 3 == 0 else None for _, e in found],
            "high": [float(e % 900) if e % 3 == 0 else None for _, e in found],
            "unit": [None] * len(found),
            "told": [str(e % 900) if e % 3 == 0 else None for _, e in found],
        }

    def _events(self, start: int, stop: int) -> Columns:
        """Events, from their first claims."""
        span = range(start, stop)
        numbers = [int(self.number[e]) for e in span]
        first = [self.published[self.document[n - 1] - 1] for n in numbers]
        return {
            "id": numbers,
            "type": [self.type[e] for e in span],
            "mode": [self.mode[e] for e in span],
            "label": [LABELS[self.status[e]][0][0] for e in span],
            "status": [self.status[e] for e in span],
            "state": [self.state[e] for e in span],
            "earliest": [DAY[self.day[e]] for e in span],
            "latest": [DAY[self.day[e] if self.precise[e] else self.day[e] + 20] for e in span],
            "month": [DAY[self.day[e]][:7] if self.precise[e] else None for e in span],
            "assumed": [int(not self.precise[e]) for e in span],
            "historical": [int(self.past[e]) for e in span],
            "actors": [" ".join(sorted(set(self.actors[e]))) for e in span],
            "recipients": [" ".join(self.recipients[e]) for e in span],
            "claims": [self.told[e] for e in span],
            "origins": [1 if self.state[e] == "single-origin" else 2 + e % 4 for e in span],
            "reports": [self.told[e] for e in span],
            "outlets": [self.told[e] for e in span],
            "first_published": [DAY[p] for p in first],
            "last_published": [DAY[min(p + 3, DAYS + 60)] for p in first],
            "planned": [int(self.status[e] == "planned") for e in span],
            "due": [DAY[self.day[e]] if self.status[e] == "planned" else None for e in span],
            "due_assumed": [0 for _ in span],
            "outcome": [
                ("fulfils", "cancels", "postpones", None, None)[e % 5] if self.status[e] == "planned" else None
                for e in span
            ],
        }


def bulk(connection: Connection, table: Table, columns: Columns) -> None:
    """Many rows at once, by what the driver has for it; a column that must have a value and is not told has an empty one."""
    size = len(next(iter(columns.values())))
    empty = {c.name: [0 if c.type.python_type is int else ""] * size for c in table.c if not c.nullable}
    told = empty | {name: column for name, column in columns.items() if name in table.c}
    names, rows = list(told), zip(*told.values(), strict=True)
    quoted = '"{}"'.format
    into = f"{table.name} ({', '.join(map(quoted, names))})"
    cursor = connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        cursor.executemany(f"insert into {into} values ({', '.join('?' * len(names))})", rows)  # noqa: S608 - our own names
        return
    with cursor.copy(f"copy {into} from stdin") as copy:
        for row in rows:
            copy.write_row(row)
