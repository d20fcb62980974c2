"""Builds on real Chroma and SQLite: incremental, atomic, resumable, and refused when damaged or of another make."""

from __future__ import annotations

import asyncio
import errno
import functools
import io
import json
import os
import signal
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.bootstrap import open_retriever
from assistant.casepilot import CasePilot
from assistant.events import AnswerReady
from assistant.understand.query import Conversation
from corpus.codes import CptCode
from corpus.errors import BuildError, KnowledgeBaseDamaged, KnowledgeBaseMismatch, KnowledgeBaseMissing
from corpus.store import schema
from corpus.store.encoder import Vectors
from corpus.store.knowledge_base import KnowledgeBase
from corpus.store.lexical import LexicalIndex
from corpus.store.snapshot import Home, Manifest, build_lock
from ingest import indexing, pipeline
from ingest.pipeline import BuildResult, build
from ingest.progress import Progress
from ingest.sources.authored import authored
from tests.conftest import REPOSITORY
from tests.support.texts import write_text_folder

KNEE = ("Injection into a knee.", "knee shot")
VISIT = ("Visit of a known patient.", "follow-up visit, return visit")
BIOPSY = ("Punch of skin taken for study.", "punch biopsy")


def build_from(home: Home, folder: Path) -> BuildResult:
    return build(home, [functools.partial(authored, folder)], Progress(io.StringIO()))


def served_description(home: Home, code: str) -> str | None:
    knowledge = KnowledgeBase.open(home.path)
    try:
        record = knowledge.catalog.records([CptCode(code)]).get(CptCode(code))
        return record.description if record else None
    finally:
        knowledge.close()


def nearest_key(knowledge: KnowledgeBase, vector: Vectors) -> str:
    table = knowledge.lexical["cpt"].table
    return table.key(*table.rows([knowledge.vectors.query("cpt", vector, 1)[0].passage_id]))


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    return write_text_folder(tmp_path / "text", {"20610": KNEE, "99213": VISIT})


def test_only_what_changed_is_embedded_again_and_what_went_is_removed(empty_home: Home, texts: Path) -> None:
    first = build_from(empty_home, texts)
    assert (first.embedded, first.removed) == (5, 0)  # two descriptions, three synonyms
    assert (build_from(empty_home, texts).embedded, build_from(empty_home, texts).removed) == (0, 0)

    write_text_folder(texts, {"20610": ("Injection into a big joint.", "knee shot"), "11104": BIOPSY})
    changed = build_from(empty_home, texts)
    assert (changed.embedded, changed.removed) == (3, 4)
    assert served_description(empty_home, "20610") == "Injection into a big joint."
    assert served_description(empty_home, "99213") is None
    assert changed.manifest.vector_counts == {"cpt": 4}


