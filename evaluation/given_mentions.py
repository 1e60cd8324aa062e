"""How right is grounding, given the right mentions? `python evaluation/given_mentions.py GOLD.jsonl… [--errors N]`.

Gold records are turned into readings (offsets and classes, no names, codes or dates), grounded, and compared with gold.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from communique.grounding.ground import ground
from communique.model import AGENTLESS, Document, Frame, Mention, Reading

DECISIONS = ("status", "polarity", "certainty", "stance")


def reading_of(record: dict[str, Any], *, sectors: bool = False) -> Reading:
    """The reading that a perfect reader would hand over: mentions refer back to the nearest earlier span of their name."""
    text = record["document"]["text"]
    mentions: list[Mention] = []
    index: dict[tuple[int, int, str], int] = {}

    def add(span: dict[str, Any] | None, layer: str) -> int | None:
        if not span or "start" not in span:
            return None
        key = (span["start"], span["end"], layer)
        if key not in index:
            antecedent = None
            if (
                layer == "party"
                and span["name"] != span["text"]
                and (at := text.rfind(span["name"], 0, span["start"])) >= 0
            ):
                antecedent = add({"start": at, "end": at + len(span["name"]), "name": "", "text": ""}, "name")
            index[key] = len(mentions)
            sector = span.get("code", "").partition(" ")[2].split(" ")[0] if sectors else ""
            unnamed = span.get("unnamed", False)
            mentions.append(Mention(*key, sector, float(sectors), unnamed=unnamed, antecedent=antecedent))
        return index[key]

    frames = []
    for event in record["events"]:
        roles = {
            role: tuple(add(m, layer) for m in event[role])
            for role, layer in (("actors", "party"), ("recipients", "party"), ("objects", "object"))
        }
        source = event["source"]
        held = None if not source else AGENTLESS if "start" not in source else add(source, "party")
        frames.append(
            Frame(
                start=event["trigger"]["start"],
                end=event["trigger"]["end"],
                score=1.0,
                type=event["type"],
                mode=event["mode"],
                **{name: event[name] for name in DECISIONS},
                **roles,
                source=held,
                place=add(event["place"], "place"),
                time=add(event["time"], "time"),
                cue=add(source["cue"], "cue") if source and source.get("cue") else None,
            )
        )
    return Reading(tuple(mentions), tuple(frames))


def compare(record: dict[str, Any], count: Counter[tuple[str, bool]], errors: list[str]) -> None:
    """Count what is right and wrong in one record."""
    document = Document(**{k: record["document"].get(k) for k in Document.model_fields})
    found = ground(document, reading_of(record)).model_dump(mode="json")["events"]

    def check(name: str, want: Any, have: Any, expression: str) -> None:
        count[name, want == have] += 1
        if want != have:
            errors.append(
                f"{name:10} {expression!r}: {have}, gold {want}  [{document.published}] {document.text[:160]!r}"
            )

    for want, have in zip(record["events"], found, strict=True):
        for role in ("actors", "recipients", "source"):
            golds, systems = ([want[role]], [have[role]]) if role == "source" else (want[role], have[role])
            for gold in filter(None, golds):
                if "start" in gold and not gold["code"].startswith("---"):
                    same = [s["code"].split()[0] for s in systems if s.get("start") == gold["start"]]
                    country = gold["code"].split()[0]
                    check("country", country, country if country in same else "/".join(same), gold["text"])
                    full = [s["code"] for s in systems if s.get("start") == gold["start"]]
                    check(
                        "sector", gold["code"], gold["code"] if gold["code"] in full else "/".join(full), gold["text"]
                    )
        if want["place"] and want["place"]["country"]:
            check("place", want["place"]["country"], have["place"]["country"], want["place"]["text"])
        if want["time"]:
            check("time", want["time"]["value"], have["time"]["value"], want["time"]["text"])
        for a, b in zip(want["objects"], have["objects"], strict=True):
            check("item", a["item"], b["item"], a["text"])
        check("label", want["label"], have["label"], want["trigger"]["text"])


def main() -> None:
    """Compare and print."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("gold", type=Path, nargs="+")
    ask.add_argument("--errors", default="", help="kinds of error to print: country, sector, place, time, item, label")
    args = ask.parse_args()
    count: Counter[tuple[str, bool]] = Counter()
    errors: list[str] = []
    for path in args.gold:
        for line in path.read_text(encoding="utf-8").splitlines():
            compare(json.loads(line), count, errors)
    for name in ("country", "sector", "place", "time", "item", "label"):
        right, wrong = count[name, True], count[name, False]
        if right + wrong:
            print(f"{name:8} {right / (right + wrong):.3f}  ({right}/{right + wrong})")
    for error in errors:
        if error.split()[0] in args.errors.split(","):
            print(error)


if __name__ == "__main__":
    main()
