"""The label of an event, computed from the four decisions, its source and its parties (codebook, section 6)."""

from collections.abc import Mapping
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


def label(event: Mapping[str, Any]) -> str:
    """The label of an event in the codebook's format.

    Args:
        event: with `status`, `polarity`, `certainty`, `stance`, `source` (or None), `actors` and `recipients`.

    Returns:
        One of `communique.ontology.LABELS`.
    """
    if event["polarity"] == "neg" or event["stance"] == "denies":
        return "DENIED"
    if event["stance"] in ("warns", "urges"):
        return "WARNED" if event["stance"] == "warns" else "URGED"
    if event["certainty"] == "none":
        return "SPECULATED"
    if event["status"] == "planned":
        return "PLANNED"
    source = event["source"]
    parties = [*event["actors"], *event["recipients"]]
    party = source is not None and any(same_side(source["code"], m["code"]) for m in parties)
    if event["status"] == "hypothetical":
        return "FLOATED" if party else "SPECULATED"
    if source is None:
        return "SPECULATED" if event["certainty"] == "hedged" else "REPORTED"
    return "ACKNOWLEDGED" if party else "ALLEGED"
