"""Claims → evidence: who says it, on whose side, what it is worth alone, and from how many independent origins all of it comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from communique.export.escape import clip, plain
from communique.label import same_side
from communique.model import Event, Transfer
from communique.record import origins
from communique.record.spans import span
from communique.record.values import Claim
from communique.watch.alerts import Evidence
from communique.watch.matching import Hit

DONE = ("transfer", "use")
"""Stages in which something has changed hands, or is in them."""

SO = ("REPORTED", "ACKNOWLEDGED", "ALLEGED")
"""Labels that say it is so."""

MEANT = ("PLANNED", "FLOATED")
"""Labels of what is meant to be, or may be by the word of one who could do it."""


def tier_of(stage: str | None, label: str) -> str | None:
    """What one claim is worth by itself (research on the watch, section 7).

    Args:
        stage: how far the dealing has come; None for an act, which is done once it is so.
        label: one of the nine labels.

    Returns:
        T1 for a speculation, warning, demand or wish; T2 for a step before transfer, and for what is only planned or floated; T3 for a
        transfer that is reported or alleged; T4 for one that a party acknowledges; None for a denial.

    >>> tier_of("transfer", "ACKNOWLEDGED"), tier_of("agreement", "ACKNOWLEDGED"), tier_of("agreement", "SPECULATED")
    ('T4', 'T2', 'T1')
    """
    if label == "DENIED":
        return None
    if label not in (*SO, *MEANT) or stage == "want":
        return "T1"
    if label in MEANT or not (stage is None or stage in DONE):
        return "T2"
    return "T4" if label == "ACKNOWLEDGED" else "T3"


def evidence_of(event: int, hit: Hit) -> Evidence:
    """A hit as evidence.

    Args:
        event: number of its event.
        hit: what a rule found.
    """
    claim, dealing, told = hit.claim, hit.transfer, hit.claim.event
    stage = dealing.stage if dealing else None
    return Evidence(
        event=event,
        claim=claim.id,
        **{name: getattr(claim, name) for name in _SAME},
        trigger=told.trigger,
        label=told.label,
        status=told.status,
        **_said(claim),
        item=dealing.item if dealing else None,
        giver=dealing.giver if dealing else None,
        taker=dealing.taker if dealing else None,
        between=dealing.between if dealing else (),
        stage=stage,
        gift=dealing.gift if dealing else False,
        days=span(told.dates.earliest, told.dates.latest) if told.dates and not told.dates.assumed else "",
        quantity=dealing.quantity if dealing else None,
        tier=tier_of(stage, told.label),
        reader=claim.versions.reader,
    )


_SAME = ("document", "key", "url", "title", "published", "captured", "hash", "quotation", "publisher", "credit", "origin", "origin_because",
         "family", "likeness", "because")  # fmt: skip
"""What evidence has as the claim has it."""


def _said(claim: Claim) -> dict[str, Any]:
    """Who says it, and through whom."""
    source = claim.event.source
    named = source if source and source.start is not None else None
    chain = [claim.publisher or claim.key, claim.credit, named.name if named else None]
    return {
        "side": _side(claim.event),
        "chain": tuple(dict.fromkeys(link for link in chain if link)),
        "source": named.name if named else None,
        "source_code": named.code if named else None,
        "unnamed": bool(named and named.unnamed),
        "quote": source.quote if source else None,
    }


def _side(event: Event) -> str:
    """Who says it."""
    source = event.source
    if source is None:
        return "outlet"
    if source.start is None:
        return "agentless"
    if any(same_side(source.code, p.code) for p in (*event.actors, *event.recipients)):
        return "party"
    return "unnamed" if source.unnamed else "third"


def count(evidence: Sequence[Evidence]) -> tuple[int, str]:
    """How many independent origins evidence has, and who they are: by the rules of the record (`origins.count`).

    Args:
        evidence: in any order; the reason names origins by day of publication.
    """
    seen = {e.claim: e for e in evidence}
    ordered = sorted(seen.values(), key=lambda e: (e.published or "9999-12-31", e.claim))
    return origins.count([_origin(e) for e in ordered])


def _origin(one: Evidence) -> origins.Origin:
    """Who stands behind a piece of evidence, told as the record tells it of a claim."""
    named = one.source is not None and not one.unnamed
    known = one.origin.removeprefix("source:") if one.origin.startswith("source:") else None
    return origins.origin_of(
        source_key=known or (f"{one.source}|{one.source_code}" if named else None),
        unnamed=one.unnamed,
        agentless=one.side == "agentless",
        publisher=one.publisher,
        family=one.family,
        credit=one.credit,
        name=one.source if named else None,
        code=one.source_code if named else None,
    )


def lead(evidence: Sequence[Evidence]) -> Evidence:
    """The evidence that tells most: of the highest tier, a party before others, then the first published."""
    return min(evidence, key=lambda e: (-int((e.tier or "T0")[1]), e.side != "party", e.published or "9999", e.claim))


def spoken_by(one: Evidence) -> str:
    """Who says it, in words, on one line and of bounded length."""
    said = one.source or (f"nobody named, in {one.chain[0]}" if one.side == "agentless" else one.chain[0])
    return clip(plain(said), LONGEST_NAME)


LONGEST_NAME = 80
"""Characters of a name where it stands in a sentence of ours; in the evidence it is whole."""


def attached(claims: Sequence[Claim], hits: Sequence[Hit]) -> list[Hit]:
    """Denials of an event that a rule does not find by itself: of the act as a whole, or of an earlier step with the same subject.

    Args:
        claims: of the event.
        hits: what the rule found in it.
    """
    taken = {h.claim.id for h in hits}
    affirmed = [h.transfer for h in hits if h.transfer]
    parties = tuple(sorted({p for h in hits for p in h.parties}))
    return [
        Hit(claim, None, parties)
        for claim in claims
        if claim.event.label == "DENIED"
        and claim.id not in taken
        and (not claim.event.transfers or any(_of_one(t, a) for t in claim.event.transfers for a in affirmed))
    ]


def _of_one(denied: Transfer, affirmed: Transfer) -> bool:
    """Whether a dealing that is denied may be one that is affirmed: of the same branch, and not the other way round."""
    if denied.item.partition(".")[0] != affirmed.item.partition(".")[0]:
        return False
    sides = ((denied.giver, affirmed.giver), (denied.taker, affirmed.taker))
    return all(None in pair or pair[0] == pair[1] for pair in sides)
