"""Words for acts, for sentences that are put together from the fields of an event and from nothing else."""

from __future__ import annotations

from dataclasses import dataclass

# type or type/mode: past (also as participle) | base | -ing | what stands before the recipient | what stands after it
_PHRASES = """
AGREE: reached or offered agreement | reach or offer agreement | reaching or offering agreement | with |
CONSULT: held talks | hold talks | holding talks | with |
CONSULT/visit: visited | visit | visiting | |
CONSULT/third-party: held talks | hold talks | holding talks | with | hosted by a third party
CONSULT/multilateral: held multilateral talks | hold multilateral talks | holding multilateral talks | with |
CONSULT/phone: talked by telephone | talk by telephone | talking by telephone | with |
SUPPORT: supported | support | supporting | | in words or by signature
CONCEDE: made a concession in words | make a concession in words | making a concession in words | to |
COOPERATE: cooperated materially | cooperate materially | cooperating materially | with |
AID: provided material aid | provide material aid | providing material aid | to |
RETREAT: made a concession in deed | make a concession in deed | making a concession in deed | to |
RETREAT/withdraw: pulled out | pull out | pulling out | with regard to |
RETREAT/release: released captives | release captives | releasing captives | with regard to |
RETREAT/disarm: disarmed | disarm | disarming | with regard to |
RETREAT/ceasefire: observed a ceasefire | observe a ceasefire | observing a ceasefire | with |
RETREAT/access: let outsiders in | let outsiders in | letting outsiders in | with regard to |
RETREAT/resign: resigned | resign | resigning | with regard to |
REQUEST: made a request or demand | make a request or demand | making a request or demand | to |
REQUEST/assist: asked for assistance | ask for assistance | asking for assistance | from |
REQUEST/change: asked for a change of policy or institutions | ask for a change of policy or institutions | asking for a change of policy or institutions | from |
REQUEST/yield: asked for a concession | ask for a concession | asking for a concession | from |
REQUEST/meet: asked for a meeting | ask for a meeting | asking for a meeting | with |
ACCUSE: criticised or accused | criticise or accuse | criticising or accusing | |
ACCUSE/disapprove: criticised | criticise | criticising | |
ACCUSE/investigate: investigated | investigate | investigating | |
ACCUSE/allege: accused | accuse | accusing | |
REJECT: gave a refusal | give a refusal | giving a refusal | to |
REJECT/assist: refused assistance | refuse assistance | refusing assistance | to |
REJECT/change: refused a change of policy or institutions | refuse a change of policy or institutions | refusing a change of policy or institutions | to |
REJECT/yield: refused a concession | refuse a concession | refusing a concession | to |
REJECT/meet: refused or cancelled a meeting | refuse or cancel a meeting | refusing or cancelling a meeting | with |
THREATEN: threatened | threaten | threatening | |
THREATEN/restrict: threatened | threaten | threatening | | with restrictions
THREATEN/arrest: threatened | threaten | threatening | | with arrest
THREATEN/relations: threatened | threaten | threatening | | with an end of relations
THREATEN/expel: threatened | threaten | threatening | | with expulsion
THREATEN/territory: threatened | threaten | threatening | | with the taking of territory
THREATEN/violence: threatened | threaten | threatening | | with violence
PROTEST: protested | protest | protesting | against |
PROTEST/demo: demonstrated | demonstrate | demonstrating | against |
PROTEST/riot: rioted | riot | rioting | against |
PROTEST/strike: stopped work in protest | stop work in protest | stopping work in protest | against |
PROTEST/hunger: held a hunger strike | hold a hunger strike | holding a hunger strike | against |
PROTEST/boycott: boycotted | boycott | boycotting | |
PROTEST/obstruct: blocked access in protest | block access in protest | blocking access in protest | against |
PROTEST/vandalize: damaged property in protest | damage property in protest | damaging property in protest | against |
SANCTION: reduced relations or imposed sanctions | reduce relations or impose sanctions | reducing relations or imposing sanctions | with regard to |
SANCTION/convict: convicted | convict | convicting | |
SANCTION/expel: expelled | expel | expelling | |
SANCTION/withdraw: pulled back from relations | pull back from relations | pulling back from relations | with |
SANCTION/discontinue: reduced exchange or imposed sanctions | reduce exchange or impose sanctions | reducing exchange or imposing sanctions | with regard to |
MOBILIZE: moved or readied forces | move or ready forces | moving or readying forces | with regard to |
MOBILIZE/troops: deployed or readied troops | deploy or ready troops | deploying or readying troops | with regard to |
MOBILIZE/weapons: deployed or tested weapons | deploy or test weapons | deploying or testing weapons | with regard to |
MOBILIZE/police: deployed police | deploy police | deploying police | with regard to |
MOBILIZE/militia: deployed militia | deploy militia | deploying militia | with regard to |
COERCE: used coercion | use coercion | using coercion | against |
COERCE/seize: seized or searched property or territory | seize or search property or territory | seizing or searching property or territory | of |
COERCE/restrict: imposed restrictions | impose restrictions | imposing restrictions | on |
COERCE/censor: imposed censorship | impose censorship | imposing censorship | on |
COERCE/curfew: imposed a curfew | impose a curfew | imposing a curfew | on |
COERCE/martial-law: imposed emergency rule | impose emergency rule | imposing emergency rule | on |
COERCE/arrest: arrested or detained | arrest or detain | arresting or detaining | |
COERCE/deport: deported | deport | deporting | |
COERCE/withhold: withheld public goods | withhold public goods | withholding public goods | from |
COERCE/misinformation: used deception | use deception | using deception | against |
COERCE/cyber: carried out a cyber attack | carry out a cyber attack | carrying out a cyber attack | against |
ASSAULT: attacked | attack | attacking | |
ASSAULT/abduct: abducted or captured | abduct or capture | abducting or capturing | |
ASSAULT/beat: struck | strike | striking | |
ASSAULT/torture: tortured | torture | torturing | |
ASSAULT/sexual: committed sexual violence | commit sexual violence | committing sexual violence | against |
ASSAULT/targeted: carried out or tried a targeted killing | carry out or try a targeted killing | carrying out or trying a targeted killing | of |
ASSAULT/destroy: destroyed property | destroy property | destroying property | of |
ASSAULT/primitive: attacked | attack | attacking | | with fire, blades or stones
ASSAULT/firearms: attacked | attack | attacking | | with firearms
ASSAULT/explosives: attacked | attack | attacking | | with explosives
ASSAULT/suicide-attack: attacked | attack | attacking | | in a suicide attack
ASSAULT/aerial: attacked | attack | attacking | | from aircraft
ASSAULT/drone: attacked | attack | attacking | | with drones
ASSAULT/heavy-weapons: attacked | attack | attacking | | with heavy weapons
ASSAULT/crowd-control: used crowd control | use crowd control | using crowd control | against |
ASSAULT/unconventional: attacked | attack | attacking | | with chemical, biological, radiological or nuclear weapons
"""
_TOGETHER = (
    "carried out or exchanged attacks | carry out or exchange attacks | carrying out or exchanging attacks | against |"
)
"""Violence of several actors without a recipient: one side together, or two against each other; the record does not tell."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words for an act.

    Attributes:
        past: what it is called when over, the same as its participle.
        base: its infinitive.
        going: its form in -ing.
        before: what stands before the recipient.
        after: what stands at the end.
    """

    past: str
    base: str
    going: str
    before: str
    after: str


