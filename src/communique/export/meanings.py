"""What the values of coded columns mean, in words. With the columns themselves this is the codebook of every export.

The event types and modes are those of PLOVER draft 2.0 (Open Event Data Alliance, CC BY-SA 4.0), in words of our own.
"""

from __future__ import annotations

from collections.abc import Mapping

_TYPES = {
    "AGREE": "agrees, offers, promises, invites, accepts, or declares itself willing",
    "CONSULT": "meets, visits, hosts, talks, negotiates, telephones or mediates",
    "SUPPORT": "praises, endorses, recognises, signs or ratifies: words and signatures",
    "CONCEDE": "yields in words: apologises, pardons, eases a rule, declares a ceasefire or a withdrawal",
    "COOPERATE": "exchanges what serves both sides: trade, joint exercises, extradition, intelligence",
    "AID": "helps one side materially: money, arms, relief, asylum, training",
    "RETREAT": "yields in deed: withdraws, releases, disarms, observes a ceasefire, lets others in, resigns",
    "REQUEST": "asks, calls for, urges, demands, appeals",
    "ACCUSE": "criticises, condemns, accuses, charges, sues or investigates",
    "REJECT": "refuses, rejects, vetoes, cancels a meeting, bars entry",
    "THREATEN": "threatens, or warns with a consequence",
    "PROTEST": "demonstrates, riots, strikes or blocks, as civilians",
    "SANCTION": "cuts or reduces relations, imposes sanctions, expels, recalls, withdraws aid, convicts",
    "MOBILIZE": "deploys, puts on alert, exercises alone, tests or launches a weapon at no one",
    "COERCE": "arrests, seizes, raids, bans, censors, imposes a curfew, deports, hacks",
    "ASSAULT": "attacks, kills, shells, bombs, abducts, fights, tortures",
}
_LABELS = {
    "REPORTED": "it happened, in the outlet's own voice",
    "ACKNOWLEDGED": "it happened, says one of those who took part",
    "ALLEGED": "it happened, says somebody else",
    "PLANNED": "somebody is committed to doing it",
    "FLOATED": "one of those concerned says that it may happen",
    "SPECULATED": "it may have happened or may happen, and nobody stands for it",
    "WARNED": "somebody warns of it",
    "URGED": "somebody presses for it",
    "DENIED": "somebody says that it did not happen, or will not",
}

MEANINGS: Mapping[str, Mapping[str, str]] = {
    "type": _TYPES,
    "label": _LABELS,
    "status": {
        "happened": "over or done",
        "ongoing": "going on at the time of the report",
        "planned": "somebody is committed to it",
        "hypothetical": "everything else: may, could, if, feared, wanted",
    },
    "state": {
        "single-origin": "all that is known of it goes back to one origin",
        "corroborated": "two or more independent origins say the same of it",
        "acknowledged": "a party to it says so",
        "contested": "one origin affirms it and another denies it",
        "closed": "still only a plan, which a later event settled",
    },
    "polarity": {"pos": "presented as being the case", "neg": "presented as not being the case"},
    "certainty": {
        "asserted": "said without reserve",
        "hedged": "weakened: may, reportedly, appears, is expected",
        "none": "nobody commits to it: rumour, question, if",
    },
    "stance": {
        "asserts": "the source says so",
        "denies": "the source says that it is not so",
        "warns": "the source warns of it",
        "urges": "the source presses for it",
    },
    "quote": {
        "direct": "in quotation marks, a sentence or more",
        "partial": "some words in quotation marks",
        "indirect": "in the reporter's words",
    },
    "source_kind": {
        "outlet": "the outlet in its own voice",
        "named": "a holder who is identified",
        "unnamed": "a holder who is not identified (“officials”)",
        "agentless": "no holder in the grammar (“reportedly”)",
    },
    "role": {
        "actor": "does it",
        "recipient": "it is done to, for or with them",
        "affirms": "says that it is so, or may be so",
        "denies": "says that it is not so",
    },
    "stage": {
        "want": "somebody wants it",
        "request": "somebody asks for it",
        "offer": "somebody offers it",
        "talks": "it is talked about",
        "agreement": "it is agreed",
        "transfer": "it changes hands",
        "use": "it is used",
    },
    "link": {
        "fulfils": "what was planned took place",
        "cancels": "what was planned was called off",
        "postpones": "what was planned was put off",
        "near": "possibly the same act",
    },
}
"""List of values -> value -> what it means."""

CODES = (
    "Codes of parties: a country (ISO 3166 alpha-3, XKX for Kosovo) or UNO, EUR, IGO, NGO, ISM, IMG, MNC; then, after a space, a "
    "sector of PLOVER (GOV, MIL, COP, JUD, LEG, PTY, OPP, REB …); --- where the text does not tell."
)
"""How actor codes are made."""
