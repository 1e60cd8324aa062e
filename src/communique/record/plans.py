"""Plans and what became of them: the window of a planned act, and whether a later act fulfils, cancels or postpones it.

Numbers of this module are of two kinds. Those about time are measured on 497 dated plans in annotated reports and in our own
training texts. Weights and the threshold were set by hand on `corpus/stories` (`python evaluation/plans.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

from communique.record.act import Act
from communique.record.agreement import BEST_SETTING, BOTH_WAYS, elsewhere, same_parties, same_type, setting
from communique.record.spans import between, shift, span

HORIZON = 60
"""Days within which a plan without a date is looked for: of 497 dated plans 90 % begin within 53 days of publication."""

LATE = 14
"""Days after its window in which a plan may still be fulfilled, ever less likely: what slips further is another date, which
reports tell ("postponed to")."""

EARLY = 3
"""Days before its window in which it may be."""

WIDE = 62
"""Days from which on a span no longer tells much: "this year" fits many a meeting."""

LEAST = 0.6
"""Score from which a link is made."""

TOLD = ("REPORTED", "ACKNOWLEDGED", "ALLEGED")
"""Labels of an act that somebody says took place."""

_HOPED = {"PLANNED": 1.0, "FLOATED": 0.9, "SPECULATED": 0.9}
"""Labels of a plan. What is only possible is weaker: it may be told of many a day."""

_FAMILIES = {
    "CONSULT": "meet", "SUPPORT": "accord", "AGREE": "agree", "COOPERATE": "give", "AID": "give", "CONCEDE": "concede",
    "RETREAT": "retreat", "SANCTION": "sanction", "COERCE": "coerce", "MOBILIZE": "move", "PROTEST": "protest",
    "ASSAULT": "attack", "ACCUSE": "accuse",
}  # fmt: skip
"""Types that are planned; of 295 threats none was, of 928 requests 22 were."""

_DAILY = ("ASSAULT", "COERCE", "MOBILIZE", "ACCUSE", "PROTEST")
"""Types of which one act follows the other between the same parties, in a war or in unrest."""

ANY_DAY = 0.75
"""Weight of a plan of such a type without a date: whatever comes next may be taken for it."""

_REFUSED = {
    "meet": ("meet",),
    "yield": ("retreat", "concede"),
    "assist": ("give",),
    "change": ("accord", "agree"),
    None: ("meet",),
}
"""Mode of REJECT -> families of plans that it may put an end to."""

_POSTPONED = re.compile(
    r"\b(?:postpon|delay|defer|reschedul|adjourn)\w*|\b(?:put|puts|putting|push|pushed|pushes|moved?) (?:\w+ ){0,3}(?:off|back)\b"
)
_CALLED_OFF = re.compile(
    r"\b(?:cancel|scrap|shelv|abandon|scuppe?r)\w*|\b(?:call|calls|called|calling) (?:\w+ ){0,3}off\b|\bpull(?:s|ed)? out\b"
)


@dataclass(frozen=True, slots=True)
class Window:
    """When a planned act is to take place.

    Attributes:
        start: first day, ISO 8601; None if neither a date nor a publication date is known.
        end: last day, None as above.
        assumed: whether an end is only assumed (`HORIZON`), because no report dates it.
        because: how it follows.
    """

    start: str | None = None
    end: str | None = None
    assumed: bool = True
    because: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a later act does to a plan.

    Attributes:
        kind: fulfils, cancels or postpones.
        score: how sure, 0 to 1.
        lag: days from the end of the planned time to the outcome, negative if earlier; None where the plan has no date.
        because: why.
    """

    kind: str
    score: float
    lag: int | None
    because: str


def is_plan(act: Act) -> bool:
    """Whether an act may have an outcome: somebody plans it, floats it or holds it possible. Threats and requests are none."""
    return act.status in ("planned", "hypothetical") and act.label in _HOPED and act.type in _FAMILIES


