"""Alerts as Markdown: every statement with footnotes to the quotations that it rests on, for a memo or a file.

Nothing here says that a measure was breached. Text from outside is shown as it is and cannot become mark-up, a link or HTML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from communique.export.escape import clip, for_markdown, plain, web_address
from communique.export.hold import Stamp
from communique.watch.alerts import Alert, Evidence
from communique.watch.kept import Kept
from communique.watch.notice import LONGEST_TEXT
from communique.watch.shown import SIDES, belongs, chain, checked, dealing, history, marks, rested_on
from communique.watch.shown import notes as notes_of

LONGEST_NAME = 300
"""Characters of a name or a reason in a sentence; where it is cut stands "…"."""

MOST_CITED = 5
"""Footnotes to one sentence that speaks of an alert as a whole, one an origin. All evidence is listed besides, each with its own."""

_CLAIM = re.compile(r"\bC(\d{1,9})\b")


@dataclass(slots=True)
class _Notes:
    """Footnotes, numbered as they are first asked for: a claim has one, in however many alerts it is."""

    numbers: dict[int, int] = field(default_factory=dict)
    cited: list[Evidence] = field(default_factory=list)

    def marks(self, some: Iterable[Evidence]) -> str:
        """The marks of evidence."""
        told = ""
        for one in some:
            if one.claim not in self.numbers:
                self.cited.append(one)
                self.numbers[one.claim] = len(self.cited)
            told += f"[^{self.numbers[one.claim]}]"
        return told

    def named(self, text: str, kept: Kept) -> str:
        """The marks of the claims that a text names."""
        known = rested_on(kept)
        numbers = dict.fromkeys(map(int, _CLAIM.findall(text)))
        return self.marks(known[n] for n in numbers if n in known)

    def about(self, text: str, kept: Kept) -> str:
        """The marks of the claims that a text names; of one claim an origin if it speaks of the alert as a whole."""
        return self.named(text, kept) or self.marks(_an_origin_each(kept.alert.evidence or kept.alert.contrary))


def _an_origin_each(some: Iterable[Evidence]) -> list[Evidence]:
    """The first piece of evidence of each origin, at most `MOST_CITED`."""
    found: dict[str, Evidence] = {}
    for one in some:
        found.setdefault(one.origin, one)
    return list(found.values())[:MOST_CITED]


def brief(kepts: Sequence[Kept], stamp: Stamp, says: Mapping[str, str] | None = None) -> str:
    """A Markdown document of alerts with YAML front matter, a section for each, and numbered footnotes.

    Args:
        kepts: the alerts, in the order in which they are told.
        stamp: what the document says of the record it is made of.
        says: what the rules say in a sentence, by their digests.
    """
    notes = _Notes()
    body = ["\n\n".join(_alert(kept, notes, (says or {}).get(kept.alert.digest, ""))) for kept in kepts]
    title = f"Alert {kepts[0].alert.id}" if len(kepts) == 1 else f"{len(kepts)} alerts"
    current = {e.claim for k in kepts for e in (*k.alert.evidence, *k.alert.contrary)}
    footnotes = [_footnote(n, one, current=one.claim in current) for n, one in enumerate(notes.cited, 1)]
    return "\n\n".join([_front(title, stamp), f"# {_safe(title)}", *body, "---", _foot(stamp), *footnotes]) + "\n"


def _safe(text: str, most: int = LONGEST_TEXT) -> str:
    """A text from outside on one bounded line, as text and nothing else."""
    return for_markdown(clip(text.encode("utf-8", "replace").decode(), most))


def _front(title: str, stamp: Stamp) -> str:
    """Front matter; every value is a string in double quotes."""
    values = {"title": title, **{k: v for k, v in asdict(stamp).items() if k != "licence"}}
    lines = [f"{name}: {json.dumps(plain(str(value)), ensure_ascii=False)}" for name, value in values.items()]
    return "---\n" + "\n".join(lines) + "\n---"


def _foot(stamp: Stamp) -> str:
    """What the sentences are, and the licence."""
    return (
        f"Made of the record {_safe(stamp.record, LONGEST_NAME)}, reader {_safe(stamp.reader, LONGEST_NAME)}, on {_safe(stamp.created, 40)}. Offsets count "
        "characters (Unicode code points) of a document, from 0; the end is the character after the last. "
        f"{_safe(stamp.licence)}"
    )


def _alert(kept: Kept, notes: _Notes, says: str) -> Iterator[str]:
    """The section of an alert, part by part."""
    alert = kept.alert
    head = f"{alert.tier or 'no tier'} · materiality {alert.materiality} · confidence {alert.confidence} · {kept.state}"
    yield f"## {_safe(alert.id)} · {_safe(head)}"
    loud = marks(alert, kept.ended)
    if loud:
        yield "**" + " · ".join(_safe(m) for m in loud) + "**"
    if kept.ended:
        yield f"**This alert rests on nothing any more**: {_safe(kept.ended)}. What follows is how it was last."
    yield f"**What matched.** {_safe(alert.headline)}{notes.marks(_an_origin_each(alert.evidence))}"
    yield "\n\n".join(f"*{_safe(note)}*" for note in notes_of(alert))
    yield from _listed("Before you use it", (_safe(c.told) for c in alert.cautions))
    yield from _judged(kept, notes)
    yield from _evidence(kept, notes)
    told = ((text, notes.about(text, kept)) for text in alert.inferred)
    yield from _listed("Inferred, not told", (f"{_safe(text)}{cited}" for text, cited in told))
    yield from _rule(alert, says)
    yield "### The next question"
    yield f"To settle: {_safe(alert.ask) if alert.ask else 'the rule asks none.'}"
    yield from _history(kept, notes)


def _listed(title: str, lines: Iterable[str]) -> Iterator[str]:
    """A heading with a list, if there is anything to list."""
    told = "\n".join(f"- {line}" for line in lines)
    if told:
        yield f"### {title}"
        yield told


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are safe already."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _judged(kept: Kept, notes: _Notes) -> Iterator[str]:
    """Tier, materiality and confidence, each with its reason; what it is about."""
    alert = kept.alert
    yield "### Three separate judgements"
    rows = [
        (what, level, f"{_safe(why)}{notes.about(why, kept)}")
        for what, level, why in (
            ("tier (evidence and stage)", alert.tier or "none", alert.tier_because),
            ("materiality (size)", alert.materiality, alert.materiality_because),
            ("confidence (our own reading)", alert.confidence, alert.confidence_because),
        )
    ]
    yield _table(("judgement", "is", "because"), rows)
    about = [
        ("Parties", ", ".join(alert.parties) or "none known"),
        ("Items", ", ".join(alert.items) or "none"),
        ("Days", alert.days),
        ("Events", ", ".join(f"E{n}" for n in alert.events) + (f" ({alert.gathered})" if alert.gathered else "")),
    ]
    yield "\n".join(f"- {name}: {_safe(value)}{notes.about(value, kept)}" for name, value in about)


def _evidence(kept: Kept, notes: _Notes) -> Iterator[str]:
    """What affirms it, from how many origins, and what speaks against it."""
    alert = kept.alert
    yield "### Evidence"
    yield f"Independent origins: {alert.origins} ({_safe(alert.origins_because)}).{notes.marks(_an_origin_each(alert.evidence))}"
    yield "\n".join(_piece(e, notes) for e in alert.evidence) or "Nothing affirms it."
    yield "### Contrary evidence"
    # that nobody denies it says nothing for it
    yield "\n".join(_piece(e, notes) for e in alert.contrary) or "The record has no denial. That confirms nothing."
    yield from _listed("Where reports differ", (f"{_safe(d)}{notes.about(d, kept)}" for d in alert.differing))


def _piece(one: Evidence, notes: _Notes) -> str:
    """A piece of evidence in a line."""
    tier = f", {one.tier} by itself" if one.tier else ""
    told = f"{SIDES.get(one.side, one.side)}: {chain(one)}: {dealing(one)}{tier} (C{one.claim}, E{one.event})"
    return f"- {_safe(one.label)}, {_safe(told)}{notes.marks([one])}"


def _rule(alert: Alert, says: str) -> Iterator[str]:
    """The rule, its paragraphs with how they were checked, its force and its exemptions."""
    yield "### The rule"
    told = f": “{_safe(says)}”" if says else ""
    binds = f" It binds {_safe(alert.binds, LONGEST_NAME)}." if alert.binds else ""
    yield f"Rule {_safe(alert.rule, LONGEST_NAME)} (digest {_safe(alert.digest, LONGEST_NAME)}){told}{'' if says else '.'}{binds}"
    rows = [
        (_safe(r.told), _safe(r.days), _safe(r.stood), _safe(checked(r)) if r.verified else f"**{_safe(checked(r))}**")
        for r in alert.basis
    ]
    yield _table(("paragraph", "days of the event", "stood", "checked"), rows) if rows else "No paragraph is cited."
    if alert.contested_by:
        yield f"**CONTESTED**: {_safe(', '.join(alert.contested_by))} hold that the measure is not in force."
    yield from _listed("Force of the measure", map(_safe, alert.force))
    exempt = (f"{_safe(x.cited)}: {_safe(x.text)}" if x.cited else _safe(x.text) for x in alert.exemptions)
    yield from _listed("Exemptions that nothing excludes", exempt)


def _history(kept: Kept, notes: _Notes) -> Iterator[str]:
    """What happened to the alert and what people said of it."""
    yield "### History and acknowledgements"
    yield f"Raised {_safe(kept.raised, 40)}, changed last {_safe(kept.changed, 40)}, now {_safe(kept.state)}."
    rows = []
    for line in history(kept):
        told = "; ".join(f"{_safe(t)}{notes.named(t, kept)}" for t in line.told)
        who = _safe(line.who, LONGEST_NAME)
        rows.append(
            (_safe(line.at, 40), f"**{who}**" if line.person else who, _safe(line.what), str(line.number), told)
        )
    yield _table(("when (UTC)", "who", "what", "change", "told"), rows)


def _footnote(number: int, one: Evidence, *, current: bool) -> str:
    """A quotation with all that is needed to check it."""
    url = web_address(one.url)
    where = [
        f"*{_safe(one.title, LONGEST_NAME)}*" if one.title else "",
        _safe(one.publisher, LONGEST_NAME) if one.publisher else "publisher not known",
        f"published {_safe(one.published, 40)}" if one.published else "no date of publication",
        f"<{url}>" if url else _safe(one.url or one.key, LONGEST_NAME),
        f"characters {one.quotation.start} to {one.quotation.end} of D{one.document}",
        f"of which “{_safe(one.trigger.text, LONGEST_NAME)}” names the act, {one.trigger.start} to {one.trigger.end}",
        f"SHA-256 {_safe(one.hash)}",
        f"captured {_safe(one.captured, 40)}",
    ]
    copied = f" D{one.document} is a copy of D{one.family}." if one.family != one.document else ""
    gone = "" if current else " Nothing rests on it any more: it is part of the history."
    return (
        f"[^{number}]: C{one.claim}, {_safe(one.label)}, {SIDES.get(one.side, _safe(one.side))}. {_safe(chain(one))}: "
        f"“{_safe(one.quotation.text)}” {', '.join(filter(None, where))}. Origin: {_safe(one.origin_because)}. It "
        f"{_safe(belongs(one))}. Read by {_safe(one.reader, LONGEST_NAME)}.{copied}{gone}"
    )
