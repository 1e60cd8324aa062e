"""Choose the reports to annotate from the dated reports of world events, by year, subject and cue.

    python annotation/choose.py REPORTS.jsonl.gz OUT_DIR --count 4400 --batch 110

Two thirds are drawn from political reports as they come, a third from those with a cue of what is rare (denial, warning,
urging, hedging, plans, attribution); recent years weigh more, because style and subjects drift. Fixed seed. What is annotated already is left out.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from offsets import committed, load_rows

POLITICAL = re.compile(
    r"\b(president|minister|government|military|army|troops|soldiers?|forces|police|rebels?|militants?|insurgents?|"
    r"protest\w*|demonstrat\w*|strikes?|attack\w*|kill\w*|bomb\w*|missiles?|drones?|sanction\w*|talks|summit|visit\w*|"
    r"meet\w*|agree\w*|deal|treaty|accord|ceasefire|truce|war|arrest\w*|detain\w*|court|sentenc\w*|accus\w*|condemn\w*|"
    r"criticiz\w*|threat\w*|warn\w*|den(y|ies|ied)|reject\w*|refus\w*|demand\w*|urges?|calls? (on|for)|aid|hostages?|"
    r"parliament|senate|congress|embass\w*|ambassador|diplomat\w*|nuclear|weapons?|UN|United Nations|EU|NATO|Hamas|"
    r"Taliban|deploy\w*|withdraw\w*|seiz\w*|captur\w*|resign\w*|pardon\w*|ban(s|ned)?|expel\w*|extradit\w*)\b"
)
RARE = {
    "denial": re.compile(
        r"\b(den(y|ies|ied|ying)|dismiss\w* (claims|reports|allegations)|rejects? (claims|allegations|accusations)|rul(es|ed) out)\b"
    ),
    "warning": re.compile(r"\b(warn(s|ed|ing)?|fears?|feared|concerns? that|raises? concern\w*)\b"),
    "urging": re.compile(r"\b(urg(es|ed|ing)|recommend\w*|calls? (on|for)|appeals?|demand\w*)\b"),
    "hedge": re.compile(
        r"\b(reportedly|alleged(ly)?|may|might|could|possibl[ey]|likely|appears?|suspected|speculat\w*|rumou?r\w*|considering)\b"
    ),
    "plan": re.compile(
        r"\b(will|plans?|planned|to be held|expected|scheduled|set to|due to|intends?|vows?|pledg\w*|promis\w*|would)\b"
    ),
    "source": re.compile(
        r"\b(says|said|claims?|claimed|according to|reports that|announces that|states that|confirms?)\b"
    ),
}
SPORT = re.compile(
    r"\b(championship|tournament|World Cup|Olympic\w*|league|Grand Prix|football|cricket|tennis|NFL|NBA|Super Bowl|Oscars?|Grammy\w*|box office)\b"
)


def weight(report: dict[str, str]) -> float:
    """How often to draw a report, by its year."""
    return {True: 4.0}.get(report["date"] >= "2021", 2.0 if report["date"] >= "2014" else 1.0)


def choose(path: Path, count: int, draw: random.Random) -> list[dict[str, str]]:
    """So many reports of a corpus, in random order."""
    done = {annotation["id"] for annotation in committed()}
    reports = [r for r in load_rows(path) if r["id"] not in done]
    fit = [r for r in reports if 70 <= len(r["text"]) <= 900 and not SPORT.search(r["text"])]
    political = [r for r in fit if POLITICAL.search(r["text"])]
    order = sorted(political, key=lambda r: draw.random() ** (1 / weight(r)), reverse=True)
    chosen: dict[str, dict[str, str]] = {}
    for report in order[: int(count * 0.58)]:
        chosen[report["id"]] = report
    for pattern in RARE.values():
        found = 0
        for report in order:
            if report["id"] not in chosen and pattern.search(report["text"]):
                chosen[report["id"]] = report
                found += 1
                if found >= count * 0.39 / len(RARE):
                    break
    others = [r for r in fit if not POLITICAL.search(r["text"])]
    for report in draw.sample(others, count - len(chosen)):
        chosen[report["id"]] = report
    rows = list(chosen.values())
    draw.shuffle(rows)
    return rows


def options(description: str | None, count: int, batch: int) -> argparse.Namespace:
    """What a batch is made of: the corpus, the folder, how many texts, and so on."""
    ask = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("corpus", type=Path)
    ask.add_argument("out", type=Path)
    ask.add_argument("--count", type=int, default=count)
    ask.add_argument("--batch", type=int, default=batch)
    ask.add_argument("--seed", type=int, default=11)
    ask.add_argument("--first", type=int, default=0, help="number of the first batch")
    return ask.parse_args()


def write_batches(rows: Sequence[tuple[str, str | None, str]], letter: str, args: argparse.Namespace) -> None:
    """Write ids, publication dates and texts to numbered files of a batch each."""
    args.out.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(rows), args.batch):
        with (args.out / f"{letter}{args.first + start // args.batch:02d}.jsonl").open("w", encoding="utf-8") as out:
            for n, (name, published, text) in enumerate(rows[start : start + args.batch], 1):
                row = {"n": n, "id": name, "published": published, "text": text}
                out.write(json.dumps(row, ensure_ascii=False) + "\n")


def main() -> None:
    """Write batches of reports."""
    args = options(__doc__, count=4400, batch=110)
    rows = choose(args.corpus, args.count, random.Random(args.seed))
    write_batches([(r["id"], r["date"], r["text"]) for r in rows], "r", args)
    print(len(rows), "reports;", Counter(r["date"][:4] for r in rows).most_common(30))


if __name__ == "__main__":
    main()
