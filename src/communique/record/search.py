"""Full-text search over the sentences of claims and over documents: FTS5 on SQLite, text search vectors on PostgreSQL.

Both cut and fold words alike (no stemming, no stop words, Latin letters without marks), so that a query finds the same on
either. The indexes hold no copy of the texts, and the databases themselves keep them, by triggers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    TableClause,
    column,
    func,
    literal_column,
    select,
    table,
)

from communique.errors import BadRequest
from communique.record.schema import claims, documents, facets
from communique.record.wanted import Span, Term, Wanted, marks, plain, wanted

FEW = 1000
"""Most hits that are put in order of publication or of likeness. More than that are listed the last added first, which an
index gives at once: to order hundreds of thousands of hits takes longer than anybody waits."""

MOST, A_TIME = 1_000_000, 500
"""Hits on a page at most, and how many of them are read by one query."""

SNIPPET = 240
"""Characters of a document's text that are shown around the first hit."""

KINDS: tuple[str, ...] = ("claims", "documents")
"""What can be searched."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that a query finds.

    Attributes:
        claim: number of the claim, None for a document.
        event: number of its event, None for a document or a claim that a person called wrong.
        document: number of the document.
        published: its publication date.
        publisher: who published it.
        title: its headline.
        snippet: the sentence of the claim, or the stretch of the document around the first hit.
        start: where the snippet begins in the text of the document, in code points.
        marks: what was found, as offsets into the snippet.
    """

    claim: int | None
    event: int | None
    document: int
    published: str | None
    publisher: str | None
    title: str | None
    snippet: str
    start: int
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of hits.

    Attributes:
        hits: in their order.
        order: published (newest first), best (likest first) or added (last added first, where there are more than `FEW`).
        cursor: what brings the next page, None on the last one.
    """

    hits: tuple[Hit, ...] = ()
    order: str = "published"
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class _Corpus:
    """Texts that are searched together.

    Attributes:
        name: of the index.
        source: the table that holds the texts.
        key: its number.
        texts: its columns.
    """

    name: str
    source: Table
    key: Column[int]
    texts: tuple[Column[str], ...]


_CORPORA = {
    "claims": _Corpus("claims_text", facets, facets.c.claim, (facets.c.sentence,)),
    "documents": _Corpus("documents_text", documents, documents.c.id, (documents.c.title, documents.c.text)),
}


class _Index(Protocol):
    """How one kind of database searches."""

    def create(self, corpus: _Corpus) -> list[str]:
        """Statements that make the index."""

    def drop(self, corpus: _Corpus) -> list[str]:
        """Statements that remove it."""

    def found(self, corpus: _Corpus, query: Wanted) -> tuple[Select[Any], ColumnElement[int], ColumnElement[float]]:
        """A selection of the numbers that match; the number, and how good a match it is (less is better)."""


class _Fts5:
    """SQLite's full-text index, beside the table whose texts it finds."""

    def create(self, corpus: _Corpus) -> list[str]:
        """The index and the triggers that keep it."""
        name, source, key = corpus.name, corpus.source.name, corpus.key.name
        texts = [c.name for c in corpus.texts]
        columns, new, old = ", ".join(texts), _prefixed("new", texts), _prefixed("old", texts)
        put = f"insert into {name}(rowid, {columns}) values (new.{key}, {new});"  # noqa: S608 - names of the schema
        take = f"insert into {name}({name}, rowid, {columns}) values ('delete', old.{key}, {old});"  # noqa: S608
        form = f"content='{source}', content_rowid='{key}', tokenize='unicode61 remove_diacritics 2'"
        return [
            f"create virtual table {name} using fts5({columns}, {form})",
            f"create trigger {name}_put after insert on {source} begin {put} end",
            f"create trigger {name}_take after delete on {source} begin {take} end",
            f"create trigger {name}_change after update of {columns} on {source} begin {take} {put} end",
            f"insert into {name}({name}) values ('rebuild')",  # noqa: S608 - what was there before
        ]

    def drop(self, corpus: _Corpus) -> list[str]:
        """The triggers first, which need the index."""
        triggers = [f"drop trigger if exists {corpus.name}_{what}" for what in ("put", "take", "change")]
        return [*triggers, f"drop table if exists {corpus.name}"]

    def found(self, corpus: _Corpus, query: Wanted) -> tuple[Select[Any], ColumnElement[int], ColumnElement[float]]:
        """Rows of the virtual table."""
        index: TableClause = table(corpus.name, column("rowid"), column("rank"))
        meets = literal_column(corpus.name).op("match")(_fts5(query))
        return select(index.c.rowid).select_from(index).where(meets), index.c.rowid, index.c.rank


