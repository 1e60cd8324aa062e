"""The label of an event, computed from the four decisions, its source and its parties (codebook, section 6)."""

from collections.abc import Iterable, Mapping
from typing import Any

from communique.ontology import STATE_SECTORS


def same_side(source: str, party: str) -> bool:
    """Whether a source speaks for a party's side.

    Args:
        source: actor code of the source, such as "RUS GOV".
        party: actor code of an actor or recipient.

    Returns:
        True if both have one country and both belong to the state or to one sector.
    """
    country, _, sectors = source.partition(" ")
    other, _, other_sectors = party.partition(" ")
    if country != other or country == "---":
        return False
    sector, other_sector = sectors.split(" ")[0], other_sectors.split(" ")[0]
    return sector == other_sector or {sector, other_sector} <= STATE_SECTORS


def label(status: str, polarity: str, certainty: str, stance: str, source: str | None, parties: Iterable[str]) -> str:
    """The label of an event.

    Args:
        status: happened, ongoing, planned or hypothetical.
        polarity: pos or neg.
        certainty: asserted, hedged or none.
        stance: asserts, denies, warns or urges.
        source: actor code of who says it; None is the outlet's own voice.
        parties: actor codes of the actors and recipients.

    Returns:
        One of `communique.ontology.LABELS`.
    """
    if polarity == "neg" or stance == "denies":
        return "DENIED"
    if stance in ("warns", "urges"):
        return "WARNED" if stance == "warns" else "URGED"
    if certainty == "none":
        return "SPECULATED"
    if status == "planned":
        return "PLANNED"
    party = source is not None and any(same_side(source, p) for p in parties)
    if status == "hypothetical":
        return "FLOATED" if party else "SPECULATED"
    if source is None:
        return "SPECULATED" if certainty == "hedged" else "REPORTED"
    return "ACKNOWLEDGED" if party else "ALLEGED"


def label_of(event: Mapping[str, Any]) -> str:
    """The label of an event in the codebook's JSON format."""
    decisions = (event["status"], event["polarity"], event["certainty"], event["stance"])
    source = event["source"]["code"] if event["source"] else None
    return label(*decisions, source, [m["code"] for m in (*event["actors"], *event["recipients"])])
