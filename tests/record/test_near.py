"""Copies are found wherever the record keeps what they are found by: in the block at hand, the one before, or the index."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from sqlalchemy import select

from communique.record import copies, near
from communique.record.record import Record
from communique.record.schema import bands, documents, families
from reports import VERSIONS, report

WORDS = [f"{a}{b}{c}" for a in "bdfgklmn" for b in "aeiou" for c in "rstlnm"]
DOCUMENTS = 45


def texts() -> list[str]:
    """Texts of which every fifth is an edited copy of one that came two to thirty documents before."""
    chance = random.Random(7)
    found: list[str] = []
    for number in range(DOCUMENTS):
        if number % 5 == 4:
            words = found[max(0, number - chance.randint(2, 30))].split()
            for place in chance.sample(range(len(words)), 6):
                words[place] = chance.choice(WORDS)
        else:
            words = [chance.choice(WORDS) for _ in range(120)]
        found.append(" ".join(words))
    return [*found, "", "…"]


def fill(url: str) -> Record:
    record = Record(url, create=True)
    for number, text in enumerate(texts(), 1):
        record.add(report(f"d{number}", text), [], VERSIONS)
    return record


def found(record: Record) -> dict[int, int]:
    """The family of each document."""
    with record.reading() as connection:
        return dict(map(tuple, connection.execute(select(families.c.document, families.c.family))))


def expected() -> dict[int, int]:
    """The family of each document if it is compared with all that came before."""
    signed = [(text, copies.signature(text)) for text in texts()]
    told: dict[int, int] = {}
    for number, (text, signature) in enumerate(signed, 1):
        best = (0.0, number)
        for other, (its, signature_of) in enumerate(signed[: number - 1], 1):
            if not set(copies.bands(signature)) & set(copies.bands(signature_of)):
                continue
            is_copy, score, _ = copies.copy_of(text, signature, its, signature_of)
            if is_copy and score > best[0]:
                best = (score, told[other])
        told[number] = best[1]
    return told


@pytest.mark.parametrize("block", [4, 16, 2048])
def test_copies_are_found_at_any_distance(fresh_url: str, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(near, "BLOCK", block)
    with fill(fresh_url) as record:
        wanted = expected()
        assert found(record) == wanted
        assert max(Counter(wanted.values()).values()) > 1
        before = indexed(record)
        record.rebuild()
        assert found(record) == wanted
        assert indexed(record) == before


def indexed(record: Record) -> list[tuple[int, int]]:
    with record.reading() as connection:
        return sorted(map(tuple, connection.execute(select(bands.c.document, bands.c.band))))


def test_the_index_follows_a_block_behind(fresh_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near, "BLOCK", 16)
    with fill(fresh_url) as record, record.reading() as connection:
        signed = dict(map(tuple, connection.execute(select(documents.c.id, documents.c.signature))))
        told = indexed(record)
    # 47 documents: the first block is in, the second by all but its last document's share, the third not at all
    whole = [(n, key) for n in range(1, 17) for key in set(copies.bands(bytes(signed[n])))]
    second = {(n, key) for n in range(17, 33) for key in copies.bands(bytes(signed[n]))}
    assert [row for row in told if row[0] <= 16] == sorted(whole)
    part = [row for row in told if 17 <= row[0] <= 32]
    assert len(part) == len(second) * 15 // 16
    assert set(part) < second
    assert not [row for row in told if row[0] > 32]


def test_what_failed_is_forgotten(fresh_url: str) -> None:
    text = texts()[0]
    with Record(fresh_url, create=True) as record:
        record.add(report("a", text), [], VERSIONS)
        with pytest.raises(ValueError, match="argument 2 is"):
            record.add(report("b", text), [(0, 1)], VERSIONS)
        record.add(report("c", texts()[1]), [], VERSIONS)
        record.add(report("d", texts()[1].upper()), [], VERSIONS)
        assert found(record) == {1: 1, 2: 2, 3: 2}


def test_two_writers_see_the_copies_of_one_another(fresh_url: str) -> None:
    text = texts()[0]
    with Record(fresh_url, create=True) as one, Record(fresh_url) as two:
        one.add(report("a", texts()[1]), [], VERSIONS)
        two.add(report("b", text), [], VERSIONS)
        one.add(report("c", texts()[2]), [], VERSIONS)
        one.add(report("d", f"{text} And more."), [], VERSIONS)
        assert found(two) == {1: 1, 2: 2, 3: 3, 4: 2}
