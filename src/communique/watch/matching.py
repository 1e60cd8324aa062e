"""Whether a dealing or an act of a claim is what a rule is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from communique.grounding.names import Entry, key, lookup
from communique.model import Actor, Transfer
from communique.record.values import Claim
from communique.watch.force import Days
from communique.watch.rules import below
from communique.watch.values import Group, Rule, When

OnList = Callable[[str, Actor, str], str | None]
"""(name of a list, a party, the last day of the event) → why the party may be somebody on it, None if nobody: who was listed later was not
listed then."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a match needs to know beside the claim.

    Attributes:
        groups: groups of States.
        days: the days of the event.
        on_list: looks a party up in a list; None if no list is loaded.
    """

    groups: Mapping[str, Group]
    days: Days
    on_list: OnList | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A dealing or act that a rule is about.

    Attributes:
        claim: the claim.
        transfer: the dealing, None for an act.
        parties: countries and bodies that take part, sorted.
        inferred: what was concluded and not told.
        untold: whether the other side is not told.
        missed: why it is looked at and not alerted, "" if it is a match.
    """

    claim: Claim
    transfer: Transfer | None
    parties: tuple[str, ...]
    inferred: tuple[str, ...] = ()
    untold: bool = False
    missed: str = ""

    @property
    def denied(self) -> bool:
        """Whether the claim denies it."""
        return self.claim.event.label == "DENIED"


@dataclass(slots=True)
class _Found:
    """What a match collects on its way."""

    inferred: list[str] = field(default_factory=list)
    untold: bool = False
    missed: str = ""


def hit(rule: Rule, claim: Claim, transfer: Transfer | None, around: Around) -> Hit | None:
    """What a rule makes of a dealing, or of an act as a whole; None if it is about something else.

    Args:
        rule: the rule, none of the calendar.
        claim: the claim.
        transfer: a dealing of the claim; None for the act as a whole.
        around: groups, lists and the days of the event.
    """
    when, found = rule.when, _Found()
    if when.item and (transfer is None or not _item(rule, transfer, found)):
        return None
    if not _told_so(when, claim):
        return None
    event = claim.event
    if transfer is None:
        givers, takers = _countries(event.actors), _countries(event.recipients)
        fits = _any(when.giver, givers) and _any(when.taker, takers)
        parties = tuple(sorted({*givers, *takers}))
    else:
        parties = tuple(sorted({p for p in (transfer.giver, transfer.taker, *transfer.between) if p}))
        fits = _direction(when, transfer, found)
    if not fits or not _any(when.any_party, parties) or not _bound(when, parties, around, found):
        return None
    if when.to_org and not _to_org(when.to_org, claim, transfer, found):
        return None
    if when.listed and not _listed(when.listed, claim, around, found):
        return None
    return Hit(claim, transfer, parties, tuple(found.inferred), found.untold, found.missed)


def _item(rule: Rule, transfer: Transfer, found: _Found) -> bool:
    """Whether the item is one of the rule's, or one that it only considers."""
    if not any(below(transfer.item, node) for node in rule.when.item):
        if not any(below(transfer.item, node) for node in rule.consider):
            return False
        found.missed = f"{transfer.item} is on no list that the rule names; such lists may not be exhaustive"
    return not rule.when.stage or transfer.stage in rule.when.stage


def _told_so(when: When, claim: Claim) -> bool:
    """Whether type, status, label and place fit. A denial stands beside what it denies, whatever label that has."""
    event = claim.event
    if when.type and event.type not in when.type:
        return False
    if event.label != "DENIED":
        if when.status and event.status not in when.status:
            return False
        if when.label and event.label not in when.label:
            return False
    return not when.place or _placed(when.place, claim)


def _placed(wanted: Sequence[str], claim: Claim) -> bool:
    """Whether the act is told to be in a country or at a place."""
    place = claim.event.place
    if place is None:
        return False
    names = {key(n) for n in (place.text, place.point.name if place.point else "") if n}
    return any(w == place.country or key(w) in names for w in wanted)


