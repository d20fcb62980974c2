"""Sources to a serving knowledge base: read, compare, embed what is new, check, switch.

``build`` is the whole story. Nothing touches the serving snapshot before the last line of it.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from chromadb.errors import ChromaError

from corpus.codes import CodeSystem, Icd10CmCode, code_key
from corpus.editions import Edition
from corpus.errors import BuildError, KnowledgeBaseError, RowError
from corpus.extensions import is_extension, stem_of
from corpus.meaning import ensure_fitted
from corpus.records import CodeRecord, GuidelineSection, Passage, PassageRole
from corpus.relations import AddOnPair, IndexTerm
from corpus.store import schema, snapshot
from corpus.store.catalog import Catalog, CatalogWriter
from corpus.store.encoder import Encoder
from corpus.store.export import DEFAULT_MODEL, ensure_exported
from corpus.store.lexical import LexicalIndex
from corpus.store.passage_table import PassageTable
from corpus.store.snapshot import Home, Manifest
from corpus.store.vectors import VectorIndex
from ingest import indexing
from ingest.passages import passages_of
from ingest.progress import Progress
from ingest.sources import Source

# An int8 model scales its activations by the whole batch, so a text embedded in other company moves a little: 0.986 was
# the least seen. Two different texts of ICD-10-CM come this near only when they say the same.
SELF_SIMILARITY = 0.95


# Found by their words alone. The 78 thousand titles of ICD-10-PCS are put together from a fixed vocabulary, which word
# search meets exactly; their vectors would take two minutes to make and 180 MB to serve.
WORDS_ONLY = frozenset({CodeSystem.ICD10PCS.value})


@dataclass(slots=True)
class Gathered:
    """Everything the sources gave, before it is written."""

    editions: dict[str, Edition] = field(default_factory=dict)
    records: dict[tuple[object, str], CodeRecord] = field(default_factory=dict)
    pairs: list[AddOnPair] = field(default_factory=list)
    sections: dict[str, GuidelineSection] = field(default_factory=dict)
    terms: list[IndexTerm] = field(default_factory=list)
    refused: list[RowError] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did. ``refused`` rows were left out; the knowledge base serves without them."""

    manifest: Manifest
    embedded: int
    removed: int
    refused: tuple[RowError, ...]


def build(
    home: Home,
    sources: Sequence[Source],
    progress: Progress,
    *,
    model: str = DEFAULT_MODEL,
    inputs: str = "",
    exported: Callable[[], Path] | None = None,
    words_first: bool = False,
) -> BuildResult:
    """Builds and switches in a knowledge base; only new or changed passages are embedded.

    ``inputs`` is a digest of what the sources read, kept in the manifest for ``ingest.__main__`` to compare.
    ``exported`` waits for the folder of the model where its export was begun already (``exporting``).
    ``words_first``: where nothing that is served or begun was embedded, nothing is embedded now either. What comes of
    it answers from exact and word search, and the next build gives it its vectors (docs/adr/0017-words-first.md).
    Raises BuildError (another build, disk full ...), SourceError or EncoderError; the former snapshot then serves on.
    """
    with snapshot.build_lock(home):
        gathered = gather(sources, progress)
        progress.stage("Embedding model")
        encoder = Encoder(exported() if exported is not None else ensure_exported(home.models, model))
        ensure_fitted(encoder.folder, encoder)
        progress.finish()
        words_only = words_first and not _serves_vectors(home)
        try:
            return _build_from(home, gathered, encoder, progress, inputs, words_only=words_only)
        except (OSError, sa.exc.OperationalError, ChromaError) as error:
            raise BuildError(
                f"The build stopped: {snapshot.reason_of(error)}. The former knowledge base is untouched; "
                "mend the cause and run 'python -m ingest build' again, it goes on where it stopped."
            ) from error


def _serves_vectors(home: Home) -> bool:
    """Whether what is served was embedded; False where nothing sound is served."""
    try:
        return not Manifest.read(snapshot.serving_folder(home)).by_words_alone
    except KnowledgeBaseError:
        return False


