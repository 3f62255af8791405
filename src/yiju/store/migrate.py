"""Runs the Alembic migrations that lie in the package. Imported only when there is something to run."""

from pathlib import Path

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from yiju.errors import YijuError

FOLDER = Path(__file__).parent / "migrations"


def script() -> ScriptDirectory:
    """The package's migrations."""
    return ScriptDirectory(str(FOLDER))


def upgrade(engine: sa.Engine, found: str | None) -> None:
    """Bring a database to the newest schema, in one transaction.

    Args:
        engine: the database; the caller keeps other processes out.
        found: its present version, None for an empty database.

    Raises:
        YijuError: the version is unknown here: a newer Yiju wrote it.
    """
    scripts = script()
    known = {revision.revision for revision in scripts.walk_revisions()}
    if found is not None and found not in known:
        raise YijuError(
            f"数据由更新版本的 Yiju 写成（结构 {found}），此版本读不了", hint="升级 yiju 后再打开"
        )
    head = scripts.get_current_head()
    assert head is not None

    with engine.connect().execution_options(yiju_write=True) as connection, connection.begin():
        context = MigrationContext.configure(
            connection,
            opts={"fn": lambda revision, _context: scripts._upgrade_revs(head, revision)},
        )
        from alembic.operations import Operations

        with Operations.context(context):
            context.run_migrations()
