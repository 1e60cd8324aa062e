"""Quotations, contradictions and origins of a record, for people in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from communique.record.quotes import Scrap, Variant
from communique.record.standing import Contradiction, Origin
from communique.terminal import escaped, field, line


def _claims(numbers: Iterable[int]) -> str:
    """Numbers of claims as people see them."""
    return " ".join(f"C{n}" for n in numbers)


def show_variant(variant: Variant, console: Console) -> None:
    """Print a form of a quotation: how it differs, and where it stands, the first first."""
    console.print(Text.assemble((f"{variant.likeness:5.1f}  ", "bold"), line(f"“{variant.text}”")))
    for asked, here in variant.differs:
        console.print(field("", f"“{asked or '—'}” is “{here or '—'}” here"))
    for place in variant.places:
        outlet = " · ".join(t for t in (place.published, place.publisher, place.language) if t)
        said = f", {place.source}" if place.source else ""
        claim = f", C{place.claim}" if place.claim else ""
        console.print(field("in", f"D{place.document} {place.start} to {place.end}  {outlet}{said}{claim}"))


def show_scrap(scrap: Scrap, console: Console) -> None:
    """Print quoted words with their sentence and the fuller quotations of the same holder."""
    console.print(Text.assemble((f"C{scrap.claim:<7}", "bold"), line(f"“{scrap.text}”")))
    console.print(escaped("  │ ", style="dim").append_text(escaped(scrap.sentence.replace("\n", " "))))
    if scrap.fuller:
        console.print(field("fuller", _claims(scrap.fuller)))


def show_contradiction(found: Contradiction, console: Console) -> None:
    """Print an event that is affirmed and denied."""
    console.print(Text.assemble((f"E{found.event:<7}", "bold"), line(found.holder or "different holders")))
    console.print(field("is so", _claims(found.affirming)))
    console.print(field("is not", _claims(found.denying)))


def show_origin(origin: Origin, console: Console) -> None:
    """Print an origin with the texts that tell it and their copies."""
    console.print(
        Text.assemble(
            (line(origin.because), "bold"), (f"  {origin.claims} claim{'' if origin.claims == 1 else 's'}", "dim")
        )
    )
    for text in origin.texts:
        copies = (
            f" and copies in {', '.join(text.publishers)}"
            if len(text.publishers) > 1
            else f" {''.join(text.publishers)}"
        )
        console.print(field(text.first or "?", f"D{text.family}{copies.rstrip()}  {_claims(text.claims)}"))
