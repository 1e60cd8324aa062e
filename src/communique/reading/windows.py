"""Text → windows of word pieces that the network reads one at a time. Shared with training.

A word is what BERT's pre-tokeniser makes of a text: runs of letters and digits, and single punctuation marks. Labels and
spans are on words; the network sees their pieces.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from communique.reading.sentences import sentences

Ints = npt.NDArray[np.int64]

PIECES = 510
"""Most word pieces of a window: the encoder has 512 positions, two of them for [CLS] and [SEP]."""

CONTEXT = 126
"""Most word pieces that a later window of a long text repeats from before, so that a source or actor can be reached."""


@dataclass(frozen=True)
class Words:
    """A text in words and word pieces.

    Attributes:
        ids: vocabulary index of each piece, shape (pieces,).
        cases: writing of the word each piece belongs to: 0 lower, 1 Capitalised, 2 CAPITALS, 3 mixed; shape (pieces,).
        starts: first code point of each word, shape (words,).
        ends: end of each word, exclusive, shape (words,).
        first: index of the first piece of each word, shape (words,).
        sentence: number of the sentence of each word, shape (words,).
    """

    ids: Ints
    cases: Ints
    starts: Ints
    ends: Ints
    first: Ints
    sentence: Ints

    @cached_property
    def piece_ends(self) -> Ints:
        """Index after the last piece of each word, shape (words,)."""
        return np.append(self.first[1:], len(self.ids))

    def __len__(self) -> int:
        """Number of words."""
        return len(self.starts)


@dataclass(frozen=True)
class Window:
    """Words `start` to `end` of a text, of which those before `own` are context that an earlier window reads."""

    start: int
    own: int
    end: int


def load_tokenizer(path: Path) -> Tokenizer:
    """The tokeniser of a `tokenizer.json`, without its truncation and padding."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _case(word: str) -> int:
    """How a word is written, as in `Words.cases`."""
    if word.islower() or not any(map(str.isalpha, word)):
        return 0
    if word.isupper() and len(word) > 1:
        return 2
    return 1 if word[0].isupper() and not any(map(str.isupper, word[1:])) else 3


def split_words(text: str, tokenizer: Tokenizer) -> Words:
    """Cut a text into words and pieces.

    Args:
        text: any text.
        tokenizer: a WordPiece tokeniser with offsets in code points.

    Returns:
        The words; empty arrays for a text without any.
    """
    encoding = tokenizer.encode(text, add_special_tokens=False)
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    words = np.array([-1 if w is None else w for w in encoding.word_ids], dtype=np.int64)
    first = np.flatnonzero(np.diff(words, prepend=-2)) if len(words) else np.zeros(0, np.int64)
    starts = offsets[first, 0]
    ends = offsets[np.append(first[1:], len(words))[: len(first)] - 1, 1]
    cases = np.array([_case(text[s:e]) for s, e in zip(starts.tolist(), ends.tolist(), strict=True)], dtype=np.int64)
    repeats = np.diff(np.append(first, len(words)))
    bounds = np.array([s for s, _ in sentences(text)], dtype=np.int64)
    sentence = np.maximum(np.searchsorted(bounds, starts, side="right") - 1, 0)
    return Words(
        ids=np.array(encoding.ids, dtype=np.int64),
        cases=np.repeat(cases, repeats),
        starts=starts,
        ends=ends,
        first=first,
        sentence=sentence,
    )


def windows(words: Words) -> list[Window]:
    """Cut a text into windows of whole sentences, each at most `PIECES` pieces with its context.

    Args:
        words: the text.

    Returns:
        Windows whose own words are every word once, in order. A text that fits is one window.
    """
    found: list[Window] = []
    own, total = 0, len(words)
    while own < total:
        start = _context_start(words, own)
        room = int(words.first[start]) + PIECES
        end = int(np.searchsorted(words.piece_ends, room, side="right"))
        end = max(_sentence_break(words, own, end), own + 1)
        found.append(Window(start, own, end))
        own = end
    return found


def _context_start(words: Words, own: int) -> int:
    """The first word of the whole sentences before `own` that fit into `CONTEXT` pieces."""
    if own == 0:
        return 0
    earliest = int(np.searchsorted(words.first, words.first[own] - CONTEXT))
    breaks = np.flatnonzero(np.diff(words.sentence[: own + 1])) + 1
    later = breaks[breaks >= earliest]
    return int(later[0]) if len(later) else own


def _sentence_break(words: Words, own: int, end: int) -> int:
    """The last sentence boundary in (own, end], or `end` where a single sentence is longer than the window."""
    if end >= len(words):
        return len(words)
    breaks = np.flatnonzero(np.diff(words.sentence[own : end + 1])) + own + 1
    return int(breaks[-1]) if len(breaks) else end
