"""Drafts a revision: what the record of today has and the revisions there are do not make yet.

    python src/communique/record/migrations/draft.py 0002 "Languages of publishers"

Tables, columns and indexes are compared on an empty SQLite database. What alembic cannot compare, triggers and full-text indexes,
stands in the revisions as statements, and those that no revision holds yet are taken from the schema. What has gone or become
different among these is dropped by hand. `tests/record/test_migrate.py` then says whether anything is missing.
"""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from alembic import command
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations.ops import AddColumnOp, UpgradeOps
from alembic.script import ScriptDirectory
from sqlalchemy import DDL, Connection, create_engine, create_mock_engine, text
from sqlalchemy.pool import StaticPool

from communique.record import schema_watch, search
from communique.record.connect import APPLICATION

MIGRATIONS = Path(__file__).parent
metadata = schema_watch.ALL
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}

FORM = '''"""{told}."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {before!r}
REBUILD = {rebuild}  # whether the events are derived again once all revisions are through

STATEMENTS: dict[str, tuple[str, ...]] = {{
{statements}
}}
"""Triggers and full-text indexes."""


def upgrade() -> None:
{calls}
    bind = op.get_bind()
    for statement in STATEMENTS[bind.dialect.name]:
        bind.exec_driver_sql(statement)


{functions}
'''


def draft(revision: str, told: str, migrations: Path = MIGRATIONS) -> str:
    """The text of a revision that follows on those there are.

    Args:
        revision: its number, four digits, next after the last.
        told: what it changes, in words.
        migrations: the folder of `env.py` and `versions`.

    Raises:
        SystemExit: a new column would have no value in the rows that are there.
    """
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    before = script.get_current_head()
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        if before:
            command.upgrade(config, "head")
        tables = _tables(connection)
    held = [getattr(one.module, "STATEMENTS", {}) for one in script.walk_revisions()]
    statements = []
    for dialect in DRIVERS:
        known = {statement for earlier in held for statement in earlier.get(dialect, ())}
        new = "".join(f"{ascii(s)}, " for s in _statements(dialect, first=not before) if s not in known)  # noqa: RUF010
        statements.append(f"    {dialect!r}: ({new}),")
    return FORM.format(
        told=told,
        revision=revision,
        before=before,
        rebuild=before is not None,
        statements="\n".join(statements),
        calls="\n".join(f"    _{name}()" for name in tables),
        functions="\n\n".join(f"def _{name}() -> None:\n{body}\n" for name, body in tables.items()),
    )


def _tables(connection: Connection) -> dict[str, str]:
    """Operations that bring the tables of a database to those of the schema, by table."""
    shadows = {n for n, kind in connection.execute(text("select name, type from pragma_table_list")) if kind != "table"}

    def compared(_: Any, name: str | None, kind: str, *__: Any) -> bool:
        return kind != "table" or name not in shadows

    options = {"target_metadata": metadata, "include_object": compared}
    found = produce_migrations(MigrationContext.configure(connection, opts=options), metadata)
    assert found.upgrade_ops
    operations: dict[str, list[Any]] = {}
    for one in found.upgrade_ops.ops:
        operations.setdefault(str(getattr(one, "table_name", "")), []).append(one)
    tables = {}
    for name, some in operations.items():
        for change in (change for one in some for change in getattr(one, "ops", ())):
            if isinstance(change, AddColumnOp) and not (change.column.nullable or change.column.server_default):
                sys.exit(f"{name}.{change.column.name}: a new column must allow null or have a server default")
        code = render_python_code(UpgradeOps(ops=some))
        tables[name] = "\n".join(f"    {line}" for line in code.split("\n    ") if not line.startswith("# ###"))
    return tables


def _statements(dialect: str, *, first: bool) -> dict[str, None]:
    """Statements by which a new record gets its triggers and full-text indexes, and the mark of our files."""
    told = [f"pragma application_id = {APPLICATION}"] if first and dialect == "sqlite" else []

    def heard(statement: Any, *_: Any, **__: Any) -> None:
        if isinstance(statement, DDL):
            told.append(str(statement.compile(dialect=engine.dialect)))

    engine = create_mock_engine(f"{DRIVERS[dialect]}://", heard)
    metadata.create_all(engine, checkfirst=False)
    connection: Any = SimpleNamespace(dialect=engine.dialect, exec_driver_sql=told.append)
    search.create(connection)
    return dict.fromkeys(told)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    target = MIGRATIONS / "versions" / f"{sys.argv[1]}.py"
    target.write_text(draft(*sys.argv[1:]), encoding="utf-8")
    sys.stdout.write(f"{target}: read it, then run ruff format on it\n")
