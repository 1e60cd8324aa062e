import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.reading.network import WEIGHTS
from communique.reading.windows import PIECES, load_tokenizer, split_words, windows

TOKENIZER = load_tokenizer(WEIGHTS / "tokenizer.json")


def test_words_and_offsets():
    text = "Côte d’Ivoire’s army left Kyïv. 北京 said no…"
    words = split_words(text, TOKENIZER)
    found = [text[s:e] for s, e in zip(words.starts, words.ends, strict=True)]
    assert found[:5] == ["Côte", "d", "’", "Ivoire", "’"]
    assert {"army", "Kyïv", "北", "京", "no"} <= set(found)
    assert words.sentence[-1] == 1


@given(st.text(max_size=200))
def test_offsets_hold_in_any_unicode(text):
    words = split_words(text, TOKENIZER)
    assert (words.starts < words.ends).all()
    assert (words.ends[:-1] <= words.starts[1:]).all()
    assert len(words) == 0 or (words.starts[0] >= 0 and words.ends[-1] <= len(text))
    for start, end in zip(words.starts, words.ends, strict=True):
        assert not text[start:end].isspace()


@pytest.mark.parametrize("sentence", ["The minister met the envoy in the capital. ", "word " * 900 + ". "])
@pytest.mark.parametrize("times", [1, 3, 60, 400])
def test_windows_own_every_word_once(sentence, times):
    words = split_words(sentence * times, TOKENIZER)
    found = windows(words)
    owned = np.concatenate([np.arange(w.own, w.end) for w in found])
    assert (owned == np.arange(len(words))).all()
    for window in found:
        assert 0 <= window.start <= window.own < window.end
        assert words.piece_ends[window.end - 1] - words.first[window.start] <= PIECES


def test_a_window_begins_and_ends_with_a_sentence():
    words = split_words("The minister met the envoy in the capital. " * 200, TOKENIZER)
    for window in windows(words):
        assert window.start == 0 or words.sentence[window.start] != words.sentence[window.start - 1]
        assert window.end == len(words) or words.sentence[window.end] != words.sentence[window.end - 1]
        assert window.own == 0 or window.start < window.own


def test_no_text_no_window():
    assert windows(split_words(" \n", TOKENIZER)) == []
