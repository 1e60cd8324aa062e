"""Scores of coreference: MUC, B-cubed, CEAF-e and their mean (CoNLL F1), and F1 of pairs; of given mentions, nothing but the standard library.

MUC: Vilain et al. 1995. B-cubed: Bagga and Baldwin 1998. CEAF-e: Luo 2005, with the similarity of his equation 9.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

Cluster = frozenset[int]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def conll(gold: Sequence[Hashable], system: Sequence[Hashable], *, singletons: bool = True) -> dict[str, Score | float]:
    """All three scores and the mean of their F1.

    Args:
        gold: the event of each mention.
        system: the same as found.
        singletons: whether events of one mention count; without them they are dropped from both sides, as in CoNLL 2012.
    """
    keys, found = (_clusters(labels, singletons) for labels in (gold, system))
    scores = {"MUC": muc(keys, found), "B3": b_cubed(keys, found), "CEAFe": ceaf_e(keys, found)}
    return {**scores, "CoNLL": sum(s.f1 for s in scores.values()) / 3}


def _clusters(labels: Sequence[Hashable], singletons: bool) -> list[Cluster]:
    """Mentions by event."""
    members: dict[Hashable, set[int]] = defaultdict(set)
    for mention, label in enumerate(labels):
        members[label].add(mention)
    return [frozenset(m) for m in members.values() if singletons or len(m) > 1]


def muc(keys: list[Cluster], found: list[Cluster]) -> Score:
    """Links that have to be added."""

    def recall(one: list[Cluster], other: list[Cluster]) -> float:
        where = {m: n for n, cluster in enumerate(other) for m in cluster}
        kept = wanted = 0
        for cluster in one:
            parts = len({where.get(m, (m,)) for m in cluster})
            kept += len(cluster) - parts
            wanted += len(cluster) - 1
        return kept / wanted if wanted else 0.0

    return Score(recall(found, keys), recall(keys, found))


def b_cubed(keys: list[Cluster], found: list[Cluster]) -> Score:
    """Share of each mention's event that is right, averaged over the mentions of each side."""

    def recall(one: list[Cluster], other: list[Cluster]) -> float:
        where = {m: cluster for cluster in other for m in cluster}
        shares = [len(cluster & where.get(m, frozenset())) / len(cluster) for cluster in one for m in cluster]
        return sum(shares) / len(shares) if shares else 0.0

    return Score(recall(found, keys), recall(keys, found))


def ceaf_e(keys: list[Cluster], found: list[Cluster]) -> Score:
    """The best one-to-one matching of events, each match counting twice the shared mentions over all."""
    where: dict[int, list[int]] = defaultdict(list)
    for n, cluster in enumerate(found):
        for m in cluster:
            where[m].append(n)
    likeness: dict[tuple[int, int], float] = {}
    for n, cluster in enumerate(keys):
        for other, shared in Counter(o for m in cluster for o in where[m]).items():
            likeness[n, other] = 2 * shared / (len(cluster) + len(found[other]))
    total = sum(_assign(part) for part in _parts(likeness))
    return Score(total / len(found) if found else 0.0, total / len(keys) if keys else 0.0)


def _parts(likeness: dict[tuple[int, int], float]) -> list[dict[tuple[int, int], float]]:
    """Pairs by connected component: events that share no mention never compete."""
    root: dict[tuple[str, int], tuple[str, int]] = {}

    def find(node: tuple[str, int]) -> tuple[str, int]:
        root.setdefault(node, node)
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for a, b in likeness:
        root[find(("key", a))] = find(("found", b))
    parts: dict[tuple[str, int], dict[tuple[int, int], float]] = defaultdict(dict)
    for (a, b), value in likeness.items():
        parts[find(("key", a))][a, b] = value
    return list(parts.values())


def _assign(likeness: dict[tuple[int, int], float]) -> float:
    """The greatest sum of a one-to-one matching (Hungarian algorithm with potentials)."""
    rows, columns = (sorted({pair[side] for pair in likeness}) for side in (0, 1))
    if len(rows) > len(columns):
        return _assign({(b, a): v for (a, b), v in likeness.items()})
    cost = [[-likeness.get((a, b), 0.0) for b in columns] for a in rows]
    size, width = len(rows), len(columns)
    over, under = [0.0] * (size + 1), [0.0] * (width + 1)
    match = [0] * (width + 1)
    for row in range(1, size + 1):
        match[0], at = row, 0
        least, way, seen = [float("inf")] * (width + 1), [0] * (width + 1), [False] * (width + 1)
        while match[at]:
            seen[at] = True
            best, then = float("inf"), 0
            for column in range(1, width + 1):
                if seen[column]:
                    continue
                left = cost[match[at] - 1][column - 1] - over[match[at]] - under[column]
                if left < least[column]:
                    least[column], way[column] = left, at
                if least[column] < best:
                    best, then = least[column], column
            for column in range(width + 1):
                if seen[column]:
                    over[match[column]] += best
                    under[column] -= best
                else:
                    least[column] -= best
            at = then
        while at:
            match[at], at = match[way[at]], way[at]
    return -sum(cost[match[c] - 1][c - 1] for c in range(1, width + 1) if match[c])


def pairs(
    gold: Sequence[Hashable], system: Sequence[Hashable], counted: Callable[[int, int], bool] = lambda _a, _b: True
) -> Score:
    """Pairs of mentions that are put together.

    Args:
        gold: the event of each mention.
        system: the same as found.
        counted: whether a pair of mentions, by their indices, counts.
    """
    right = wrong = missed = 0
    for i in range(len(gold)):
        for j in range(i):
            same, found = gold[i] == gold[j], system[i] == system[j]
            if (same or found) and counted(i, j):
                right += same and found
                wrong += found and not same
                missed += same and not found
    return Score(right / (right + wrong) if right + wrong else 0.0, right / (right + missed) if right + missed else 0.0)
