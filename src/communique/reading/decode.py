"""Scores of the network → mentions and frames. Plain numpy, shared with training.

The network tags words (`TAGS` columns: triggers, then one begin/inside/outside triple for each layer of mentions), then
scores every trigger against every mention. This module turns both into spans and roles.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from communique.model import AGENTLESS, LAYERS, Frame, Mention
from communique.ontology import CERTAINTY, MODES, POLARITY, SECTORS, STANCE, STATUS, TYPES

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

TRIGGER_TAGS = 2 + len(TYPES)
"""Outside, inside, and begin of each type."""

TAGS = TRIGGER_TAGS + 3 * len(LAYERS)
"""Columns of the tag scores."""

MODE_NAMES: tuple[tuple[str, str | None], ...] = tuple(
    (kind, mode) for kind, modes in MODES.items() for mode in (None, *modes)
)
"""Columns of the mode scores: each type without and with each of its modes."""

ROLES: tuple[str, ...] = ("actors", "recipients", "objects", "source", "place", "time", "cue")
"""Columns of the role scores."""

ROLE_LAYER: dict[str, str] = {
    "actors": "party",
    "recipients": "party",
    "source": "party",
    "objects": "object",
    "place": "place",
    "time": "time",
    "cue": "cue",
}
"""Role -> the layer its mentions come from."""

SECTOR_NAMES: tuple[str, ...] = ("", *SECTORS)
"""Columns of the sector scores."""

DISTANCES = np.array([1, 2, 3, 4, 5, 8, 12, 20, 40, 80])
"""Upper edges of the distance buckets, in words."""

DISTANCE_BUCKETS = 2 * (len(DISTANCES) + 1)
SENTENCE_BUCKETS = 9

TRIGGER_BIAS = 0.0
"""Added to the outside score of a trigger before the best tag is taken.

Set for reader 0.1.0 on the documents held out of its training (210 reports, 11 of our own texts): record F1 0.432 and 0.340 at 0, 0.423 and
0.324 at -0.5. The next two were set with a network trained on 1,000 reports, on the 900 annotated ones after them (record F1 0.326 -> 0.332).
"""

MENTION_BIAS = -2.0
"""The same for mentions: a doubtful mention does no harm, because the role scorer can leave it unused."""

PLACE_MENTION_BIAS = -3.5
"""The same for places and times. Set with the next but one for reader 0.2.0 on the documents held out of its training (295 reports, 94 passages): place
right where gold has one 0.80 and 0.81 -> 0.93 and 0.91, of the places given 0.82 -> 0.73 right; annotators name fewer places than the codebook asks for.
"""

ROLE_THRESHOLD = -0.5
"""Least score (logit) of an actor, recipient or object."""

PLACE_BIAS = 6.0
"""Added to the scores of the places before "none" is considered."""

TIME_BIAS = 2.0
"""The same for times: right where gold has one 0.84 -> 0.87 on our own test texts, of the times given 0.72 -> 0.70 right."""

SAME_ACT_THRESHOLD = 0.0

KIN_LEAST = 0.02
"""Mentions less likely than this to share a country are not handed on."""


class Spans(NamedTuple):
    """Word spans: first words, last words (inclusive) and classes, each of shape (spans,)."""

    first: Ints
    last: Ints
    kind: Ints


@dataclass(frozen=True)
class Relations:
    """Scores (logits) of the triggers and mentions of one window.

    Attributes:
        modes: (triggers, len(MODE_NAMES)).
        status: (triggers, 4).
        polarity: (triggers, 2).
        certainty: (triggers, 3).
        stance: (triggers, 4).
        absent: (triggers, 5): no source, agentless source, no place, no time, no cue.
        roles: (triggers, mentions, len(ROLES)).
        same_act: (triggers, triggers).
        sectors: (mentions, len(SECTOR_NAMES)).
        unnamed: (mentions,).
        antecedents: (mentions, mentions + 1); the last column is "none".
        kin: (mentions, mentions + 1) mentions that have the country of a mention; the last column is "none".
    """

    modes: Floats
    status: Floats
    polarity: Floats
    certainty: Floats
    stance: Floats
    absent: Floats
    roles: Floats
    same_act: Floats
    sectors: Floats
    unnamed: Floats
    antecedents: Floats
    kin: Floats


def decode_tags(scores: Floats) -> tuple[Spans, Spans, Floats]:
    """Find triggers and mentions in the tag scores.

    Args:
        scores: (words, TAGS) logits.

    Returns:
        Triggers (kind = index into TYPES), mentions (kind = index into LAYERS; in text order), and the probability of
        each trigger's tag, shape (triggers,).
    """
    part = scores[:, :TRIGGER_TAGS].astype(np.float32, copy=True)
    part[:, 0] += TRIGGER_BIAS
    triggers = _spans(_one_begin(part.argmax(1)), begin_from=2)
    probability = _softmax(part)[triggers.first, triggers.kind + 2] if len(triggers.first) else np.zeros(0, np.float32)
    found = []
    for index in range(len(LAYERS)):
        at = TRIGGER_TAGS + 3 * index
        layer = scores[:, at : at + 3].astype(np.float32, copy=True)
        layer[:, 0] += PLACE_MENTION_BIAS if LAYERS[index] in ("place", "time") else MENTION_BIAS
        spans = _spans(layer.argmax(1), begin_from=2)
        found.append(np.stack([spans.first, spans.last, np.full_like(spans.first, index)], axis=1))
    rows = np.concatenate(found)
    rows = rows[np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))]
    return triggers, Spans(rows[:, 0], rows[:, 1], rows[:, 2]), probability


def _one_begin(tags: Ints) -> Ints:
    """Trigger tags in which a word that begins a type right after a word of it goes on ("civil", "war").

    Two acts of one type stand side by side 8 times in 30,945 annotated events.
    """
    again = np.flatnonzero((tags[1:] == tags[:-1]) & (tags[1:] >= 2)) + 1
    out = tags.copy()
    out[again] = 1
    return out


def _spans(tags: Ints, begin_from: int) -> Spans:
    """Spans of a tag sequence: 0 outside, 1 inside, `begin_from` + k begins a span of class k.

    An inside tag without a begin before it is outside.
    """
    begins = np.flatnonzero(tags >= begin_from)
    breaks = np.append(np.flatnonzero(tags != 1), len(tags))
    last = breaks[np.searchsorted(breaks, begins, side="right")] - 1
    return Spans(begins, last, tags[begins] - begin_from)


def distance_buckets(anchors: Ints, others: Ints) -> Ints:
    """Signed distance in words from each anchor to each other span, in buckets.

    Args:
        anchors: first words of the anchors, shape (n,).
        others: first words of the others, shape (m,).

    Returns:
        (n, m) bucket numbers below `DISTANCE_BUCKETS`.
    """
    gap = others[None, :] - anchors[:, None]
    size = np.searchsorted(DISTANCES, np.abs(gap), side="right")
    buckets: Ints = np.where(gap < 0, size + len(DISTANCES) + 1, size)
    return buckets


def sentence_buckets(anchors: Ints, others: Ints) -> Ints:
    """Signed distance in sentences, in buckets; arguments are sentence numbers of shapes (n,) and (m,)."""
    half = SENTENCE_BUCKETS // 2
    buckets: Ints = np.clip(others[None, :] - anchors[:, None], -half, half) + half
    return buckets


def _softmax(scores: Floats) -> Floats:
    """Softmax over the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    out: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return out