def _build_from(
    home: Home, gathered: Gathered, encoder: Encoder, progress: Progress, inputs: str, *, words_only: bool
) -> BuildResult:
    try:
        return _fill_and_switch(home, gathered, encoder, progress, inputs, words_only=words_only)
    except (KnowledgeBaseError, sa.exc.DatabaseError) as error:
        if isinstance(error, sa.exc.OperationalError):
            raise  # a full disk or a lock: what is in staging is sound, and the next build goes on with it
        # What was taken over (an interrupted build, the former snapshot) turned out unsound: begin with nothing.
        progress.say(f"Starting afresh: {error}")
        shutil.rmtree(home.staging)
        return _fill_and_switch(home, gathered, encoder, progress, inputs, afresh=True)


def _fill_and_switch(
    home: Home,
    gathered: Gathered,
    encoder: Encoder,
    progress: Progress,
    inputs: str,
    *,
    words_only: bool = False,
    afresh: bool = False,
) -> BuildResult:
    wanted = wanted_passages(gathered)
    embedded = {name: passages for name, passages in wanted.items() if name not in WORDS_ONLY}
    _open_staging(home, encoder, progress, afresh=afresh)
    vectors = VectorIndex.open(home.staging / snapshot.VECTORS)
    engine = schema.sqlite_engine(home.staging / snapshot.CATALOG, read_only=False)
    try:
        writer, catalog = CatalogWriter(engine), Catalog(engine)
        if words_only and not catalog.passage_ids():  # else an interrupted build is taken up: it has embedded already
            embedded = {}
        _write_facts(writer, gathered, progress)
        removed = indexing.remove_stale(embedded, catalog, writer, vectors)
        lacking = indexing.missing(embedded, catalog)
        progress.stage("Embedding", len(lacking))
        indexing.add_missing(lacking, encoder, writer, vectors, progress)
        progress.finish()
        _write_lexical(home, wanted, embedded, vectors, progress)
        progress.stage("Checking")
        check(embedded, catalog, vectors, encoder)
        counts, vector_counts = catalog.counts(), {name: vectors.count(name) for name in vectors.names()}
    finally:
        vectors.close()
        engine.dispose()
    manifest = Manifest(
        snapshot=snapshot.new_snapshot_name(),
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        schema_version=schema.SCHEMA_VERSION,
        model=encoder.spec.name,
        model_fingerprint=encoder.spec.fingerprint,
        inputs=inputs if vector_counts else snapshot.words_only_inputs(inputs),
        counts=counts,
        vector_counts=vector_counts,
        refused_rows=len(gathered.refused),
        hashes=snapshot.hash_files(home.staging),
    )
    snapshot.switch(home, manifest)
    progress.finish()
    return BuildResult(manifest, len(lacking), removed, tuple(gathered.refused))


def gather(sources: Iterable[Source], progress: Progress) -> Gathered:
    """Reads all sources to the end; a bad row is told and counted, never fatal."""
    gathered = Gathered()
    progress.stage("Reading sources")
    for source in sources:
        earlier = set(gathered.records)  # an edition that was added goes before the same one out of a package
        for item in source():
            progress.advance(1)
            match item:
                case Edition():
                    gathered.editions[item.id] = item
                case CodeRecord():
                    key = (item.code, item.source.edition_id)
                    if key in gathered.records and key not in earlier:
                        gathered.refused.append(RowError(item.source.locator, None, f"{item.code} is there twice"))
                    gathered.records.setdefault(key, item)
                case AddOnPair():
                    gathered.pairs.append(item)
                case GuidelineSection():
                    gathered.sections[item.key] = item
                case IndexTerm():
                    gathered.terms.append(item)
                case RowError():
                    gathered.refused.append(item)
    progress.finish()
    return gathered


def wanted_passages(gathered: Gathered) -> dict[str, dict[str, Passage]]:
    """Every passage the knowledge base should hold, by collection and id."""
    wanted: dict[str, dict[str, Passage]] = {}
    titles = {str(one.code): one.description for one in gathered.records.values() if isinstance(one.code, Icd10CmCode)}
    for record in itertools.chain[CodeRecord | GuidelineSection](gathered.records.values(), gathered.sections.values()):
        if isinstance(record, CodeRecord) and _stands_by_its_stem(record, titles):
            continue
        for passage in passages_of(record):
            wanted.setdefault(passage.collection, {})[passage.id] = passage
    known = {record.code for record in gathered.records.values()}
    for term in gathered.terms:
        if term.code not in known:
            continue  # the code's own edition is not loaded, or not its newest: nothing could be shown for it
        passage = Passage(term.code.system.value, code_key(term.code), PassageRole.SYNONYM, term.term)
        wanted.setdefault(passage.collection, {})[passage.id] = passage
    return wanted


