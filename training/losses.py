"""What the network is asked about a window, and how far its answers are from gold or from a teacher's."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from batches import IGNORE, Batch, SpanBatch
from communique.reading.decode import TRIGGER_TAGS

WEIGHTS = {
    "trigger": 2.0,
    "mentions": 2.0,
    "mode": 0.6,
    "status": 0.6,
    "actors": 2.0,
    "recipients": 2.0,
    "objects": 1.0,
    "same_act": 0.5,
    "sector": 0.5,
    "unnamed": 0.3,
    "antecedent": 0.5,
    "cue": 0.5,
    "kin": 0.5,
}
"""Weight of each part of the loss, 1 where not named."""

DECISIONS = ("mode", "status", "polarity", "certainty", "stance")
SEVERAL = ((0, 0, "actors"), (1, 0, "recipients"), (2, 1, "objects"))
"""Roles that several mentions may have: column of the role scores, layer of the mentions, name."""
SINGLE = ((3, 0, 0, 2, "source"), (4, 2, 2, 1, "place"), (5, 3, 3, 1, "time"), (6, 4, 4, 1, "cue"))
"""Roles of which there is one at most: column, layer, first column of `absent`, how many of them, name."""


KIN = 11
"""Position of the scores of kin, which a teacher need not have."""


@dataclass
class Answers:
    """The network's scores, question by question.

    Attributes:
        choices: (…, answers) logits of which one answer is right, impossible ones very low.
        rows: for each choice, 1 where the question is asked, of its shape but the last axis.
        yes_no: logits of what may be so or not.
        asked: for each of these, 1 where the question is asked.
    """

    choices: dict[str, Tensor]
    rows: dict[str, Tensor]
    yes_no: dict[str, Tensor]
    asked: dict[str, Tensor]


def answers(scores: tuple[Tensor, ...], spans: SpanBatch) -> Answers:
    """Sort the relator's scores by question."""
    absent, roles, same_act, sectors, unnamed, antecedents = scores[5:11]
    choices, rows, yes_no, asked = dict(zip(DECISIONS, scores, strict=False)), {}, {}, {}
    rows = dict.fromkeys(DECISIONS, spans.trigger_mask)
    pairs = spans.trigger_mask[:, :, None] * spans.mention_mask[:, None, :]
    for at, layer, name in SEVERAL:
        yes_no[name], asked[name] = roles[..., at], pairs * (spans.layers == layer)[:, None, :]
    for at, layer, first, count, name in SINGLE:
        allowed = pairs * (spans.layers == layer)[:, None, :]
        among = roles[..., at].masked_fill(allowed == 0, -1e4)
        choices[name] = torch.cat([absent[..., first : first + count], among], dim=-1)
        rows[name] = spans.trigger_mask
    earlier = torch.tril(torch.ones_like(same_act[0]), -1)[None]
    yes_no["same_act"] = same_act
    asked["same_act"] = earlier * spans.trigger_mask[:, :, None] * spans.trigger_mask[:, None, :]
    parties = spans.mention_mask * (spans.layers == 0)
    choices["sector"], rows["sector"] = sectors, parties
    yes_no["unnamed"], asked["unnamed"] = unnamed, parties
    possible = torch.cat([spans.mention_mask, torch.ones_like(spans.mention_mask[:, :1])], 1)
    choices["antecedent"] = antecedents.masked_fill(possible[:, None, :] == 0, -1e4)
    rows["antecedent"] = parties
    if len(scores) > KIN:
        itself = torch.eye(spans.mentions.shape[1], spans.mentions.shape[1] + 1, device=antecedents.device)
        choices["kin"] = scores[KIN].masked_fill((possible[:, None, :] == 0) | (itself > 0), -1e4)
    return Answers(choices, rows, yes_no, asked)


