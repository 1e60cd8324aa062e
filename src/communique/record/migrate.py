"""Bringing a record to the tables of this communique, by alembic."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from communique.errors import BadRecord
from communique.record.connect import Database, said
from communique.record.schema import REVISION

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(where: str | Path) -> tuple[str, str]:
    """Migrate a record, in one transaction.

    Args:
        where: a path or a `postgresql://` URL.

    Returns:
        The revision before and after.

    Raises:
        BadRecord: there is no record, it is newer than this communique, or it cannot be written; nothing was changed.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    database = Database(where, check=False)
    try:
        with database.writing() as connection:
            before = str(connection.execute(text("select version_num from alembic_version")).scalar_one())
            if before > REVISION:
                raise BadRecord(
                    database.shown, f"was made by a newer communique (revision {before}); update communique"
                )
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, REVISION)
    except CommandError as error:
        raise BadRecord(database.shown, f"cannot be migrated: {said(error)}") from None
    finally:
        database.engine.dispose()
    return before, REVISION
