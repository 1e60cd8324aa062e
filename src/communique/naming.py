"""What the names in a question mean: "North Korea" and "Russian" as the codes of the record."""

from __future__ import annotations

from communique.grounding.names import key, lookup

_WHOLE = ("country", "demonym")
_BODIES = ("UNO", "EUR")
"""Bodies with a code of their own; the other codes of bodies (IGO, NGO) stand for a kind of them."""


def resolve(name: str) -> tuple[str, ...]:
    """Codes of a country or an international body; none for a person or anything else, which is asked for by its name.

    Args:
        name: as a person writes it.

    >>> resolve("North Korea"), resolve("the United Nations"), resolve("Ada Moro")
    (('PRK',), ('UNO',), ())
    """
    folded = key(name)
    found = lookup(folded) or lookup(folded.removeprefix("the "))
    today = [entry for entry in found if entry.holds(None)]
    codes = [e.code.partition(" ")[0] for e in today if e.kind in _WHOLE]
    codes += [e.code for e in today if e.code in _BODIES]
    return tuple(dict.fromkeys(codes))
