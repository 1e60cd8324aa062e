"""Values on a stream, as text, JSON, JSON lines and CSV."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import NamedTuple

import pytest
from pydantic import BaseModel

from communique.export.columns import Table, field_column
from communique.listing import print_all


class Model(BaseModel):
    name: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Flat:
    name: str
    numbers: tuple[int, ...] = ()


class Pair(NamedTuple):
    name: str
    numbers: tuple[int, ...] = ()


KINDS = [Model(name="a", numbers=(1, 2)), Flat("a", (1, 2)), Pair("a", (1, 2)), {"name": "a", "numbers": (1, 2)}]


def show(value, console):
    console.print(str(value["name"]))


def printed(values, form, **told):
    stream = io.StringIO()
    count = print_all(values, form, stream, show=told.pop("show", show), **told)
    return count, stream.getvalue()


@pytest.mark.parametrize("value", KINDS, ids=lambda v: type(v).__name__)
def test_every_kind_of_value_in_every_form(value):
    assert printed([value, value], "json") == (2, printed([value, value], "json")[1])
    assert json.loads(printed([value, value], "json")[1]) == [{"name": "a", "numbers": [1, 2]}] * 2
    assert [json.loads(line) for line in printed([value], "jsonl")[1].splitlines()] == [
        {"name": "a", "numbers": [1, 2]}
    ]
    assert printed([value], "csv") == (1, "name,numbers\na,1; 2\n")


@pytest.mark.parametrize(("form", "empty"), [("json", "[]\n"), ("jsonl", ""), ("csv", ""), ("text", "")])
def test_nothing(form, empty):
    assert printed([], form) == (0, empty)


def test_headings_stand_where_there_is_no_row():
    table = Table("things", "a thing", "events", lambda value: [value], (field_column("name", "string", "its name"),))
    assert printed([], "csv", table=table) == (0, "name\n")
    assert printed([Flat("=1+1")], "csv", table=table) == (1, "name\n'=1+1\n")


def test_text_has_a_line_between_two_values_where_that_is_asked():
    assert printed([{"name": "a"}, {"name": "b"}], "text") == (2, "a\n\nb\n")
    assert printed([{"name": "a"}, {"name": "b"}], "text", blank=False) == (2, "a\nb\n")


def test_csv_reads_back():
    value = {
        "name": 'He said "no",\nand left; then',
        "numbers": [(1, 2)],
        "more": {"a": None},
        "none": None,
        "yes": True,
    }
    (row,) = csv.DictReader(io.StringIO(printed([value], "csv")[1]))
    assert row["name"] == value["name"]
    assert (json.loads(row["numbers"]), json.loads(row["more"])) == ([[1, 2]], {"a": None})
    assert (row["none"], row["yes"]) == ("", "true")


def test_json_lines_are_lines_and_steer_no_terminal():
    hostile = "a\x1b[2J\x7f\x9b1m\u202eb\u2066c\u2028d\u2029e\x85f\u200fg é 🙂"
    for form in ("json", "jsonl"):
        told = printed([{"name": hostile}], form)[1]
        assert json.loads(told) in ({"name": hostile}, [{"name": hostile}])
        assert not set(told) & set("\x1b\x7f\x9b\u202e\u2066\u2028\u2029\x85\u200f")
        assert "é 🙂" in told
    assert len(printed([{"name": hostile}], "jsonl")[1].splitlines()) == 1


def test_values_are_taken_one_by_one():
    stream = io.StringIO()

    def values():
        for name in "ab":
            yield {"name": name}
            assert name in stream.getvalue()

    assert print_all(values(), "jsonl", stream, show=show) == 2
