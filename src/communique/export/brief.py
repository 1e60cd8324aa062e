"""A brief in Markdown: sentences made of the record's fields only, with footnotes to the quotations they rest on.

No sentence can be read without how the event stands. Denials are never shortened away. Text from outside is shown as it is and
cannot become mark-up, a link or HTML.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from communique.errors import BadRequest
from communique.export.claim_tables import chain
from communique.export.columns import Column, Table
from communique.export.escape import clip, for_markdown, one_line, plain, web_address
from communique.export.event_tables import counted
from communique.export.hold import Hold, Options, Stamp, Tally
from communique.export.phrases import listed, sentence
from communique.record.values import Claim, Goods, Link, Range, RecordEvent, Who

LONGEST_NAME = 80
"""Characters of a name in a sentence."""

LONGEST_QUOTATION = 1000
"""Characters of a quotation in a footnote; where it is cut stands "…"."""

MOST_CITED = 5
"""Footnotes to one sentence, one an origin; a denial of what others affirm is cited for every holder."""

RESERVED = 14
"""Words kept for the title and for the line that says what was left out."""


@dataclass(slots=True)
class _Notes:
    """Footnotes, numbered as they are first asked for."""

    numbers: dict[int, int] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)

    def marks(self, claims: Iterable[Claim]) -> str:
        """The marks of claims."""
        marks = ""
        for claim in claims:
            if claim.id not in self.numbers:
                self.claims.append(claim)
                self.numbers[claim.id] = len(self.claims)
            marks += f"[^{self.numbers[claim.id]}]"
        return marks


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with the claims it rests on.

    Attributes:
        text: safe Markdown, with its full stop.
        claims: what it rests on.
        needed: whether it may not be left out.
    """

    text: str
    claims: Sequence[Claim] = ()
    needed: bool = False


def write_brief(hold: Hold, out: Path, stamp: Stamp, options: Options) -> Tally:
    """A Markdown file with YAML front matter, a section for each event, and footnotes.

    Raises:
        BadRequest: the words do not suffice for the first event with its denials.
    """
    notes, body, left_out, count = _Notes(), list[str](), list[int](), 0
    left = options.words - RESERVED
    for event in hold.events():
        if left_out:
            # once one does not fit, those after it are left out too: the order is the reader's
            left_out.append(event.id)
            continue
        told = fitting(sentences(event, hold.claims_of(event)), left - 2)
        if told is None:
            if not count:
                raise BadRequest(
                    "words", f"{options.words} do not suffice for E{event.id} with what is denied of it; allow more"
                )
            left_out.append(event.id)
            continue
        text = " ".join(s.text + notes.marks(s.claims) for s in told)
        body.append(f"## E{event.id} · {event.label}\n\n{text}\n")
        left -= sum(words_in(s.text) for s in told) + 2
        count += 1
    if left_out:
        some = ", ".join(f"E{n}" for n in left_out[:4])
        body.append(
            f"Left out for length: {some}{f' and {len(left_out) - 4} more events' if len(left_out) > 4 else ''}.\n"
        )
    parts = [
        _front(stamp),
        "# Brief\n",
        *body,
        *(_footnote(n, c, hold) for n, c in enumerate(notes.claims, 1)),
        _foot(stamp),
    ]
    out.write_text("\n".join(parts), encoding="utf-8", newline="\n")
    return Tally({out.name: count}, {"length": len(left_out)} if left_out else {})


def words_in(text: str) -> int:
    """Words of a text."""
    return len(text.split())


def fitting(told: Sequence[_Sentence], most: int) -> list[_Sentence] | None:
    """The sentences that are needed, and of the others those that fit.

    Args:
        told: sentences, in their order.
        most: how many words there may be.

    Returns:
        None if those that are needed do not fit.
    """
    left = most - sum(words_in(s.text) for s in told if s.needed)
    if left < 0:
        return None
    kept, full = [], False
    for item in told:
        if not item.needed:
            # what comes later says less, so it does not take the place of what did not fit
            full = full or words_in(item.text) > left
            if full:
                continue
            left -= words_in(item.text)
        kept.append(item)
    return kept


