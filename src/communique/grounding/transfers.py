"""What goes from whom to whom, and how far it has come: derived from type, status, roles and objects of an event."""

from __future__ import annotations

import re
from collections.abc import Sequence

from communique.model import Actor, Frame, Thing, Transfer

_WANT = re.compile(
    r"\b(?:wants?|wanted|eager|needs?|needed|keen|desires?|hopes? (?:for|to get|to obtain)|desperate|hungry|seeking|seeks)\b",
    re.IGNORECASE,
)
_RECEIVING = re.compile(
    r"\b(?:recei\w+|got|gets|obtain\w*|secur\w+|accept\w+|takes? delivery|took delivery)\b", re.IGNORECASE
)
_OFFERING = re.compile(
    r"\b(?:offer\w*|pledg\w+|promis\w+|propos\w+|vow\w*|commit\w*|ready|willing\w*|invit\w+)\b", re.IGNORECASE
)
_EACH_OTHER = re.compile(r"\b(?:each other|one another|exchang\w+|swap\w*|traded)\b", re.IGNORECASE)
_DEAL = re.compile(r"\b(?:deals?|agreements?|contracts?|pacts?|accords?)\b", re.IGNORECASE)
_HELD_IN_TALKS = ("military", "scitech")
"""Branches that are no goods: as long as they are only possible, there is talk of them, nothing to hand over."""
_USES = {
    ("MOBILIZE", "weapons"),
    ("ASSAULT", "aerial"),
    ("ASSAULT", "heavy-weapons"),
    ("ASSAULT", "firearms"),
    ("ASSAULT", "explosives"),
    ("ASSAULT", None),
}
_USABLE = ("arms", "wmd")
AROUND = 60
"""Code points around a trigger in which words of wishing and offering are looked for."""


def stage_of(kind: str, mode: str | None, status: str, words: str, node: str) -> str | None:
    """How far a dealing has come, None where the event deals in nothing.

    Args:
        kind: PLOVER type.
        mode: PLOVER mode.
        status: the event's.
        words: the trigger with what stands around it.
        node: the object's node in the item tree.
    """
    if kind == "REQUEST":
        return "request"
    if kind == "AGREE":
        return "offer" if _OFFERING.search(words) and not _DEAL.search(words) else "agreement"
    if kind == "SUPPORT" and re.search(r"\bsign\w*|ratif\w+", words, re.IGNORECASE):
        return "agreement"
    if kind == "CONSULT":
        return "talks"
    if kind in ("AID", "COOPERATE"):
        if status == "hypothetical":
            if _WANT.search(words):
                return "want"
            return "talks" if node.startswith(_HELD_IN_TALKS) else "transfer"
        return "offer" if _OFFERING.match(words) else "transfer"
    return "use" if (kind, mode) in _USES and node.startswith(_USABLE) else None


