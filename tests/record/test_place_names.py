"""A place is found by its usual name, by others that the tables know, and by the words of the text; it is counted by the first."""

import pytest
from rows import written

from communique.model import Place, Point
from communique.record.columns import seal
from communique.record.facet import names_of
from communique.record.filter import Filter, parse
from communique.record.grouping import group
from communique.record.query import claims
from communique.record.record import Record
from reports import VERSIONS, event, quotes, report


def place(words, usual=None):
    """A place as a report names it."""
    point = (
        Point(name=usual, country="MMR", kind="city", lat=19.7, lon=96.1, radius=10, because="told") if usual else None
    )
    return Place(start=0, end=len(words), text=words, country="MMR", point=point)


@pytest.mark.parametrize(
    ("words", "usual", "names"),
    [
        ("Naypyidaw", "Nay Pyi Taw", "Nay Pyi Taw | Naypyidaw"),
        ("NAY PYI  TAW", "Nay Pyi Taw", "Nay Pyi Taw"),
        ("Nay-Pyi-Taw", "Nay Pyi Taw", "Nay Pyi Taw"),
        ("the lake of Belmar", None, "the lake of Belmar"),
        ("Belmar | Ostrava", None, "Belmar Ostrava"),
        ("Belmar\n| x", "Nay | Pyi Taw", "Nay Pyi Taw | Belmar x"),
    ],
)
def test_the_names_of_a_place(words, usual, names):
    assert names_of(place(words, usual)) == names


@pytest.fixture
def rows(fresh_url):
    with written(fresh_url) as found:
        yield found


def test_a_place_is_found_by_any_of_its_names_and_counted_by_the_usual_one(rows):
    told = ["Nay Pyi Taw | Naypyidaw", "Nay Pyi Taw", "Nay Pyi Taw | the seat of the generals", "Kyiv", "Belmar", None]
    for names in told:
        rows.claim(place=names)
    for _ in range(2):
        for asked in ("Naypyidaw", "Nay Pyi Taw", "nay pyi taw", "Naypyitaw"):
            assert sorted(claims(rows.connection, Filter(place=(asked,))).numbers) == [1, 2, 3]
        for asked, found in (
            ("generals", [3]),
            ("Kiev", [4]),
            ("belmar", [5]),
            ("pyi", [1, 2, 3]),
            ("taw naypyidaw", []),
        ):
            assert sorted(claims(rows.connection, parse([f"place={asked}"])).numbers) == found
        counted = {g.values[0]: g.claims for g in group(rows.connection, Filter(), ["place"])}
        assert counted == {"nay pyi taw": 3, "kyiv": 1, "belmar": 1, None: 1}
        seal(rows.connection)


TOLD = "Envoys of Kenya met those of Chad in Naypyidaw on Tuesday, an official said.\n"


def test_a_report_is_found_by_what_it_calls_a_place(fresh_url):
    with Record(fresh_url, create=True) as record:
        met = event(TOLD, "met", "CONSULT", actors={"Kenya": "KEN GOV"}, recipients={"Chad": "TCD GOV"})
        start = TOLD.index("Naypyidaw")
        there = place("Naypyidaw", "Nay Pyi Taw").model_copy(update={"start": start, "end": start + len("Naypyidaw")})
        given = report("a", TOLD, met.model_copy(update={"place": there}))
        record.add(given, quotes(given), VERSIONS)
        for asked in ("Naypyidaw", "Nay Pyi Taw"):
            assert [e.id for e in record.find(Filter(place=(asked,)))] == [1]
        with record.reading() as connection:
            assert [g.values for g in group(connection, Filter(), ["place"])] == [("nay pyi taw",)]
