"""The tables of a record, the same for SQLite and PostgreSQL. Nobody outside `record` imports them.

Facts (`documents`, `readings`, `claims`, `judgements`, `log`) are only ever added to. All other tables are derived: `rebuild`
drops them and plays the log again. Numbers are given by the writer, who holds the only write lock: they have no gaps after
a crash, so that a run which was killed and repeated gives the record of an undisturbed run.
"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
)

REVISION = "0002"
"""Latest revision of the migrations; a record of another revision has to be migrated first."""

metadata = MetaData()


def _key(name: str = "id") -> Column[int]:
    """A primary key whose values the writer gives."""
    return Column(name, Integer, primary_key=True, autoincrement=False)


def _of(table: str, name: str) -> Column[int]:
    """A reference to a row of another table."""
    return Column(name, Integer, ForeignKey(f"{table}.id"), nullable=False)


documents = Table(
    "documents",
    metadata,
    _key(),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),  # the id that it came with
    Column("version", Integer, nullable=False),
    Column("published", Text),
    Column("publisher", Text),
    Column("title", Text),
    Column("url", Text),
    Column("language", Text),
    Column("text", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("captured", Text, nullable=False),
    UniqueConstraint("key", "version"),
    Index("documents_hash", "hash"),
)

readings = Table(
    "readings",
    metadata,
    _key(),
    _of("documents", "document"),
    Column("communique", Text, nullable=False),
    Column("reader", Text, nullable=False),
    Column("tables", Text, nullable=False),
    Column("at", Text, nullable=False),
    UniqueConstraint("document", "communique", "reader", "tables"),
)

claims = Table(
    "claims",
    metadata,
    _key(),
    _of("readings", "reading"),
    _of("documents", "document"),
    Column("number", Integer, nullable=False),
    Column("quote_start", Integer, nullable=False),
    Column("quote_end", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Index("claims_document", "document"),
    Index("claims_reading", "reading"),
)

judgements = Table(
    "judgements",
    metadata,
    _key(),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("one", Integer, nullable=False),
    Column("other", Integer),
    Column("why", Text, nullable=False),
    Index("judgements_one", "one"),
    Index("judgements_other", "other"),
)

log = Table(
    "log",
    metadata,
    _key(),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),  # reading or judgement
    Column("ref", Integer, nullable=False),
)

feeds = Table(
    "feeds",
    metadata,
    Column("url", Text, primary_key=True),
    Column("state", Text, nullable=False),
)
"""What is known of each feed between two polls, as JSON. The only rows that change: they tell of the feeds, not of the world."""

visits = Table(
    "visits",
    metadata,
    _key(),
    Column("at", Text, nullable=False),
    Column("feed", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("what", Text, nullable=False),  # polled, failed, read, known, skipped, again, error
    Column("because", Text, nullable=False),
    Column("document", Integer),
    Index("visits_url", "url", "what"),
)
"""The run log of `communique follow`: what was read, what was skipped, and why."""

families = Table(
    "families",
    metadata,
    _key("document"),
    Column("family", Integer, nullable=False),
    Column("because", Text, nullable=False),
    Column("credit", Text),
    Index("families_family", "family"),
)

bands = Table(
    "bands",
    metadata,
    Column("band", BigInteger, nullable=False),
    Column("document", Integer, nullable=False),
    Index("bands_band", "band", "document"),
)

facets = Table(
    "facets",
    metadata,
    _key("claim"),
    Column("document", Integer, nullable=False),
    Column("own", Integer, nullable=False),  # the event that the machine gave it
    Column(
        "matched", Integer
    ),  # the event under which later claims find it: its own, or the one a person split it off into
    Column("event", Integer),  # with what people said; None: the claim is called wrong
    Column("type", Text, nullable=False),
    Column("mode", Text),
    Column("label", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("polarity", Text, nullable=False),
    Column("certainty", Text, nullable=False),
    Column("stance", Text, nullable=False),
    Column("historical", Integer),
    Column("earliest", Text),
    Column("latest", Text),
    Column("dated", Integer, nullable=False),
    Column("month", Text),  # of the event, None where its days lie in more than one
    Column("published", Text),
    Column("publisher", Text),
    Column("actors", Text, nullable=False),  # countries and bodies, sorted, one space between: "PRK RUS"
    Column("recipients", Text, nullable=False),
    Column("place", Text),
    Column("country", Text),  # of the place
    Column("lat", Float),
    Column("lon", Float),
    Column("source", Text),  # name of the holder; None: the outlet itself
    Column("source_kind", Text, nullable=False),  # outlet, named, unnamed, agentless
    Column("source_country", Text),
    Column("source_code", Text),
    Column("credit", Text),  # agency that the text credits
    Column("quote", Text),
    Column("stage", Text),  # furthest stage of a dealing
    Column("gift", Integer, nullable=False),
    Column("origin", Text, nullable=False),
    Column("origin_because", Text, nullable=False),
    Column("family", Integer, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("likeness", Float, nullable=False),
    Column("because", Text, nullable=False),
    Column("judged", Text, nullable=False),  # who said so and why, where a person gave it its event
    Index("facets_event", "event", "claim"),
    Index("facets_own", "own"),
    Index("facets_matched", "matched", "claim"),
    Index("facets_document", "document"),
)

parties = Table(
    "parties",
    metadata,
    Column("claim", Integer, nullable=False),
    Column("event", Integer),
    Column("role", Text, nullable=False),  # actor, recipient, source
    Column("country", Text, nullable=False),
    Column("sector", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("ref", Text),
    Index("parties_claim", "claim"),
    Index("parties_country", "country", "role", "claim"),
    Index("parties_folded", "folded"),
)

dealings = Table(
    "dealings",
    metadata,
    Column("claim", Integer, nullable=False),
    Column("event", Integer),
    Column("item", Text, nullable=False),
    Column("giver", Text),
    Column("taker", Text),
    Column("between", Text),  # "PRK RUS" where no direction is told
    Column("stage", Text),  # None: an object that is not dealt in
    Column("gift", Integer, nullable=False),
    Column("low", Float),
    Column("high", Float),
    Column("unit", Text),
    Column("told", Text),  # the words of the quantity
    Index("dealings_claim", "claim"),
    Index("dealings_item", "item", "claim"),
)

blocks = Table(
    "blocks",
    metadata,
    Column("key", Text, nullable=False),
    Column("event", Integer),
    Column("claim", Integer, nullable=False),
    Index("blocks_key", "key", "claim"),
    Index("blocks_claim", "claim"),
)

events = Table(
    "events",
    metadata,
    _key(),
    Column("type", Text, nullable=False),
    Column("mode", Text),
    Column("label", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("earliest", Text),
    Column("latest", Text),
    Column("month", Text),
    Column("assumed", Integer, nullable=False),
    Column("historical", Integer, nullable=False),
    Column("actors", Text, nullable=False),
    Column("recipients", Text, nullable=False),
    Column("claims", Integer, nullable=False),
    Column("origins", Integer, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("outlets", Integer, nullable=False),
    Column("first_published", Text),
    Column("last_published", Text),
    Column("planned", Integer, nullable=False),  # whether any claim plans it
    Column(
        "due", Text
    ),  # last day of a plan's time, by its reports or, if they tell none, so many days after the first
    Column("due_assumed", Integer, nullable=False),
    Column("outcome", Text),  # fulfils, cancels or postpones: what a later event did to it
    Index("events_due", "planned", "due"),
    Index("events_first", "first_published"),
    Index("events_standing", "state", "origins", "id"),
)

relations = Table(
    "relations",
    metadata,
    Column("claim", Integer, nullable=False),
    Column("other", Integer, nullable=False),
    Column("kind", Text, nullable=False),  # fulfils, cancels, postpones (claim does it to other), near
    Column("score", Float, nullable=False),
    Column("lag", Integer),
    Column("because", Text, nullable=False),
    Index("relations_claim", "claim"),
    Index("relations_other", "other"),
)
"""Links between claims; `links` follows from them, whatever events the claims move to."""

heirs = Table(
    "heirs",
    metadata,
    _key("claim"),
    Column("heir", Integer, nullable=False),
)
"""Replaced claims and those that stand at their words in the next version or reading of the page."""

links = Table(
    "links",
    metadata,
    Column("event", Integer, nullable=False),
    Column("other", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("lag", Integer),
    Column("because", Text, nullable=False),
    UniqueConstraint("event", "other", "kind"),
    Index("links_other", "other"),
)

changes = Table(
    "changes",
    metadata,
    _key(),
    Column("at", Text, nullable=False),
    Column("event", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("told", Text, nullable=False),
    Column("document", Integer),
    Index("changes_event", "event"),
    Index("changes_at", "at"),
)

columns = Table(
    "columns",
    metadata,
    Column("name", Text, primary_key=True),
    Column("stretch", Integer, primary_key=True),
    Column("form", Text, nullable=False),
    Column("base", Integer, nullable=False),
    Column("words", Text),
    Column("data", LargeBinary, nullable=False),
    Index("columns_stretch", "stretch"),
)
"""`facets`, `parties` and `dealings` column by column, a stretch of claims in each row, so that any question over a million claims
is answered from a few arrays (`columns.py`). A cache and no part of what is derived: `columns.seal` writes it, a trigger drops
the stretch of a claim that is written, moved or taken out, and what is not there is read from the tables."""

STRETCH = 8192
"""Claims of a stretch. Smaller ones cost more to open (122 of them in a million claims, some 15 µs for each column); larger ones cost
more to read from the tables while they are not sealed, as the last one is while reports come in."""

_STALE = "delete from columns where stretch = {claim} / " + str(STRETCH)  # noqa: S608
_TRIGGERS = {
    "sqlite": [
        f"create trigger columns_{when} after {when} on facets begin {_STALE.format(claim=f'{row}.claim')}; end"
        for when, row in (("insert", "new"), ("update", "new"), ("delete", "old"))
    ],
    "postgresql": [
        f"""create or replace function columns_stale() returns trigger language plpgsql as
        $$ begin {_STALE.format(claim="coalesce(new.claim, old.claim)")}; return null; end $$""",
        """create trigger columns_stale after insert or update or delete on facets
        for each row execute function columns_stale()""",
    ],
}
for _dialect, _statements in _TRIGGERS.items():
    for _statement in _statements:
        _ddl: DDL = DDL(_statement)  # type: ignore[no-untyped-call]
        event.listen(columns, "after_create", _ddl.execute_if(dialect=_dialect))

FACTS: tuple[Table, ...] = (documents, readings, claims, judgements, log)
DERIVED: tuple[Table, ...] = (
    families,
    bands,
    facets,
    parties,
    dealings,
    blocks,
    events,
    relations,
    heirs,
    links,
    changes,
)
