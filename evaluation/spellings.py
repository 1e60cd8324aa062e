"""Where the threshold for spellings of names lies: `python evaluation/spellings.py`.

Same: pairs of spellings that tables/people.tsv gives for one person. Other: for each person, the most like name of anybody else of that country. The table
shows, at each threshold, which share of the first is found and which share of the second would be taken for the person.
"""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path

from rapidfuzz import process

from communique.grounding.names import key
from communique.grounding.spellings import SURE, likeness

TABLE = Path(__file__).resolve().parent.parent / "tables" / "people.tsv"


def main() -> None:
    """Print the table."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        next(lines)
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    people: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        names = {key(n) for n in [row["name"], *row["aliases"].split("|")] if n}
        people.setdefault(row["code"].split()[0], {}).setdefault(row["name"], set()).update(
            n for n in names if " " in n
        )
    same = [
        likeness(a, b)
        for group in people.values()
        for names in group.values()
        for a, b in combinations(sorted(names), 2)
        if len(a.split()) == len(b.split())
    ]
    other = []
    for group in people.values():
        full = {key(name): name for name in group}
        for spelling, name in full.items():
            rest = [k for k, n in full.items() if n != name and k not in group[name] and spelling not in group[n]]
            if " " in spelling and rest:
                other.append(process.extractOne(spelling, rest, scorer=likeness)[1])
    print(f"{len(same)} pairs of spellings of one person, {len(other)} people")
    for threshold in (75, 80, 82, 84, 86, 88, 90, 92, 94):
        found, wrong = sum(s >= threshold for s in same) / len(same), sum(s >= threshold for s in other) / len(other)
        print(f"{threshold}{' *' if threshold == SURE else '  '}  same found {found:.3f}   others taken {wrong:.4f}")


if __name__ == "__main__":
    main()
