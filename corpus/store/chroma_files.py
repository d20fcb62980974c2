"""The files of Chroma's collections, looked at without Chroma: whole or not, how many rows, and whether they can be
written, as Chroma writes when it opens them (a read-only home, a full disk).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

from corpus.errors import KnowledgeBaseDamaged

DATABASE = "chroma.sqlite3"
REMEDY = "run 'python -m ingest build' to make them again"

# How Chroma itself counts the rows of a collection.
_COUNTED = """
    SELECT collections.name, count(*) FROM embeddings
    JOIN segments ON embeddings.segment_id = segments.id JOIN collections ON segments.collection = collections.id
    GROUP BY collections.name
"""

# What SQLite needs at least to begin a transaction on a disk that is nearly full.
_PROBE_BYTES = 65_536


def can_be_written(folder: Path, name: str) -> bool:
    """True when a file in the folder can be written, and its database too; tried, as a full disk shows only so."""
    try:
        with NamedTemporaryFile(dir=folder, prefix=".probe-") as probe:
            probe.write(bytes(_PROBE_BYTES))
            probe.flush()
    except OSError:
        return False
    database = folder / name
    return not database.exists() or os.access(database, os.W_OK)


def view_of(folder: Path, name: str) -> TemporaryDirectory[str]:
    """A folder that can be written: a copy of the database, and links to everything else, which is only read."""
    view = TemporaryDirectory(prefix="casepilot-vectors-")
    for path in folder.iterdir():
        target = Path(view.name) / path.name
        if path.name == name:
            shutil.copyfile(path, target)
        else:
            target.symlink_to(path.resolve(), target_is_directory=path.is_dir())
    return view


def kept_counts(folder: Path) -> dict[str, int]:
    """Rows by collection of a folder, without Chroma, whose opening costs a second and all its memory.

    Raises KnowledgeBaseDamaged when the database cannot be read.
    """
    path = folder / DATABASE
    if not path.is_file():
        return {}
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return dict(connection.execute(_COUNTED))
    except sqlite3.Error as error:
        raise KnowledgeBaseDamaged(f"The knowledge base's vectors cannot be read ({error}); {REMEDY}.") from error


def check_database(path: Path) -> None:
    # Chroma keeps a half-started system for a folder whose database it could not open, and every later try in the
    # same process then fails: so look first.
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        raise KnowledgeBaseDamaged(f"The knowledge base's vectors cannot be read ({error}); {REMEDY}.") from error
