"""What the network is asked about a window, and how far its answers are from gold."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from batches import IGNORE, Batch, SpanBatch
from communique.ontology import TYPES
from communique.reading.decode import MODE_NAMES, TRIGGER_TAGS

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
TYPE_OF_MODE = torch.tensor([TYPES.index(kind) for kind, _ in MODE_NAMES])
"""Only the modes of its own type are asked of a trigger, as in decoding."""
SEVERAL = ((0, 0, "actors"), (1, 0, "recipients"), (2, 1, "objects"))
"""Roles that several mentions may have: column of the role scores, layer of the mentions, name."""
SINGLE = ((3, 0, 0, 2, "source"), (4, 2, 2, 1, "place"), (5, 3, 3, 1, "time"), (6, 4, 4, 1, "cue"))
"""Roles of which there is one at most: column, layer, first column of `absent`, how many of them, name."""


@dataclass
class Answers:
    """The network's scores, question by question.

    Attributes:
        choices: (…, answers) logits of which one answer is right, impossible ones very low.
        yes_no: logits of what may be so or not.
        asked: for each of these, 1 where the question is asked.
    """

    choices: dict[str, Tensor]
    yes_no: dict[str, Tensor]
    asked: dict[str, Tensor]


def answers(scores: tuple[Tensor, ...], spans: SpanBatch) -> Answers:
    """Sort the relator's scores by question."""
    absent, roles, same_act, sectors, unnamed, antecedents, kin = scores[5:]
    choices, yes_no, asked = dict(zip(DECISIONS, scores, strict=False)), {}, {}
    pairs = spans.trigger_mask[:, :, None] * spans.mention_mask[:, None, :]
    for at, layer, name in SEVERAL:
        yes_no[name], asked[name] = roles[..., at], pairs * (spans.layers == layer)[:, None, :]
    for at, layer, first, count, name in SINGLE:
        allowed = pairs * (spans.layers == layer)[:, None, :]
        among = roles[..., at].masked_fill(allowed == 0, -1e4)
        choices[name] = torch.cat([absent[..., first : first + count], among], dim=-1)
    earlier = torch.tril(torch.ones_like(same_act[0]), -1)[None]
    yes_no["same_act"] = same_act
    asked["same_act"] = earlier * spans.trigger_mask[:, :, None] * spans.trigger_mask[:, None, :]
    choices["sector"] = sectors
    yes_no["unnamed"], asked["unnamed"] = unnamed, spans.unnamed != IGNORE
    possible = torch.cat([spans.mention_mask, torch.ones_like(spans.mention_mask[:, :1])], 1)
    choices["antecedent"] = antecedents.masked_fill(possible[:, None, :] == 0, -1e4)
    itself = torch.eye(*kin.shape[1:], device=kin.device)
    choices["kin"] = kin.masked_fill((spans.kin_open[:, None, :] == 0) | (itself > 0), -1e4)
    return Answers(choices, yes_no, asked)


def gold_losses(found: Answers, spans: SpanBatch) -> dict[str, Tensor]:
    """How far the answers are from gold, each a mean over what it is about."""
    out = {}
    foreign = TYPE_OF_MODE.to(spans.kinds.device) != spans.kinds[..., :1]
    modes = found.choices["mode"].masked_fill(foreign, -1e4)
    out["mode"] = entropy(modes, spans.kinds[..., 1])
    for at, name in enumerate(DECISIONS[1:], 2):
        out[name] = entropy(found.choices[name], spans.kinds[..., at])
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
    out["unnamed"] = binary(found.yes_no["unnamed"], spans.unnamed.clamp(min=0), found.asked["unnamed"])
    out["antecedent"] = entropy(found.choices["antecedent"], spans.antecedent)
    any_of = torch.where(spans.kin > 0, found.choices["kin"], torch.full_like(found.choices["kin"], -1e4)).logsumexp(-1)
    missed = (found.choices["kin"].logsumexp(-1) - any_of) * spans.kin_rows
    out["kin"] = missed.sum() / spans.kin_rows.sum().clamp(min=1)
    return out


def tag_losses(batch: Batch, tags: Tensor) -> dict[str, Tensor]:
    """How far the tags are from gold."""
    out = {"trigger": entropy(tags[..., :TRIGGER_TAGS], batch.trigger_tags)}
    layers = batch.layer_tags.shape[-1]
    rest = tags[..., TRIGGER_TAGS:].reshape(*tags.shape[:2], layers, 3)
    out["mentions"] = entropy(rest, batch.layer_tags) * layers
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
