"""A rule and what it rests on, all frozen: what the files of rules hold, checked field by field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from communique.watch.fields import (
    CALENDAR,
    Against,
    Condition,
    Confidence,
    Day,
    Emitted,
    GroupName,
    Id,
    Items,
    Kind,
    Labels,
    Parties,
    Party,
    Stages,
    Statuses,
    Text,
    Texts,
    Types,
    wrong,
)

FORMAT = "watch/1"
"""The format of files of rules."""

SEASON = 90
"""Days from the event that founds it within which a precursor alert gathers more: a season of talk is one alert (research on the watch, section 9)."""


class _Value(BaseModel):
    """A frozen part of a rule that knows its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, serialize_by_alias=True)


class _Period(_Value):
    """Something that holds from a day to a day.

    Attributes:
        since: first day, `from` in the file; None if not told.
        until: last day, None if it is open.
    """

    since: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> _Period:
        """From before until."""
        if self.since and self.until and self.since > self.until:
            raise wrong("order", f"{self.until} is before from, {self.since}", "until")
        return self


def _past(value: str) -> str:
    """A day that has come, somewhere on earth: nobody has checked anything on a later one."""
    if value > (datetime.now(UTC) + timedelta(hours=14)).date().isoformat():
        raise wrong("future", f"{value} is still to come; write the day on which it was checked")
    return value


class Checked(_Value):
    """How a reference was checked, which every alert shows.

    Attributes:
        on: when.
        against: primary (the document itself), secondary (a summary or a copy) or memory. Only what was checked against the
            document itself counts as verified.
        confidence: high, medium or low.
        note: more about it.
    """

    on: Annotated[Day, AfterValidator(_past)]
    against: Against
    confidence: Confidence
    note: Text | None = None


class Basis(_Period):
    """A paragraph that a rule rests on.

    Attributes:
        act: resolution, decision or regulation.
        para: paragraph or article.
        covers: nodes of the item tree, each with all below it.
        exempt: nodes that are left out, `except` in the file.
        deadline: a day that it sets for something, or None.
        checked: how this paragraph was checked, where not as the rest of the rule.
    """

    act: Text
    para: Text
    covers: Items = ()
    exempt: Items = Field(default=(), alias="except")
    deadline: Day | None = None
    checked: Checked | None = None

    @property
    def told(self) -> str:
        """As it is cited."""
        return f"{self.act}, {'' if self.para.startswith('art') else 'paragraph '}{self.para}"


class Force(_Period):
    """A time in which the measure is in force.

    Attributes:
        text: what holds in it.
        contested_by: States that hold that it does not.
    """

    text: Text
    contested_by: Parties = ()


class Exempt(_Value):
    """What takes a dealing out of a rule: an exemption that a person has to look into, or another rule.

    Attributes:
        act: where the exemption stands.
        para: its paragraph.
        text: what it says.
        test: manual: every alert puts the question.
        rule: id of another rule; a dealing that matches it is not alerted by this one.
    """

    act: Text | None = None
    para: Text | None = None
    text: Text | None = None
    test: Literal["manual"] | None = None
    rule: Id | None = None

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Exempt:
        """Either a rule, or a text that is tested by a person."""
        if (self.rule is None) == (self.text is None) or (self.rule and (self.act or self.para or self.test)):
            raise wrong("exempt", "write either rule, or text with test: manual and perhaps act and para")
        if self.text and self.test is None:
            raise wrong("exempt", "is missing; only test: manual is known, which puts the question to a person", "test")
        return self


