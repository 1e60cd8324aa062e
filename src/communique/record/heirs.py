"""Which claims of a new version or reading of a page stand for which old ones: each for one, at the same words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from communique.record.act import Act
from communique.record.facet import Told
from communique.record.likeness import ruled_out
from communique.record.traits import traits

SAME_SENTENCE = 0.5
"""Share of words that the sentence of a claim and that of its successor in a later version of the page have in common; a corrected
date or number leaves far more, another sentence with the same verb far less."""

CORRECTED = 0.8
"""Share above which a sentence is the old one with a correction, so that even another day or place leaves it the same act."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A claim that is replaced.

    Attributes:
        claim: its number.
        own: the event that the machine gave it.
        act: its features.
        likeness: how sure that was.
        because: why.
    """

    claim: int
    own: int
    act: Act
    likeness: float
    because: str


def successors(told: Sequence[Told], gone: Sequence[Gone]) -> dict[int, Gone]:
    """New claims → the old ones that they stand for, at most one each.

    Args:
        told: claims of the new version or reading.
        gone: claims of the one before.

    Returns:
        Where the text is the same, claims whose triggers overlap; in another version, claims of one trigger word whose sentences
        share most words. Claims of the same type come first, then the likest, then the nearest.
    """
    pairs = []
    for new in told:
        for old in gone:
            alike = _alike(new.act, old.act)
            if alike > 0:
                other_type = new.act.type != old.act.type
                pairs.append((other_type, -alike, abs(new.act.start - old.act.start), old.claim, new.claim))
    by_number = {g.claim: g for g in gone}
    taken: set[int] = set()
    found: dict[int, Gone] = {}
    for _, _, _, old_claim, new_claim in sorted(pairs):
        if old_claim not in taken and new_claim not in found:
            taken.add(old_claim)
            found[new_claim] = by_number[old_claim]
    return found


def _alike(new: Act, old: Act) -> float:
    """How far two claims stand at the same words, 0 if they do not."""
    if new.document == old.document:
        return float(new.start < old.start + len(old.trigger) and old.start < new.start + len(new.trigger))
    if old.trigger.casefold() != new.trigger.casefold():
        return 0.0
    both, any_ = len({*old.words} & {*new.words}), len({*old.words} | {*new.words})
    share = both / any_ if any_ else float(old.start == new.start)
    if share < SAME_SENTENCE or (share < CORRECTED and ruled_out(traits(new), traits(old)) is not None):
        return 0.0
    return share


def inherits(act: Act, gone: Gone, members: Iterable[Act]) -> bool:
    """Whether a claim stays in the event of the one that it stands for.

    Args:
        act: of the new claim.
        gone: the old one.
        members: claims of other pages that the event has: one that rules the act out ends the inheritance, as when the new reading
            takes for a plan what took place.
    """
    if act.type != gone.act.type:
        return False
    mine = traits(act)
    return all(ruled_out(mine, traits(member)) is None for member in members if member.document != act.document)
