"""What comes of rules and events, all frozen: a verdict for each rule and event, an alert of one or several verdicts, a plan in the calendar."""

from __future__ import annotations

from hashlib import sha256

from pydantic import BaseModel, ConfigDict

from communique.model import Quantity, Span

OUTCOMES: tuple[str, ...] = ("alert", "considered", "needs-checking", "denied")
"""A verdict is an alert; was considered and is none, with the reason; would be one under a rule whose last known end has passed; or
is only a denial, which attaches to alerts and opens none."""

TIERS: tuple[str, ...] = ("T1", "T2", "T3", "T4")
"""T1 a signal; T2 a step before transfer, or a planned one; T3 a transfer that is reported or alleged; T4 one that a party acknowledges or
that two or more independent origins report."""

MATERIALITY: tuple[str, ...] = ("low", "normal", "high")
CONFIDENCE: tuple[str, ...] = ("low", "medium", "high")
SIDES: tuple[str, ...] = ("party", "third", "outlet", "unnamed", "agentless")
"""Who says it: a side of the dealing; somebody else; the outlet itself; somebody it does not identify; nobody in the grammar."""

PLAN_STATES: tuple[str, ...] = ("waiting", "due", "overdue", "fulfilled", "cancelled", "postponed")


def stable_id(letter: str, rule: str, event: int) -> str:
    """The id of what a rule and the event that founded it bring about; it never changes.

    Args:
        letter: a for an alert, p for a plan.
        rule: id of the rule.
        event: number of the event.

    >>> stable_id("a", "un.dprk.arms.to", 6)
    'a-9f7005cec7e6'
    """
    return f"{letter}-{sha256(f'{rule} E{event}'.encode()).hexdigest()[:12]}"