def test_only_collections_that_changed_are_indexed_by_word_again(
    empty_home: Home, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (texts / "guidelines" / "knees.md").write_text(
        "---\nid: knees\ntitle: Knees\ntopics: [knee]\ncodes: []\nsources: [casepilot-text]\n---\nOn knees.\n\n"
        "## One {#one}\nOne a knee.\nSource: casepilot-text, made up\n",
        encoding="utf-8",
    )
    build_from(empty_home, texts)
    indexed: list[str] = []
    whole = LexicalIndex.build

    def watched(folder: Path, *arguments: object) -> None:
        indexed.append(folder.name.removesuffix(".part"))
        whole(folder, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(LexicalIndex, "build", staticmethod(watched))
    build_from(empty_home, texts)
    assert indexed == []
    write_text_folder(texts, {"20610": KNEE, "11104": BIOPSY})
    build_from(empty_home, texts)
    assert indexed == ["cpt"]
    knowledge = KnowledgeBase.open(empty_home.path)
    assert set(knowledge.lexical) == {"cpt", "guidelines"}
    assert knowledge.lexical["cpt"].query("biopsy", 1)
    knowledge.close()


def test_the_same_passages_are_found_by_vector_and_by_word(empty_home: Home, texts: Path) -> None:
    build_from(empty_home, texts)
    knowledge = KnowledgeBase.open(empty_home.path)
    vector = knowledge.encoder.encode(["shot in the knee"])[0]
    assert nearest_key(knowledge, vector) == "cpt:20610"
    index = knowledge.lexical["cpt"]
    assert index.table.key(index.query("knee shot", 1)[0][0]) == "cpt:20610"
    knowledge.close()


def test_a_first_build_may_leave_the_vectors_to_the_next_one(empty_home: Home, texts: Path) -> None:
    sources = [functools.partial(authored, texts)]
    first = build(empty_home, sources, Progress(io.StringIO()), inputs="these", words_first=True)
    assert (first.embedded, first.manifest.vector_counts) == (0, {})
    assert first.manifest.inputs != "these"  # so that the next build is needed
    with closing(KnowledgeBase.open(empty_home.path)) as by_words:
        index = by_words.lexical["cpt"]
        assert index.table.key(index.query("knee shot", 1)[0][0]) == "cpt:20610"
        answer = answered(by_words, "code for a knee shot")
        assert "20610" in answer.text
        assert any("search by meaning joins" in warning for warning in answer.warnings)

        whole = build(empty_home, sources, Progress(io.StringIO()), inputs="these")
        assert (whole.embedded, whole.manifest.vector_counts, whole.manifest.inputs) == (5, {"cpt": 5}, "these")
        assert not by_words.is_serving()
    with closing(KnowledgeBase.open(empty_home.path)) as knowledge:
        assert nearest_key(knowledge, knowledge.encoder.encode(["shot in the knee"])[0]) == "cpt:20610"
        assert knowledge.lexical["cpt"].table.has_vectors
        assert answered(knowledge, "what is 20610?").warnings == ()


def answered(knowledge: KnowledgeBase, question: str) -> Answer:
    async def last() -> Answer:
        async for event in CasePilot(knowledge, open_retriever(knowledge)).ask(Conversation(), question):
            if isinstance(event, AnswerReady):
                return event.answer
        raise AssertionError("no answer")

    return asyncio.run(last())


def test_bad_entries_are_named_by_file_and_line_and_the_rest_is_built(empty_home: Home, texts: Path) -> None:
    path = texts / "cpt" / "test.yaml"
    bad = '- code: "99214"\n  description: No sources here.\n  reported: r\n  documentation: d\n  sources: []\n'
    lines = len(path.read_text(encoding="utf-8").splitlines())
    path.write_text(path.read_text(encoding="utf-8") + bad + '- code: "ZZZ"\n', encoding="utf-8")
    result = build_from(empty_home, texts)
    assert [(Path(row.file).name, row.line) for row in result.refused] == [
        ("test.yaml", lines + 1),
        ("test.yaml", lines + 6),
    ]
    assert "sources" in result.refused[0].reason
    assert result.manifest.refused_rows == 2
    assert served_description(empty_home, "99213") == VISIT[0]


def test_a_full_disk_leaves_the_former_knowledge_base_serving(
    empty_home: Home, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_from(empty_home, texts)
    write_text_folder(texts, {"11104": BIOPSY})

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(indexing, "add_missing", full)
        with pytest.raises(BuildError, match=r"No space left.*untouched.*again"):
            build_from(empty_home, texts)
    assert served_description(empty_home, "99213") == VISIT[0]
    build_from(empty_home, texts)
    assert served_description(empty_home, "11104") == BIOPSY[0]


KILLED_BUILD = """
import functools, io, os, signal, sys
from pathlib import Path
from corpus.store.snapshot import Home
from corpus.store.vectors import VectorIndex
from ingest import indexing
from ingest.pipeline import build
from ingest.progress import Progress
from ingest.sources.authored import authored

indexing.WRITE_BATCH = 2
batches = 0
real_add = VectorIndex.add
def add_then_die(self, name, ids, vectors):
    global batches
    real_add(self, name, ids, vectors)
    batches += 1
    if batches == 2:  # between storing the vectors and recording them
        os.kill(os.getpid(), signal.SIGKILL)
VectorIndex.add = add_then_die
build(Home(Path(sys.argv[1])), [functools.partial(authored, Path(sys.argv[2]))], Progress(io.StringIO()))
"""


FULL_DISK_BUILD = """
import errno, functools, io, sys
from pathlib import Path
from corpus.errors import BuildError
from corpus.store.snapshot import Home
from corpus.store.vectors import VectorIndex
from ingest import indexing
from ingest.pipeline import build
from ingest.progress import Progress
from ingest.sources.authored import authored

indexing.WRITE_BATCH = 2
def full(self, name, ids, vectors):
    raise OSError(errno.ENOSPC, "No space left on device")
VectorIndex.add = full
try:
    build(Home(Path(sys.argv[1])), [functools.partial(authored, Path(sys.argv[2]))], Progress(io.StringIO()))
except BuildError as error:
    sys.exit(str(error))
"""


def test_a_build_that_fails_while_embedding_ends_with_its_sentence(empty_home: Home, texts: Path) -> None:
    """The embedding thread must have ended by then: inside onnxruntime it would abort the whole process."""
    more = {f"{code}": (f"Made-up service number {code}.", f"service {code}") for code in range(11000, 11100)}
    write_text_folder(texts, more)
    command = [sys.executable, "-c", textwrap.dedent(FULL_DISK_BUILD), str(empty_home.path), str(texts)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert done.stderr.strip().startswith("The build stopped: [Errno 28] No space left on device.")


def test_a_killed_build_leaves_the_former_serving_and_the_next_goes_on(empty_home: Home, texts: Path) -> None:
    build_from(empty_home, texts)
    more = {f"{code}": (f"Made-up service number {code}.", f"service {code}") for code in range(11000, 11010)}
    write_text_folder(texts, {"99213": VISIT, **more})
    command = [sys.executable, "-c", textwrap.dedent(KILLED_BUILD), str(empty_home.path), str(texts)]
    died = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    assert served_description(empty_home, "20610") == KNEE[0]

    result = build_from(empty_home, texts)
    assert result.embedded == 20 - 2  # one batch of two was recorded before the kill
    assert result.manifest.vector_counts == {"cpt": 3 + 20}
    assert served_description(empty_home, "11009") == "Made-up service number 11009."


def test_staging_that_lost_vectors_is_built_afresh(empty_home: Home, texts: Path) -> None:
    build_from(empty_home, texts)
    current = empty_home.current()
    assert current is not None
    for path in (current / "vectors").glob("*.sqlite3"):
        path.write_bytes(b"no database")
    result = build_from(empty_home, texts)
    assert result.embedded == 5
    assert served_description(empty_home, "99213") == VISIT[0]


def test_an_opened_knowledge_base_serves_on_and_knows_of_a_newer_one(empty_home: Home, texts: Path) -> None:
    build_from(empty_home, texts)
    opened = KnowledgeBase.open(empty_home.path)
    assert opened.is_serving()
    write_text_folder(texts, {"11104": BIOPSY})
    build_from(empty_home, texts)
    assert not opened.is_serving()
    record = opened.catalog.records([CptCode("99213")])[CptCode("99213")]
    assert record.description == VISIT[0]
    vector = opened.encoder.encode(["shot in the knee"])[0]
    assert nearest_key(opened, vector) == "cpt:20610"
    opened.close()


def test_two_builds_at_once_are_refused(empty_home: Home, texts: Path) -> None:
    with build_lock(empty_home), pytest.raises(BuildError, match="Another build is running"):
        build_from(empty_home, texts)


def test_no_knowledge_base_says_how_to_make_one(empty_home: Home) -> None:
    with pytest.raises(KnowledgeBaseMissing, match="python -m ingest build"):
        KnowledgeBase.open(empty_home.path)


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("damage", [Path.unlink, _truncate, _flip])
@pytest.mark.parametrize(
    "name", ["catalog.sqlite", "manifest.json", "lexical/cpt/vocab.index.json", "lexical/cpt/passage_texts.utf8"]
)
def test_a_damaged_file_is_refused_with_the_remedy(empty_home: Home, texts: Path, name: str, damage: object) -> None:
    build_from(empty_home, texts)
    current = empty_home.current()
    assert current is not None
    damage(current / name)  # type: ignore[operator]
    with pytest.raises(KnowledgeBaseDamaged, match="run 'python -m ingest build'"):
        KnowledgeBase.open(empty_home.path)
    build_from(empty_home, texts)
    assert served_description(empty_home, "99213") == VISIT[0]


def test_strays_beside_the_word_index_harm_nothing(empty_home: Home, texts: Path) -> None:
    build_from(empty_home, texts)
    current = empty_home.current()
    assert current is not None
    lexical = current / "lexical"
    (lexical / ".DS_Store").write_bytes(b"left by a file manager")
    (lexical / "cpt.part").mkdir()
    (lexical / "old" / "deep").mkdir(parents=True)
    (lexical / "old" / "deep" / "vocab.index.json").write_text("{}")
    assert served_description(empty_home, "99213") == VISIT[0]

    write_text_folder(texts, {"99213": VISIT, "11104": BIOPSY})
    build_from(empty_home, texts)
    current = empty_home.current()
    assert current is not None
    assert [path.name for path in (current / "lexical").iterdir()] == ["cpt"]
    assert served_description(empty_home, "11104") == BIOPSY[0]


def test_missing_vectors_are_refused(empty_home: Home, texts: Path) -> None:
    build_from(empty_home, texts)
    current = empty_home.current()
    assert current is not None
    for path in sorted((current / "vectors").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    with pytest.raises(KnowledgeBaseDamaged, match="run 'python -m ingest build'"):
        KnowledgeBase.open(empty_home.path)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("schema_version", schema.SCHEMA_VERSION + 1, "schema version"),
        ("model_fingerprint", "other@0/onnx", "embedding model"),
    ],
)
def test_another_make_is_refused_the_same_way(
    empty_home: Home, texts: Path, field: str, value: object, says: str
) -> None:
    build_from(empty_home, texts)
    current = empty_home.current()
    assert current is not None
    values = json.loads((current / "manifest.json").read_text(encoding="utf-8"))["manifest"]
    Manifest(**{**values, field: value}).write(current)
    with pytest.raises(KnowledgeBaseMismatch, match=f"{says}.*run 'python -m ingest build'"):
        KnowledgeBase.open(empty_home.path)


def test_a_failed_check_never_switches(empty_home: Home, texts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_from(empty_home, texts)
    before = empty_home.current()
    write_text_folder(texts, {"11104": BIOPSY})

    def fails(*_: object) -> None:
        raise KnowledgeBaseDamaged("it is broken")

    monkeypatch.setattr(pipeline, "check", fails)
    with pytest.raises(KnowledgeBaseDamaged):
        build_from(empty_home, texts)
    assert empty_home.current() == before
