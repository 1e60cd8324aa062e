"""One time expression → its period, without what bounds it: prepositions and vague words off, "early" and "late" kept, then the rules."""

from __future__ import annotations

import re

from communique.grounding import period as p
from communique.grounding.moment import Moment
from communique.grounding.period import Period
from communique.grounding.time_rules import RULES
from communique.grounding.time_words import DAYPART, eras


def point(text: str, at: Moment) -> Period | None:
    """Anything that is one day, month, year or period, with "early", "mid" and "late" drawing it closer."""
    words, part = bare(text)
    for pattern, rule, because in RULES:
        if (m := pattern.fullmatch(words)) and (found := rule(m, at)) is not None:
            return (p.narrowed(found, part) if part else found).reason(because)
    return None


_LEAD = re.compile(
    r"^(?:(?:on|in|at|by|during|over|within|the|of|around|about|as of|as early as|as recently as|as late as|from|for|after|before|just|only|"
    r"earlier|later|back in|back|sometime|some time|some|nearly|almost|throughout|through|dated?|circa|c\.|ca\.|to|and|last seen|all|"
    r"another|no later than|as soon as|more than|exactly|precisely|effective|starting|beginning|over the|less than|under|at least|roughly|approximately|close to|well|that began|"
    r"that ended|already|again|also|once|shortly|soon|right|straight|up|every)(?:-| )+)+(?=\S)"
)
_PART = re.compile(
    r"(?:(?:very|the) )*(?P<part>early|mid|late|middle|start|beginning|end|close|first half|second half)(?:-| )(?:of )?(?:the )?(?:part of )?(?=\S)"
)
_WORDS = {"middle": "mid", "start": "early", "beginning": "early", "end": "late", "close": "late"}


def bare(text: str) -> tuple[str, str]:
    """An expression without prepositions and parts of the day, and the part of it that is meant (early, mid, late)."""
    text = re.sub(r"\(.*?\)", "", text).strip(" ,")
    keep = re.fullmatch(
        rf"(?:(?:in|on|at|during|before|after|around) )?(?:the )?(?:this|last|yesterday|tomorrow|previous|same|following|that|next|good)? ?{DAYPART}(?: (?:before|after))?",
        text,
    )
    if text.removeprefix("during ").removeprefix("in ").removeprefix("the ") in eras():
        return text.removeprefix("during ").removeprefix("in "), ""
    if not keep:
        text = re.sub(
            rf"(?:(?:in|on|at|during|around) the |at |, |'s )?\b{DAYPART}(?: of| hours of)?\b(?! (?:before|after))",
            "",
            text,
        ).strip(" ,")
    part = ""
    while True:
        shorter = _LEAD.sub("", text)
        if whole := next((t for t in (text, shorter) if any(pattern.fullmatch(t) for pattern, *_ in _WHOLE)), None):
            text = whole
            break
        if (m := _PART.match(shorter)) and not re.match(r"(?:early|late) (?:hours|morning|evening)", shorter):
            part = _WORDS.get(m["part"], m["part"])
            shorter = shorter[m.end() :]
        if shorter == text:
            break
        text = shorter
    return _AFTER_DATE.sub("", re.sub(r"\s+", " ", text).strip(" ,")), part


_AFTER_DATE = re.compile(
    r"(?<=\d),? (?:attacks?|invasion|elections?|coup|war|deal|agreement|summit|meeting|massacre|strikes?|referendum|protests?|assault|raid|vote|revolution|ceasefire|earthquake|killings?|bombings?)$"
)
"""What a date may stand before ("the Oct. 7 attack")."""
_WHOLE = [r for r in RULES if r[2] in ("the first or last day of it", "half a year")]
"""Rules over expressions whose first words are not mere prepositions."""
