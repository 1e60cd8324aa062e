"""Alembic's entry: runs the revisions on the connection that `migrate` holds, within its transaction."""

from alembic import context

from communique.record.derive import rebuild


def _run() -> None:
    connection = context.config.attributes["connection"]
    done = []
    context.configure(
        connection=connection,
        transactional_ddl=False,  # the transaction is that of `migrate`: alembic neither begins nor ends one
        on_version_apply=lambda step, **_: done.append(step.up_revision.module),
    )
    context.run_migrations()
    if any(getattr(revision, "REBUILD", False) for revision in done):
        rebuild(connection)  # once, and after the last of them: it can only write the tables of today


if hasattr(context, "config"):  # who imports this without alembic, to look for examples in it, runs nothing
    _run()
