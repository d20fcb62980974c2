"""Snapshots: a knowledge base is built aside, checked, and switched in by one rename.

    <home>/models/                     exported embedding models
    <home>/knowledge-base/CURRENT      name of the serving snapshot; replaced atomically
    <home>/knowledge-base/snapshots/   one folder each: manifest.json, catalog.sqlite, lexical/, vectors/
    <home>/knowledge-base/staging/     a build in progress; taken up again after an interruption

A reader follows CURRENT once when it opens; the snapshot it opened stays on disk while newer ones are switched in.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from corpus.errors import BuildError, KnowledgeBaseDamaged, KnowledgeBaseMismatch, KnowledgeBaseMissing
from corpus.store.encoder import file_sha256
from corpus.store.schema import SCHEMA_VERSION

CATALOG = "catalog.sqlite"
VECTORS = "vectors"
LEXICAL = "lexical"
MANIFEST = "manifest.json"

# The serving snapshot and the one before it: a server that opened the older one goes on undisturbed.
KEPT_SNAPSHOTS = 2

_REBUILD = "run 'python -m ingest build' to make it again"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot is and holds.

    ``inputs`` is a digest of everything it was built from; ``hashes`` are SHA-256 by file for the catalog and the
    lexical index, ``vector_counts`` rows by collection (Chroma rewrites its own files when it opens them, so they are
    counted, not hashed).
    """

    snapshot: str
    built_at: str
    schema_version: int
    model: str
    model_fingerprint: str
    inputs: str
    counts: dict[str, int]
    vector_counts: dict[str, int]
    refused_rows: int
    hashes: dict[str, str]

    @property
    def by_words_alone(self) -> bool:
        """Whether no passage was embedded yet: what is asked is found by code and by word."""
        return not self.vector_counts

    @property
    def lexical(self) -> tuple[str, ...]:
        """The collections that have a word index, by their folders: what else lies beside them is not read."""
        inside = (name.split("/") for name in self.hashes)
        return tuple(sorted({parts[1] for parts in inside if len(parts) > 2 and parts[0] == LEXICAL}))

    @property
    def built(self) -> datetime:
        return datetime.fromisoformat(self.built_at)

    def write(self, folder: Path) -> None:
        body = json.dumps(asdict(self), indent=2, sort_keys=True)
        sealed = {"sha256": hashlib.sha256(body.encode()).hexdigest(), "manifest": json.loads(body)}
        write_durably(folder / MANIFEST, json.dumps(sealed, indent=2, sort_keys=True) + "\n")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Reads and checks a manifest; raises KnowledgeBaseDamaged when it is not whole."""
        try:
            sealed = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            body = json.dumps(sealed["manifest"], indent=2, sort_keys=True)
            if hashlib.sha256(body.encode()).hexdigest() != sealed["sha256"]:
                raise ValueError("the seal does not match")
            return cls(**sealed["manifest"])
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise KnowledgeBaseDamaged(f"The knowledge base's manifest is damaged ({error}); {_REBUILD}.") from error


@dataclass(frozen=True, slots=True)
class Home:
    """The folder named by CASEPILOT_HOME and the places in it."""

    path: Path

    @property
    def models(self) -> Path:
        return self.path / "models"

    @property
    def base(self) -> Path:
        return self.path / "knowledge-base"

    @property
    def staging(self) -> Path:
        return self.base / "staging"

    def current(self) -> Path | None:
        """Folder of the serving snapshot, or None when none was switched in."""
        try:
            name = (self.base / "CURRENT").read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError:
            return None
        return self.base / "snapshots" / name


def words_only_inputs(inputs: str) -> str:
    """The ``inputs`` of a knowledge base that was not embedded yet: never those of a whole one."""
    return f"by words alone: {inputs}"


def serving_folder(home: Home) -> Path:
    """Folder of the serving snapshot, unchecked; raises KnowledgeBaseMissing when there is none."""
    folder = home.current()
    if folder is None:
        raise KnowledgeBaseMissing(
            f"There is no knowledge base in {home.path} yet; run 'python -m ingest build' (or 'make chat')."
        )
    return folder


def open_snapshot(home: Home, *, model_fingerprint: str | None = None) -> tuple[Path, Manifest]:
    """The serving snapshot, checked: its manifest, schema version, model and the hash of every file it lists.

    Raises KnowledgeBaseMissing, KnowledgeBaseDamaged or KnowledgeBaseMismatch.
    """
    folder = serving_folder(home)
    manifest = Manifest.read(folder)
    if manifest.schema_version != SCHEMA_VERSION:
        raise KnowledgeBaseMismatch(
            f"The knowledge base was made with schema version {manifest.schema_version}, this CasePilot needs "
            f"{SCHEMA_VERSION}; {_REBUILD}."
        )
    if model_fingerprint is not None and manifest.model_fingerprint != model_fingerprint:
        raise KnowledgeBaseMismatch(
            f"The knowledge base was made with the embedding model {manifest.model_fingerprint}, the one set now is "
            f"{model_fingerprint}; {_REBUILD} or set the former model again."
        )
    check_files(folder, manifest)
    return folder, manifest


def check_files(folder: Path, manifest: Manifest) -> None:
    """Compares every listed file with its hash; raises KnowledgeBaseDamaged naming the first that differs."""
    for name, expected in manifest.hashes.items():
        path = folder / name
        if not path.is_file():
            raise KnowledgeBaseDamaged(f"The knowledge base is damaged: {name} is missing; {_REBUILD}.")
        if file_sha256(path) != expected:
            raise KnowledgeBaseDamaged(f"The knowledge base is damaged: {name} was altered; {_REBUILD}.")
    if not (folder / VECTORS).is_dir():
        raise KnowledgeBaseDamaged(f"The knowledge base is damaged: {VECTORS}/ is missing; {_REBUILD}.")


def hash_files(folder: Path) -> dict[str, str]:
    """SHA-256 of the catalog and of every file of the lexical index, by path within the snapshot."""
    paths = [folder / CATALOG, *sorted(path for path in (folder / LEXICAL).rglob("*") if path.is_file())]
    return {path.relative_to(folder).as_posix(): file_sha256(path) for path in paths}


@contextlib.contextmanager
def build_lock(home: Home) -> Iterator[None]:
    """Holds the home's build lock; raises BuildError when another build is running. The lock dies with its process."""
    import fcntl  # POSIX only, like the Makefile

    try:
        home.base.mkdir(parents=True, exist_ok=True)
        lock = (home.base / "build.lock").open("w")
    except OSError as error:
        raise BuildError(
            f"{home.path} cannot be written ({reason_of(error)}); what is there goes on answering. Mend that, or name "
            "a folder that can be written in CASEPILOT_HOME, and run the same command again."
        ) from error
    with lock as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildError(
                f"Another build is running in {home.path}; wait for it to end, or stop it, and try again."
            ) from None
        yield