def sentences(event: RecordEvent, claims: Sequence[Claim]) -> list[_Sentence]:
    """An event in sentences: what, who denies it, how it stands, goods, what became of it, other labels.

    Args:
        event: the event.
        claims: its claims.
    """
    return [
        _what(event, claims),
        *_denials(event, claims),
        _standing(event),
        *(_Sentence(_goods(g)) for g in event.goods),
        *(_Sentence(_link(event, k)) for k in event.links if k.kind != "near"),
        *_near(event),
        *_others(event, claims),
    ]


def _what(event: RecordEvent, claims: Sequence[Claim]) -> _Sentence:
    """Who did what to whom, where, when, according to whom."""
    said = sentence(event.type, event.mode, event.label, event.status, _named(event.actors), _named(event.recipients))
    where = listed([_safe(s.name) + (f" ({s.country})" if s.country else "") for s in event.places], 2)
    resting = _an_origin_each(c for c in claims if c.event.label == event.label)
    parts = [said, f"in {where}" if where else "", _when(event), _according(event, resting)]
    return _Sentence(", ".join(filter(None, parts)) + ".", resting, needed=True)


def _when(event: RecordEvent) -> str:
    """The days, with what they are worth."""
    first, last = (_safe(d) if d else "" for d in (event.earliest, event.latest))
    if not first and not last:
        return "on a day that is not known"
    days = f"on {first}" if first == last else (f"between {first} and {last}" if first and last else "")
    days = days or (f"not before {first}" if first else f"not after {last}")
    return days + (" (bounded by publication only)" if event.assumed else "")


def _according(event: RecordEvent, claims: Sequence[Claim]) -> str:
    """Who says so: holders, else the outlets."""
    if event.label == "DENIED":
        return f"denied by {listed(_coded(event.deny), 6)}" if event.deny else ""
    if event.affirm:
        return f"according to {listed(_coded(event.affirm), 4)}"
    outlets = list(dict.fromkeys(_safe(c.publisher or "an outlet that is not known") for c in claims))
    return f"according to {listed(outlets, 3)}" if outlets else ""


def _denials(event: RecordEvent, claims: Sequence[Claim]) -> Iterator[_Sentence]:
    """Who denies it; never left out."""
    numbers = {n for who in event.deny for n in who.claims}
    denying = [c for c in claims if c.id in numbers or c.event.label == "DENIED"]
    if denying and event.label != "DENIED":
        holders = _coded(event.deny) or list(dict.fromkeys(_safe(chain(c)[-1]) for c in denying))
        cited = {chain(c)[-1]: c for c in reversed(denying)}
        yield _Sentence(f"Denied by {listed(holders, 6)}.", list(cited.values())[::-1], needed=True)


def _standing(event: RecordEvent) -> _Sentence:
    """State, reports and origins."""
    reports = f"{event.reports} report{'s' if event.reports != 1 else ''}"
    origins = f"{event.origins} independent origin{'s' if event.origins != 1 else ''}"
    background = " Told as background." if event.historical else ""
    return _Sentence(f"It stands as {event.state} ({_safe(event.because, 300)}): {reports}, {origins}.{background}")


def _goods(goods: Goods) -> str:
    """What is moved, from whom to whom."""
    parts = [
        f"Goods: {_safe(goods.item)}",
        f"from {_safe(goods.giver)}" if goods.giver else "",
        f"to {_safe(goods.taker)}" if goods.taker else "",
        f"stage {_safe(goods.stage)}" if goods.stage else "",
        "called a gift" if goods.gift else "",
        *(_amount(q) for q in goods.quantities),
    ]
    return ", ".join(filter(None, parts)) + "."


def _amount(amount: Range) -> str:
    """A quantity with what is open of it."""
    low, high = (None if v is None else f"{v:,.15g}" for v in (amount.low, amount.high))
    if low is None and high is None:
        return ""
    told = (
        low
        if low == high
        else (f"{low} to {high}" if low and high else (f"at least {low}" if low else f"at most {high}"))
    )
    return f"{told} {_safe(amount.unit)}" if amount.unit else f"{told}"


def _link(event: RecordEvent, link: Link) -> str:
    """What another event has to do with it."""
    told = f"It {link.kind} what E{link.other} planned" if link.event == event.id else f"E{link.event} {link.kind} it"
    return f"{told}{_lag(link.lag)}{f' ({_safe(link.because, 200)})' if link.because else ''}."


