"""The tables of a record."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
REBUILD = False  # whether the events are derived again once all revisions are through

STATEMENTS: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "pragma application_id = 1129139793",
        "create trigger columns_insert after insert on facets begin delete from columns where stretch = new.claim / 8192; end",
        "create trigger columns_update after update on facets begin delete from columns where stretch = new.claim / 8192; end",
        "create trigger columns_delete after delete on facets begin delete from columns where stretch = old.claim / 8192; end",
        "create virtual table claims_text using fts5(sentence, content='facets', content_rowid='claim', tokenize='unicode61 remove_diacritics 2')",
        "create trigger claims_text_put after insert on facets begin insert into claims_text(rowid, sentence) values (new.claim, new.sentence); end",
        "create trigger claims_text_take after delete on facets begin insert into claims_text(claims_text, rowid, sentence) values ('delete', old.claim, old.sentence); end",
        "create trigger claims_text_change after update of sentence on facets begin insert into claims_text(claims_text, rowid, sentence) values ('delete', old.claim, old.sentence); insert into claims_text(rowid, sentence) values (new.claim, new.sentence); end",
        "insert into claims_text(claims_text) values ('rebuild')",
        "create virtual table documents_text using fts5(title, text, content='documents', content_rowid='id', tokenize='unicode61 remove_diacritics 2')",
        "create trigger documents_text_put after insert on documents begin insert into documents_text(rowid, title, text) values (new.id, new.title, new.text); end",
        "create trigger documents_text_take after delete on documents begin insert into documents_text(documents_text, rowid, title, text) values ('delete', old.id, old.title, old.text); end",
        "create trigger documents_text_change after update of title, text on documents begin insert into documents_text(documents_text, rowid, title, text) values ('delete', old.id, old.title, old.text); insert into documents_text(rowid, title, text) values (new.id, new.title, new.text); end",
        "insert into documents_text(documents_text) values ('rebuild')",
    ),
    "postgresql": (
        "create or replace function columns_stale() returns trigger language plpgsql as\n        $$ begin delete from columns where stretch = coalesce(new.claim, old.claim) / 8192; return null; end $$",
        "create trigger columns_stale after insert or update or delete on facets\n        for each row execute function columns_stale()",
        "create or replace function communique_words(told text) returns tsvector language sql immutable parallel safe as $$ select to_tsvector('simple'::regconfig, case when octet_length(cut) = length(cut) then cut when cut ~ '[\xc6\xd0\xd8\xde\u0110\u0126\u0132\u013f\u0141\u014a\u0152\u0166\u0181\u0182\u0184\u0186\u0187\u0189\u018a\u018b\u018e\u018f\u0190\u0191\u0193\u0194\u0196\u0197\u0198\u019c\u019d\u019f\u01a2\u01a4\u01a6\u01a7\u01a9\u01ac\u01ae\u01b1\u01b2\u01b3\u01b5\u01b7\u01b8\u01bc\u01c4\u01c5\u01c7\u01c8\u01ca\u01cb\u01e2\u01e4\u01ee\u01f1\u01f2\u01f6\u01f7\u01fc\u01fe\u021c\u0220\u0222\u0224\u023a\u023b\u023d\u023e\u0241\u0243\u0244\u0245\u0246\u0248\u024a\u024c\u024e\u0370\u0372\u0376\u037f\u0386\u0388\u0389\u038a\u038c\u038e\u038f\u0391\u0392\u0393\u0394\u0395\u0396\u0397\u0398\u0399\u039a\u039b\u039c\u039d\u039e\u039f\u03a0\u03a1\u03a3\u03a4\u03a5\u03a6\u03a7\u03a8\u03a9\u03aa\u03ab\u03cf\u03d8\u03da\u03dc\u03de\u03e0\u03e2\u03e4\u03e6\u03e8\u03ea\u03ec\u03ee\u03f4\u03f7\u03f9\u03fa\u03fd\u03fe\u03ff\u0400\u0401\u0402\u0403\u0404\u0405\u0406\u0407\u0408\u0409\u040a\u040b\u040c\u040d\u040e\u040f\u0410\u0411\u0412\u0413\u0414\u0415\u0416\u0417\u0418\u0419\u041a\u041b\u041c\u041d\u041e\u041f\u0420\u0421\u0422\u0423\u0424\u0425\u0426\u0427\u0428\u0429\u042a\u042b\u042c\u042d\u042e\u042f\u0460\u0462\u0464\u0466\u0468\u046a\u046c\u046e\u0470\u0472\u0474\u0476\u0478\u047a\u047c\u047e\u0480\u048a\u048c\u048e\u0490\u0492\u0494\u0496\u0498\u049a\u049c\u049e\u04a0\u04a2\u04a4\u04a6\u04a8\u04aa\u04ac\u04ae\u04b0\u04b2\u04b4\u04b6\u04b8\u04ba\u04bc\u04be\u04c0\u04c1\u04c3\u04c5\u04c7\u04c9\u04cb\u04cd\u04d0\u04d2\u04d4\u04d6\u04d8\u04da\u04dc\u04de\u04e0\u04e2\u04e4\u04e6\u04e8\u04ea\u04ec\u04ee\u04f0\u04f2\u04f4\u04f6\u04f8\u04fa\u04fc\u04fe\u0500\u0502\u0504\u0506\u0508\u050a\u050c\u050e\u0510\u0512\u0514\u0516\u0518\u051a\u051c\u051e\u0520\u0522\u0524\u0526\u0528\u052a\u052c\u052e]' then translate(regexp_replace(normalize(regexp_replace(normalize(cut, NFD), '([A-Za-z])[\\u0300-\\u036f]+', '\\1', 'g'), NFC), '[\\u0080-\\u00a9\\u00ab-\\u00b1\\u00b4\\u00b6-\\u00b8\\u00bb\\u00bf\\u00d7\\u00f7\\u2000-\\u206f\\u20a0-\\u20c0\\u3000-\\u3030]+', ' ', 'g'), '\xc6\xd0\xd8\xde\u0110\u0126\u0132\u013f\u0141\u014a\u0152\u0166\u0181\u0182\u0184\u0186\u0187\u0189\u018a\u018b\u018e\u018f\u0190\u0191\u0193\u0194\u0196\u0197\u0198\u019c\u019d\u019f\u01a2\u01a4\u01a6\u01a7\u01a9\u01ac\u01ae\u01b1\u01b2\u01b3\u01b5\u01b7\u01b8\u01bc\u01c4\u01c5\u01c7\u01c8\u01ca\u01cb\u01e2\u01e4\u01ee\u01f1\u01f2\u01f6\u01f7\u01fc\u01fe\u021c\u0220\u0222\u0224\u023a\u023b\u023d\u023e\u0241\u0243\u0244\u0245\u0246\u0248\u024a\u024c\u024e\u0370\u0372\u0376\u037f\u0386\u0388\u0389\u038a\u038c\u038e\u038f\u0391\u0392\u0393\u0394\u0395\u0396\u0397\u0398\u0399\u039a\u039b\u039c\u039d\u039e\u039f\u03a0\u03a1\u03a3\u03a4\u03a5\u03a6\u03a7\u03a8\u03a9\u03aa\u03ab\u03cf\u03d8\u03da\u03dc\u03de\u03e0\u03e2\u03e4\u03e6\u03e8\u03ea\u03ec\u03ee\u03f4\u03f7\u03f9\u03fa\u03fd\u03fe\u03ff\u0400\u0401\u0402\u0403\u0404\u0405\u0406\u0407\u0408\u0409\u040a\u040b\u040c\u040d\u040e\u040f\u0410\u0411\u0412\u0413\u0414\u0415\u0416\u0417\u0418\u0419\u041a\u041b\u041c\u041d\u041e\u041f\u0420\u0421\u0422\u0423\u0424\u0425\u0426\u0427\u0428\u0429\u042a\u042b\u042c\u042d\u042e\u042f\u0460\u0462\u0464\u0466\u0468\u046a\u046c\u046e\u0470\u0472\u0474\u0476\u0478\u047a\u047c\u047e\u0480\u048a\u048c\u048e\u0490\u0492\u0494\u0496\u0498\u049a\u049c\u049e\u04a0\u04a2\u04a4\u04a6\u04a8\u04aa\u04ac\u04ae\u04b0\u04b2\u04b4\u04b6\u04b8\u04ba\u04bc\u04be\u04c0\u04c1\u04c3\u04c5\u04c7\u04c9\u04cb\u04cd\u04d0\u04d2\u04d4\u04d6\u04d8\u04da\u04dc\u04de\u04e0\u04e2\u04e4\u04e6\u04e8\u04ea\u04ec\u04ee\u04f0\u04f2\u04f4\u04f6\u04f8\u04fa\u04fc\u04fe\u0500\u0502\u0504\u0506\u0508\u050a\u050c\u050e\u0510\u0512\u0514\u0516\u0518\u051a\u051c\u051e\u0520\u0522\u0524\u0526\u0528\u052a\u052c\u052e', '\xe6\xf0\xf8\xfe\u0111\u0127\u0133\u0140\u0142\u014b\u0153\u0167\u0253\u0183\u0185\u0254\u0188\u0256\u0257\u018c\u01dd\u0259\u025b\u0192\u0260\u0263\u0269\u0268\u0199\u026f\u0272\u0275\u01a3\u01a5\u0280\u01a8\u0283\u01ad\u0288\u028a\u028b\u01b4\u01b6\u0292\u01b9\u01bd\u01c6\u01c6\u01c9\u01c9\u01cc\u01cc\u01e3\u01e5\u01ef\u01f3\u01f3\u0195\u01bf\u01fd\u01ff\u021d\u019e\u0223\u0225\u2c65\u023c\u019a\u2c66\u0242\u0180\u0289\u028c\u0247\u0249\u024b\u024d\u024f\u0371\u0373\u0377\u03f3\u03ac\u03ad\u03ae\u03af\u03cc\u03cd\u03ce\u03b1\u03b2\u03b3\u03b4\u03b5\u03b6\u03b7\u03b8\u03b9\u03ba\u03bb\u03bc\u03bd\u03be\u03bf\u03c0\u03c1\u03c3\u03c4\u03c5\u03c6\u03c7\u03c8\u03c9\u03ca\u03cb\u03d7\u03d9\u03db\u03dd\u03df\u03e1\u03e3\u03e5\u03e7\u03e9\u03eb\u03ed\u03ef\u03b8\u03f8\u03f2\u03fb\u037b\u037c\u037d\u0450\u0451\u0452\u0453\u0454\u0455\u0456\u0457\u0458\u0459\u045a\u045b\u045c\u045d\u045e\u045f\u0430\u0431\u0432\u0433\u0434\u0435\u0436\u0437\u0438\u0439\u043a\u043b\u043c\u043d\u043e\u043f\u0440\u0441\u0442\u0443\u0444\u0445\u0446\u0447\u0448\u0449\u044a\u044b\u044c\u044d\u044e\u044f\u0461\u0463\u0465\u0467\u0469\u046b\u046d\u046f\u0471\u0473\u0475\u0477\u0479\u047b\u047d\u047f\u0481\u048b\u048d\u048f\u0491\u0493\u0495\u0497\u0499\u049b\u049d\u049f\u04a1\u04a3\u04a5\u04a7\u04a9\u04ab\u04ad\u04af\u04b1\u04b3\u04b5\u04b7\u04b9\u04bb\u04bd\u04bf\u04cf\u04c2\u04c4\u04c6\u04c8\u04ca\u04cc\u04ce\u04d1\u04d3\u04d5\u04d7\u04d9\u04db\u04dd\u04df\u04e1\u04e3\u04e5\u04e7\u04e9\u04eb\u04ed\u04ef\u04f1\u04f3\u04f5\u04f7\u04f9\u04fb\u04fd\u04ff\u0501\u0503\u0505\u0507\u0509\u050b\u050d\u050f\u0511\u0513\u0515\u0517\u0519\u051b\u051d\u051f\u0521\u0523\u0525\u0527\u0529\u052b\u052d\u052f') else regexp_replace(normalize(regexp_replace(normalize(cut, NFD), '([A-Za-z])[\\u0300-\\u036f]+', '\\1', 'g'), NFC), '[\\u0080-\\u00a9\\u00ab-\\u00b1\\u00b4\\u00b6-\\u00b8\\u00bb\\u00bf\\u00d7\\u00f7\\u2000-\\u206f\\u20a0-\\u20c0\\u3000-\\u3030]+', ' ', 'g') end) from (select regexp_replace(left(told, 400000), '[!-/:-@\\[-`{-~]+', ' ', 'g') as cut) as told $$",
        "create table claims_text (id integer primary key, words tsvector not null)",
        "insert into claims_text select claim, communique_words(facets.sentence) from facets",
        "create index claims_text_words on claims_text using gin (words)",
        "create or replace function claims_text_keep() returns trigger language plpgsql as $$ begin if tg_op <> 'INSERT' then delete from claims_text where id = old.claim; end if; if tg_op <> 'DELETE' then insert into claims_text values (new.claim, communique_words(new.sentence)); end if; return null; end $$",
        "create trigger claims_text_keep after insert or delete or update of sentence on facets for each row execute function claims_text_keep()",
        "create table documents_text (id integer primary key, words tsvector not null)",
        "insert into documents_text select id, communique_words(coalesce(documents.title, '') || ' ' || documents.text) from documents",
        "create index documents_text_words on documents_text using gin (words)",
        "create or replace function documents_text_keep() returns trigger language plpgsql as $$ begin if tg_op <> 'INSERT' then delete from documents_text where id = old.id; end if; if tg_op <> 'DELETE' then insert into documents_text values (new.id, communique_words(coalesce(new.title, '') || ' ' || new.text)); end if; return null; end $$",
        "create trigger documents_text_keep after insert or delete or update of title, text on documents for each row execute function documents_text_keep()",
    ),
}
"""Triggers and full-text indexes."""


def upgrade() -> None:
    _bands()
    _blocks()
    _changes()
    _columns()
    _dealings()
    _documents()
    _events()
    _facets()
    _families()
    _feeds()
    _heirs()
    _judgements()
    _links()
    _log()
    _parties()
    _relations()
    _visits()
    _readings()
    _claims()
    bind = op.get_bind()
    for statement in STATEMENTS[bind.dialect.name]:
        bind.exec_driver_sql(statement)


def _bands() -> None:
    op.create_table(
        "bands", sa.Column("band", sa.BigInteger(), nullable=False), sa.Column("document", sa.Integer(), nullable=False)
    )
    op.create_index("bands_band", "bands", ["band", "document"], unique=False)


def _blocks() -> None:
    op.create_table(
        "blocks",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=True),
        sa.Column("claim", sa.Integer(), nullable=False),
    )
    op.create_index("blocks_claim", "blocks", ["claim"], unique=False)
    op.create_index("blocks_key", "blocks", ["key", "claim"], unique=False)


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("changes_at", "changes", ["at"], unique=False)
    op.create_index("changes_event", "changes", ["event"], unique=False)


def _columns() -> None:
    op.create_table(
        "columns",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("stretch", sa.Integer(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", "stretch"),
    )
    op.create_index("columns_stretch", "columns", ["stretch"], unique=False)


def _dealings() -> None:
    op.create_table(
        "dealings",
        sa.Column("claim", sa.Integer(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=True),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("giver", sa.Text(), nullable=True),
        sa.Column("taker", sa.Text(), nullable=True),
        sa.Column("between", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("gift", sa.Integer(), nullable=False),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("told", sa.Text(), nullable=True),
    )
    op.create_index("dealings_claim", "dealings", ["claim"], unique=False)
    op.create_index("dealings_item", "dealings", ["item", "claim"], unique=False)


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("captured", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key", "version"),
    )
    op.create_index("documents_hash", "documents", ["hash"], unique=False)


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("earliest", sa.Text(), nullable=True),
        sa.Column("latest", sa.Text(), nullable=True),
        sa.Column("month", sa.Text(), nullable=True),
        sa.Column("assumed", sa.Integer(), nullable=False),
        sa.Column("historical", sa.Integer(), nullable=False),
        sa.Column("actors", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("origins", sa.Integer(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("outlets", sa.Integer(), nullable=False),
        sa.Column("first_published", sa.Text(), nullable=True),
        sa.Column("last_published", sa.Text(), nullable=True),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("due_assumed", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("events_due", "events", ["planned", "due"], unique=False)
    op.create_index("events_first", "events", ["first_published"], unique=False)
    op.create_index("events_standing", "events", ["state", "origins", "id"], unique=False)


def _facets() -> None:
    op.create_table(
        "facets",
        sa.Column("claim", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("own", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=True),
        sa.Column("event", sa.Integer(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("polarity", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("stance", sa.Text(), nullable=False),
        sa.Column("historical", sa.Integer(), nullable=True),
        sa.Column("earliest", sa.Text(), nullable=True),
        sa.Column("latest", sa.Text(), nullable=True),
        sa.Column("dated", sa.Integer(), nullable=False),
        sa.Column("month", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("actors", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("source_country", sa.Text(), nullable=True),
        sa.Column("source_code", sa.Text(), nullable=True),
        sa.Column("credit", sa.Text(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("gift", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("origin_because", sa.Text(), nullable=False),
        sa.Column("family", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("likeness", sa.Float(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("judged", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("claim"),
    )
    op.create_index("facets_document", "facets", ["document"], unique=False)
    op.create_index("facets_event", "facets", ["event", "claim"], unique=False)
    op.create_index("facets_matched", "facets", ["matched", "claim"], unique=False)
    op.create_index("facets_own", "facets", ["own"], unique=False)


def _families() -> None:
    op.create_table(
        "families",
        sa.Column("document", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("family", sa.Integer(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("credit", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("document"),
    )
    op.create_index("families_family", "families", ["family"], unique=False)


def _feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("url"),
    )


def _heirs() -> None:
    op.create_table(
        "heirs",
        sa.Column("claim", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("heir", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("claim"),
    )


def _judgements() -> None:
    op.create_table(
        "judgements",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("other", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("judgements_one", "judgements", ["one"], unique=False)
    op.create_index("judgements_other", "judgements", ["other"], unique=False)


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("other", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("lag", sa.Integer(), nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.UniqueConstraint("event", "other", "kind"),
    )
    op.create_index("links_other", "links", ["other"], unique=False)


def _log() -> None:
    op.create_table(
        "log",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _parties() -> None:
    op.create_table(
        "parties",
        sa.Column("claim", sa.Integer(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=True),
    )
    op.create_index("parties_claim", "parties", ["claim"], unique=False)
    op.create_index("parties_country", "parties", ["country", "role", "claim"], unique=False)
    op.create_index("parties_folded", "parties", ["folded"], unique=False)


def _relations() -> None:
    op.create_table(
        "relations",
        sa.Column("claim", sa.Integer(), nullable=False),
        sa.Column("other", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("lag", sa.Integer(), nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
    )
    op.create_index("relations_claim", "relations", ["claim"], unique=False)
    op.create_index("relations_other", "relations", ["other"], unique=False)


def _visits() -> None:
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("visits_url", "visits", ["url", "what"], unique=False)


def _readings() -> None:
    op.create_table(
        "readings",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("communique", sa.Text(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("tables", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"],
            ["documents.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("document", "communique", "reader", "tables"),
    )


def _claims() -> None:
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reading", sa.Integer(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("quote_start", sa.Integer(), nullable=False),
        sa.Column("quote_end", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"],
            ["documents.id"],
        ),
        sa.ForeignKeyConstraint(
            ["reading"],
            ["readings.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("claims_document", "claims", ["document"], unique=False)
    op.create_index("claims_reading", "claims", ["reading"], unique=False)