def transfers(
    frame: Frame,
    text: str,
    actors: Sequence[Actor],
    recipients: Sequence[Actor],
    things: Sequence[Thing],
    told: Transfer | None,
) -> tuple[Transfer, ...]:
    """The dealings of an event, one for each object and pair of countries.

    Args:
        frame: the event.
        text: the text.
        actors: its actors.
        recipients: its recipients.
        things: its objects.
        told: an earlier deal between the same parties, for "the deal" without an object.
    """
    low = max(text.rfind("\n", 0, frame.start) + 1, frame.start - AROUND)
    words = text[low : frame.end + AROUND // 2].partition("\n")[0]
    trigger = text[frame.start : frame.end]
    named: list[tuple[str, Thing | None]] = [(t.node, t) for t in things] or [
        (node, None) for node in _without_object(frame, trigger, text[low : frame.start])
    ]
    if not named and told and frame.type == "AGREE" and _DEAL.search(trigger):
        return (told.model_copy(update={"stage": "agreement", "because": f"the deal told before: {told.because}"}),)
    givers, takers = _countries(actors), _countries(recipients)
    found: list[Transfer] = []
    for node, thing in named:
        stage = stage_of(frame.type, frame.mode, frame.status, f"{trigger} {words}", node)
        if stage is None or node == "territory":
            continue
        if stage == "use" and _GIVING.fullmatch(trigger) and set(takers) - set(givers):
            stage = "transfer"  # what is sent to another State is not used yet, whatever type the reader gives the act
        for giver, taker, between, because in _directions(frame, stage, text, actors, recipients, givers, takers):
            found.append(
                Transfer(
                    item=node,
                    giver=giver,
                    taker=taker,
                    between=between,
                    stage=stage,
                    gift=bool(thing and thing.gift),
                    quantity=thing.quantity if thing else None,
                    because=because,
                )
            )
    return tuple(dict.fromkeys(found))


def _without_object(frame: Frame, trigger: str, before: str) -> list[str]:
    """What an event without an object deals in, from the words of the trigger itself ("military cooperation")."""
    if frame.type == "COOPERATE" and re.search(r"cooperat|co-operat|ties|partnership", trigger, re.IGNORECASE):
        if re.search(
            r"\b(?:military|defen[cs]e|military[- ]technical|security)\W+(?:and \w+ )?$", before, re.IGNORECASE
        ):
            return ["military.cooperation"]
        if re.search(r"\b(?:scientific|technical|technological|space|nuclear)\W+(?:and \w+ )?$", before, re.IGNORECASE):
            return ["scitech.unspecified"]
    return []


def _countries(parties: Sequence[Actor]) -> list[str]:
    """Countries and bodies of parties, each once; what is not known left out."""
    return [c for c in dict.fromkeys(a.code.partition(" ")[0] for a in parties) if c != "---"]


def _turned(
    frame: Frame, stage: str, text: str, actors: Sequence[Actor], recipients: Sequence[Actor]
) -> tuple[bool, str]:
    """Whether the actor is to receive, and why."""
    trigger, after = text[frame.start : frame.end], text[frame.end : frame.end + AROUND].partition(".")[0]
    if stage in ("request", "want"):
        return True, "who asks is to receive"
    if stage in ("agreement", "offer") and (bought := _TO_BUY.search(after)):
        return True, f"“{bought.group().strip()}”: who agrees to it receives"
    if _BUYING.search(trigger):
        return True, f"“{trigger}”: who buys receives"
    if _RECEIVING.search(trigger):
        nearest = max((a for a in (*actors, *recipients) if a.end <= frame.start), key=lambda a: a.end, default=None)
        turned = nearest is not None and any(a == nearest for a in actors) and not any(a == nearest for a in recipients)
        return turned, f"“{trigger}”: who is named before it receives"
    return False, "from the actor to the recipient"


_WITH = re.compile(r"\b(?:deals?|agreements?|contracts?|pacts?|accords?)\b.{0,30}?\bwith\b", re.IGNORECASE)
_ONE_WAY = re.compile(
    r"\bto (?:buy|purchas\w+|acquire|import|obtain|receive|sell|supply|send|provide|deliver|give|export|donate)\b",
    re.IGNORECASE,
)
_BUYING = re.compile(
    r"\b(?:b[uo]ught|buys?|buying|purchas\w+|order(?:s|ed)?|leas(?:es|ed)|rent(?:s|ed)|import\w*|borrow\w*|acquir\w+|procur\w+)\b",
    re.IGNORECASE,
)
_TO_BUY = re.compile(
    r"\b(?:to|of|on|for) (?:the )?(?:buy|purchas\w+|import\w*|acquir\w+|acquisition|receive|obtain|procure\w*|borrow)\b",
    re.IGNORECASE,
)
_ASKS_TO_GET = re.compile(
    r"\b(?:for|help|aid|assist\w*|suppl\w+|provid\w+|weapons|arms|ammunition|support|more|seek\w*|sought|ask\w*|request\w*)\b(?!.*\b(?:releas\w*|free|stop\w*|halt|end)\b)",
    re.IGNORECASE,
)
_GIVING = re.compile(
    r"(?:gave|gives?|giving|given|sent|sends?|sending|hand(?:s|ed|ing)?|lent|sold|sells?|ship(?:s|ped)?|supplied|supplies|donated|"
    r"offered|granted|awarded|presented)(?: over)?",
    re.IGNORECASE,
)
"""Words after which may stand, without more, who receives: "gave (Kim) a rifle"."""

_Direction = tuple[str | None, str | None, tuple[str, ...], str]


def _before_and_after(frame: Frame, text: str, actors: Sequence[Actor]) -> tuple[str, str] | None:
    """The party before a word of giving and the one right after it, where the reader takes both for actors; None if it is not so."""
    close = [a for a in actors if frame.end <= a.start <= frame.end + 3]
    front = [a for a in actors if a.end <= frame.start]
    if len(close) != 1 or not front or re.search(r"\b(?:was|were|been|being|be)\s$", text[: frame.start]):
        return None
    giver, taker = (p.code.partition(" ")[0] for p in (max(front, key=lambda a: a.end), close[0]))
    return (giver, taker) if giver != taker else None


def _directions(
    frame: Frame,
    stage: str,
    text: str,
    actors: Sequence[Actor],
    recipients: Sequence[Actor],
    givers: list[str],
    takers: list[str],
) -> list[_Direction]:
    """From whom to whom, with the reason; between equals where no direction is told."""
    trigger = text[frame.start : frame.end]
    if stage == "use":
        return [(None, a, (), "who uses it has it") for a in givers]
    if len(givers) > 1 and not takers:
        near = text[max(0, frame.start - AROUND // 2) : frame.end + AROUND]
        if stage == "transfer" and _EACH_OTHER.search(near):
            return [(a, b, (), "each gave to the other") for a in givers for b in givers if a != b]
        if stage == "transfer" and _GIVING.fullmatch(trigger) and (sides := _before_and_after(frame, text, actors)):
            return [(sides[0], sides[1], (), f"“{trigger}”: who is named after it receives")]
        return [(None, None, tuple(givers), "both are parties and no direction is told")]
    if stage == "transfer" and givers and takers and re.search(r"\b(?:exchang|swap|trad)\w*", trigger, re.IGNORECASE):
        return [
            (a, b, (), "each gave to the other")
            for x, y in ((givers, takers), (takers, givers))
            for a in x
            for b in y
            if a != b
        ]
    if stage in ("talks", "agreement") and frame.type in ("CONSULT", "COOPERATE"):
        return [(None, None, tuple(dict.fromkeys([*givers, *takers])), "both are parties and no direction is told")]
    if (
        stage == "agreement"
        and _WITH.search(text[frame.start : frame.end + AROUND].partition(".")[0])
        and not _ONE_WAY.search(text[frame.start : frame.end + AROUND])
    ):
        return [(None, None, tuple(dict.fromkeys([*givers, *takers])), "a deal between them, no direction is told")]
    turned, because = _turned(frame, stage, text, actors, recipients)
    if (
        stage == "request"
        and not _ASKS_TO_GET.search(text[frame.start : frame.end + AROUND].partition(".")[0])
        and frame.mode != "assist"
    ):
        # who asks that prisoners be freed is not to receive them
        return [(None, None, tuple(dict.fromkeys([*givers, *takers])), "asked for, nobody is told to receive it")]
    if turned:
        givers, takers = takers, givers
    return [(a, b, (), because) for a in givers or [None] for b in takers or [None] if a != b]  # type: ignore[list-item]