def decode_mentions(spans: Spans, relations: Relations, starts: Ints, ends: Ints) -> list[Mention]:
    """Mentions of a window with sector and antecedent.

    Args:
        spans: word spans with layers.
        relations: scores of the window.
        starts: first code point of each word.
        ends: end of each word.

    Returns:
        One mention a span, in the same order; antecedents are indices into this list.
    """
    sectors = _softmax(relations.sectors)
    scores = relations.kin.astype(np.float32, copy=True)
    np.fill_diagonal(scores[:, :-1], -1e9)
    scores[:, :-1][:, ~np.isin(spans.kind, _COUNTRIED)] = -1e9
    kin = _softmax(scores)
    mentions = []
    for index in range(len(spans.first)):
        layer = LAYERS[int(spans.kind[index])]
        sector = int(sectors[index].argmax())
        antecedent = int(relations.antecedents[index].argmax())
        mentions.append(
            Mention(
                start=int(starts[spans.first[index]]),
                end=int(ends[spans.last[index]]),
                layer=layer,
                sector=SECTOR_NAMES[sector] if layer == "party" else "",
                sector_score=float(sectors[index, sector]) if layer == "party" else 0.0,
                unnamed=layer == "party" and bool(relations.unnamed[index] > 0),
                antecedent=antecedent if antecedent < index else None,
                kin=_likely(kin[index, :-1]) if layer in ("party", "place") else (),
            )
        )
    return mentions


_COUNTRIED = np.array([LAYERS.index(layer) for layer in ("party", "place", "name")])
"""Layers of mentions that have a country."""


def _likely(probabilities: Floats) -> tuple[tuple[int, float], ...]:
    """The mentions that are not quite unlikely."""
    return tuple((int(i), float(probabilities[i])) for i in np.flatnonzero(probabilities > KIN_LEAST))


