"""How much or how many: the range and unit that an object phrase tells."""

from __future__ import annotations

import re

from communique.grounding.names import fold
from communique.grounding.time_words import NUMBERS, alternation
from communique.model import Quantity

_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12, "score": 20, "lakh": 1e5, "crore": 1e7,
           "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12, "k": 1e3}  # fmt: skip
_VAGUE = {"dozens": 24.0, "scores": 40.0, "hundreds": 200.0, "thousands": 2000.0, "millions": 2e6, "billions": 2e9, "tens of thousands": 20000.0,
          "hundreds of thousands": 200000.0, "tens of millions": 2e7, "hundreds of millions": 2e8, "several": 3.0, "a number": 2.0, "several dozen": 36.0,
          "several hundred": 300.0, "several thousand": 3000.0, "a few": 3.0, "a few dozen": 36.0, "a few hundred": 300.0, "multiple": 2.0, "numerous": 3.0,
          "many": 3.0, "both": 2.0}  # fmt: skip
"""The least that these words tell; the most stays open."""
_CURRENCIES = {"us$": "USD", "$": "USD", "a$": "AUD", "c$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "nt$": "TWD", "€": "EUR", "£": "GBP", "¥": "JPY", "₽": "RUB", "₹": "INR", "₩": "KRW", "₪": "ILS",
               "dollar": "USD", "us dollar": "USD", "euro": "EUR", "pound": "GBP", "yen": "JPY", "rouble": "RUB", "ruble": "RUB", "yuan": "CNY", "renminbi": "CNY", "rupee": "INR",
               "won": "KRW", "shekel": "ILS", "lira": "TRY", "franc": "CHF", "swiss franc": "CHF", "rial": "IRR", "hryvnia": "UAH", "zloty": "PLN", "krona": "SEK", "kronor": "SEK", "crown": "CZK", "riyal": "SAR", "dirham": "AED",
               "rand": "ZAR", "naira": "NGN", "peso": "MXN", "usd": "USD", "eur": "EUR", "gbp": "GBP"}  # fmt: skip
_UNITS = {"tonne": "t", "ton": "t", "metric ton": "t", "kilogram": "kg", "kilo": "kg", "kg": "kg", "gram": "g", "barrel": "bbl", "litre": "l", "liter": "l", "gallon": "gal",
          "cubic metre": "m3", "cubic meter": "m3", "hectare": "ha", "acre": "acre", "square kilometre": "km2", "square kilometer": "km2", "sq km": "km2", "megawatt": "MW", "mw": "MW", "bushel": "bushel", "dose": ""}  # fmt: skip


