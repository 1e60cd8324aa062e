"""Documents → a record: what is known is not read again, errors stay in their place, newer tables read again."""

from __future__ import annotations

import json

import pytest
from desk import REPORTS

from communique import Document, UnreadableSource
from communique.documents.sources import Fetched, open_sources
from communique.grounding.offices import Offices, load_offices
from communique.keeping import add, add_all, key_of, quotations, reread_all, versions
from communique.pipeline import read
from communique.reading.reader import load_reader
from communique.record.filter import Filter
from communique.record.query import claims
from communique.record.record import Record


def document(name="one", text=REPORTS[3]["text"], **told):
    return Document(id=name, published="2024-04-11", language="en", text=text, **told)


def told(results):
    return [r.source if isinstance(r, UnreadableSource) else (r.key, r.what) for r in results]


@pytest.fixture
def record(tmp_path):
    with Record(tmp_path / "record.db", create=True) as kept:
        yield kept


def keys(*sources):
    return [key_of(found) for found in open_sources(sources)]


def test_a_document_is_known_by_its_address_else_its_path_else_its_id(tmp_path, monkeypatch):
    text = REPORTS[3]["text"]
    (tmp_path / "story.txt").write_text(text)
    lines = [{"text": text}, {"id": "story.txt", "text": text}, {"id": "lines.jsonl:3", "text": text}]
    (tmp_path / "lines.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    monkeypatch.chdir(tmp_path)
    assert key_of(document(url="https://harbour.example/1")) == "https://harbour.example/1"
    assert keys("story.txt") == [str(tmp_path / "story.txt")]
    content, *ids = keys("lines.jsonl")
    assert content == key_of(document("-", text)) == key_of(read(text).document)
    assert ids == ["story.txt", "lines.jsonl:3"]
    assert key_of(document("harbour-17")) == "harbour-17"
    for odd in ("x" * 5000, "a\x00b", "", ":3"):
        assert key_of(document(odd)) == odd


def test_a_text_from_standard_input_is_known_by_its_content():
    one, other = key_of(document("-", "One text.")), key_of(document("-", "Another."))
    assert one == key_of(document("-", "One text."))
    assert one != other
    assert one.startswith("text:")


def test_files_of_one_name_in_two_folders_stay_apart(tmp_path, monkeypatch):
    found = set()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "story.txt").write_text(REPORTS[3]["text"])
        monkeypatch.chdir(tmp_path / name)
        found.update(keys("story.txt"))
    assert len(found) == 2


def test_every_event_is_quoted_with_its_sentence():
    text = "Nothing happened on Sunday.\n" + REPORTS[6]["text"]
    report = read(text, "2024-05-20")
    found = quotations(report)
    assert len(found) == len(report.events) == 2
    for (start, end), event in zip(found, report.events, strict=True):
        assert start <= event.trigger.start < event.trigger.end <= end
        assert "Nothing happened" not in text[start:end]
    assert quotations(read("Peace.", "2024-05-20")) == []


def test_errors_and_known_documents_keep_their_places(record):
    bad = UnreadableSource("bad", "is bad")
    first, second, third = document("first"), document("second", REPORTS[2]["text"]), document("third", "Peace.")
    assert told(add_all(record, [bad, first, bad, second])) == ["bad", ("first", "new"), "bad", ("second", "new")]
    again = [first, bad, third, second, bad]
    assert told(add_all(record, again)) == [("first", "known"), "bad", ("third", "new"), ("second", "known"), "bad"]
    assert told(add_all(record, [])) == []


def test_the_same_document_twice_in_one_input_is_kept_once(record):
    assert told(add_all(record, [document(), document()], threads=2)) == [("one", "new"), ("one", "known")]


def test_a_text_that_comes_back_is_the_latest_version_whatever_is_read_ahead(record):
    one, two = document(url="https://x.example/1"), document(text=REPORTS[2]["text"], url="https://x.example/1")
    one, two = (Fetched(**d.model_dump()) for d in (one, two))
    whats = [what for _, what in told(add_all(record, [one, two, one, one], threads=2))]
    assert whats == ["new", "changed", "changed", "known"]


def test_what_no_database_holds_stops_no_run(record):
    bad = [
        document("a\x00b"),
        document("b", "Half \ud800 of it."),
        document("c", url="https://x.example/" + "y" * 2000),
    ]
    found = list(add_all(record, [*bad, document("good")]))
    assert [isinstance(f, UnreadableSource) for f in found] == [True, True, True, False]
    assert "NUL" in found[0].reason
    assert "surrogate" in found[1].reason
    assert "2,000 bytes" in found[2].reason


def test_what_is_told_of_a_known_document_and_not_kept_is_said(record):
    list(add_all(record, [document(publisher="Nile Post")]))
    (same,) = add_all(record, [document()])
    assert same.because == ""
    (other,) = add_all(record, [document(publisher="Harbour Times", title="Denied")])
    assert other.what == "known"
    assert "publisher 'Harbour Times' (the record has 'Nile Post')" in other.because
    assert "title 'Denied' (the record has none)" in other.because


def test_the_tables_of_reading_make_a_version_and_all_of_them():
    offices = load_offices()
    respelled = Offices(offices.spells, {**offices.aliases, "0": ["Another Spelling"]})
    assert versions(load_reader(), offices) == versions(load_reader(), Offices(offices.spells, offices.aliases))
    assert versions(load_reader(), offices) != versions(load_reader(), respelled)


def test_what_stopped_half_way_goes_on_from_there(record):
    documents = [document("first"), document("second", REPORTS[2]["text"])]
    run = add_all(record, documents, threads=1)
    assert next(run).what == "new"
    run.close()
    assert told(add_all(record, documents)) == [("first", "known"), ("second", "new")]


def test_documents_are_taken_only_a_little_ahead(record):
    taken = []

    def documents():
        for n in range(1000):
            taken.append(n)
            yield document(f"report {n}", f"Ministers of Chad and Mali met in Bamako on day {n} of the talks.")

    run = add_all(record, documents(), threads=2)
    next(run)
    run.close()
    assert len(taken) < 20


def test_newer_tables_read_again_beside_the_old_claims(record):
    (added,) = add_all(record, [document()])
    offices = load_offices()
    assert versions(load_reader()) != versions(load_reader(), offices)
    assert told(reread_all(record)) == []
    assert told(reread_all(record, offices=offices)) == [("one", "reread")]
    assert told(reread_all(record, offices=offices)) == []
    assert len(record.versions()) == 2
    kept = list(record.claims(range(1, 2 * added.claims + 1)))
    assert [c.current for c in kept] == [False] * added.claims + [True] * added.claims
    assert {c.record_event for c in kept if c.current} == {1}
    with record.reading() as connection:
        assert len(claims(connection, Filter()).numbers) == added.claims


def test_a_report_that_was_read_is_kept(record):
    report = read(REPORTS[3]["text"], "2024-04-11", id="one")
    assert add(record, report).what == "new"
    assert add(record, report).what == "known"
    assert [c.event for c in record.claims([1])] == list(report.events)