def _stands_by_its_stem(record: CodeRecord, titles: Mapping[str, str]) -> bool:
    """Whether a diagnosis is found by the title of its stem, to which it only adds the encounter or the fetus."""
    if not isinstance(record.code, Icd10CmCode) or record.synonyms:
        return False
    stem = stem_of(record.code)
    return stem != str(record.code) and stem in titles and is_extension(record.description, titles[stem])


def check(wanted: indexing.Wanted, catalog: Catalog, vectors: VectorIndex, encoder: Encoder) -> None:
    """Refuses to serve an index that lost something; raises KnowledgeBaseError.

    Vectors, catalog and wanted passages must be the same set, and a few passages must find themselves.
    """
    recorded = catalog.passage_ids()
    for name, passages in wanted.items():
        if vectors.ids(name) != set(passages) or recorded.get(name, set()) != set(passages):
            raise KnowledgeBaseError(f"the index of {name} does not hold the passages it should")
        sample = [passages[identifier] for identifier in sorted(passages)[:: max(1, len(passages) // 10)]]
        for passage, vector in zip(sample, encoder.encode([passage.text for passage in sample]), strict=True):
            nearest = vectors.query(name, vector, 1)
            if not nearest or nearest[0].similarity < SELF_SIMILARITY:
                raise KnowledgeBaseError(f"the index of {name} does not find {passage.text[:40]!r} by itself")


def _open_staging(home: Home, encoder: Encoder, progress: Progress, *, afresh: bool) -> None:
    """Takes up an interrupted build, or starts from the serving snapshot when that is sound, or from nothing."""
    marker = home.staging / "made-with"
    identity = f"{schema.SCHEMA_VERSION} {encoder.spec.fingerprint}"
    if home.staging.exists() and (not marker.is_file() or marker.read_text(encoding="utf-8") != identity):
        shutil.rmtree(home.staging)
    if not home.staging.exists():
        try:
            if not afresh:
                folder, _ = snapshot.open_snapshot(home, model_fingerprint=encoder.spec.fingerprint)
                snapshot.copy_to_staging(home, folder)
        except KnowledgeBaseError as error:
            if home.current() is not None:
                progress.say(f"Building from nothing: {error}")
    home.staging.mkdir(exist_ok=True)
    marker.write_text(identity, encoding="utf-8")


def _write_facts(writer: CatalogWriter, gathered: Gathered, progress: Progress) -> None:
    progress.stage("Writing the catalog", len(gathered.records))
    writer.clear_facts()
    writer.write_editions(gathered.editions.values())
    writer.write_records(gathered.records.values())
    writer.write_pairs(gathered.pairs)
    writer.write_sections(gathered.sections.values())
    progress.advance(len(gathered.records))
    progress.finish()


def _write_lexical(
    home: Home, wanted: indexing.Wanted, embedded: indexing.Wanted, vectors: VectorIndex, progress: Progress
) -> None:
    """Indexes each collection anew whose passages, or vectors of them, are not those that the folder already has."""
    folder = home.staging / snapshot.LEXICAL
    folder.mkdir(exist_ok=True)
    for other in [path for path in folder.iterdir() if path.name not in wanted]:
        if other.is_dir():
            shutil.rmtree(other)
        else:
            other.unlink()  # what a file manager or an editor left there
    progress.stage("Lexical index", sum(map(len, wanted.values())))
    for name, passages in wanted.items():
        ids = sorted(passages)
        by_id = partial(vectors.vectors, name) if name in embedded else None
        former = folder / name if (folder / name).is_dir() else None
        if former is not None and by_id is not None and not PassageTable(former).has_vectors:
            former = None  # of a knowledge base that was searched by words alone until now
        if former is None or not PassageTable.holds(former, ids):
            # Aside, as a folder of an interrupted build must not look whole.
            aside = folder / f"{name}.part"
            LexicalIndex.build(aside, [passages[identifier] for identifier in ids], by_id, former)
            shutil.rmtree(folder / name, ignore_errors=True)
            aside.rename(folder / name)
        progress.advance(len(passages))
    progress.finish()
