"""Folders that cannot be written (a read-only home, a full disk), for a reader that writes when it opens a database."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

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
