import pytest
from pydantic import ValidationError

from communique import Document, Source, Span


def test_values_are_frozen():
    document = Document(id="a", text="b")
    with pytest.raises(ValidationError):
        document.text = "c"


def test_a_holder_without_a_mention_has_no_offsets():
    nobody = Source(text="agentless", name="agentless", code="---", cue=Span(start=3, end=13, text="reportedly"))
    assert nobody.model_dump()["cue"] == {"start": 3, "end": 13, "text": "reportedly"}
    assert "start" not in nobody.model_dump()
    assert Source(start=0, end=6, text="Moscow", name="Moscow", code="RUS GOV").model_dump()["start"] == 0


def test_unknown_metadata_stays_unknown():
    assert Document(id="a", text="b").model_dump() == {
        "id": "a",
        "published": None,
        "publisher": None,
        "title": None,
        "url": None,
        "language": None,
        "text": "b",
    }
