"""The database's schema, owned by Alembic: `negotiate db upgrade`."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

import migrations
from bot.store.database import create_engine


def alembic_config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at `url` to `revision`. Runs its own event loop: not from within one."""
    command.upgrade(alembic_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    command.downgrade(alembic_config(url), revision)


def check(url: str) -> None:
    """Raises alembic.util.CommandError where the tables and the models have parted."""
    command.check(alembic_config(url))


async def is_current(url: str) -> bool:
    """Whether the database at `url` is at the newest revision."""
    engine = create_engine(url)
    async with engine.connect() as connection:
        current = await connection.run_sync(
            lambda sync: MigrationContext.configure(sync).get_current_heads()
        )
    await engine.dispose()
    return set(current) == set(ScriptDirectory.from_config(alembic_config(url)).get_heads())