class _Vectors:
    """PostgreSQL's text search vectors, in a narrow table of their own: so that the last of very many hits are found from its end."""

    def create(self, corpus: _Corpus) -> list[str]:
        """The table, what it holds so far, its index, and the trigger that keeps it."""
        name, source, key = corpus.name, corpus.source.name, corpus.key.name
        cut = rf"select regexp_replace(left(told, {MOST_LETTERS}), '[!-/:-@\[-`{{-~]+', ' ', 'g') as cut"
        words = f"select to_tsvector('simple'::regconfig, {_PLAIN}) from ({cut}) as told"  # noqa: S608 - no text from outside
        how = "returns tsvector language sql immutable parallel safe"
        columns = ", ".join(c.name for c in corpus.texts)
        put = f"insert into {name} values (new.{key}, communique_words({_together(corpus, 'new')}));"  # noqa: S608
        take = f"delete from {name} where id = old.{key};"  # noqa: S608
        keep = f"if tg_op <> 'INSERT' then {take} end if; if tg_op <> 'DELETE' then {put} end if; return null;"
        return [
            f"create or replace function communique_words(told text) {how} as $$ {words} $$",
            f"create table {name} (id integer primary key, words tsvector not null)",
            f"insert into {name} select {key}, communique_words({_together(corpus, source)}) from {source}",  # noqa: S608
            f"create index {name}_words on {name} using gin (words)",
            f"create or replace function {name}_keep() returns trigger language plpgsql as $$ begin {keep} end $$",
            (
                f"create trigger {name}_keep after insert or delete or update of {columns} on {source} "
                f"for each row execute function {name}_keep()"
            ),
        ]

    def drop(self, corpus: _Corpus) -> list[str]:
        """The trigger and the table; the functions stay, since nothing is lost by them."""
        name = corpus.name
        return [f"drop trigger if exists {name}_keep on {corpus.source.name}", f"drop table if exists {name}"]

    def found(self, corpus: _Corpus, query: Wanted) -> tuple[Select[Any], ColumnElement[int], ColumnElement[float]]:
        """Rows of that table."""
        index: TableClause = table(corpus.name, column("id"), column("words"))
        wants = func.to_tsquery(literal_column("'simple'::regconfig"), _tsquery(query))
        return (
            select(index.c.id).where(index.c.words.op("@@")(wants)),
            index.c.id,
            -func.ts_rank_cd(index.c.words, wants),
        )


_CAPITALS = "".join(
    x for x in map(chr, (*range(0x80, 0x250), *range(0x370, 0x530))) if plain(x) != x and not plain(x).isascii()
)
_SIGNS = (
    r"[\u0080-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u2000-\u206f\u20a0-\u20c0\u3000-\u3030]+"
)
_UNMARKED = r"normalize(regexp_replace(normalize(cut, NFD), '([A-Za-z])[\u0300-\u036f]+', '\1', 'g'), NFC)"
_SPACED = f"regexp_replace({_UNMARKED}, '{_SIGNS}', ' ', 'g')"
_SMALL = f"translate({_SPACED}, '{_CAPITALS}', '{''.join(map(plain, _CAPITALS))}')"
_PLAIN = (
    f"case when octet_length(cut) = length(cut) then cut when cut ~ '[{_CAPITALS}]' then {_SMALL} else {_SPACED} end"
)
"""A text without signs of ASCII, `cut`, as FTS5 folds it: Latin letters without marks, other signs as spaces, capitals beyond ASCII small
on servers of any locale. PostgreSQL's own cutting takes addresses, hyphened words and numbers with commas for one word. `translate` looks
through its whole list for each letter of a text, so that the long one is only for texts with such capitals."""

