import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique import Document, load_reader, read, read_many

CORPUS = Path(__file__).parents[2] / "corpus" / "test"


@pytest.fixture(scope="module")
def documents():
    lines = [line for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Document(**json.loads(line)["document"]) for line in lines][:40]


def test_same_text_same_record_whatever_order_and_threads(documents):
    alone = [read(d.text, d.published, id=d.id) for d in documents]
    for threads in (1, 3):
        together = list(read_many(reversed(documents), threads=threads))
        assert [r.events for r in reversed(together)] == [r.events for r in alone]
    assert sum(len(r.events) for r in alone) > len(documents)


def test_reading_streams(documents):
    asked = 0

    def source():
        nonlocal asked
        for document in documents * 5:
            asked += 1
            yield document

    next(read_many(source(), threads=2))
    assert asked < len(documents) * 2


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=12),
            st.sampled_from(
                [
                    "Iran’s army attacked Kyïv",
                    "🇺🇸 the U.S. said",
                    "\r\n",
                    "é",
                    "北京 denied",
                    "killed 3 people.",
                    "“We met,” he said.",
                ]
            ),
        ),
        max_size=12,
    ).map(" ".join)
)
def test_offsets_hold_in_any_unicode(text):
    for event in read(text, "2024-05-06").events:
        spans = [event.trigger, *event.actors, *event.recipients, *event.objects, event.place, event.time]
        if event.source and event.source.start is not None:
            spans += [event.source, event.source.cue]
        for span in filter(None, spans):
            assert text[span.start : span.end] == span.text
            assert span.text


def test_long_texts_are_read_to_the_end():
    text = "The weather stayed mild in the valley and nothing else was reported. " * 120
    text += "On Monday the French army bombed a camp of the rebels in Mali, killing 30 fighters."
    found = read(text, "2024-05-08").events
    assert found
    assert found[-1].trigger.start > len(text) - 100
    assert found[-1].type == "ASSAULT"


@pytest.mark.parametrize("text", ["", " ", "\n", "…", "a" * 20_000, "a " * 20_000])
def test_odd_texts_are_read(text):
    assert read(text).events is not None


def test_the_reader_is_loaded_once():
    assert load_reader() is load_reader()
