"""Which documents of the record may be copies of a new one: the latest by their signatures, the earlier ones by their bands.

The 48 bands of a document lie in as many places of an index, each on a page of its own. Put there at once they were a third of the pages
that a document changed, and a fifth of the time it took. So they are put there one block of documents later and in their own order: what
goes in with one document lies side by side. Until then the signatures themselves are compared, which takes 0.1 ms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from communique.record import copies
from communique.record.direct import Direct, latest
from communique.record.schema import bands

BLOCK = 2048
"""Documents whose bands are put into the index together, while those of the next block come in."""

MOST_IN_BAND = 40
"""Latest documents of one band that are looked at. A band is chance, or a phrase of the trade that thousands of texts share."""

MOST_COPIES = 24
"""Documents whose words are compared with those of a new one."""

_IN_BAND = latest("bands", "band", "bigint", "document", "document", MOST_IN_BAND)
_LATER = "select id, signature from documents where id >= ? and id < ? order by id"
_SIGNED = "select id, signature from documents where id in (*)"
_TOLD = """select d.id, f.family, d.text, d.signature from documents d join families f on f.document = d.id
    where d.id in (*) order by d.id"""

_LEAST = round(copies.LEAST_LIKENESS * copies.VALUES)


class Recent:
    """Signatures of the documents of the current block and of the one before, whose bands go into the index meanwhile."""

    def __init__(self) -> None:
        """Start with none."""
        self._rows = np.zeros((2 * BLOCK, copies.VALUES), dtype="<u4")
        self._low = np.zeros((copies.VALUES, 2 * BLOCK), dtype=np.uint8)
        self.forget()

    def forget(self) -> None:
        """Drop all: after a transaction that failed, whose documents never were."""
        self._start, self._filled = 1, 0
        self._due: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None

    def alike(self, direct: Direct, number: int, signature: bytes) -> Iterator[tuple[int, int, str, bytes]]:
        """Earlier documents that may be copies, with family, text and signature, the first of the record first.

        They share a band with the new one. Of more than `MOST_COPIES`, those that share most; among equals the last ones.

        Args:
            direct: of the one writer.
            number: of the new document.
            signature: of the new document.
        """
        self._load(direct, number)
        keys = sorted(set(copies.bands(signature)))
        if not keys:
            return
        shared = Counter({n: c for n in self._near(signature) if (c := _in_common(keys, self._signature(n)))})
        if self._start > 1:
            shared.update(n for _, n in direct.latest(_IN_BAND, keys) if n < self._start)
        few = sorted(shared, key=lambda n: (-shared[n], -n))[:MOST_COPIES]
        near = [n for n in few if n >= self._start]
        for earlier, signed in direct.among(_SIGNED, sorted(n for n in few if n < self._start)):
            if copies.likeness(bytes(signed), signature) >= copies.LEAST_LIKENESS:
                near.append(earlier)
        for earlier, family, text, signed in direct.among(_TOLD, sorted(near)):
            yield earlier, family, text, bytes(signed)

    def put(self, direct: Direct, number: int, signature: bytes) -> None:
        """Remember a new document, and put the next bands of the block before into the index.

        Args:
            direct: of the one writer.
            number: of the new document. Which bands are in the index follows from it alone.
            signature: of the new document.
        """
        self._load(direct, number)
        self._keep(number, signature)
        block, place = divmod(number - 1, BLOCK)
        if block == 0:
            return
        if self._due is None:
            self._due = copies.sorted_bands(self._rows[:BLOCK])
        first, last = (self._due[0].size * part // BLOCK for part in (place, place + 1))
        keys, rows = (part[first:last].tolist() for part in self._due)
        direct.put(bands, [{"band": k, "document": self._start + r} for k, r in zip(keys, rows, strict=True)])

    def _load(self, direct: Direct, number: int) -> None:
        """Have the signatures of all documents of the two blocks that come before a new one."""
        start = max(0, (number - 1) // BLOCK - 1) * BLOCK + 1
        if start != self._start:
            moved = self._filled - BLOCK if start == self._start + BLOCK and self._filled >= BLOCK else 0
            for kept in (self._rows, self._low.T):
                kept[:moved] = kept[BLOCK : BLOCK + moved]
            self._start, self._filled, self._due = start, moved, None
        if start + self._filled < number:
            for n, signature in direct.rows(_LATER, start + self._filled, number):
                self._keep(n, signature)
            self._filled = number - start

    def _keep(self, number: int, signature: bytes) -> None:
        """Have the signature of a document, the next one."""
        place = number - self._start
        self._rows[place] = np.frombuffer(signature, dtype="<u4")
        self._low[:, place] = self._rows[place]
        self._filled = place + 1

    def _near(self, signature: bytes) -> list[int]:
        """Documents whose signatures have as many values in common with one as copies have."""
        values = np.frombuffer(signature, dtype="<u4")
        # of every value the lowest byte alone: a quarter of the memory to go through, and few that it lets by for nothing
        equal = self._low[:, : self._filled] == values.astype(np.uint8)[:, None]
        few = np.flatnonzero(np.add.reduce(equal.view(np.uint8), axis=0, dtype=np.uint8) >= _LEAST)
        near = few[(self._rows[few] == values).sum(axis=1) >= _LEAST]
        return [int(n) + self._start for n in near]

    def _signature(self, number: int) -> bytes:
        """The signature of a document."""
        signed: bytes = self._rows[number - self._start].tobytes()
        return signed


def _in_common(keys: list[int], signature: bytes) -> int:
    """How many bands a signature shares with some."""
    return len(set(keys).intersection(copies.bands(signature)))