def window(acts: Iterable[Act]) -> Window:
    """When a plan is to be carried out, by all that its reports say.

    Args:
        acts: claims of one planned act; those that are no plan are passed over.

    Returns:
        The days on which the latest reports put it, narrowed by the earlier ones where they agree, because a plan is moved more
        often than a report errs. Without a date: from its first publication for `HORIZON` days, marked as assumed.
    """
    plans = sorted((a for a in acts if is_plan(a)), key=_by_day, reverse=True)
    dated = [w for a in plans if a.dated and (w := _window(a)).start]
    if not dated:
        known = [a for a in plans if a.published]
        return _window(known[-1]) if known else Window(because="neither the act nor its reports have a date")
    now = dated[0]
    for other in dated[1:]:
        start, end = max(now.start or "", other.start or ""), min(now.end or "", other.end or "")
        if start <= end:
            now = replace(now, start=start, end=end, assumed=now.assumed and other.assumed)
    return replace(now, because=f"planned for {span(now.start, now.end)}") if now != dated[0] else now


def _by_day(act: Act) -> tuple[str, int, int, str, str]:
    """In order of publication; what else tells acts apart makes the order one."""
    return act.published or "", act.document, act.start, act.earliest or "", act.latest or ""


@lru_cache(maxsize=4096)
def _window(act: Act) -> Window:
    """The window of one report of a plan."""
    told = act.published
    if not act.dated:
        if not told:
            return Window(because="neither the act nor its report has a date")
        return Window(told, shift(told, HORIZON), because=f"no date told: {HORIZON} days from {told}")
    start, end = act.earliest or told, act.latest
    if start and end and start > end:  # "by Friday", told after it
        start = end
    if end is None and start:
        return Window(start, shift(start, HORIZON), because=f"from {start} on, no end told: {HORIZON} days")
    return Window(start or end, end, assumed=False, because=f"planned for {span(start or end, end)}")


def overdue(end: str | None, as_of: str) -> bool:
    """Whether a plan's window is over on a day.

    Args:
        end: last day of the window, ISO 8601; None is never over.
        as_of: the day asked for, ISO 8601.
    """
    return end is not None and end < as_of


def outcome(plan: Act, later: Act, others: Iterable[Act] = ()) -> Outcome | None:
    """Whether an act is what became of a plan.

    Args:
        plan: a planned or possible act, as one report tells it.
        later: an act of another report.
        others: what other reports tell of that act: one that took place before the plan was made is not its outcome, and a report
            without a date takes theirs.

    Returns:
        None unless the parties, the type and the time agree, and `later` was told after the plan. An act that is only planned,
        possible or denied fulfils nothing; an act of last year or of next year neither.
    """
    if later.document == plan.document or not is_plan(plan) or not plan.published or not later.published:
        return None
    known = [a for a in others if _told(a)]
    if later.published < plan.published or any(a.published and a.published < plan.published for a in known):
        return None
    within = _window(plan)
    if later.type == "REJECT":
        return _rejected(plan, later, within)
    if later.polarity == "neg":
        return _denied(plan, later, within)
    if _told(later):
        return _fulfilled(plan, _dated(later, known), within)
    return _moved(plan, later, within) if later.label == "PLANNED" else None


def _told(act: Act) -> bool:
    """Whether somebody says that it took place."""
    return act.label in TOLD and act.status in ("happened", "ongoing")


def _dated(act: Act, others: Iterable[Act]) -> Act:
    """An act with the days that other reports of it tell, if it has none itself."""
    if act.dated:
        return act
    other = min((a for a in others if a.dated), key=_by_day, default=None)
    return replace(act, earliest=other.earliest, latest=other.latest, dated=True) if other else act


def _fulfilled(plan: Act, later: Act, within: Window) -> Outcome | None:
    """The later act is the planned one, carried out."""
    time = _on_time(plan, later, within)
    if not time:
        return None
    told = later.published or ""
    day = (later.earliest if later.status == "ongoing" else later.latest) if later.dated else None
    lag = _lag(within, min(day or told, told))
    return _judge("fulfils", plan, later, time[0], lag, f"{time[1]}, {later.label}")