class When(_Value):
    """Which dealings, acts or plans a rule is about. What is left out may be anything; of a list one has to fit.

    Attributes:
        item: nodes of the item tree, each with all below it. Without it the rule is about acts, whatever they deal in.
        giver: whom it comes from, `from` in the file; "!PRK" is anybody else who is named. For acts: who acts.
        taker: whom it goes to, `to` in the file. For acts: to whom it is done.
        any_party: who takes part, on whichever side.
        bound_party: group of `groups` of which another party has to be a member on the day.
        to_org: the body that it goes to, by a name that the table of names knows ("houthi").
        stage: want, request, offer, talks, agreement, transfer or use.
        type: PLOVER type.
        status: happened, ongoing, planned or hypothetical.
        label: one of the nine labels.
        place: country code, or name of a place, where it takes place.
        listed: name of a list on which a party has to stand.
        window: set: a plan that has a time by which to look for it.
    """

    item: Items = ()
    giver: Parties = Field(default=(), alias="from")
    taker: Parties = Field(default=(), alias="to")
    any_party: Parties = ()
    bound_party: Text | None = None
    to_org: Text | None = None
    stage: Stages = ()
    type: Types = ()
    status: Statuses = ()
    label: Labels = ()
    place: Texts = ()
    listed: Text | None = None
    window: Literal["set"] | None = None

    @field_validator("label")
    @classmethod
    def _no_denial(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """A denial opens no alert."""
        if "DENIED" in value:
            raise wrong("denied", "denials attach to alerts and open none; leave DENIED out")
        return value


class Materiality(_Value):
    """How much is at stake: it sorts alerts and hides none.

    Attributes:
        low: condition under which it is little.
        high: condition under which it is much.
    """

    low: Condition | None = None
    high: Condition | None = None


class Gather(_Value):
    """How events of a precursor come into one alert.

    Attributes:
        days: from the event that founds it.
        as_one: branches of the item tree that are one subject ("arms" and "military"); else each is its own.
    """

    days: Annotated[int, Field(ge=1, le=3660)] = SEASON
    as_one: Items = ()


class Rule(_Value):
    """What to look for, and on what ground.

    Attributes:
        id: issuer, target and topic; what it means never changes.
        says: the rule in one sentence.
        binds: whom it binds, "" if nobody (a plan).
        note: what every alert says besides.
        kind: transfer; precursor (steps before it, never above tier 2); calendar (plans).
        basis: paragraphs, each with its time; judged on the day of the event.
        force: times in which the measure is in force, if it was ever out of force; else always.
        checked: how the references were checked; None if they were not.
        when: what it is about.
        exempt: exemptions, `except` in the file.
        consider: items that are looked at and not alerted, so that silence can be explained.
        materiality: when little or much is at stake.
        gather: how events of a precursor come into one alert.
        emit: what a calendar rule tells.
        ask: the question to settle next.
    """

    id: Id
    says: Text
    binds: Text | None = None
    note: Text | None = None
    kind: Kind = "transfer"
    basis: tuple[Basis, ...] = ()
    force: tuple[Force, ...] = ()
    checked: Checked | None = None
    when: When
    exempt: tuple[Exempt, ...] = Field(default=(), alias="except")
    consider: Items = ()
    materiality: Materiality = Materiality()
    gather: Gather = Gather()
    emit: Emitted = CALENDAR
    ask: Text | None = None

    @model_validator(mode="after")
    def _of_a_kind(self) -> Rule:
        """A rule has what its kind needs, and nothing that would be passed over in silence."""
        if self.kind == "calendar":
            self._calendar()
        else:
            self._dealing()
        return self

    def _calendar(self) -> None:
        """A calendar rule is about plans, whatever they deal in."""
        unread = {"basis", "force", "consider", "materiality", "gather", "exempt"} & self.model_fields_set
        if unread:
            raise wrong("calendar", "a calendar rule has no such field", _file_name(min(unread)))
        dealing = {"item", "stage", "to_org", "bound_party", "listed", "label"} & self.when.model_fields_set
        if dealing:
            raise wrong("calendar", "a calendar rule has no such field", "when", min(dealing))
        if self.when.status != ("planned",) or self.when.window is None:
            raise wrong("calendar", "a calendar rule has status: planned and window: set", "when")

    def _dealing(self) -> None:
        """Another rule is about dealings, or about acts."""
        given, when = self.model_fields_set, self.when.model_fields_set
        if "emit" in given:
            raise wrong("kind", "only a calendar rule has this", "emit")
        if self.when.window is not None:
            raise wrong("kind", "only a calendar rule has this", "when", "window")
        if not when:
            raise wrong("empty", "says nothing, so that everything would match", "when")
        if "gather" in given and self.kind != "precursor":
            raise wrong("kind", "only a precursor gathers events", "gather")
        if not self.when.item:
            needs = {"stage", "to_org", "bound_party"} & when or {"consider"} & given
            if needs:
                raise wrong("item", f"{min(needs)} is about dealings; say with item what is dealt in", "when")
        bare = next((n for n, b in enumerate(self.basis) if self.when.item and not b.covers), None)
        if bare is not None:
            raise wrong("covers", "is missing; say which items the paragraph covers", "basis", bare, "covers")

    @property
    def digest(self) -> str:
        """What changes when the rule does: 12 hexadecimal digits."""
        return sha256(self.model_dump_json().encode()).hexdigest()[:12]


def _file_name(name: str) -> str:
    """A field as the file names it."""
    return {"exempt": "except", "giver": "from", "taker": "to"}.get(name, name)


class Member(_Period):
    """A State in a group.

    Attributes:
        code: its code.
    """

    code: Party


class Group(_Value):
    """States that a measure binds together.

    Attributes:
        members: who, each with its time.
        checked: how that was checked.
    """

    members: tuple[Member, ...] = Field(min_length=1)
    checked: Checked | None = None

    def on(self, first: str, last: str) -> frozenset[str]:
        """Who was a member on any day from `first` to `last`."""
        return frozenset(
            m.code for m in self.members if (m.since or "") <= last and (m.until is None or m.until >= first)
        )


class Defaults(_Value):
    """What holds for every rule of a file that does not say otherwise."""

    binds: Text | None = None
    note: Text | None = None
    checked: Checked | None = None


class RuleFile(_Value):
    """A file of rules.

    Attributes:
        format: `watch/1`.
        defaults: what holds for every rule that does not say otherwise.
        groups: groups of States by name.
        rules: the rules.
    """

    format: Literal["watch/1"]
    defaults: Defaults = Defaults()
    groups: dict[GroupName, Group] = {}
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
