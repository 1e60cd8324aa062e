"""The annotators' shorthand, compiled to gold records.

An annotator quotes the text and a program counts: nobody types an offset. One document is

    # 12
    CONSULT/visit | met @ when they met in the far east
    A they > Kim Jong-un = PRK GOV
    R they > Vladimir Putin = RUS GOV
    O a rifle = arms.small gift
    P the far east of Russia = RUS
    T Wednesday = 2023-09-13
    S Dmitry Peskov, spokesman for the Kremlin > Dmitry Peskov = RUS GOV ~ said ; direct
    D planned hedged

`guide.md` beside this file explains each line. Run as

    python annotation/shorthand.py TEXTS.jsonl NOTES.txt [--gold OUT.jsonl] [--show]

TEXTS has one {"n", "id", "published", "text"} a line, or is a .txt file with `=== n published` before each text; NOTES is the shorthand. Every fault is printed with its document
and line, and the exit status is then 1. The label of an event is computed by `communique.label`'s rule
(codebook, section 6), repeated nowhere else.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from communique.label import label_of
from communique.ontology import MODES, SECTORS

DECISIONS = {
    "happened": "status",
    "ongoing": "status",
    "planned": "status",
    "hypothetical": "status",
    "pos": "polarity",
    "neg": "polarity",
    "asserted": "certainty",
    "hedged": "certainty",
    "none": "certainty",
    "asserts": "stance",
    "denies": "stance",
    "warns": "stance",
    "urges": "stance",
}
DEFAULTS = {"status": "happened", "polarity": "pos", "certainty": "asserted", "stance": "asserts"}
ITEMS = [
    "arms",
    "arms.small",
    "arms.ammunition",
    "arms.major",
    "missile",
    "nuclear",
    "dual-use",
    "training",
    "money",
    "food",
    "fuel",
    "luxury",
    "vehicle",
    "labour",
    "prisoners",
    "territory",
    "other",
]
QUOTES = ("direct", "partial", "indirect")
DATE = re.compile(r"^\d{4}(-\d{2}(-\d{2})?)?(/(\d{4}(-\d{2}(-\d{2})?)?)?)?$|^/\d{4}(-\d{2}(-\d{2})?)?$")
HEAD = re.compile(r"^(?:(\d+):\s*)?([A-Z]+)(?:/([a-z-]+))?\s*\|\s*(.+)$")


class Fault(ValueError):
    """One thing wrong with one line of the notes."""


def occurrences(text: str, quote: str) -> list[int]:
    """Where `quote` stands in `text` as whole words (code point offsets)."""
    before = r"(?<!\w)" if quote[:1].isalnum() else ""
    after = r"(?!\w)" if quote[-1:].isalnum() else ""
    return [m.start() for m in re.finditer(before + re.escape(quote) + after, text)]


def nearest(text: str, quote: str, near: int) -> dict[str, Any]:
    """The span of `quote` nearest to the offset `near`: same line first, then fewest characters away."""
    found = occurrences(text, quote)
    if not quote or not found:
        raise Fault(f"not in the text: {quote!r}")
    lines = [abs(text.count("\n", min(at, near), max(at, near))) for at in found]
    start = min(zip(lines, found, strict=True), key=lambda pair: (pair[0], abs(pair[1] - near)))[1]
    return {"start": start, "end": start + len(quote), "text": quote}


def trigger_span(text: str, rest: str) -> dict[str, Any]:
    """The trigger of `word` or `word @ longer quote around it`."""
    trigger, _, around = (part.strip() for part in rest.partition(" @ "))
    if around:
        at = occurrences(text, around)
        if len(at) != 1:
            raise Fault(f"the quote after @ occurs {len(at)} times: {around!r}")
        inside = [a for a in occurrences(text, trigger) if at[0] <= a and a + len(trigger) <= at[0] + len(around)]
    else:
        inside = occurrences(text, trigger)
    if len(inside) != 1:
        raise Fault(f"trigger {trigger!r} found {len(inside)} times: add or lengthen the quote after @")
    return {"start": inside[0], "end": inside[0] + len(trigger), "text": trigger}


def party(text: str, rest: str, near: int) -> dict[str, Any]:
    """A mention with code and name: `mention [> fullest name] = CODE`."""
    quoted, mark, code = rest.rpartition(" = ")
    if not mark:
        raise Fault(f"no ' = CODE' in {rest!r}")
    quote, _, name = (part.strip() for part in quoted.partition(" > "))
    head, _, sector = code.strip().partition(" ")
    if not re.fullmatch(r"[A-Z]{3}|---", head) or any(s not in SECTORS for s in sector.split()):
        raise Fault(f"code {code!r}")
    span = {"text": quote} if quote in ("agentless", "unnamed") else nearest(text, quote, near)
    return {**span, "name": name or quote, "code": code.strip()}


def source(text: str, rest: str, near: int) -> dict[str, Any]:
    """The holder: `mention [> name] = CODE ~ cue [; direct|partial|indirect] [; unnamed]`."""
    body, *flags = (part.strip() for part in rest.split(" ; "))
    holder, _, cue = (part.strip() for part in body.partition(" ~ "))
    if unknown := [f for f in flags if f not in (*QUOTES, "unnamed")]:
        raise Fault(f"unknown {unknown[0]!r} after ;")
    if holder == "agentless":
        holder = "agentless = ---"
    out = party(text, holder, near)
    out["unnamed"] = "unnamed" in flags
    out["cue"] = nearest(text, cue, near) if cue else None
    out["quote"] = next((f for f in flags if f in QUOTES), "indirect")
    return out


def begin(text: str, line: str, number: int) -> dict[str, Any]:
    """A new event from its head line `[N:] TYPE[/mode] | trigger [@ quote]`."""
    match = HEAD.match(line)
    if not match:
        raise Fault(f"not a line of the shorthand: {line!r}")
    same, kind, mode, rest = match.groups()
    if kind not in MODES:
        raise Fault(f"type {kind!r}")
    if mode and mode not in MODES[kind]:
        raise Fault(f"mode {mode!r} of {kind}: one of {', '.join(MODES[kind]) or 'none'}")
    return {
        "event": int(same) if same else number,
        "type": kind,
        "mode": mode,
        "contexts": [],
        "trigger": trigger_span(text, rest.strip()),
        "actors": [],
        "recipients": [],
        "objects": [],
        "place": None,
        "time": None,
        **DEFAULTS,
        "source": None,
    }


def extend(text: str, event: dict[str, Any], line: str, before: dict[str, Any] | None) -> None:
    """Add one A, R, O, P, T, S or D line to the event."""
    key, _, rest = line.partition(" ")
    rest, near = rest.strip(), event["trigger"]["start"]
    if key in "AR":
        event["actors" if key == "A" else "recipients"].append(party(text, rest, near))
    elif key == "O":
        quote, _, item = (part.strip() for part in rest.rpartition(" = "))
        item, _, gift = item.partition(" ")
        if item not in ITEMS:
            raise Fault(f"item {item!r}: one of {', '.join(ITEMS)}")
        event["objects"].append({**nearest(text, quote, near), "item": item, "gift": gift == "gift"})
    elif key == "P":
        quote, _, code = (part.strip() for part in rest.rpartition(" = "))
        if not re.fullmatch(r"[A-Z]{3}|---", code):
            raise Fault(f"country {code!r}")
        event["place"] = {**nearest(text, quote, near), "country": None if code == "---" else code}
    elif key == "T":
        quote, _, value = (part.strip() for part in rest.rpartition(" = "))
        if value != "?" and not DATE.match(value):
            raise Fault(f"time value {value!r}")
        event["time"] = {**nearest(text, quote, near), "value": None if value == "?" else value}
    elif key == "S":
        if rest == "=":
            if not before or not before["source"]:
                raise Fault("'S =' but the event before has no source")
            event["source"] = before["source"]
        else:
            event["source"] = source(text, rest, near)
    elif key == "D":
        for word in rest.split():
            if word not in DECISIONS:
                raise Fault(f"decision {word!r}")
            event[DECISIONS[word]] = word


def compile_document(document: dict[str, Any], lines: list[tuple[int, str]]) -> tuple[dict[str, Any], list[str]]:
    """The gold record of one document, and its faults as sentences."""
    text, faults = document["text"], []
    events: list[dict[str, Any]] = []
    skipping = False
    for number, line in lines:
        try:
            if re.match(r"[ARPOTSD] ", line):
                if events and not skipping:
                    extend(text, events[-1], line, events[-2] if len(events) > 1 else None)
            elif line != "-":
                skipping = True
                events.append(begin(text, line, len(events) + 1))
                skipping = False
        except Fault as fault:
            faults.append(f"document {document['n']}, line {number}: {fault}")
    for event in events:
        event["label"] = label_of(event)
    meta = {key: document.get(key) for key in ("id", "published", "publisher", "title", "url")}
    return {"document": {**meta, "language": "en", "text": text}, "events": events}, faults


def split_notes(notes: str) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """The documents of a notes file: their number and their lines."""
    current: tuple[int, list[tuple[int, str]]] | None = None
    for number, raw in enumerate(notes.splitlines(), 1):
        line = raw.strip()
        if match := re.fullmatch(r"#\s*(\d+)", line):
            if current:
                yield current
            current = (int(match[1]), [])
        elif line and current:
            current[1].append((number, line))
    if current:
        yield current


def show(record: dict[str, Any]) -> str:
    """A short view of a compiled record for rereading."""
    out = [f"[{record['document']['id']}] {record['document']['text']}"]
    for event in record["events"]:
        roles = [
            f"{name}: " + "; ".join(f"{m['text']} ({m['code']})" for m in event[key])
            for name, key in (("A", "actors"), ("R", "recipients"))
        ]
        held = event["source"]
        out.append(
            f'   {event["event"]} {event["type"]}/{event["mode"]} "{event["trigger"]["text"]}" {" ".join(roles)}'
            f" S: {held['text'] if held else '-'} -> {event['label']}"
        )
    return "\n".join(out)


def load_texts(path: Path) -> dict[int, dict[str, Any]]:
    """The documents of a JSON lines file, or of a text file with `=== n published` before each text."""
    content = path.read_text(encoding="utf-8")
    if path.suffix != ".txt":
        return {d["n"]: d for d in map(json.loads, content.splitlines())}
    texts = {}
    parts = re.split(r"^=== (\d+) (\d{4}-\d{2}-\d{2})[ \t]*\n", content, flags=re.MULTILINE)
    for number, published, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        n = int(number)
        texts[n] = {"n": n, "id": f"{path.stem}-{n:02d}", "published": published, "text": text.strip()}
    return texts


def main() -> int:
    """Compile a file of notes; print faults, and the records where asked."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("texts", type=Path)
    ask.add_argument("notes", type=Path, nargs="+")
    ask.add_argument("--gold", type=Path, help="write the gold records here")
    ask.add_argument("--show", action="store_true", help="print a short view of every record")
    ask.add_argument("--labels", action="store_true", help="print the number of events of each label")
    args = ask.parse_args()
    texts = load_texts(args.texts)
    records, faults = {}, []
    for path in args.notes:
        for number, lines in split_notes(path.read_text(encoding="utf-8")):
            if number not in texts:
                faults.append(f"{path}: no document {number} in {args.texts}")
                continue
            if number in records:
                faults.append(f"{path}: document {number} twice")
            records[number], more = compile_document(texts[number], lines)
            faults += more
            if not lines:
                faults.append(f"document {number} has no line: write '-' for no event")
    for fault in faults:
        print(fault, file=sys.stderr)
    missing = sorted(set(texts) - set(records))
    events = [e for r in records.values() for e in r["events"]]
    print(
        f"{len(records)} documents, {len(events)} events, {len(faults)} faults, {len(missing)} documents still to do"
        f"{': ' + str(missing[:8]) if missing else ''}"
    )
    if args.labels:
        print(*Counter(event["label"] for event in events).most_common())
    if args.show:
        for number in sorted(records):
            print(show(records[number]))
    if args.gold:
        args.gold.write_text("".join(json.dumps(records[n], ensure_ascii=False) + "\n" for n in sorted(records)))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
