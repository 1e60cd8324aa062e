"""Gold records → what the network learns from: words, tags, and the roles among triggers and mentions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from communique.grounding.names import find_names
from communique.model import LAYERS
from communique.ontology import CERTAINTY, POLARITY, STANCE, STATUS, TYPES
from communique.reading.decode import MODE_NAMES, ROLE_LAYER, ROLES, SECTOR_NAMES, Ints
from communique.reading.windows import Words, split_words, windows


@dataclass
class Example:
    """One window of a text with everything the network is to say about it.

    Attributes:
        words: the words of the window only; pieces and offsets as in the text.
        trigger_tags: (words,).
        layer_tags: (words, layers), each 0 outside, 1 inside, 2 begin.
        triggers: (n, 2) first and last word.
        kinds: (n, 6) type, mode, status, polarity, certainty, stance.
        mentions: (m, 3) first word, last word, layer.
        roles: (n, m, len(ROLES)) 0 or 1.
        sources: (n,) 0 where there is no source, 1 agentless, 2 a holder.
        sectors: (m,) index into SECTOR_NAMES, -1 where unknown.
        unnamed: (m,) 0 or 1, -1 where the mention is no source.
        antecedent: (m,) index of the mention it refers to, m for none, -1 where not to be learned.
        same_act: (n, n).
        countries: (m,) number of the country of a party, place or name in its window, 0 where it has none, -1 for other
            mentions and for phrases of several countries.
        shown: (m,) 1 where the words of a mention show a country by themselves.
    """

    words: Words
    trigger_tags: Ints
    layer_tags: Ints
    triggers: Ints
    kinds: Ints
    mentions: Ints
    roles: Ints
    sources: Ints
    sectors: Ints
    unnamed: Ints
    antecedent: Ints
    same_act: Ints
    countries: Ints
    shown: Ints


SEVERAL = "several"
"""In the place of the country of a phrase that stands for parties of several."""


@dataclass
class _Mentions:
    """Mentions of one window while it is put together: (first, last, layer) -> index."""

    index: dict[tuple[int, int, int], int] = field(default_factory=dict)

    def add(self, first: int, last: int, layer: str) -> int:
        return self.index.setdefault((first, last, LAYERS.index(layer)), len(self.index))


def word_span(words: Words, start: int, end: int) -> tuple[int, int] | None:
    """First and last word of the characters start to end, or None if none is covered."""
    first = int(np.searchsorted(words.ends, start, side="right"))
    last = int(np.searchsorted(words.starts, end, side="left")) - 1
    return (first, last) if first <= last else None


def cut(words: Words, start: int, end: int) -> Words:
    """Words start to end with their pieces."""
    low = int(words.first[start])
    high = int(words.piece_ends[end - 1])
    return Words(
        ids=words.ids[low:high],
        cases=words.cases[low:high],
        starts=words.starts[start:end],
        ends=words.ends[start:end],
        first=words.first[start:end] - low,
        sentence=words.sentence[start:end],
    )


def examples(record: dict[str, Any], tokenizer: Tokenizer) -> list[Example]:
    """The windows of a gold record as examples; what lies outside a window is left out there."""
    words = split_words(record["document"]["text"], tokenizer)
    return [_example(record, cut(words, w.start, w.end)) for w in windows(words)]


def _example(record: dict[str, Any], words: Words) -> Example:
    """One window."""
    text = record["document"]["text"]
    triggers, kinds, links, events = [], [], [], []
    mentions = _Mentions()
    sectors: dict[int, int] = {}
    unnamed: dict[int, int] = {}
    names: dict[int, str] = {}
    countries: dict[int, str] = {}
    sources = []
    inside = (
        [e for e in record["events"] if words.starts[0] <= e["trigger"]["start"] < words.ends[-1]] if len(words) else []
    )

    def add(span: dict[str, Any], layer: str) -> int | None:
        at = word_span(words, span["start"], span["end"])
        if at is None or span["start"] < words.starts[0] or span["end"] > words.ends[-1]:
            return None
        index = mentions.add(*at, layer)
        if layer in ("party", "place"):
            country = (span.get("code") or span.get("country") or "").partition(" ")[0]
            countries[index] = country if countries.get(index, country) == country else SEVERAL
        if "code" in span:
            sector = span["code"].partition(" ")[2].split(" ")[0]
            sectors[index] = SECTOR_NAMES.index(sector)
            names[index] = span.get("name") or span["text"]
        return index

    for event in sorted(inside, key=lambda e: e["trigger"]["start"]):
        at = word_span(words, event["trigger"]["start"], event["trigger"]["end"])
        if at is None or at in triggers:
            continue
        row = len(triggers)
        triggers.append(at)
        events.append(event["event"])
        kinds.append(
            (
                TYPES.index(event["type"]),
                MODE_NAMES.index((event["type"], event["mode"])),
                STATUS.index(event["status"]),
                POLARITY.index(event["polarity"]),
                CERTAINTY.index(event["certainty"]),
                STANCE.index(event["stance"]),
            )
        )
        for role in ROLES[:3]:
            for span in event[role]:
                if (index := add(span, ROLE_LAYER[role])) is not None:
                    links.append((row, index, ROLES.index(role)))
        for role in ("place", "time"):
            if event[role] and (index := add(event[role], role)) is not None:
                links.append((row, index, ROLES.index(role)))
        source = event["source"]
        state = 0
        if source and "start" not in source:
            state = 1
        elif source and (index := add(source, "party")) is not None:
            state = 2
            unnamed[index] = int(source["unnamed"])
            links.append((row, index, ROLES.index("source")))
        if source and source.get("cue") and (index := add(source["cue"], "cue")) is not None:
            links.append((row, index, ROLES.index("cue")))
        sources.append(state)
    antecedents = _antecedents(text, words, mentions, names)
    for index, target in antecedents.items():
        countries.setdefault(target, countries[index])
    example = _arrays(
        words, triggers, kinds, links, events, mentions, sectors, unnamed, sources, antecedents, countries
    )
    names = find_names(text)
    for row, (first, last, _) in enumerate(example.mentions.tolist()):
        start, end = int(words.starts[first]), int(words.ends[last])
        example.shown[row] = any(start <= n.start and n.end <= end for n in names)
    return example


def _antecedents(text: str, words: Words, mentions: _Mentions, names: dict[int, str]) -> dict[int, int]:
    """What each party mention refers to: the nearest earlier span of its name; adds name spans to the mentions."""
    found: dict[int, int] = {}
    spans = {index: span for span, index in mentions.index.items()}
    for index, name in names.items():
        first, last, _ = spans[index]
        start, end = int(words.starts[first]), int(words.ends[last])
        if text[start:end] == name:
            continue
        at = text.rfind(name, int(words.starts[0]), start)
        if at < 0:
            at = text.find(name, int(words.starts[0]), int(words.ends[-1]))
        span = word_span(words, at, at + len(name)) if at >= 0 else None
        if span is None or span == (first, last):
            continue
        known = mentions.index.get((*span, LAYERS.index("party")))
        found[index] = known if known is not None else mentions.add(*span, "name")
    return found


def _arrays(
    words: Words,
    triggers: list[tuple[int, int]],
    kinds: list[tuple[int, ...]],
    links: list[tuple[int, int, int]],
    events: list[int],
    mentions: _Mentions,
    sectors: dict[int, int],
    unnamed: dict[int, int],
    sources: list[int],
    antecedents: dict[int, int],
    countries: dict[int, str],
) -> Example:
    """Everything as arrays, mentions in text order."""
    spans = sorted(mentions.index)
    position = {mentions.index[span]: rank for rank, span in enumerate(spans)}
    n, m = len(triggers), len(spans)
    trigger_tags = np.zeros(len(words), np.int64)
    for (first, last), row in zip(triggers, kinds, strict=True):
        trigger_tags[first : last + 1] = 1
        trigger_tags[first] = 2 + row[0]
    layer_tags = np.zeros((len(words), len(LAYERS)), np.int64)
    for first, last, layer in sorted(spans, key=lambda s: s[0] - s[1]):
        if layer_tags[first : last + 1, layer].any():
            continue
        layer_tags[first : last + 1, layer] = 1
        layer_tags[first, layer] = 2
    roles = np.zeros((n, m, len(ROLES)), np.int64)
    for row, index, role in links:
        roles[row, position[index], role] = 1
    sector = np.full(m, -1, np.int64)
    for index, value in sectors.items():
        sector[position[index]] = value
    flags = np.full(m, -1, np.int64)
    for index, value in unnamed.items():
        flags[position[index]] = value
    antecedent = np.full(m, -1, np.int64)
    for rank, (_, _, layer) in enumerate(spans):
        if LAYERS[layer] == "party":
            antecedent[rank] = m
    for index, target in antecedents.items():
        antecedent[position[index]] = position[target]
    numbers = np.array(events, np.int64)
    codes = dict.fromkeys(c for c in countries.values() if c not in ("", "---", SEVERAL))
    known = {c: n for n, c in enumerate(codes, 1)} | {SEVERAL: -1}
    country = np.full(m, -1, np.int64)
    for index, code in countries.items():
        country[position[index]] = known.get(code, 0)
    return Example(
        words=words,
        trigger_tags=trigger_tags,
        layer_tags=layer_tags,
        triggers=np.array(triggers, np.int64).reshape(-1, 2),
        kinds=np.array(kinds, np.int64).reshape(-1, 6),
        mentions=np.array(spans, np.int64).reshape(-1, 3),
        roles=roles,
        sources=np.array(sources, np.int64),
        sectors=sector,
        unnamed=flags,
        antecedent=antecedent,
        same_act=(numbers[:, None] == numbers[None, :]).astype(np.int64),
        countries=country,
        shown=np.zeros(m, np.int64),
    )
