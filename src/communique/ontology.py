"""PLOVER's event types, modes and sectors, and the values of the four decisions.

Source: PLOVER draft 2.0, Open Event Data Alliance, 2021 (CC BY-SA 4.0): only the names of the classes are used here.
"""

MODES: dict[str, tuple[str, ...]] = {
    "AGREE": (),
    "CONSULT": ("visit", "third-party", "multilateral", "phone"),
    "SUPPORT": (),
    "CONCEDE": (),
    "COOPERATE": (),
    "AID": (),
    "RETREAT": ("withdraw", "release", "disarm", "ceasefire", "access", "resign"),
    "REQUEST": ("assist", "change", "yield", "meet"),
    "ACCUSE": ("disapprove", "investigate", "allege"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "THREATEN": ("restrict", "arrest", "relations", "expel", "territory", "violence"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "COERCE": (
        "seize",
        "restrict",
        "censor",
        "curfew",
        "martial-law",
        "arrest",
        "deport",
        "withhold",
        "misinformation",
        "cyber",
    ),
    "ASSAULT": (
        "abduct",
        "beat",
        "torture",
        "sexual",
        "targeted",
        "destroy",
        "primitive",
        "firearms",
        "explosives",
        "suicide-attack",
        "aerial",
        "drone",
        "heavy-weapons",
        "crowd-control",
        "unconventional",
    ),
}
"""Event type -> its modes, in PLOVER's order."""

TYPES: tuple[str, ...] = tuple(MODES)
"""The 16 event types."""

STATUS: tuple[str, ...] = ("happened", "ongoing", "planned", "hypothetical")
POLARITY: tuple[str, ...] = ("pos", "neg")
CERTAINTY: tuple[str, ...] = ("asserted", "hedged", "none")
STANCE: tuple[str, ...] = ("asserts", "denies", "warns", "urges")

LABELS: tuple[str, ...] = (
    "REPORTED",
    "ACKNOWLEDGED",
    "ALLEGED",
    "PLANNED",
    "FLOATED",
    "SPECULATED",
    "WARNED",
    "URGED",
    "DENIED",
)
"""What analysts read, computed from the four decisions and the source (codebook, section 6)."""

SECTORS: tuple[str, ...] = (
    "GOV",
    "MIL",
    "COP",
    "JUD",
    "LEG",
    "PTY",
    "OPP",
    "REB",
    "PRM",
    "SPY",
    "UAF",
    "CVL",
    "CRM",
    "BUS",
    "JRN",
    "EDU",
    "MED",
    "REL",
    "LAB",
    "SOC",
    "REF",
    "ELI",
    "UNK",
    "PRE",
)
"""Sectors of an actor code; bodies of intergovernmental organisations have none."""

STATE_SECTORS: frozenset[str] = frozenset({"", "GOV", "MIL", "COP", "SPY", "JUD", "LEG", "PRM"})
"""Sectors that speak for the state; a bare country counts as its state."""

STAGES: tuple[str, ...] = ("want", "request", "offer", "talks", "agreement", "transfer", "use")
"""How far a dealing has come, from a wish to use. Whether it happened, is planned or alleged is told by status and label, not by the stage."""
