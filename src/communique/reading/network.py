"""The loaded network: onnxruntime sessions over the weights. The only import of onnxruntime.

Every window is read alone, without padding, on one thread: dynamic int8 quantisation depends on what is read together, so
a batch would make a text's record depend on its neighbours. Windows run side by side on threads instead.
"""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from communique.errors import CommuniqueError
from communique.reading.decode import Floats, Relations, Spans, distance_buckets, sentence_buckets
from communique.reading.windows import Ints, Words, load_tokenizer

CLS, SEP = 101, 102
WEIGHTS = Path(__file__).resolve().parent / "weights"


class Network:
    """Tagger and relator with their tokeniser."""

    def __init__(self, folder: Path = WEIGHTS) -> None:
        """Load the weights of a folder.

        Args:
            folder: with `tagger.onnx`, `relator.onnx` and `tokenizer.json`.

        Raises:
            CommuniqueError: a file is missing, or the weights are of another version.
        """
        missing = [n for n in ("tagger.onnx", "relator.onnx", "tokenizer.json") if not (folder / n).exists()]
        if missing:
            raise CommuniqueError(
                f"{folder}: no {missing[0]}; reinstall communique, or give a folder that to_onnx.py wrote"
            )
        self.tokenizer = load_tokenizer(folder / "tokenizer.json")
        self._tagger = _session(folder / "tagger.onnx")
        self._relator = _session(folder / "relator.onnx")
        if len(self._relator.get_outputs()) != len(fields(Relations)):
            raise CommuniqueError(
                f"{folder}: weights of another version of communique; export them anew with to_onnx.py"
            )
        card = folder / "card.json"
        self.version: str = json.loads(card.read_text(encoding="utf-8"))["version"] if card.exists() else "unreleased"

    def tag(self, words: Words, start: int, end: int) -> tuple[Floats, Floats]:
        """Read words start to end of a text.

        Returns:
            Vectors and tag scores of the first piece of each word, shapes (words, width) and (words, TAGS).
        """
        low, high = int(words.first[start]), int(words.piece_ends[end - 1])
        ids = np.empty((1, high - low + 2), np.int64)
        cases = np.zeros_like(ids)
        ids[0, 0], ids[0, -1] = CLS, SEP
        ids[0, 1:-1] = words.ids[low:high]
        cases[0, 1:-1] = words.cases[low:high]
        vectors, tags = self._tagger.run(None, {"ids": ids, "cases": cases})
        at = words.first[start:end] - low + 1
        return vectors[at], tags[at]

    def relate(self, vectors: Floats, sentence: Ints, triggers: Spans, mentions: Spans) -> Relations:
        """Score the spans of one window.

        Args:
            vectors: of its words, (words, width).
            sentence: number of each word's sentence.
            triggers: word spans; at least one.
            mentions: word spans; may be none.
        """
        if len(mentions.first) == 0:
            # the graph cannot run over nothing: one mention that is cut off again
            one = Spans(triggers.first[:1], triggers.last[:1], np.zeros(1, np.int64))
            return _without_mentions(self.relate(vectors, sentence, triggers, one))
        spans = {"triggers": _vectors(vectors, triggers), "mentions": _vectors(vectors, mentions)}
        near = {
            "near": _near(triggers.first, mentions.first, sentence),
            "near_act": _near(triggers.first, triggers.first, sentence),
            "near_name": _near(mentions.first, mentions.first, sentence),
        }
        scores = self._relator.run(None, {**spans, "layers": mentions.kind[None], **near})
        return Relations(*(s[0] for s in scores))


def _session(path: Path) -> onnxruntime.InferenceSession:
    """A session on one thread: texts are read side by side, and the sum of a thread pool's parts may differ by order."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _vectors(vectors: Floats, spans: Spans) -> npt.NDArray[np.float32]:
    """(1, spans, 2 width): vectors of the first and last word of each span."""
    return np.concatenate([vectors[spans.first], vectors[spans.last]], axis=1)[None]


def _near(left: Ints, right: Ints, sentence: Ints) -> Ints:
    """(1, 2, n, m): distance and sentence buckets."""
    return np.stack([distance_buckets(left, right), sentence_buckets(sentence[left], sentence[right])])[None]


def _without_mentions(relations: Relations) -> Relations:
    """Relations with the mention axis emptied."""
    changed = dict(vars(relations))
    changed["roles"] = relations.roles[:, :0]
    changed["sectors"] = relations.sectors[:0]
    changed["unnamed"] = relations.unnamed[:0]
    changed["antecedents"] = relations.antecedents[:0]
    changed["kin"] = relations.kin[:0]
    return Relations(**changed)