def _on_time(plan: Act, later: Act, within: Window) -> tuple[float, str] | None:
    """How well the days of a later act fit the window, and why; None if they do not."""
    start, end, told = within.start or "", within.end or "", later.published or ""
    if told < start:
        return None
    far = 0.3 * min(1.0, between(start, told) / HORIZON) if within.assumed else 0.0
    if not later.dated:
        if told > shift(end, LATE):
            return None
        weight = 0.9 - far - 0.4 * max(0, between(end, told)) / LATE
        return weight * _UNCLEAR.get(later.status, 1.0), f"told on {told} without a date, {within.because}"
    first, last = later.earliest or plan.published or "", later.latest or told
    if last < (plan.published or "") or last < shift(start, -EARLY) or first > shift(end, LATE):
        return None
    days = span(first, last)
    if first <= end and last >= start:
        vague = within.assumed or max(between(first, last), between(start, end)) > WIDE
        weight = (0.95 - far) if vague else 1.0
        if within.assumed and first < (plan.published or ""):
            return weight * BEFORE, f"{days}, perhaps before it was planned, {within.because}"
        return weight, f"{days}, {within.because}"
    if last < start:
        return 0.8, f"{days}, {between(last, start)} days before: {within.because}"
    slip = between(end, first)
    return 1.0 - 0.4 * slip / LATE, f"{days}, {slip} days after: {within.because}"


BEFORE = 0.8
"""Weight of days that begin before a plan without a date was told: "last week" may be the meeting at which it was made."""

UNPLACED = 0.75
"""Weight of talks that nobody calls a visit, for a visit that no report dates, where nothing tells that they took place with the host: in
`HORIZON` days the two may talk anywhere."""

_UNCLEAR = {"ongoing": 0.85}
"""Weight of a status that does not tell whether the act began after the plan was made."""


def _rejected(plan: Act, later: Act, within: Window) -> Outcome | None:
    """The later act calls the planned one off, puts it off, or refuses it (codebook, hard case 14)."""
    weight = _ON_WHOSE_WORD.get(later.label, 0.0)
    if not weight or not _still_open(later, within) or not later.actors:
        return None
    if _FAMILIES[plan.type or ""] not in _REFUSED.get(later.mode, ()):
        return None
    if later.dated and (later.latest or "9999") < (plan.published or ""):
        return None  # it put an end to an earlier plan
    trigger = later.trigger.casefold()
    kind = "postpones" if _POSTPONED.search(trigger) else "cancels"
    if kind == "cancels" and not _CALLED_OFF.search(trigger):
        if plan.type != "CONSULT":
            return None  # what is refused was asked for, not planned
        weight *= REFUSED
    why = f"“{later.trigger}”, {within.because}, {later.label}"
    return _judge(kind, plan, later, weight, _lag(within, later.published), why)


_ON_WHOSE_WORD = {"REPORTED": 1.0, "ACKNOWLEDGED": 1.0, "ALLEGED": 0.7, "PLANNED": 0.9}
"""Labels of an act that ends a plan: a cancellation is easily claimed by others, and then denied."""

NOT_MEANT = 0.7
"""Weight of a plain denial of a plan: it may be a change of mind, or a denial that there ever was a plan."""

REFUSED = 0.8
"""Weight of words that refuse ("would not meet"), not call off: who refuses may never have agreed."""


def _denied(plan: Act, later: Act, within: Window) -> Outcome | None:
    """The later report says that the planned act will not be, or has not been."""
    told, end = later.published or "", within.end or ""
    if later.dated and ((later.earliest or "") > end or (later.latest or "9999") < (within.start or "")):
        return None  # another day
    if later.status == "planned" and told <= end:
        weight, word = NOT_MEANT, "will not be"
    elif later.status == "happened" and not within.assumed and end < told <= shift(end, HORIZON):
        weight, word = NOT_MEANT, "was not"
    else:
        return None
    words = " ".join(later.words)
    kind = "postpones" if _POSTPONED.search(words) else "cancels"
    if kind == "postpones" or _CALLED_OFF.search(words):
        weight = 1.0
    return _judge(
        kind, plan, later, weight, _lag(within, told), f"told that it {word}, {within.because}, {later.label}"
    )


def _moved(plan: Act, later: Act, within: Window) -> Outcome | None:
    """The later report plans the same act for a later time, and says that it was moved; without that it is another plan."""
    if not later.dated or not _still_open(later, within) or (later.earliest or "") <= (within.end or ""):
        return None
    found = _POSTPONED.search(" ".join(later.words))
    if not found:
        return None
    why = f"“{found.group()}” to {span(later.earliest, later.latest)}, {within.because}"
    return _judge("postpones", plan, later, 1.0, _lag(within, later.published), why)


