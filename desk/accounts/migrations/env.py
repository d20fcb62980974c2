"""Run by Alembic: applies the migrations on the connection that ``Database.migrate`` holds, in its transaction."""

from __future__ import annotations

from alembic import context

import desk.careers.store.models
import desk.mail.store.models  # noqa: F401 - tables of both are of the same database
from desk.accounts.models import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
