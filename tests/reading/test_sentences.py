from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from communique.reading.sentences import sentences


def cut(text):
    return [text[start:end] for start, end in sentences(text)]


def test_lines_and_titles():
    assert cut("It rained.\nNo full stop here\n\nLt. Col. Abe met Gen. Cruz. He left.") == [
        "It rained.",
        "No full stop here",
        "Lt. Col. Abe met Gen. Cruz.",
        "He left.",
    ]


def test_wrapped_lines_are_one_sentence():
    text = "The government said on Monday that it would not send its own\ntroops abroad again. It did."
    assert cut(text) == [
        "The government said on Monday that it would not send its own\ntroops abroad again.",
        "It did.",
    ]


@given(st.text(alphabet=st.sampled_from('Ab .!?\n"é漢\u2028'), max_size=80))
def test_every_character_is_in_one_sentence_at_most(text):
    spans = sentences(text)
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in pairwise(spans))
    covered = set().union(*(range(a, b) for a, b in spans)) if spans else set()
    assert all(i in covered for i, c in enumerate(text) if not c.isspace())