def switch(home: Home, manifest: Manifest) -> Path:
    """Makes the finished staging folder the serving snapshot and removes snapshots no longer needed."""
    manifest.write(home.staging)
    target = home.base / "snapshots" / manifest.snapshot
    target.parent.mkdir(exist_ok=True)
    home.staging.rename(target)
    write_durably(home.base / "CURRENT", manifest.snapshot + "\n")
    for old in sorted(target.parent.iterdir(), key=lambda path: path.name)[:-KEPT_SNAPSHOTS]:
        shutil.rmtree(old, ignore_errors=True)
    return target


def copy_to_staging(home: Home, source: Path) -> None:
    """Starts staging as a copy of a snapshot. A half-made copy never carries the name ``staging``."""
    partial = home.base / "staging.part"
    shutil.rmtree(partial, ignore_errors=True)
    try:
        shutil.copytree(source, partial)
    except OSError:
        shutil.rmtree(partial, ignore_errors=True)  # a full disk is not helped by half a copy
        raise
    (partial / MANIFEST).unlink(missing_ok=True)
    partial.rename(home.staging)


def new_snapshot_name() -> str:
    """A name that sorts by time of making."""
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")


def reason_of(error: Exception) -> str:
    """What the system says went wrong, in one line and without the call that met it."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, shutil.Error) and cause.args and isinstance(cause.args[0], list):
        return str(cause.args[0][0][-1]).partition(": ")[0]  # a copy of many files: what the first one met
    if isinstance(cause, OSError) and cause.strerror:
        return f"[Errno {cause.errno}] {cause.strerror}"
    return (str(cause) or type(cause).__name__).splitlines()[0]


def write_durably(path: Path, text: str) -> None:
    """Replaces a small file in one rename, on the disk before it counts."""
    aside = path.with_name(path.name + ".part")
    with aside.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(path)