MOST_LETTERS = 400_000
"""Characters of a text that PostgreSQL indexes; a vector may not exceed one megabyte, or the document could not be stored."""

_INDEXES: dict[str, _Index] = {"sqlite": _Fts5(), "postgresql": _Vectors()}


def create(connection: Connection) -> None:
    """Make the full-text indexes of a record whose tables exist; what they hold already is indexed."""
    index = _INDEXES[connection.dialect.name]
    for corpus in _CORPORA.values():
        for statement in index.create(corpus):
            connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Remove the full-text indexes; the texts stay."""
    index = _INDEXES[connection.dialect.name]
    for corpus in _CORPORA.values():
        for statement in index.drop(corpus):
            connection.exec_driver_sql(statement)


def matching(connection: Connection, query: Wanted, kind: str = "claims") -> Select[Any]:
    """A selection of the numbers of claims or documents whose texts meet a query, to be used within another one.

    Args:
        connection: to the record.
        query: not an empty one.
        kind: one of `KINDS`.
    """
    return _INDEXES[connection.dialect.name].found(_CORPORA[kind], query)[0]


def search(
    connection: Connection,
    query: str,
    *,
    kind: str = "claims",
    limit: int = 20,
    after: str | None = None,
    best: bool = False,
) -> Hits:
    """Find words in the sentences of claims or in documents.

    Args:
        connection: to the record.
        query: see `wanted`; any string is one, and one without words finds nothing.
        kind: claims (of the latest reading of each document) or documents (every version, with all their text).
        limit: most hits on a page.
        after: `Hits.cursor` of the page before.
        best: the likest first, where there are at most `FEW` hits.

    Raises:
        BadRequest: a kind that is none, or a cursor of another listing.
    """
    if kind not in KINDS:
        raise BadRequest("kind", f"{kind!r} is neither {' nor '.join(KINDS)}")
    wants = wanted(query)
    if not wants or limit < 1:
        return Hits()
    limit = min(limit, MOST)
    corpus = _CORPORA[kind]
    numbers, key, badness = _INDEXES[connection.dialect.name].found(corpus, wants)
    first = connection.execute(numbers.order_by(key.desc()).limit(FEW + 1)).scalars().all()
    if len(first) > FEW:
        earlier = numbers if after is None else numbers.where(key < _place(after)[1])
        page = connection.execute(earlier.order_by(key.desc()).limit(limit + 1)).scalars().all()
        return _page(connection, corpus, wants, [("", n) for n in page], limit, "added")
    place = None if after is None else _place(after)
    if best:
        rows = _likest(connection, numbers.add_columns(badness), place)
        return _page(connection, corpus, wants, rows, limit, "best")
    return _page(connection, corpus, wants, _latest(connection, corpus, first, place), limit, "published")


def _latest(
    connection: Connection, corpus: _Corpus, numbers: Sequence[int], place: tuple[str, int] | None
) -> list[tuple[str, int]]:
    """Days of publication with numbers, the latest first, after the one with which the page before ended."""
    days = connection.execute(select(corpus.source.c.published, corpus.key).where(corpus.key.in_(numbers)))
    rows = sorted(((day or "", number) for day, number in days), reverse=True)
    return [row for row in rows if place is None or row < place]


def _likest(connection: Connection, ranked: Select[Any], place: tuple[str, int] | None) -> list[tuple[str, int]]:
    """Numbers, the likest first, after the one with which the page before ended."""
    known = connection.execute(ranked).all()
    rows = [("", n) for n, _ in sorted(known, key=lambda pair: (round(pair[1], 6), -pair[0]))]
    start = next((i + 1 for i, row in enumerate(rows) if place and row[1] == place[1]), 0)
    return rows[start:]


def _page(
    connection: Connection, corpus: _Corpus, query: Wanted, rows: Sequence[tuple[str, int]], limit: int, order: str
) -> Hits:
    """The hits of one page, and the cursor that brings the next."""
    page = rows[:limit]
    found = _claims if corpus.source is facets else _documents
    told: dict[int, Hit] = {}
    for start in range(0, len(page), A_TIME):
        told.update(found(connection, query, [number for _, number in page[start : start + A_TIME]]))
    hits = tuple(told[number] for _, number in page)
    return Hits(hits, order, f"{page[-1][0]}~{page[-1][1]}" if len(rows) > limit else None)


def _place(cursor: str) -> tuple[str, int]:
    """Where a page ended."""
    day, _, number = cursor.partition("~")
    if not number.isdecimal():
        raise BadRequest("cursor", f"{cursor!r} is no cursor of a search; take it from the page before")
    return day, int(number)


def _claims(connection: Connection, query: Wanted, numbers: Sequence[int]) -> Iterable[tuple[int, Hit]]:
    """Claims as hits."""
    rows = connection.execute(
        select(
            facets.c.claim,
            facets.c.event,
            facets.c.document,
            facets.c.published,
            facets.c.publisher,
            documents.c.title,
            facets.c.sentence,
            claims.c.quote_start,
        )
        .join(documents, documents.c.id == facets.c.document)
        .join(claims, claims.c.id == facets.c.claim)
        .where(facets.c.claim.in_(numbers))
    )
    for claim, event, document, published, publisher, title, sentence, start in rows:
        found = tuple(marks(sentence, query))
        yield claim, Hit(claim, event, document, published, publisher, title, sentence, start, found)


def _documents(connection: Connection, query: Wanted, numbers: Sequence[int]) -> Iterable[tuple[int, Hit]]:
    """Documents as hits."""
    c = documents.c
    rows = connection.execute(select(c.id, c.published, c.publisher, c.title, c.text).where(c.id.in_(numbers)))
    for number, published, publisher, title, told in rows:
        start, snippet = around(told, marks(told[:MOST_LETTERS], query))
        found = tuple(marks(snippet, query))
        yield number, Hit(None, None, number, published, publisher, title, snippet, start, found)


def around(text: str, found: Sequence[Span]) -> tuple[int, str]:
    """The stretch of a text around the first of some places, cut between words: where it begins, and itself."""
    first = found[0][0] if found else 0
    start = max(0, first - SNIPPET // 3)
    if start:
        gap = text.find(" ", start, first)
        start = gap + 1 if gap >= 0 else start
    end = min(len(text), start + SNIPPET)
    if end < len(text):
        gap = text.rfind(" ", first, end)
        end = gap if gap > first else end
    return start, text[start:end]


def _fts5(query: Wanted) -> str:
    """A query in FTS5's language; words are letters and digits only, so that nothing in them is heeded as an operator."""

    def one(term: Term) -> str:
        return f'"{" ".join(term.words)}"' + ("*" if term.prefix else "")

    asked = " AND ".join(f"({' OR '.join(map(one, group))})" for group in query.groups)
    return f"({asked}) NOT ({' OR '.join(map(one, query.without))})" if query.without else asked


def _tsquery(query: Wanted) -> str:
    """A query in PostgreSQL's language."""

    def one(term: Term) -> str:
        return "(" + " <-> ".join(f"'{word}'" for word in term.words) + (":*)" if term.prefix else ")")

    asked = " & ".join(f"({' | '.join(map(one, group))})" for group in query.groups)
    return f"({asked}) & !({' | '.join(map(one, query.without))})" if query.without else asked


def _together(corpus: _Corpus, row: str) -> str:
    """The texts of a row as one expression of PostgreSQL."""
    return " || ' ' || ".join(
        f"coalesce({row}.{c.name}, '')" if c.nullable else f"{row}.{c.name}" for c in corpus.texts
    )


def _prefixed(row: str, columns: Iterable[str]) -> str:
    """Columns of the row of a trigger."""
    return ", ".join(f"{row}.{name}" for name in columns)
