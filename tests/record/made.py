"""Two thousand short reports that differ, made by rule: enough to be interrupted in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

CITIES = ("Nairobi", "Geneva", "Ankara", "Lima", "Oslo", "Doha", "Hanoi", "Accra", "Quito", "Riga")
PAIRS = (
    ("Kenya", "Kenyan", "Ethiopia"),
    ("Norway", "Norwegian", "Poland"),
    ("Peru", "Peruvian", "Chile"),
    ("Turkey", "Turkish", "Greece"),
    ("Ghana", "Ghanaian", "Togo"),
    ("Vietnam", "Vietnamese", "Laos"),
    ("Latvia", "Latvian", "Estonia"),
)
ACTS = (
    "{demonym} Foreign Minister {name} met her counterpart from {other} in {city} on {day}.",
    "{demonym} troops shelled a village in {other} on {day}, residents said.",
    "{country} will send {number} trucks to {other} next month, a minister said on {day}.",
    "{country} denied on {day} that it had arrested {number} citizens of {other}.",
    "The president of {country} accused {other} of training rebels near {city}.",
    "{country} imposed sanctions on {number} companies of {other} on {day}.",
)
NAMES = ("Ada Moro", "Ines Talbot", "Rosa Kern", "Mila Duro", "Lena Okoro", "Vera Lind")


def documents(number: int) -> Iterator[dict[str, str]]:
    """Reports in the form of JSON lines, the same for the same number."""
    for n in range(number):
        country, demonym, other = PAIRS[n % len(PAIRS)]
        told = date(2022, 1, 3) + timedelta(days=n // 3)
        act = ACTS[n % len(ACTS)].format(
            country=country,
            demonym=demonym,
            other=other,
            name=NAMES[n % len(NAMES)],
            city=CITIES[n % len(CITIES)],
            day=(told - timedelta(days=1)).strftime("%A"),
            number=2 + n % 97,
        )
        yield {"id": f"made-{n}", "published": told.isoformat(), "publisher": f"Outlet {n % 11}", "text": act}


def write(path: Path, number: int) -> Path:
    """The reports as a file of JSON lines."""
    path.write_text("".join(json.dumps(d) + "\n" for d in documents(number)), encoding="utf-8")
    return path
