"""PLOVER scores and quad classes, folding of plans, and the coarse way from PLOVER back to CAMEO.

Sources: PLOVER manual, draft 2.0 (scores of modes, quad classes); its table of CAMEO and PLOVER of 2021, turned round; CAMEO's
Goldstein values as GDELT publishes them. Where the way back has more than one end, the value stays open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from communique.record.values import RecordEvent

_FOLDED = {"CONSULT": "AGREE", "SUPPORT": "AGREE", "COOPERATE": "AGREE", "AID": "AGREE", "RETREAT": "CONCEDE"}
"""What PLOVER makes of a plan: cooperation that is to come is agreement, a retreat that is to come a concession."""

_UNREAL = frozenset({"FLOATED", "SPECULATED", "WARNED", "URGED"})
"""Labels under which an act is only possible, whatever its status."""

QUAD: Mapping[str, int] = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), 1),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), 2),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), 3),
    # the manual has SANCTION in 3 and in 4; the coder of POLECAT, built on it, takes 4
    **dict.fromkeys(("SANCTION", "PROTEST", "MOBILIZE", "COERCE", "ASSAULT"), 4),
}
"""PLOVER type -> 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict."""

_SCORES = """
AGREE 2.5; CONSULT 2.5 visit 4 third-party 1 multilateral 4 phone 1.5; SUPPORT 5; CONCEDE 4.5; COOPERATE 9.5; AID 10;
RETREAT 6.5 withdraw 8 release 6.5 disarm 10 ceasefire 7.5 access 6.5 resign 4.5; REQUEST 0 assist 0.5 change -1 yield -1 meet 0;
ACCUSE ? disapprove -2 investigate -3.5 allege -3.5; REJECT -2 assist -1.5 change -2 yield -2 meet -2;
THREATEN -3.5 restrict -3 arrest -3.5 relations -3.5 expel -3.5 territory -4 violence -3.5;
PROTEST -5 demo -5 riot -7 strike -5 hunger -4.5 boycott -4.5 obstruct -4.5 vandalize ?;
SANCTION -6 convict -6 expel -5.5 withdraw -6 discontinue -6; MOBILIZE -5.5 troops -6.5 weapons -6.5 police -5.5 militia -6;
COERCE -7 seize -7 restrict -7 censor -6.5 curfew -6.5 martial-law -7.5 arrest -7 deport -7 withhold -7 misinformation -6.5 cyber -7;
ASSAULT -9 abduct -8.5 beat -7.5 torture -8.5 sexual -8.5 targeted -9.5 destroy -8.5 primitive -8 firearms -9 explosives -9
 suicide-attack -9.5 aerial -9.5 drone -9.5 heavy-weapons -9.5 crowd-control -7.5 unconventional -10
"""
"""Type, its score, then modes and theirs; ? where the manual prints none, or (ACCUSE) one that its own modes contradict."""


def _scores() -> dict[tuple[str, str | None], float | None]:
    """The scores by type and mode."""
    table: dict[tuple[str, str | None], float | None] = {}
    for line in _SCORES.split(";"):
        kind, *words = line.split()
        for mode, value in zip([None, *words[1::2]], words[0::2], strict=True):
            table[kind, mode] = None if value == "?" else float(value)
    return table


SCORES: Mapping[tuple[str, str | None], float | None] = _scores()
"""Type and mode -> PLOVER score, -10 to 10; None where the manual gives none that can be used."""

_CAMEO = """
AGREE 030 4; CONSULT 040 1 phone 041 1 visit 042 1.9 third-party 044 2.5; SUPPORT 050 3.5; COOPERATE 060 6; AID 070 7;
CONCEDE 080 5; RETREAT 080 ? withdraw 0872 9 release 0841 7 disarm 087 9 ceasefire 0871 9 access 086 9;
ACCUSE 110 -2 investigate 090 -2 disapprove 110 -2 allege 112 -2;
REQUEST 100 -5 assist 100 -5 change 104 -5 yield 105 -5 meet 106 -5;
REJECT 120 -4 assist 120 -4 change 120 -4 yield 120 -4 meet 125 -5;
THREATEN 130 -4.4 restrict 130 ? relations 130 ? expel 136 -7 territory 1382 -7 violence 138 -7;
PROTEST 140 -6.5 demo 141 -6.5 hunger 142 -6.5 strike 143 -6.5 boycott 143 -6.5 obstruct 144 -7.5 riot 145 -7.5;
MOBILIZE 150 -7.2 police 150 -7.2 troops 150 -7.2;
SANCTION 160 -4 withdraw 160 ? discontinue 162 -5.6 expel 166 -7 convict 160 ?;
COERCE 170 -7 seize 171 ? restrict 172 -5 curfew 1723 -5 martial-law 1724 -5 arrest 173 -5 deport 174 -5;
ASSAULT ? ? abduct 181 -9 beat 182 -9.5 sexual 1821 -9 torture 1822 -9 suicide-attack 183 -10 explosives 183 -10
 targeted 180 ? firearms 193 -10 heavy-weapons 194 -10 aerial 195 -10 drone 195 -10 unconventional 204 -10
