"""What is told of an alert, once when it opens and once for every change, and how it reads as plain text, alone or among others."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from communique.export.escape import clip, plain, web_address

LEAD = "A match is a lead, not a finding. Only the Committee or a competent authority determines a violation."

LONGEST_TEXT = 2000
"""Characters of one field that are shown; a quotation is a sentence."""

LONGEST_SUBJECT = 150


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell about an alert: that it opened, or that it changed.

    Attributes:
        alert: identifier of the alert.
        change: which change of the alert this is; 1 when it opened.
        rule: identifier of the rule.
        tier: T1 to T4.
        headline: what matched, in a sentence.
        because: why the rule fired.
        at: when it opened or changed, ISO 8601 in UTC.
        materiality: low, normal or high; "" where it is not judged.
        state: new, seen, accepted, rejected, escalated or closed.
        changed: what changed, each in words; empty when it opened.
        quotation: the sentence that it rests on.
        said_by: who says so, and who prints it.
        url: address of the report, or None.
        link: address where the alert is shown, or None.
        cautions: what speaks for care: a rule that expired, a reference that nobody verified, a measure that is contested.
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
    changed: tuple[str, ...] = ()
    quotation: str = ""
    said_by: str = ""
    url: str | None = None
    link: str | None = None
    cautions: tuple[str, ...] = ()
    ask: str = ""
    note: str = LEAD

    @property
    def id(self) -> str:
        """What is known as delivered or not: the same for the same change, in every run."""
        return f"{self.alert}.{self.change}"


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel sends at once: one notice, or a digest of several.

    Attributes:
        id: the same for the same notices, in every run.
        notices: the notices, the highest tier first.
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
    ordered = tuple(sorted(notices, key=lambda n: (_falling(n.tier), n.rule, n.at, n.id)))
    first = ordered[0]
    if len(ordered) == 1:
        again = "changed: " if first.change > 1 else ""
        return Message(
            first.id, ordered, clip(_line(f"[{first.tier}] {again}{first.headline}"), LONGEST_SUBJECT), text(first)
        )
    digest = hashlib.sha256("\n".join(sorted(n.id for n in ordered)).encode()).hexdigest()[:16]
    tiers = ", ".join(f"{len(list(group))} {tier}" for tier, group in groupby(n.tier for n in ordered))
    subject = _line(f"{len(ordered)} alerts: {tiers}")
    parts = [subject]
    for (tier, rule), group in groupby(ordered, key=lambda n: (n.tier, n.rule)):
        told = [_indented(_body(n)) for n in group]
        parts.append("\n\n".join([f"{_line(tier)} {_line(rule)} ({len(told)})", *told]))
    notes = dict.fromkeys(_line(n.note) for n in ordered if n.note)
    return Message(f"digest-{digest}", ordered, clip(subject, LONGEST_SUBJECT), "\n\n".join([*parts, *notes]) + "\n")


def text(notice: Notice) -> str:
    """A notice as plain text.

    Args:
        notice: what is told.
    """
    head = " · ".join(filter(None, (notice.tier, notice.materiality, notice.rule)))
    return "\n".join(filter(None, (_line(head), *_body(notice), _line(notice.note)))) + "\n"


def data(notice: Notice) -> dict[str, Any]:
    """A notice as plain values, for JSON; addresses only where they are safe to follow.

    Args:
        notice: what is told.
    """
    return {"id": notice.id, **asdict(notice), "url": web_address(notice.url), "link": web_address(notice.link)}


def _body(notice: Notice) -> list[str]:
    """The lines of a notice below its head."""
    said = " — ".join(filter(None, (f"“{_line(notice.quotation)}”" if notice.quotation else "", _line(notice.said_by))))
    return [
        _line(notice.headline),
        *(f"Changed: {_line(change)}" for change in notice.changed),
        *filter(None, (said, web_address(notice.url) or "")),
        f"Because: {_line(notice.because)}",
        *(f"Beware: {_line(caution)}" for caution in notice.cautions),
        *((f"Next: {_line(notice.ask)}",) if notice.ask else ()),
        " · ".join(
            filter(
                None, (f"alert {_line(notice.alert)}", _line(notice.state), _line(notice.at), web_address(notice.link))
            )
        ),
    ]


def _line(said: str) -> str:
    """A text on one bounded line, without what steers a display."""
    return clip(plain(said.encode("utf-8", "replace").decode()), LONGEST_TEXT)


def _indented(lines: Sequence[str]) -> str:
    """Lines, set in."""
    return "\n".join(f"  {line}" for line in lines if line)


def _falling(tier: str) -> tuple[int, ...]:
    """A key by which the highest tier comes first."""
    return tuple(-ord(c) for c in tier)
