"""Files as users have them: folders, zips (also in zips) and gzips, opened into single files to recognise and read."""

from __future__ import annotations

import contextlib
import gzip
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import IO

from corpus.errors import SourceError
from ingest.limits import Limits, TooLarge, too_large
from ingest.sources import HEAD_BYTES, SourceFile

# Office files are zips too; they are read whole, by their own formats.
_OFFICE_MEMBERS = ("[Content_Types].xml", "mimetype")

_LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db")


def paths_below(paths: list[Path]) -> Iterator[Path]:
    """Every file named, and every file below a folder named, in order of name; raises SourceError for a wrong path."""
    for path in paths:
        if path.is_dir():
            yield from sorted(child for child in path.rglob("*") if child.is_file() and not child.name.startswith("."))
        elif path.is_file():
            yield path
        else:
            raise SourceError(f"There is no file or folder {path}; check the name.")


@contextlib.contextmanager
def opened(path: Path, effective: date | None = None) -> Iterator[Iterator[SourceFile | SourceError]]:
    """The single files in one file: itself, or what is packed in it.

    Damaged archives come as SourceError in the stream, so that the rest is still read. Temporary files live until the
    context ends.
    """
    with tempfile.TemporaryDirectory(prefix="casepilot-") as folder:
        yield _unpacked(path, path.name, path.name, Path(folder), effective, 0)


def _unpacked(
    path: Path, name: str, origin: str, folder: Path, effective: date | None, depth: int
) -> Iterator[SourceFile | SourceError]:
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    except OSError as error:
        yield SourceError(f"{origin}: cannot be read ({error.strerror}).")
        return
    if not head:
        yield SourceError(f"{origin}: the file is empty; download it again.")
    elif head[:2] == b"\x1f\x8b":
        yield from _ungzipped(path, name, origin, folder, effective, depth)
    elif head[:4] in (b"PK\x03\x04", b"PK\x05\x06") and not _is_office(path):
        yield from _unzipped(path, origin, folder, effective, depth)
    else:
        yield SourceFile(name, path, origin, head, effective)


def _is_office(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return any(member in archive.namelist() for member in _OFFICE_MEMBERS)
    except (zipfile.BadZipFile, OSError):
        return False  # the reader of the zip says what is wrong with it


def _ungzipped(
    path: Path, name: str, origin: str, folder: Path, effective: date | None, depth: int
) -> Iterator[SourceFile | SourceError]:
    inner = name.removesuffix(".gz")
    try:
        with gzip.open(path) as packed:
            target = _copy(packed, folder, inner)
    except TooLarge as error:
        yield SourceError(f"{origin}: {str(error).partition(': ')[2]}")
        return
    except (OSError, EOFError, zlib.error) as error:
        yield SourceError(f"{origin}: the gzip is damaged ({error}); download it again.")
        return
    yield from _unpacked(target, inner, origin, folder, effective, depth + 1)


def _unzipped(
    path: Path, origin: str, folder: Path, effective: date | None, depth: int
) -> Iterator[SourceFile | SourceError]:
    if depth >= Limits.read().depth:
        yield SourceError(f"{origin}: zips are nested too deeply; unpack it first.")
        return
    try:
        with zipfile.ZipFile(path) as archive:
            members = sorted(archive.infolist(), key=lambda member: member.filename)
            for member in members:
                if member.is_dir() or any(part in member.filename for part in _LITTER):
                    continue
                name = Path(member.filename).name
                try:
                    with archive.open(member) as packed:
                        target = _copy(packed, folder, name)
                except TooLarge as error:
                    yield SourceError(f"{origin}/{member.filename}: {str(error).partition(': ')[2]}")
                    continue
                except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as e:
                    # RuntimeError is what zipfile raises for a member with a password.
                    yield SourceError(f"{origin}/{member.filename}: cannot be unpacked ({e}); download it again.")
                    continue
                yield from _unpacked(target, name, f"{origin}/{member.filename}", folder, effective, depth + 1)
                target.unlink(missing_ok=True)
    except (zipfile.BadZipFile, OSError) as error:
        yield SourceError(f"{origin}: the zip is damaged ({error}); download it again.")


def _copy(packed: IO[bytes] | gzip.GzipFile, folder: Path, name: str) -> Path:
    """Unpacks one stream into a folder of its own below ``folder``, so that two of one name never meet.

    Raises TooLarge, and leaves nothing, for one that unpacks to too much.
    """
    most = Limits.read().megabytes
    target = Path(tempfile.mkdtemp(dir=folder)) / (Path(name).name or "file")
    with target.open("wb") as out:
        size = 0
        while chunk := packed.read(1 << 20):
            size += len(chunk)
            if size > most * 1_000_000:
                shutil.rmtree(target.parent)
                raise too_large(name, f"more than {most:,} MB once it is unpacked", "megabytes")
            out.write(chunk)
    return target