def _near(event: RecordEvent) -> Iterator[_Sentence]:
    """Events that may be the same."""
    others = [f"E{k.other if k.event == event.id else k.event}" for k in event.links if k.kind == "near"]
    if others:
        yield _Sentence(f"Possibly the same act as {listed(others)}.")


def _lag(days: int | None) -> str:
    """How far from the end of the planned time, in words."""
    if days is None:
        return ""
    if days == 0:
        return ", at the end of the planned time"
    return f", {abs(days)} day{'s' if abs(days) != 1 else ''} {'after' if days > 0 else 'before'} the end of the planned time"


def _others(event: RecordEvent, claims: Sequence[Claim]) -> Iterator[_Sentence]:
    """What else it is called, with a claim for each."""
    for count in event.labels:
        if count.value not in (event.label, "DENIED"):
            resting = [c for c in claims if c.event.label == count.value][:1]
            yield _Sentence(f"Also told as {counted(count)}.", resting)


def _an_origin_each(claims: Iterable[Claim]) -> list[Claim]:
    """The first claim of each origin, at most `MOST_CITED`."""
    found: dict[str, Claim] = {}
    for claim in claims:
        found.setdefault(claim.origin, claim)
    return list(found.values())[:MOST_CITED]


def _safe(text: str, most: int = LONGEST_NAME) -> str:
    return for_markdown(clip(one_line(text), most))


def _named(who: Iterable[Who]) -> list[str]:
    return [_safe(w.name) for w in who]


def _coded(who: Iterable[Who]) -> list[str]:
    return [_safe(w.name) + (f" ({_safe(w.code)})" if w.code else "") for w in who]


def _footnote(number: int, claim: Claim, hold: Hold) -> str:
    """A claim with all that is needed to check it."""
    entry, source = hold.document_of(claim.document), claim.event.source
    cue = f", “{_safe(source.cue.text)}”" if source and source.cue else ""
    manner = f", {source.quote}" if source else ""
    url = web_address(claim.url)
    where = [
        f"*{_safe(claim.title, 200)}*" if claim.title else "",
        _safe(claim.publisher) if claim.publisher else "publisher not known",
        _safe(claim.published) if claim.published else "no date",
        f"<{url}>" if url else _safe(claim.url or claim.key, 200),
        f"characters {claim.quotation.start} to {claim.quotation.end} of D{claim.document}, version {entry.version}",
        f"SHA-256 {_safe(entry.hash)}",
        f"captured {_safe(claim.captured)}",
    ]
    said = f"C{claim.id}, {claim.event.label}. {_safe(' → '.join(chain(claim)), 300)}{cue}{manner}"
    quotation = _safe(claim.quotation.text, LONGEST_QUOTATION)
    return f"[^{number}]: {said}: “{quotation}” {', '.join(filter(None, where))}.\n"


def _front(stamp: Stamp) -> str:
    """Front matter; every value is a string in double quotes."""
    lines = [f"{name}: {json.dumps(plain(str(value)), ensure_ascii=False)}" for name, value in asdict(stamp).items()]
    return '---\ntitle: "Brief"\n' + "\n".join(lines) + "\n---\n"


def _foot(stamp: Stamp) -> str:
    """What the sentences are, and the licence."""
    return (
        f"---\n\nMade of the record {_safe(stamp.record)}, version {_safe(stamp.version)}, codebook {_safe(stamp.codebook)}, reader "
        f"{_safe(stamp.reader)}. Each sentence tells what the reports cited with it say, and is no finding of fact. {_safe(stamp.licence, 1000)}\n"
    )


BRIEF = Table(
    "brief.md",
    "one event: sentences made of its fields, then the claims they rest on as footnotes",
    "events",
    lambda e: (e,),
    (
        Column("sentences", "string", "what, who denies it, how it stands, goods, outcome, other labels", lambda e: e),
        Column(
            "footnotes",
            "string",
            "claim, label, source chain, cue, quotation, title, publisher, date, address, offsets, version, SHA-256 of the text, capture",
            lambda e: e,
        ),
    ),
)