"""
"""Type, its CAMEO code and Goldstein value, then modes and theirs. A code that ends in 0 is "not specified below"."""

_PLANS = {"CONSULT": ("036", 4.0), "SUPPORT": ("032", 4.5), "COOPERATE": ("031", 5.2), "AID": ("033", 5.2)}
"""Planned cooperation: CAMEO's root 03 tells what is intended."""

_ARMED = frozenset({"MIL", "REB", "UAF", "PRM"})
"""Sectors whose violence CAMEO files under 19, conventional force; that of others is under 18, assault."""


def _codes() -> dict[tuple[str, str | None], tuple[str | None, float | None]]:
    """CAMEO code and Goldstein value by type and mode."""
    table: dict[tuple[str, str | None], tuple[str | None, float | None]] = {}
    for line in _CAMEO.split(";"):
        kind, *words = line.split()
        for at, digits, value in zip([None, *words[2::3]], words[0::3], words[1::3], strict=True):
            table[kind, at] = (None if digits == "?" else digits, None if value == "?" else float(value))
    return table


CODES: Mapping[tuple[str, str | None], tuple[str | None, float | None]] = _codes()


@dataclass(frozen=True, slots=True)
class Folded:
    """An act as PLOVER has it.

    Attributes:
        type: its type, where a plan is folded into another one.
        modes: its mode and PLOVER's auxiliary modes (future, hypothetical, negation, historical).
        folded: whether the type is another one than that of the act.
    """

    type: str
    modes: tuple[str, ...]
    folded: bool


def fold(event: RecordEvent) -> Folded:
    """An event in PLOVER's way: planned cooperation is AGREE, a planned retreat CONCEDE; other plans get the mode "future".

    Args:
        event: the event.
    """
    planned = event.label == "PLANNED" or (event.label in {"DENIED", *_UNREAL} and event.status == "planned")
    plain = event.label == "PLANNED" and event.type in _FOLDED
    kind = _FOLDED[event.type] if plain else event.type
    modes = [] if plain or not event.mode else [event.mode]
    if planned and not plain and kind != "CONCEDE":
        modes.append("future")
    if event.label in _UNREAL or (event.status == "hypothetical" and event.label != "DENIED"):
        modes.append("hypothetical")
    if event.label == "DENIED":
        modes.append("negation")
    if event.historical:
        modes.append("historical")
    return Folded(kind, tuple(modes), plain)


def score(folded: Folded) -> float | None:
    """PLOVER score of an act: that of its mode, else of its type; None where the manual gives none."""
    for mode in folded.modes:
        if (folded.type, mode) in SCORES:
            return SCORES[folded.type, mode]
    return SCORES[folded.type, None]


@dataclass(frozen=True, slots=True)
class Coded:
    """An act in CAMEO.

    Attributes:
        code: three or four digits.
        goldstein: its value; None where PLOVER does not tell the code apart from others of another value.
    """

    code: str
    goldstein: float | None

    @property
    def base(self) -> str:
        """The code at the level of three digits."""
        return self.code[:3]

    @property
    def root(self) -> str:
        """The code at the level of two digits."""
        return self.code[:2]

    @property
    def quad(self) -> int:
        """CAMEO's quad class: 1 for roots 01 to 05, 2 to 08, 3 to 13, 4 to 20."""
        return next(quad for quad, last in enumerate((5, 8, 13, 20), start=1) if int(self.root) <= last)


def code(event: RecordEvent) -> Coded:
    """An event in CAMEO, coarsely.

    Args:
        event: one that happened, or a plan that folds.
    """
    folded = fold(event)
    if folded.folded and event.type in _PLANS:
        return Coded(*_PLANS[event.type])
    found, goldstein = CODES.get((folded.type, event.mode if not folded.folded else None)) or CODES[folded.type, None]
    if found is None:
        armed = any(_ARMED & set((a.code or "").split()[1:]) for a in event.actors)
        return Coded("190" if armed else "180", None)
    return Coded(found, goldstein)