def _still_open(later: Act, within: Window) -> bool:
    """Whether a plan could still be given up, or just had been, when that was told."""
    return (later.published or "") <= shift(within.end or "", LATE)


def _judge(kind: str, plan: Act, later: Act, weight: float, lag: int | None, why: str) -> Outcome | None:
    """The outcome, if type, parties, place, things and words agree well enough."""
    ends = later.type == "REJECT"
    weight *= _HOPED[plan.label] * (1.0 if ends else same_type(plan, later))
    if kind == "fulfils" and not plan.dated and elsewhere(plan, later):
        weight *= UNPLACED
    if plan.type in _DAILY and not plan.dated:
        weight *= ANY_DAY
    if weight < LEAST / BEST_SETTING:
        return None
    parties = same_parties(plan, later, both=ends or plan.type in BOTH_WAYS)
    if not parties:
        return None
    score = weight * parties.score * setting(plan, later, named=parties.named)
    if score < LEAST:
        return None
    what = f"{plan.type}/{plan.mode}" if plan.mode else f"{plan.type}"
    return Outcome(kind, round(min(1.0, score), 3), lag, f"{what}, {parties.shared}; {why}")


MOST_COUNTRIES = 3
MOST_MONTHS = 4
"""Of a longer or an unknown time the first months: what an act is kept under stays bounded."""


def keys(act: Act) -> tuple[str, ...]:
    """Under what an act is kept, so that `sought` of another finds it: at most 36 keys, most often one or three.

    A plan stands in the months of its window, another act in that of its days, or of its publication if they are unknown. Two
    parties make a pair; each alone is kept as well, for reports that name only one.
    """
    side, families, months = _blocks(act)
    countries = _countries(act)
    pairs = [f"{a} {b}" for a, b in combinations(countries, 2)]
    who = [*pairs, *(f"{c} +" for c in countries)] if pairs else countries
    return tuple(f"{m} {side} {f} {w}" for m in months for f in families for w in who)


def sought(act: Act) -> tuple[str, ...]:
    """Under what the acts are kept that may be the outcome of a plan, or the plans that an act may settle.

    A plan seeks acts that settle it, and plans that it may postpone; every other act seeks plans.
    """
    side, families, months = _blocks(act)
    countries = _countries(act)
    pairs = [f"{a} {b}" for a, b in combinations(countries, 2)]
    who = [*pairs, *countries] if pairs else [*countries, *(f"{c} +" for c in countries)]
    sides = ("act", "plan") if side == "plan" else ("plan",)
    return tuple(f"{m} {s} {f} {w}" for m in months for s in sides for f in families for w in who)


def _blocks(act: Act) -> tuple[str, tuple[str, ...], Sequence[str]]:
    """Side, families and months of an act."""
    if act.type == "REJECT":
        return "act", _REFUSED.get(act.mode, ()), _months(act.published, shift(act.published, HORIZON))
    families = (_FAMILIES[act.type],) if act.type in _FAMILIES else ()
    if is_plan(act):
        within = _window(act)
        return "plan", families, _months(within.start, within.end)
    if act.label == "DENIED" and act.status == "planned":
        return "act", families, _months(act.published, shift(act.published, HORIZON))
    settles = act.label == "DENIED" or (act.label in TOLD and act.status in ("happened", "ongoing"))
    day = (
        act.earliest if act.dated and act.earliest and (act.latest or "") < shift(act.earliest, WIDE) else act.published
    )
    return "act", families if settles else (), _months(day, day)


def _countries(act: Act) -> list[str]:
    """Countries and bodies of an act, that of its place if it has no other."""
    found = sorted({p.country for p in (*act.actors, *act.recipients)} - {"---", ""})
    return found[:MOST_COUNTRIES] or ([act.country] if act.country else [])


def _months(first: str | None, last: str | None) -> list[str]:
    """Months from one day to another."""
    if not first or first.startswith("-"):
        return []
    year, month = int(first[:4]), int(first[5:7])
    found: list[str] = []
    while len(found) < MOST_MONTHS and (name := f"{year:04d}-{month:02d}") <= (last or first)[:7]:
        found.append(name)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


def _lag(within: Window, day: str | None) -> int | None:
    """Days from the end of a window, None if that is only assumed."""
    return None if within.assumed or not within.end or not day else between(within.end, day)