def _direction(when: When, transfer: Transfer, found: _Found) -> bool:
    """Whether it comes from and goes to whom the rule says.

    What is handed over has two sides, and the one that is not told is taken for somebody else; who merely uses a thing need not have it
    from anybody.
    """
    if not (when.giver or when.taker):
        return True
    if transfer.between and transfer.giver is None and transfer.taker is None:
        named = {*_positive(when.giver), *_positive(when.taker)}
        found.missed = found.missed or "who gives and who receives is not told"
        return bool(named & set(transfer.between))
    fits = (_fits(when.giver, transfer.giver), _fits(when.taker, transfer.taker))
    if False in fits:
        return False
    if None in fits:
        if transfer.stage == "use":
            return False
        other = "whom it comes from" if fits[0] is None else "whom it goes to"
        found.inferred.append(f"{other} is not told; taken for somebody else")
        found.untold = True
    return True


def _positive(wanted: Sequence[str]) -> tuple[str, ...]:
    """The codes that are asked for, without those that are excluded."""
    return tuple(w for w in wanted if not w.startswith("!"))


def _fits(wanted: Sequence[str], code: str | None) -> bool | None:
    """Whether a side is one that is asked for; None if it is not told and anybody but somebody would do."""
    if not wanted:
        return True
    asked = _positive(wanted)
    if code is None:
        return False if asked else None
    return (not asked or code in asked) and f"!{code}" not in wanted


def _any(wanted: Sequence[str], codes: Sequence[str]) -> bool:
    """Whether any of some sides is one that is asked for."""
    return not wanted or any(_fits(wanted, code) for code in codes)


def _countries(parties: Sequence[Actor]) -> tuple[str, ...]:
    """Countries and bodies of parties, each once; what is not known left out."""
    return tuple(c for c in dict.fromkeys(p.code.partition(" ")[0] for p in parties) if c != "---")


def _bound(when: When, parties: Sequence[str], around: Around, found: _Found) -> bool:
    """Whether another party was a member of the group on the day."""
    if when.bound_party is None:
        return True
    members = around.groups[when.bound_party].on(around.days.first, around.days.last)
    bound = [p for p in parties if p in members and p not in _positive(when.any_party)]
    if bound:
        found.inferred.append(f"{', '.join(bound)} bound as member of {when.bound_party}")
    return bool(bound)


@lru_cache(maxsize=512)
def known_bodies(name: str) -> tuple[Entry, ...]:
    """What the table of names knows under a name of a body."""
    return tuple(e for e in lookup(key(name)) if e.kind == "organisation")


def _to_org(name: str, claim: Claim, transfer: Transfer | None, found: _Found) -> bool:
    """Whether the side that receives is a body."""
    wanted = {e.name for e in known_bodies(name)}
    taker = transfer.taker if transfer else None
    event = claim.event
    sides = (*event.recipients, *event.actors) if taker else event.recipients
    for party in sides:
        if taker in (None, party.code.partition(" ")[0]) and wanted & _names(party):
            found.inferred.append(f"“{party.text}” taken for {min(wanted & _names(party))}")
            return True
    return False


def _names(party: Actor) -> set[str]:
    """Usual names of the body that a mention may be."""
    known = {party.identity.name} if party.identity else set[str]()
    return known.union(*({e.name for e in known_bodies(n.removeprefix("the "))} for n in (party.name, party.text)))


def _listed(name: str, claim: Claim, around: Around, found: _Found) -> bool:
    """Whether a party may stand on a list; where the list is not loaded, any may."""
    if around.on_list is None:
        found.missed = found.missed or f"the list {name} is not loaded, so that nobody can be looked up in it"
        return True
    for party in (*claim.event.actors, *claim.event.recipients):
        because = around.on_list(name, party, around.days.last)
        if because:
            found.inferred.append(f"“{party.name}” may be on the list {name}: {because}")
            return True
    return False