_SCALE = alternation(_SCALES)
_COUNT = rf"(?:\d[\d,]*(?:\.\d+)?(?: ?(?:{_SCALE})\b)*|(?:half a|{alternation(NUMBERS)})(?:[ -](?:{_SCALE})\b)+|{alternation(w for w in NUMBERS if w not in ('a', 'an', 'single'))})"
_MONEY = rf"(?P<currency>{alternation(w for w in _CURRENCIES if not w.isalpha())})"
_LEAD = r"(?P<lead>(?:(?:the|some|about|around|roughly|approximately|an estimated|estimated|nearly|almost|close to|well over|a minimum of|a maximum of|no more than|all|just|only|exactly|a total of|another|an additional|additional|a further|its|their|his|her|first|last|next|over|more than|at least|no fewer than|no less than|upwards of|up to|as many as|as much as|less than|fewer than|at most|under|between|from|worth)\s+)*)"
_RANGE = re.compile(
    rf"^{_LEAD}{_MONEY}?(?P<low>{_COUNT})(?:\s?(?:-|–|to|and|or)\s?{_MONEY.replace('currency', 'currency2')}?(?P<high>{_COUNT}))?(?P<plus>\+)?",
    re.IGNORECASE,
)
_WORDED = alternation(w for w in _CURRENCIES if w.isalpha() or " " in w)
_INSIDE = re.compile(
    rf"(?P<lead>(?:(?:up to|at least|more than|over|less than|about|around) )*)(?:{_MONEY}(?P<low>\d[\d,]*(?:\.\d+)?(?:[ -]?(?:{_SCALE})\b)*)|"
    rf"(?P<low2>\d[\d,]*(?:\.\d+)?(?:[ -](?:{_SCALE})\b)*)[ -](?P<currency3>{_WORDED})s?\b)",
    re.IGNORECASE,
)
_STRONG = re.compile(r"^(?:an?|the) (?P<low>\d[\d,]*)-strong\b")
_HALF = re.compile(rf"^(?P<text>half an? (?P<unit>{alternation(_UNITS)}))\b")
_QUARTER = re.compile(r"^a (?P<part>quarter|third|half) of a (?P<scale>million|billion)\b")
_HOLDING = re.compile(
    r"^(?:an?|the|its|their)? ?(?:\w+ ){0,2}?\w+ of (?=(?:about |some |up to |at least |more than |nearly |around )?(?:\d|[$€£¥]))"
)
_VAGUELY = re.compile(
    rf"^(?:(?:the|some|at least|up to|more than|its|their)\s+)*(?P<vague>{alternation(_VAGUE)})\b", re.IGNORECASE
)
_ONE = re.compile(
    r"^(?:a single|one single|a|an)\s+(?!unspecified|unknown|undisclosed|number|lot|series|range|few|second|third|total|batch of|shipment|consignment|package|variety|cache|stockpile|fleet|group|host|string|load|supply)",
    re.IGNORECASE,
)
_PAIR = re.compile(r"^(?:the |its |their )?(?:a )?(?P<word>pair|couple|trio|quartet)\b", re.IGNORECASE)
_GROUPS = {"pair": 2.0, "couple": 2.0, "trio": 3.0, "quartet": 4.0}


def quantity(phrase: str) -> Quantity | None:
    """The range that a phrase tells.

    Args:
        phrase: an object mention ("between 8 and 12 million artillery shells", "$1.5 billion in loans").

    Returns:
        None where the phrase tells none; a bound that is open is None.
    """
    text = re.sub(r"\bus\$ (?=\d)", "$", " ".join(fold(phrase[:LONGEST]).replace("’", "'").split()))
    text = _HUNDREDS.sub(_in_figures, text)
    if m := _PAIR.match(text):
        return Quantity(low=_GROUPS[m["word"]], high=_GROUPS[m["word"]], text=m.group())
    if m := _VAGUELY.match(text):
        exact = m["vague"] == "both"
        return Quantity(
            low=_VAGUE[m["vague"]], high=2.0 if exact else None, unit=_unit(text[m.end() :]), text=m.group()
        )
    if m := _STRONG.match(text):
        return Quantity(low=_value(m["low"]), high=_value(m["low"]), text=m.group())
    if m := _HALF.match(text):
        return Quantity(low=0.5, high=0.5, unit=_UNITS[m["unit"]] or None, text=m["text"])
    if m := _QUARTER.match(text):
        value = {"quarter": 0.25, "third": 1 / 3, "half": 0.5}[m["part"]] * _SCALES[m["scale"]]
        return Quantity(low=value, high=value, text=m.group())
    if (m := _RANGE.match(text)) and not _SIZE.match(text, m.end()):
        return _counted(m, text)
    return _inside(text)


_SIZE = re.compile(r"-(?!to-)[a-z]|[- ]?(?:mm|km|m|ft|th|st|nd|rd|g|%)(?![a-z])|[a-z]| ?(?:per ?cent|percent|%)")
"""What makes a number a size, a share or a name instead: "five-axis", "155-millimetre", "2nd", "10%", "5G"."""