def _phrase(line: str) -> Phrase:
    return Phrase(*(part.strip() for part in line.split("|")))


PHRASES: dict[str, Phrase] = {
    name: _phrase(rest) for name, _, rest in (line.partition(":") for line in _PHRASES.strip().splitlines())
}
"""Type, and type/mode for every mode -> words."""

_ALL_TOGETHER = _phrase(_TOGETHER)

OPENINGS: dict[str, str] = {
    "REPORTED": "Reported",
    "ACKNOWLEDGED": "Acknowledged",
    "ALLEGED": "Alleged",
    "PLANNED": "Planned",
    "FLOATED": "Floated as possible",
    "SPECULATED": "Speculated, nobody stands for it",
    "WARNED": "Warned of",
    "URGED": "Urged",
    "DENIED": "Denied",
}
"""Label -> how a sentence begins, so that none can be read without it."""


def sentence(kind: str, mode: str | None, label: str, status: str, actors: list[str], recipients: list[str]) -> str:
    """Who did what to whom, with how it stands; without a full stop.

    Args:
        kind: PLOVER type.
        mode: PLOVER mode, or None.
        label: label of the event.
        status: status of the event.
        actors: names, already safe for where the sentence goes.
        recipients: likewise.

    >>> sentence("CONSULT", "visit", "PLANNED", "planned", ["Ada Obi"], ["Joao Reis"])
    'Planned: Ada Obi to visit Joao Reis'
    >>> sentence("ASSAULT", None, "SPECULATED", "happened", [], ["Kolva"])
    'Speculated, nobody stands for it: somebody not named may have attacked Kolva'
    """
    phrase = PHRASES.get(f"{kind}/{mode}") or PHRASES[kind]
    if kind == "ASSAULT" and len(actors) > 1 and not recipients:
        phrase = _ALL_TOGETHER
    who = listed(actors) or "somebody not named"
    target = " ".join(filter(None, (phrase.before, listed(recipients)))) if recipients else ""
    said = " ".join(filter(None, (who, _verb(phrase, label, status), target, phrase.after)))
    opening = OPENINGS[label] + (" as under way" if status == "ongoing" and label not in ("PLANNED", "URGED") else "")
    return f"{opening}: {'that ' if label == 'DENIED' else ''}{said}"


def _verb(phrase: Phrase, label: str, status: str) -> str:
    """The form of the verb that claims no more than the label does."""
    if label in ("PLANNED", "URGED"):
        return f"to {phrase.base}"
    if label in ("SPECULATED", "FLOATED", "WARNED"):
        return {"happened": f"may have {phrase.past}", "ongoing": f"may be {phrase.going}"}.get(
            status, f"may {phrase.base}"
        )
    if label == "DENIED":
        return {"happened": phrase.past, "ongoing": f"would be {phrase.going}"}.get(status, f"would {phrase.base}")
    return phrase.going if status == "ongoing" else phrase.past


def listed(names: list[str], most: int = 4) -> str:
    """Names in a sentence: the first few, and how many more.

    >>> listed(["A", "B", "C"], most=2)
    'A, B and 1 other'
    """
    if len(names) > most:
        rest = len(names) - most
        return f"{', '.join(names[:most])} and {rest} other{'s' if rest > 1 else ''}"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1] if names else "")))
