"""What is told of an alert, once when it opens and once for every change, and how it reads as plain text, alone or among others."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any, Literal

from communique.export.escape import clip, plain, web_address

LEAD = "A match is a lead, not a finding. Only a competent authority can say whether a measure was breached."

LONGEST_TEXT = 2000
"""Characters of one field that are shown; a quotation is a sentence."""

LONGEST_SUBJECT = 150

LONGEST_REASON = 60
"""Characters of the reason in the title of an alert that is taken back, so that a subject has room for what it said."""

TAKEN_BACK: dict[str, str] = {"withdrawn": "WITHDRAWN", "merged": "MERGED"}
"""What stands first where an alert is no more: nothing supports it, or what it rests on is part of another one."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell about an alert: that it opened, that it changed, or that it is taken back.

    Attributes:
        alert: identifier of the alert.
        change: which change of the alert this is; 1 when it opened.
        rule: identifier of the rule.
        tier: T1 to T4, or plan; of an alert that is taken back the last that it had.
        headline: what matched, in a sentence.
        because: why the rule fired.
        at: when it opened or changed, ISO 8601 in UTC.
        materiality: low, normal or high; "" where it is not judged.
        state: new, seen, accepted, rejected, escalated or closed.
        before: the change of which the receiver was told last; 0 if of none, so that it opens for them now.
        changed: what changed since, each in words.
        quotation: the sentence that it rests on.
        said_by: who says so, and who prints it.
        url: address of the report, or None.
        link: address where the alert is shown, or None.
        marks: what nobody may overlook, in capitals, before the headline: NOT VERIFIED, CONTESTED, STALE.
        cautions: what speaks for care: a rule that expired, a reference that nobody verified, a measure that is contested.
        end: withdrawn, if nothing supports it any more; merged, if what it rests on is part of another alert; "" while it stands.
        ended: why, in words; "" while it stands.
        ask: the question to settle next.
        note: the sentence that stands under every alert.
    """

    alert: str
    change: int
    rule: str
    tier: str
    headline: str
    because: str
    at: str
    materiality: str = ""
    state: str = "new"
    before: int = 0
    changed: tuple[str, ...] = ()
    quotation: str = ""
    said_by: str = ""
    url: str | None = None
    link: str | None = None
    marks: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    end: Literal["", "withdrawn", "merged"] = ""
    ended: str = ""
    ask: str = ""
    note: str = LEAD

    @property
    def id(self) -> str:
        """What is known as delivered or not: the same for the same change, in every run."""
        return f"{self.alert}.{self.change}"

    @property
    def kind(self) -> str:
        """What is told: opened, changed, withdrawn or merged."""
        return self.end or ("changed" if self.before else "opened")


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel sends at once: one notice, or a digest of several.

    Attributes:
        id: the same for the same notices, in every run.
        notices: the notices, what is taken back first, then the highest tier.
        subject: one line.
        text: plain text; nothing in it from outside can pass for a line of ours.
    """

    id: str
    notices: tuple[Notice, ...]
    subject: str
    text: str


def message(notices: Sequence[Notice]) -> Message:
    """One message for one or more notices.

    Args:
        notices: what is told; not empty.
    """
    ordered = tuple(
        sorted(notices, key=lambda n: (not n.end, n.tier == "plan", _falling(_place(n)), n.rule, n.at, n.id))
    )
    first = ordered[0]
    if len(ordered) == 1:
        return Message(first.id, ordered, clip(title(first), LONGEST_SUBJECT), text(first))
    digest = hashlib.sha256("\n".join(sorted(n.id for n in ordered)).encode()).hexdigest()[:16]
    places = ", ".join(f"{len(list(group))} {place}" for place, group in groupby(ordered, key=_place))
    subject = _line(f"{len(ordered)} alerts: {places}")
    parts = [subject]
    for (place, rule), group in groupby(ordered, key=lambda n: (_place(n), n.rule)):
        told = [_indented(_body(n)) for n in group]
        parts.append("\n\n".join([f"{_line(place)} {_line(rule)} ({len(told)})", *told]))
    notes = dict.fromkeys(_line(n.note) for n in ordered if n.note)
    return Message(f"digest-{digest}", ordered, clip(subject, LONGEST_SUBJECT), "\n\n".join([*parts, *notes]) + "\n")


def title(notice: Notice) -> str:
    """A notice in one line: what is taken back says so, and why, before what it said.

    Args:
        notice: what is told.
    """
    if notice.end:
        why = clip(notice.ended, LONGEST_REASON)
        return _line(f"{TAKEN_BACK[notice.end]} (was {notice.tier}): {why}. It said: {_marked(notice)}")
    return _line(f"[{notice.tier}] {'changed: ' if notice.before else ''}{_marked(notice)}")


def text(notice: Notice) -> str:
    """A notice as plain text.

    Args:
        notice: what is told.
    """
    place = f"{TAKEN_BACK[notice.end]} · was {notice.tier}" if notice.end else notice.tier
    head = " · ".join(filter(None, (place, "" if notice.end else notice.materiality, notice.rule)))
    return "\n".join(filter(None, (_line(head), *_body(notice), _line(notice.note)))) + "\n"


def data(notice: Notice) -> dict[str, Any]:
    """A notice as plain values, for JSON; addresses only where they are safe to follow.

    Args:
        notice: what is told.
    """
    return {"id": notice.id, **asdict(notice), "url": web_address(notice.url), "link": web_address(notice.link)}


def _body(notice: Notice) -> list[str]:
    """The lines of a notice below its head. Of what is taken back only what it said is told, not what spoke for it."""
    changed = [f"Changed: {_line(change)}" for change in notice.changed]
    if notice.end:
        why = f"{notice.end.capitalize()}: {_line(notice.ended)}"
        return [why, *changed, f"It said: {_line(_marked(notice))}", _foot(notice)]
    said = " — ".join(filter(None, (f"“{_line(notice.quotation)}”" if notice.quotation else "", _line(notice.said_by))))
    return [
        _line(_marked(notice)),
        *changed,
        *filter(None, (said, web_address(notice.url) or "")),
        f"Because: {_line(notice.because)}",
        *(f"Beware: {_line(caution)}" for caution in notice.cautions),
        *((f"Next: {_line(notice.ask)}",) if notice.ask else ()),
        _foot(notice),
    ]


def _foot(notice: Notice) -> str:
    """Which alert it is, and where it is shown."""
    parts = (f"alert {_line(notice.alert)}", _line(notice.state), _line(notice.at), web_address(notice.link))
    return " · ".join(filter(None, parts))


def _marked(notice: Notice) -> str:
    """The headline after what nobody may overlook."""
    return " · ".join((*notice.marks, notice.headline))


def _place(notice: Notice) -> str:
    """Among what a digest tells it: its tier, or that it is taken back."""
    return notice.end or notice.tier


def _line(said: str) -> str:
    """A text on one bounded line, without what steers a display."""
    return clip(plain(said.encode("utf-8", "replace").decode()), LONGEST_TEXT)


def _indented(lines: Sequence[str]) -> str:
    """Lines, set in."""
    return "\n".join(f"  {line}" for line in lines if line)


def _falling(tier: str) -> tuple[int, ...]:
    """A key by which the highest tier comes first."""
    return tuple(-ord(c) for c in tier)
