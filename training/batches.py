"""Examples → padded tensors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from communique.model import LAYERS
from communique.reading.decode import Ints, distance_buckets, sentence_buckets
from examples import Example

CLS, SEP = 101, 102
IGNORE = -100


@dataclass
class Batch:
    """A padded batch; spans are piece indices (shifted by [CLS]), labels IGNORE where there is nothing to learn."""

    ids: Tensor
    cases: Tensor
    mask: Tensor
    trigger_tags: Tensor
    layer_tags: Tensor
    words: list[Ints]


@dataclass
class SpanBatch:
    """Triggers and mentions of a batch with their labels, IGNORE where there is nothing to learn; masks are 1 where there is one.

    `kin` tells for every mention which others show its country (last column: none), `kin_rows` of which mentions that is asked and
    `kin_open` among which: those that gold knows, not those that the tagger added.
    """

    triggers: Tensor
    mentions: Tensor
    layers: Tensor
    near: Tensor
    near_act: Tensor
    near_name: Tensor
    trigger_mask: Tensor
    mention_mask: Tensor
    kinds: Tensor
    roles: Tensor
    sources: Tensor
    sectors: Tensor
    unnamed: Tensor
    antecedent: Tensor
    same_act: Tensor
    kin: Tensor
    kin_rows: Tensor
    kin_open: Tensor


def pad_words(batch: Sequence[Example]) -> Batch:
    """Pieces and tags of some examples; tags are on the first piece of a word."""
    size = max(len(e.words.ids) for e in batch) + 2
    ids = np.zeros((len(batch), size), np.int64)
    cases, mask = ids.copy(), ids.copy()
    tags = np.full((len(batch), size), IGNORE, np.int64)
    layers = np.full((len(batch), size, batch[0].layer_tags.shape[1]), IGNORE, np.int64)
    firsts = []
    for row, example in enumerate(batch):
        end = len(example.words.ids) + 1
        ids[row, 0], ids[row, end] = CLS, SEP
        ids[row, 1:end] = example.words.ids
        cases[row, 1:end] = example.words.cases
        mask[row, : end + 1] = 1
        first = example.words.first + 1
        tags[row, first] = example.trigger_tags
        layers[row, first] = example.layer_tags
        firsts.append(first)
    as_tensor = torch.from_numpy
    return Batch(as_tensor(ids), as_tensor(cases), as_tensor(mask), as_tensor(tags), as_tensor(layers), firsts)


def pad_spans(batch: Sequence[Example], extra: Sequence[Ints]) -> SpanBatch:
    """Gold triggers and mentions of some examples, with extra mentions that the tagger found and gold has not.

    Args:
        batch: the examples.
        extra: for each, (k, 3) first word, last word and layer of wrong mentions, which play no role anywhere.
    """
    n = max(1, *(len(e.triggers) for e in batch))
    m = max(1, *(len(e.mentions) + len(x) for e, x in zip(batch, extra, strict=True)))
    b = len(batch)

    def blank(*shape: int, fill: int = 0) -> Ints:
        return np.full(shape, fill, np.int64)

    out = {
        "triggers": blank(b, n, 2),
        "mentions": blank(b, m, 2),
        "layers": blank(b, m),
        "near": blank(b, 2, n, m),
        "near_act": blank(b, 2, n, n),
        "near_name": blank(b, 2, m, m),
        "trigger_mask": blank(b, n),
        "mention_mask": blank(b, m),
        "kinds": blank(b, n, 6, fill=IGNORE),
        "roles": blank(b, n, m, 7),
        "sources": blank(b, n, fill=IGNORE),
        "sectors": blank(b, m, fill=IGNORE),
        "unnamed": blank(b, m, fill=IGNORE),
        "antecedent": blank(b, m, fill=IGNORE),
        "same_act": blank(b, n, n),
        "kin": blank(b, m, m + 1),
        "kin_rows": blank(b, m),
        "kin_open": blank(b, m + 1),
    }
    for row, (example, more) in enumerate(zip(batch, extra, strict=True)):
        _fill(out, row, example, np.concatenate([example.mentions, more.reshape(-1, 3)]), m)
    return SpanBatch(**{key: torch.from_numpy(value) for key, value in out.items()})


def _fill(out: dict[str, Ints], row: int, example: Example, mentions: Ints, width: int) -> None:
    """One example's row of the padded arrays."""
    first, sentence = example.words.first + 1, example.words.sentence
    triggers = example.triggers
    n, m, gold = len(triggers), len(mentions), len(example.mentions)
    anchors, others = triggers[:, 0], mentions[:, 0]
    out["triggers"][row, :n] = first[triggers]
    out["mentions"][row, :m] = first[mentions[:, :2]]
    out["layers"][row, :m] = mentions[:, 2]
    for key, left, right in (("near", anchors, others), ("near_act", anchors, anchors), ("near_name", others, others)):
        a, c = len(left), len(right)
        out[key][row, 0, :a, :c] = distance_buckets(left, right)
        out[key][row, 1, :a, :c] = sentence_buckets(sentence[left], sentence[right])
    out["trigger_mask"][row, :n] = 1
    out["mention_mask"][row, :m] = 1
    out["kinds"][row, :n] = example.kinds
    out["roles"][row, :n, :gold] = example.roles
    out["sources"][row, :n] = example.sources
    out["sectors"][row, :gold] = example.sectors
    out["unnamed"][row, :gold] = example.unnamed
    out["antecedent"][row, :gold] = np.where(example.antecedent == gold, width, example.antecedent)
    out["same_act"][row, :n, :n] = example.same_act
    _kin(out, row, example)
    for key in ("sectors", "unnamed", "antecedent"):
        values = out[key][row]
        values[values < 0] = IGNORE


def _kin(out: dict[str, Ints], row: int, example: Example) -> None:
    """For every party or place, which other mentions show its country; the last column if none does, or it has none itself."""
    countries, size = example.countries, len(example.countries)
    same = (countries[:, None] == countries[None, :]) & (countries[:, None] > 0) & (example.shown > 0)[None, :]
    np.fill_diagonal(same, val=False)
    out["kin"][row, :size, :size] = same
    out["kin"][row, :size, -1] = ~same.any(axis=1)
    out["kin_open"][row, :size] = countries >= 0
    out["kin_open"][row, -1] = 1
    layers = np.array([LAYERS.index("party"), LAYERS.index("place")])
    out["kin_rows"][row, :size] = (countries >= 0) & np.isin(example.mentions[:, 2], layers)