def _inside(text: str) -> Quantity | None:
    """A sum of money or a number further inside a phrase, else the one of "a" and "an"."""
    if m := _INSIDE.search(text):
        value = _value((m["low"] or m["low2"]).replace("-", " "))
        unit = _CURRENCIES[m["currency"] or m["currency3"]]
        low, high = (
            (None, value)
            if "up to" in m["lead"] or "less" in m["lead"]
            else (value, None if m["lead"] and re.search("least|more|over", m["lead"]) else value)
        )
        return Quantity(low=low, high=high, unit=unit, text=m.group().strip())
    if (m := _HOLDING.match(text)) and (inner := _RANGE.match(text[m.end() :])):
        return _counted(inner, text[m.end() :])
    if m := _ONE.match(text):
        return Quantity(low=1.0, high=1.0, text=m.group().strip())
    return None


LONGEST = 200
"""Characters of a phrase in which a quantity is looked for."""
_SMALL = alternation(w for w in NUMBERS if " " not in w)
_HUNDREDS = re.compile(
    rf"\b(?P<hundreds>a|{_SMALL}) hundred(?: and)? (?P<rest>{_SMALL})\b(?! (?:hundred|thousand|million))"
)


def _in_figures(m: re.Match[str]) -> str:
    """Resolve "two hundred and fifty": 250."""
    if m["rest"] in ("a", "an", "single"):
        return m.group()
    return str(NUMBERS[m["hundreds"]] * 100 + NUMBERS[m["rest"]])


def _counted(m: re.Match[str], text: str) -> Quantity:
    """A range in figures or number words, with what stands before it ("more than", "up to")."""
    lead, low = m["lead"], _value(m["low"])
    unit = _CURRENCIES[m["currency"]] if m["currency"] else _unit(text[m.end() :])
    if m["high"]:
        high = _value(m["high"])
        if low < high / 1000 or (
            low < 1000 <= high
            and re.search(rf"(?:{_SCALE})$", m["high"])
            and not re.search(rf"(?:{_SCALE})$", m["low"])
        ):
            # "8 to 12 million" is 8 million to 12 million
            low *= _scale(m["high"])
        return Quantity(low=low, high=high, unit=unit, text=m.group().strip())
    if re.search(
        r"up to|as many as|as much as|(?<!no )less than|(?<!no )fewer than|at most|under|no more than|maximum", lead
    ):
        return Quantity(high=low, unit=unit, text=m.group().strip())
    if m["plus"] or re.search(r"over|(?<!no )more than|at least|no fewer|no less|upwards|minimum", lead):
        return Quantity(low=low, unit=unit, text=m.group().strip())
    return Quantity(low=low, high=low, unit=unit, text=m.group().strip())


def _scale(text: str) -> float:
    """The scale words at the end of a number, multiplied."""
    factor = 1.0
    for word in re.findall(rf"(?:{_SCALE})\b", text):
        factor *= _SCALES[word]
    return factor


def _value(text: str) -> float:
    """A number in figures or words with its scale words."""
    if text.startswith("half a"):
        return 0.5 * _scale(text)
    if figures := re.match(r"\d[\d,]*(?:\.\d+)?", text):
        return float(figures.group().replace(",", "")) * _scale(text[figures.end() :])
    word = re.sub(rf"[ -](?:{_SCALE})\b", "", text).strip()
    if text in NUMBERS:
        return float(NUMBERS[text])
    return float(NUMBERS.get(word, 1)) * _scale(text.removeprefix(word))


def _unit(rest: str) -> str | None:
    """The unit that follows a number, None for things that are counted."""
    if not re.match(r"(?: of)? [a-z]", rest):
        return None
    words = re.findall(r"[a-z]+|\d+", rest.removeprefix(" of"))[:3]
    for size in (3, 2, 1):
        name = " ".join(words[:size])
        for form in (name, name.removesuffix("s"), name.removesuffix("es")):
            if form in _UNITS or form in _CURRENCIES:
                return _UNITS.get(form, _CURRENCIES.get(form)) or None
    return None