def decode_frames(
    triggers: Spans, probability: Floats, spans: Spans, relations: Relations, starts: Ints, ends: Ints
) -> list[Frame]:
    """Frames of a window.

    Args:
        triggers: word spans with types.
        probability: of each trigger.
        spans: mentions; roles are indices into them.
        relations: scores of the window.
        starts: first code point of each word.
        ends: end of each word.

    Returns:
        One frame a trigger, in text order; `same_as` are indices into this list.
    """
    layers = np.array([LAYERS.index(ROLE_LAYER[role]) for role in ROLES])
    allowed = spans.kind[:, None] == layers[None, :]
    roles = np.where(allowed[None], relations.roles, np.float32(-1e9))
    chosen = roles > ROLE_THRESHOLD
    # nobody does a thing to himself: the likelier side (29 of 26,201 annotated events have a mention on both, 25 of them meetings)
    acting = roles[:, :, 0] >= roles[:, :, 1]
    chosen[:, :, 0] &= acting
    chosen[:, :, 1] &= ~acting
    frames: list[Frame] = []
    for index in range(len(triggers.first)):
        frame = _frame(index, triggers, probability, roles[index], chosen[index], relations, starts, ends)
        frames.append(frame if frame.same_as is None else _completed(frame, frames[frame.same_as]))
    return frames


def _completed(frame: Frame, before: Frame) -> Frame:
    """A frame with the parties, place and time that an earlier mention of the same act has and this one leaves out.

    "If the sentence leaves the actor implicit but the preceding text makes it plain, take the nearest earlier mention" (codebook, section 3). In the
    annotated texts the later mention of an act keeps the parties of the earlier in 9 of 10 cases; one act has one place and time (where both mentions are
    dated or placed, they agree in 453 of 480).
    """
    actors = frame.actors or tuple(i for i in before.actors if i not in frame.recipients)
    recipients = frame.recipients or tuple(i for i in before.recipients if i not in actors)
    frame = replace(frame, actors=actors, recipients=recipients)
    if (frame.status in _REAL) != (before.status in _REAL):
        # when a visit was planned for is not yet when it took place
        return frame
    return replace(
        frame,
        place=before.place if frame.place is None else frame.place,
        time=before.time if frame.time is None else frame.time,
    )


_REAL = ("happened", "ongoing")


def _frame(
    index: int,
    triggers: Spans,
    probability: Floats,
    roles: Floats,
    chosen: npt.NDArray[np.bool_],
    relations: Relations,
    starts: Ints,
    ends: Ints,
) -> Frame:
    """The frame of one trigger."""
    kind = TYPES[int(triggers.kind[index])]
    of_type = [column for column, (owner, _) in enumerate(MODE_NAMES) if owner == kind]
    mode = MODE_NAMES[of_type[int(relations.modes[index, of_type].argmax())]][1]
    absent = relations.absent[index]
    source = _single(roles[:, ROLES.index("source")], absent[:2])
    picked = {role: tuple(np.flatnonzero(chosen[:, ROLES.index(role)]).tolist()) for role in ROLES[:3]}
    return Frame(
        start=int(starts[triggers.first[index]]),
        end=int(ends[triggers.last[index]]),
        score=float(probability[index]),
        type=kind,
        mode=mode,
        status=STATUS[int(relations.status[index].argmax())],
        polarity=POLARITY[int(relations.polarity[index].argmax())],
        certainty=CERTAINTY[int(relations.certainty[index].argmax())],
        stance=STANCE[int(relations.stance[index].argmax())],
        actors=picked["actors"],
        recipients=picked["recipients"],
        objects=picked["objects"],
        source=source,
        place=_single(roles[:, ROLES.index("place")], absent[2:3], PLACE_BIAS),
        time=_single(roles[:, ROLES.index("time")], absent[3:4], TIME_BIAS),
        cue=_single(roles[:, ROLES.index("cue")], absent[4:5]) if source is not None else None,
        same_as=_earlier_same(relations.same_act[index, :index]),
    )


def _single(scores: Floats, absent: Floats, bias: float = 0.0) -> int | None:
    """The best mention of a role of which there is one at most.

    `absent` holds the score of none and, for sources, of agentless; the answer is then None or `AGENTLESS`. Whether there is one
    at all is decided first: several mentions that may be it speak together against none.
    """
    best = int(absent.argmax())
    if len(scores) and np.logaddexp.reduce(scores) + bias > absent[best]:
        return int(scores.argmax())
    return None if best == 0 else AGENTLESS


def _earlier_same(scores: Floats) -> int | None:
    """The nearest earlier frame that scores as the same act."""
    same = np.flatnonzero(scores > SAME_ACT_THRESHOLD)
    return int(same[-1]) if len(same) else None