def gold_losses(found: Answers, spans: SpanBatch) -> dict[str, Tensor]:
    """How far the answers are from gold, each a mean over what it is about."""
    out = {}
    for at, name in enumerate(DECISIONS):
        out[name] = entropy(found.choices[name], spans.kinds[..., at + 1])
    for at, _, name in SEVERAL:
        out[name] = binary(found.yes_no[name], spans.roles[..., at], found.asked[name])
    pairs = spans.trigger_mask[:, :, None] * spans.mention_mask[:, None, :]
    for at, _, _, count, name in SINGLE:
        gold = spans.roles[..., at] * pairs
        target = gold.argmax(-1) + count
        none = gold.sum(-1) == 0
        target = torch.where(none, spans.sources.clamp(0, 1) if name == "source" else torch.zeros_like(target), target)
        lost = none & (spans.sources == 2) if name == "source" else torch.zeros_like(none)
        target = target.masked_fill((spans.trigger_mask == 0) | lost, IGNORE)
        if name == "cue":
            target = target.masked_fill((spans.sources == 0) & none, IGNORE)
        out[name] = entropy(found.choices[name], target)
    out["same_act"] = binary(found.yes_no["same_act"], spans.same_act, found.asked["same_act"])
    out["sector"] = entropy(found.choices["sector"], spans.sectors)
    out["unnamed"] = binary(found.yes_no["unnamed"], spans.unnamed.clamp(min=0), spans.unnamed != IGNORE)
    out["antecedent"] = entropy(found.choices["antecedent"], spans.antecedent)
    any_of = torch.where(spans.kin > 0, found.choices["kin"], torch.full_like(found.choices["kin"], -1e4)).logsumexp(-1)
    missed = (found.choices["kin"].logsumexp(-1) - any_of) * spans.kin_rows
    out["kin"] = missed.sum() / spans.kin_rows.sum().clamp(min=1)
    return out


def taught_losses(found: Answers, taught: Answers) -> dict[str, Tensor]:
    """How far the answers are from a teacher's (Hinton et al. 2015, arXiv 1503.02531, at temperature 1)."""
    out = {name: _divergence(found.choices[name], taught.choices[name], rows) for name, rows in found.rows.items()}
    for name, asked in found.asked.items():
        out[name] = binary(found.yes_no[name], taught.yes_no[name].sigmoid(), asked)
    return out


def tag_losses(batch: Batch, tags: Tensor) -> dict[str, Tensor]:
    """How far the tags are from gold."""
    out = {"trigger": entropy(tags[..., :TRIGGER_TAGS], batch.trigger_tags)}
    layers = batch.layer_tags.shape[-1]
    rest = tags[..., TRIGGER_TAGS:].reshape(*tags.shape[:2], layers, 3)
    out["mentions"] = entropy(rest, batch.layer_tags) * layers
    return out


def taught_tag_losses(tags: Tensor, taught: Tensor, words: Tensor) -> dict[str, Tensor]:
    """How far the tags are from a teacher's.

    Args:
        tags: (batch, pieces, TAGS).
        taught: the same of the teacher.
        words: (batch, pieces) 1 on the first piece of a word.
    """
    out = {"trigger": _divergence(tags[..., :TRIGGER_TAGS], taught[..., :TRIGGER_TAGS], words)}
    shape = (*tags.shape[:2], -1, 3)
    ours, its = tags[..., TRIGGER_TAGS:].reshape(shape), taught[..., TRIGGER_TAGS:].reshape(shape)
    layers = ours.shape[2]
    out["mentions"] = _divergence(ours, its, words[..., None].expand(ours.shape[:3])) * layers
    return out


def total(parts: dict[str, Tensor]) -> Tensor:
    """The weighted sum of the parts."""
    return torch.stack([WEIGHTS.get(name, 1.0) * part for name, part in parts.items()]).sum()


def entropy(scores: Tensor, target: Tensor) -> Tensor:
    """Cross entropy over the last axis, 0 where there is no target."""
    flat = target.reshape(-1)
    if not bool((flat != IGNORE).any()):
        return scores.sum() * 0.0
    return functional.cross_entropy(scores.reshape(-1, scores.shape[-1]), flat, ignore_index=IGNORE)


def binary(scores: Tensor, target: Tensor, mask: Tensor) -> Tensor:
    """Mean binary cross entropy where mask is not 0."""
    loss = functional.binary_cross_entropy_with_logits(scores, target.float(), reduction="none")
    mask = mask.float()
    return (loss * mask).sum() / mask.sum().clamp(min=1.0)


def _divergence(scores: Tensor, taught: Tensor, mask: Tensor) -> Tensor:
    """Mean cross entropy against the teacher's distribution where mask is not 0."""
    loss = -(taught.softmax(-1) * scores.log_softmax(-1)).sum(-1)
    mask = mask.float()
    return (loss * mask).sum() / mask.sum().clamp(min=1.0)