class _Value(BaseModel):
    """A frozen value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(_Value):
    """One claim that an alert rests on, as the record has it.

    Attributes:
        event: number of its event.
        claim: its number.
        document: number of its document.
        key: what the document is known by.
        url: its address.
        title: its headline.
        published: publication date.
        captured: when it was taken in.
        hash: SHA-256 of the document's text in UTF-8.
        quotation: the sentence, as offsets into the document.
        trigger: the word that names the act.
        label: one of the nine labels.
        status: happened, ongoing, planned or hypothetical.
        side: one of `SIDES`.
        chain: who hands it on: the outlet, the agency that the text credits, the source.
        source: name of the source; None is the outlet's own voice.
        source_code: its actor code.
        unnamed: whether the outlet does not identify it.
        quote: direct, partial or indirect; None in the outlet's own voice.
        publisher: who published it.
        credit: agency that the text credits.
        origin: who stands behind it.
        origin_because: why that is its origin.
        family: number of the document that its text is a copy of, or its own.
        item: node of the item tree, None for an act.
        giver: from whom, None where not told.
        taker: to whom.
        between: the parties, where no direction is told.
        stage: how far the dealing has come.
        gift: whether it is told as a gift.
        days: when, by this claim.
        quantity: how much, None where not told.
        tier: what this claim alone is worth; None for a denial.
        likeness: how sure it is that it belongs to its event, 0 to 1.
        because: why it belongs to it.
        reader: version of the weights that read it.
    """

    event: int
    claim: int
    document: int
    key: str
    url: str | None = None
    title: str | None = None
    published: str | None = None
    captured: str
    hash: str = ""
    quotation: Span
    trigger: Span
    label: str
    status: str
    side: str
    chain: tuple[str, ...]
    source: str | None = None
    source_code: str | None = None
    unnamed: bool = False
    quote: str | None = None
    publisher: str | None = None
    credit: str | None = None
    origin: str
    origin_because: str
    family: int
    item: str | None = None
    giver: str | None = None
    taker: str | None = None
    between: tuple[str, ...] = ()
    stage: str | None = None
    gift: bool = False
    days: str = ""
    quantity: Quantity | None = None
    tier: str | None = None
    likeness: float
    because: str
    reader: str


class Reference(_Value):
    """A paragraph that was in force, as an alert shows it.

    Attributes:
        act: resolution, decision or regulation.
        para: paragraph.
        told: as it is cited.
        days: the days of the event.
        stood: how it stood on them.
        checked: how it was checked, in words.
        verified: whether it was checked against the document itself.
    """

    act: str
    para: str
    told: str
    days: str
    stood: str
    checked: str
    verified: bool


class Caution(_Value):
    """What a reader must know before using an alert.

    Attributes:
        kind: unverified, memory, stale, ended, contested, undated, wide-date, part-force, loose-item, no-source, one-side.
        told: what, in words.
    """

    kind: str
    told: str


class Exemption(_Value):
    """An exemption that nothing in the record excludes.

    Attributes:
        cited: where it stands, "" if the rule does not say.
        text: what it says.
    """

    cited: str
    text: str


class Ground(_Value):
    """What a verdict and an alert have in common.

    Attributes:
        rule: id of the rule.
        digest: digest of the rule, which changes when the rule does.
        kind: transfer or precursor.
        binds: whom the rule binds.
        headline: what is said, and which pattern it matches.
        note: what the rule says besides.
        tier: one of `TIERS`, None if it is no alert.
        tier_because: why.
        materiality: low, normal or high: it sorts and hides nothing.
        materiality_because: why.
        materiality_open: whether no report tells what the rule asks for, so that it is normal only for want of knowing.
        confidence: low, medium or high: how sure our own reading is.
        confidence_because: why, with the numbers.
        stage: furthest stage of the claims that give the tier.
        parties: countries and bodies, sorted.
        branch: subject: first part of the item, or the branches that the rule takes as one.
        items: nodes of the item tree, sorted.
        first_day: first day by which it is judged, None where that is open ("by Friday").
        last_day: last day, None where open.
        days: these days in words, and why they are assumed where no report dates them.
        basis: paragraphs in force.
        force: what the rule says of these days.
        contested_by: States that hold that the measure is not in force.
        origins: how many independent origins affirm it.
        origins_because: who they are, and who is not counted.
        evidence: what affirms it, by event and claim.
        contrary: what denies it.
        differing: numbers or days on which reports differ.
        inferred: what was concluded and not told.
        exemptions: exemptions not excluded.
        cautions: what a reader must know.
        ask: the next question.
    """

    rule: str
    digest: str
    kind: str
    binds: str = ""
    headline: str
    note: str = ""
    tier: str | None = None
    tier_because: str = ""
    materiality: str = "normal"
    materiality_because: str = ""
    materiality_open: bool = False
    confidence: str = "high"
    confidence_because: str = ""
    stage: str | None = None
    parties: tuple[str, ...] = ()
    branch: str = ""
    items: tuple[str, ...] = ()
    first_day: str | None = None
    last_day: str | None = None
    days: str
    basis: tuple[Reference, ...] = ()
    force: tuple[str, ...] = ()
    contested_by: tuple[str, ...] = ()
    origins: int = 0
    origins_because: str = ""
    evidence: tuple[Evidence, ...] = ()
    contrary: tuple[Evidence, ...] = ()
    differing: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    cautions: tuple[Caution, ...] = ()
    ask: str = ""


class Verdict(Ground):
    """What a rule makes of one event.

    Attributes:
        event: number of the event.
        outcome: one of `OUTCOMES`.
        because: why it has this outcome.
        near: events that are possibly the same.
    """

    event: int
    outcome: str
    because: str
    near: tuple[int, ...] = ()


class Alert(Ground):
    """A match that is worth a look: of one event, or of events that are one matter.

    Attributes:
        id: a- and 12 hexadecimal digits, from the rule and the event that founded it: it stays the same as the alert grows.
        founded: number of that event.
        events: all its events, in the order in which the record learned of them.
        gathered: why they are one alert, "" for a single event.
    """

    id: str
    founded: int
    events: tuple[int, ...]
    gathered: str = ""


class Plan(_Value):
    """A planned act in the calendar.

    Attributes:
        id: p- and 12 hexadecimal digits, from the rule and the event.
        rule: id of the calendar rule.
        digest: digest of the rule.
        event: number of the event.
        state: one of `PLAN_STATES` on the day that was asked for.
        emitted: whether the rule tells this state.
        start: first day of its window, None where unknown.
        end: last day.
        assumed: whether the window is assumed, because no report dates the plan.
        by: number of the event that settled it, None if none did.
        lag: days from the end of the window to the outcome, negative if earlier; None where not known.
        headline: what is planned.
        because: why it has this state.
        ask: the next question.
    """

    id: str
    rule: str
    digest: str
    event: int
    state: str
    emitted: bool
    start: str | None = None
    end: str | None = None
    assumed: bool
    by: int | None = None
    lag: int | None = None
    headline: str
    because: str
    ask: str = ""
