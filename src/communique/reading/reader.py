"""`Reader`: a loaded network that turns texts into readings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from pathlib import Path

from communique.model import Frame, Mention, Reading
from communique.reading.decode import Spans, decode_frames, decode_mentions, decode_tags
from communique.reading.network import WEIGHTS, Network
from communique.reading.windows import Window, Words, split_words, windows
from communique.reading.wording import by_words

AHEAD = 4
"""Texts in flight for each thread: enough to keep it busy, few enough to stream."""


class Reader:
    """Reads texts. Loading takes some tenths of a second, so load once and read often; safe to share among threads.

    Attributes:
        version: version of the weights.
    """

    def __init__(self, folder: Path = WEIGHTS) -> None:
        """Load the weights of a folder; those that come with communique if none is given."""
        self._network = Network(folder)
        self.version = self._network.version

    def read(self, text: str) -> Reading:
        """What a text says, in offsets.

        Args:
            text: any text, in English.

        Returns:
            Mentions and frames in text order; the same for the same text, always.
        """
        words = split_words(text, self._network.tokenizer)
        mentions: list[Mention] = []
        frames: list[Frame] = []
        for window in windows(words):
            found = self._read_window(words, window)
            _append(mentions, frames, *found)
        return Reading(tuple(mentions), tuple(by_words(frame, mentions, text) for frame in frames))

    def read_many(self, texts: Iterable[str], threads: int = 2) -> Iterator[Reading]:
        """Readings of many texts, in their order, side by side on threads.

        Args:
            texts: any iterable; read only a little ahead.
            threads: texts read at once.
        """
        source = iter(texts)
        with ThreadPoolExecutor(threads) as pool:
            waiting: list[Future[Reading]] = [pool.submit(self.read, t) for t in islice(source, AHEAD * threads)]
            while waiting:
                yield waiting.pop(0).result()
                waiting += [pool.submit(self.read, t) for t in islice(source, 1)]

    def _read_window(self, words: Words, window: Window) -> tuple[list[Mention], list[Frame]]:
        """Mentions and frames of one window, with its context."""
        start, end = window.start, window.end
        vectors, tags = self._network.tag(words, start, end)
        triggers, spans, probability = decode_tags(tags)
        keep = triggers.first >= window.own - start
        triggers, probability = Spans(*(part[keep] for part in triggers)), probability[keep]
        if len(triggers.first) == 0:
            return [], []
        relations = self._network.relate(vectors, words.sentence[start:end], triggers, spans)
        starts, ends = words.starts[start:end], words.ends[start:end]
        frames = decode_frames(triggers, probability, spans, relations, starts, ends)
        mentions = decode_mentions(spans, relations, starts, ends) if len(spans.first) else []
        return mentions, frames


def _append(mentions: list[Mention], frames: list[Frame], more: list[Mention], read: list[Frame]) -> None:
    """Add the mentions and frames of one more window, their indices moved on."""
    shift, before = len(mentions), len(frames)
    mentions += [
        replace(
            m,
            antecedent=None if m.antecedent is None else m.antecedent + shift,
            kin=tuple((i + shift, p) for i, p in m.kin),
        )
        for m in more
    ]
    frames += [_moved(frame, shift, before) for frame in read]


def _moved(frame: Frame, shift: int, before: int) -> Frame:
    """A frame with its indices of mentions and of frames moved on."""

    def on(index: int | None) -> int | None:
        return index if index is None or index < 0 else index + shift

    return replace(
        frame,
        actors=tuple(i + shift for i in frame.actors),
        recipients=tuple(i + shift for i in frame.recipients),
        objects=tuple(i + shift for i in frame.objects),
        source=on(frame.source),
        place=on(frame.place),
        time=on(frame.time),
        cue=on(frame.cue),
        same_as=None if frame.same_as is None else frame.same_as + before,
    )


@lru_cache(maxsize=2)
def load_reader(folder: Path = WEIGHTS) -> Reader:
    """The reader of a folder of weights, loaded once a process."""
    return Reader(folder)
