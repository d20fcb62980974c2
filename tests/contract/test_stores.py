"""One contract for every store: the catalog on SQLite and PostgreSQL, vectors in a folder and on a Chroma server.

Then publishing, which fills the servers: whole or not at all, taken up again, older snapshots removed.
"""

from __future__ import annotations

import dataclasses
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from pydantic import SecretStr

from assistant.bootstrap import open_retriever
from corpus.codes import CodeSystem, CptCode, HcpcsCode, Icd10CmCode
from corpus.configuration import StoreSettings
from corpus.errors import KnowledgeBaseError, KnowledgeBaseMissing, KnowledgeBaseUnreachable, SettingsError
from corpus.records import RecordStatus
from corpus.store import publishing
from corpus.store.catalog import Catalog
from corpus.store.knowledge_base import KnowledgeBase
from corpus.store.publishing import publish, schema_name
from corpus.store.servers import ChromaServer, Servers
from corpus.store.snapshot import Home, Manifest
from corpus.store.vectors import VectorIndex
from ingest.progress import Progress
from tests.conftest import REPOSITORY
from tests.support.chroma_server import RunningChroma, chroma_server
from tests.support.postgres import PASSWORD, PostgresServer, postgres_server
from tests.support.servers import free_port

QUESTIONS = ["type 2 diabetes with chronic kidney disease", "knee osteoarthritis", "fracture of femur neck", "asthma"]


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningChroma]:
    with chroma_server(tmp_path_factory.mktemp("chroma")) as server:
        yield server


@pytest.fixture(scope="module")
def empty_servers(postgres: PostgresServer, chroma: RunningChroma) -> Callable[[], Servers]:
    """Makes an empty database on each server."""
    numbers = iter(range(1000))

    def make() -> Servers:
        name = f"casepilot{next(numbers)}"
        postgres.execute(f"CREATE DATABASE {name}")
        return Servers.read(postgres.url(name), chroma.create_database(name), "")

    return make


@pytest.fixture(scope="module")
def published(small_home: Path, empty_servers: Callable[[], Servers]) -> Servers:
    """Servers with the small knowledge base on them."""
    servers = empty_servers()
    publish(Home(small_home), servers, Progress(io.StringIO()))
    return servers


@pytest.fixture(scope="module")
def served(small_home: Path, published: Servers) -> Iterator[KnowledgeBase]:
    """The small knowledge base, opened with catalog and vectors on the servers."""
    with closing(KnowledgeBase.open(small_home, servers=published)) as knowledge:
        yield knowledge


# --- the catalog


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def catalog(request: pytest.FixtureRequest, small_knowledge: KnowledgeBase) -> Catalog:
    if request.param == "SQLite":
        return small_knowledge.catalog
    opened: KnowledgeBase = request.getfixturevalue("served")
    return opened.catalog


def test_a_catalog_gives_the_records_of_codes_it_has(catalog: Catalog) -> None:
    wanted = [CptCode("0709T"), Icd10CmCode("E11.22"), Icd10CmCode("E11.2"), Icd10CmCode("Z99.89")]
    records = catalog.records(wanted, date(2026, 6, 1))
    assert list(records) == sorted(wanted[:3], key=lambda code: (code.system, str(code)))
    assert records[wanted[1]].status is RecordStatus.BILLABLE
    assert records[wanted[2]].status is RecordStatus.HEADER
    assert catalog.existing(wanted) == frozenset(wanted[:3])
    assert catalog.records([]) == {}


def test_a_family_is_in_order_of_code_point_and_ends_where_it_ends(catalog: Catalog) -> None:
    edition = next(edition.id for edition in catalog.editions() if edition.table == "ICD-10-CM")
    family = [str(record.code) for record in catalog.family("E11.2", "E11.3", CodeSystem.ICD10CM, edition)]
    assert family == sorted(family)
    assert family[0] == "E11.2"
    assert {"E11.22", "E11.3", "E11.3219", "E11.39"} <= set(family)
    assert all(code.startswith(("E11.2", "E11.3")) for code in family)


def test_pairs_are_found_from_either_side(catalog: Catalog) -> None:
    add_on, primary = CptCode("0709T"), CptCode("0708T")
    assert primary in [pair.primary for pair in catalog.add_on_pairs_of(add_on)]
    assert add_on in [pair.add_on for pair in catalog.add_on_pairs_with_primary(primary)]
    assert catalog.add_on_pairs_of(primary) == ()


def test_sections_are_read_by_key_and_in_reading_order(catalog: Catalog) -> None:
    keys = sorted({passage.key for passage in catalog.passages("guidelines")})
    sections = catalog.sections([*keys, "no-such-document#section"])
    assert sorted(sections) == keys
    document = catalog.document(sections[keys[0]].document_id)
    assert [section.key for section in document]
    assert {section.document_id for section in document} == {sections[keys[0]].document_id}
    assert catalog.document("no-such-document") == ()


def test_text_that_could_be_a_statement_is_text(catalog: Catalog) -> None:
    assert catalog.sections(["' OR 1=1 --", "%", "天気"]) == {}


def test_both_catalogs_say_the_same(small_knowledge: KnowledgeBase, served: KnowledgeBase) -> None:
    local, remote = small_knowledge.catalog, served.catalog
    assert remote.counts() == local.counts() == small_knowledge.manifest.counts
    assert remote.codes_by_system() == local.codes_by_system()
    assert remote.editions() == local.editions()
    assert remote.passage_ids() == local.passage_ids()
    for collection in local.passage_ids():
        assert list(remote.passages(collection)) == list(local.passages(collection))
    edition = next(edition.id for edition in local.editions() if edition.table == "ICD-10-CM")
    everything = local.family("A", "Z", CodeSystem.ICD10CM, edition)
    assert remote.family("A", "Z", CodeSystem.ICD10CM, edition) == everything
    codes = [record.code for record in everything]
    for day in (None, date(2020, 1, 1), date(2026, 7, 1)):
        assert list(remote.all_records(codes, day).items()) == list(local.all_records(codes, day).items())
    for code in (CptCode("0709T"), CptCode("99417"), CptCode("64462"), HcpcsCode("G2211"), HcpcsCode("G0316")):
        assert remote.all_records([code]) == local.all_records([code])
        assert remote.add_on_pairs_of(code) == local.add_on_pairs_of(code)
        assert remote.add_on_pairs_with_primary(code) == local.add_on_pairs_with_primary(code)
    keys = {passage.key for passage in local.passages("guidelines")}
    assert list(remote.sections(keys).items()) == list(local.sections(keys).items())


# --- the vectors


@pytest.fixture(params=["folder", "server"])
def vectors(request: pytest.FixtureRequest, small_knowledge: KnowledgeBase) -> VectorIndex:
    if request.param == "folder":
        return small_knowledge.vectors
    opened: KnowledgeBase = request.getfixturevalue("served")
    return opened.vectors


def test_vectors_are_counted_and_listed_by_collection(vectors: VectorIndex, small_knowledge: KnowledgeBase) -> None:
    counts = small_knowledge.manifest.vector_counts
    assert {name: vectors.count(name) for name in vectors.names()} == counts
    ids = small_knowledge.catalog.passage_ids()
    assert all(vectors.ids(name) == ids[name] for name in counts)
    some = sorted(ids["cpt"])[:3]
    assert vectors.present("cpt", [*some, "0" * 32]) == set(some)


def test_a_passage_finds_itself_and_then_its_neighbours(vectors: VectorIndex, small_knowledge: KnowledgeBase) -> None:
    some = sorted(small_knowledge.catalog.passage_ids()["icd10cm"])[::500]
    stored = vectors.vectors("icd10cm", some)
    assert stored.shape[0] == len(some)
    assert np.allclose(np.linalg.norm(stored, axis=1), 1, atol=1e-4)
    for vector in stored:
        hits = vectors.query("icd10cm", vector, 10)
        assert len(hits) == 10
        assert hits[0].similarity == pytest.approx(1, abs=1e-5)
        assert [hit.similarity for hit in hits] == sorted((hit.similarity for hit in hits), reverse=True)


def test_nothing_is_near_in_an_unknown_collection_or_when_nothing_is_asked(vectors: VectorIndex) -> None:
    vector = np.full(384, 384**-0.5, dtype=np.float32)
    assert vectors.query("no-such-collection", vector, 5) == []
    assert vectors.query("cpt", vector, 0) == []
    assert "no-such-collection" not in vectors.names()


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("collection", ["icd10cm", "cpt", "guidelines"])
def test_both_find_the_same(
    small_knowledge: KnowledgeBase, served: KnowledgeBase, collection: str, question: str
) -> None:
    vector = small_knowledge.encoder.encode([question])[0]
    local, remote = (knowledge.vectors.query(collection, vector, 20) for knowledge in (small_knowledge, served))
    # Passages of the same words are equally near: their order is anybody's.
    near = {hit.passage_id: hit.similarity for hit in local}
    assert [hit.similarity for hit in remote] == pytest.approx([hit.similarity for hit in local], abs=1e-5)
    last = local[-1].similarity + 1e-5
    assert {hit.passage_id for hit in remote if hit.similarity > last} == {
        hit.passage_id for hit in local if hit.similarity > last
    }
    for hit in remote:
        assert hit.passage_id not in near or hit.similarity == pytest.approx(near[hit.passage_id], abs=1e-5)


# --- the knowledge base


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_knowledge_base_on_servers_answers_the_same_searches(
    small_knowledge: KnowledgeBase, served: KnowledgeBase, question: str
) -> None:
    """Of local files the nearest are found by vectors of a byte a number: scores differ in the third decimal."""
    local, remote = (open_retriever(knowledge) for knowledge in (small_knowledge, served))
    for collection in ("icd10cm", "cpt", "guidelines"):
        here = {hit.key: hit.score for hit in local.search(question, collection, 10)}
        there = {hit.key: hit.score for hit in remote.search(question, collection, 10)}
        both = here.keys() & there.keys()
        assert len(both) >= len(here) - 1
        assert {key: there[key] for key in both} == pytest.approx({key: here[key] for key in both}, abs=2e-3)


def test_each_server_may_be_used_alone(small_home: Path, published: Servers) -> None:
    for servers in (Servers(database=published.database), Servers(chroma=published.chroma)):
        with closing(KnowledgeBase.open(small_home, servers=servers)) as knowledge:
            assert knowledge.catalog.records([CptCode("0709T")])
            assert knowledge.vectors.names() == tuple(sorted(knowledge.manifest.vector_counts))


def test_a_server_reads_from_a_folder_it_may_not_write(small_home: Path, served: KnowledgeBase) -> None:
    assert served.is_serving()
    assert open_retriever(served).search(QUESTIONS[0], "icd10cm", 3)
    # The catalog and the vectors in the folder are not opened: SQLite and Chroma leave traces beside open files.
    assert served.folder == Home(small_home).current()


# --- publishing


class Interrupted(Exception):
    """Stands for a machine that goes down."""


class StopsIn:
    """A progress that raises in the named stage once some items of it are done."""

    def __init__(self, stage: str) -> None:
        self._stage, self._now = stage, ""

    def stage(self, name: str, total: int = 0) -> None:
        self._now = name

    def advance(self, count: int) -> None:
        if self._now == self._stage:
            raise Interrupted

    def finish(self) -> None:
        pass


def test_publishing_again_sends_nothing(small_home: Path, published: Servers) -> None:
    again = publish(Home(small_home), published, Progress(io.StringIO()))
    assert (again.rows, again.vectors) == (0, 0)


@pytest.mark.parametrize("stage", ["Publishing the catalog", "Publishing vectors"])
def test_nothing_half_published_is_read_and_publishing_is_taken_up_again(
    sparse_home: Path, empty_servers: Callable[[], Servers], stage: str
) -> None:
    servers = empty_servers()
    manifest = Manifest.read(Home(sparse_home).current() or Path())
    with pytest.raises(Interrupted):
        publish(Home(sparse_home), servers, StopsIn(stage))
    with pytest.raises(KnowledgeBaseMissing, match=r"is not published .*; run 'python -m ingest publish'"):
        KnowledgeBase.open(sparse_home, servers=servers)
    assert not publishing.is_published(servers, manifest)
    done = publish(Home(sparse_home), servers, Progress(io.StringIO()))
    assert 0 < done.vectors <= sum(manifest.vector_counts.values())
    if stage == "Publishing vectors":
        assert done.vectors < sum(manifest.vector_counts.values())
        assert done.rows == 0
    assert publishing.is_published(servers, manifest)


def ingest(home: Path, settings: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CASEPILOT_")}
    return subprocess.Popen(
        [sys.executable, "-m", "ingest", *arguments],
        cwd=REPOSITORY,
        env={**kept, "CASEPILOT_HOME": str(home), **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(process: subprocess.Popen[str]) -> tuple[int, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out + err


def test_a_killed_publishing_goes_on_where_it_stopped(small_home: Path, empty_servers: Callable[[], Servers]) -> None:
    servers = empty_servers()
    assert servers.database
    assert servers.chroma
    settings = {
        "CASEPILOT_DATABASE_URL": servers.database.url.render_as_string(hide_password=False),
        "CASEPILOT_CHROMA_URL": f"{servers.chroma}/{servers.chroma.tenant}/{servers.chroma.database}",
    }
    manifest = Manifest.read(Home(small_home).current() or Path())
    killed = ingest(small_home, settings, "publish")
    deadline = time.monotonic() + 60
    while not rows_on(servers.chroma, manifest) and killed.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    sent = rows_on(servers.chroma, manifest)
    assert 0 < sent < sum(manifest.vector_counts.values())
    status, text = told(ingest(small_home, settings, "publish"))
    assert status == 0
    left = sum(manifest.vector_counts.values()) - rows_before(text)
    assert left >= sent
    assert PASSWORD not in text
    with closing(KnowledgeBase.open(small_home, servers=servers)) as knowledge:
        assert knowledge.catalog.records([CptCode("0709T")])


def rows_on(server: ChromaServer, manifest: Manifest) -> int:
    with closing(VectorIndex.connect(server, manifest.snapshot)) as vectors:
        return sum(vectors.count(name) for name in vectors.names())


def rows_before(text: str) -> int:
    """The vectors that were sent, out of what publish says at the end."""
    return int(text.rpartition(" and ")[2].split()[0].replace(",", ""))


def newer(home: Path, snapshot: str) -> Home:
    """A home that serves the same snapshot under another name."""
    made = Home(home)
    folder = made.current()
    assert folder
    dataclasses.replace(Manifest.read(folder), snapshot=snapshot).write(folder)
    folder.rename(folder.with_name(snapshot))
    (made.base / "CURRENT").write_text(snapshot + "\n")
    return made


def test_the_two_newest_snapshots_stay_and_a_running_server_takes_up_the_newest_once_it_is_whole(
    sparse_home: Path, tmp_path: Path, empty_servers: Callable[[], Servers]
) -> None:
    import shutil

    servers = empty_servers()
    assert servers.database
    assert servers.chroma
    (tmp_path / "models").symlink_to(sparse_home / "models", target_is_directory=True)
    current = Home(sparse_home).current()
    assert current
    base = tmp_path / "knowledge-base"
    (base / "snapshots").mkdir(parents=True)
    shutil.copytree(current, base / "snapshots" / current.name)
    (base / "CURRENT").write_text(current.name + "\n")
    names = [f"2099010{day}T000000000000Z" for day in (1, 2, 3)]
    first = newer(tmp_path, names[0])
    publish(first, servers, Progress(io.StringIO()))
    with closing(KnowledgeBase.open(tmp_path, servers=servers)) as running:
        with pytest.raises(Interrupted):
            publish(newer(tmp_path, names[1]), servers, StopsIn("Publishing vectors"))
        assert running.is_serving()  # goes on with the first
        assert running.catalog.records([CptCode("0709T")])
        publish(newer(tmp_path, names[2]), servers, Progress(io.StringIO()))
        assert not running.is_serving()
        # The first was published before; of the second only the catalog, so its collections are gone.
        with closing(VectorIndex.connect(servers.chroma, names[2])) as vectors:
            suffixes = {name.partition("-")[2] for name in vectors.on_server()}
        assert suffixes == {names[0], names[2]}
        assert running.vectors.query("cpt", running.encoder.encode(["knee"])[0], 3)
    engine = publishing.schema.postgresql_engine(servers.database)
    with closing(Catalog(engine)), engine.connect() as connection:
        schemas = {name for name in publishing.sa.inspect(connection).get_schema_names() if name.startswith("kb_")}
    assert schemas == {schema_name(name) for name in names[1:]}


def test_other_collections_on_the_server_are_left_alone(
    sparse_home: Path, empty_servers: Callable[[], Servers]
) -> None:
    servers = empty_servers()
    assert servers.chroma
    with closing(VectorIndex.connect(servers.chroma, "somebody-else")) as other:
        other.add("cpt", ["1"], np.ones((1, 3), dtype=np.float32))
    publish(Home(sparse_home), Servers(chroma=servers.chroma), Progress(io.StringIO()))
    with closing(VectorIndex.connect(servers.chroma, "somebody-else")) as other:
        assert other.names() == ("cpt",)


# --- what a user can mend


def refusal(home: Path, servers: Servers) -> str:
    with pytest.raises(KnowledgeBaseError) as raised:
        KnowledgeBase.open(home, servers=servers)
    text = str(raised.value)
    assert "\n" not in text
    assert PASSWORD not in text
    return text


def test_a_snapshot_that_is_not_published_is_told(small_home: Path, empty_servers: Callable[[], Servers]) -> None:
    servers = empty_servers()
    name = (Home(small_home).current() or Path()).name
    for part, where in (
        (Servers(database=servers.database), f"in the database {servers.database}"),
        (Servers(chroma=servers.chroma), f"on the Chroma server {servers.chroma}"),
    ):
        assert refusal(small_home, part) == (
            f"The knowledge base {name} is not published {where}; run 'python -m ingest publish'."
        )


def test_rows_that_went_from_the_database_are_noticed(
    sparse_home: Path, postgres: PostgresServer, empty_servers: Callable[[], Servers]
) -> None:
    servers = Servers(database=empty_servers().database)
    assert servers.database
    publish(Home(sparse_home), servers, Progress(io.StringIO()))
    table = f"{schema_name((Home(sparse_home).current() or Path()).name)}.add_on_pairs"
    postgres.execute(f"DELETE FROM {table} WHERE add_on LIKE 'cpt:0%'", str(servers.database.url.database))
    assert "is not published" in refusal(sparse_home, servers)


def test_a_wrong_password_is_told_without_the_password(small_home: Path, postgres: PostgresServer) -> None:
    text = refusal(small_home, Servers.read(postgres.url(password="not-this-one"), "", ""))
    assert "password authentication failed" in text
    assert "CASEPILOT_DATABASE_URL" in text
    assert "not-this-one" not in text


def test_a_user_without_rights_is_told(
    small_home: Path, postgres: PostgresServer, empty_servers: Callable[[], Servers]
) -> None:
    database = str(empty_servers().database).rpartition("/")[2]
    postgres.execute("CREATE ROLE onlooker LOGIN PASSWORD 'x'")
    servers = Servers.read(postgres.url(database, user="onlooker", password="x"), "", "")
    with pytest.raises(KnowledgeBaseUnreachable, match="permission denied for database"):
        publish(Home(small_home), servers, Progress(io.StringIO()))


def test_a_server_needs_only_the_right_to_read(small_home: Path, postgres: PostgresServer, published: Servers) -> None:
    postgres.execute("CREATE ROLE reader LOGIN PASSWORD 'x' IN ROLE pg_read_all_data")
    database = str(published.database).rpartition("/")[2]
    servers = Servers.read(postgres.url(database, user="reader", password="x"), "", "")
    with closing(KnowledgeBase.open(small_home, servers=servers)) as knowledge:
        assert knowledge.catalog.records([CptCode("0709T")])


def test_servers_that_are_down_are_told(small_home: Path) -> None:
    port = free_port()
    text = refusal(
        small_home, Servers.read(f"postgresql://me:{SecretStr('pw').get_secret_value()}@127.0.0.1:{port}/db", "", "")
    )
    assert f"The database 127.0.0.1:{port}/db cannot be used" in text
    text = refusal(small_home, Servers.read("", f"http://127.0.0.1:{port}", "the-token"))
    assert f"The Chroma server http://127.0.0.1:{port} cannot be used" in text
    assert "the-token" not in text


def test_servers_that_go_down_later_are_told_and_those_that_come_back_are_used(
    sparse_home: Path, tmp_path: Path
) -> None:
    with chroma_server(tmp_path / "chroma") as server:
        servers = Servers.read("", server.url(), "")
        publish(Home(sparse_home), servers, Progress(io.StringIO()))
        knowledge = KnowledgeBase.open(sparse_home, servers=servers)
    vector = knowledge.encoder.encode(["asthma"])[0]
    with closing(knowledge), pytest.raises(KnowledgeBaseUnreachable, match=r"The Chroma server .* cannot be used"):
        knowledge.vectors.query("icd10cm", vector, 5)


def test_a_database_that_dropped_its_connections_is_used_again(
    small_home: Path, postgres: PostgresServer, published: Servers
) -> None:
    with closing(KnowledgeBase.open(small_home, servers=Servers(database=published.database))) as knowledge:
        assert knowledge.catalog.counts()
        postgres.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = 'casepilot'"
        )
        assert knowledge.catalog.counts() == knowledge.manifest.counts


@pytest.mark.parametrize(
    ("settings", "setting"),
    [
        ({"database_url": "mysql://me:hush@host/db"}, "CASEPILOT_DATABASE_URL"),
        ({"database_url": "hush"}, "CASEPILOT_DATABASE_URL"),
        ({"database_url": "postgresql://me:hush@host:port/db"}, "CASEPILOT_DATABASE_URL"),
        ({"chroma_url": "localhost:8000"}, "CASEPILOT_CHROMA_URL"),
        ({"chroma_url": "http://me:hush@host:8000"}, "CASEPILOT_CHROMA_URL"),
        ({"chroma_url": "http://host:70000"}, "CASEPILOT_CHROMA_URL"),
        ({"chroma_url": "http://host/only-a-tenant"}, "CASEPILOT_CHROMA_URL"),
        ({"chroma_url": "https://api.trychroma.com/tenant/db"}, "CASEPILOT_CHROMA_TOKEN"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_without_what_it_holds(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], setting: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"CASEPILOT_{name.upper()}", value)
    store = StoreSettings()
    assert "hush" not in repr(store)
    with pytest.raises(SettingsError) as raised:
        store.servers()
    assert setting in str(raised.value)
    assert "hush" not in str(raised.value)


def test_addresses_are_read() -> None:
    servers = Servers.read("postgresql://me:hush@host/db", "https://api.trychroma.com/a-tenant/a-database", "the-token")
    assert servers.database
    assert servers.database.url.drivername == "postgresql+psycopg"
    assert str(servers.database) == "host/db"
    assert servers.chroma == ChromaServer("https", "api.trychroma.com", 443, "a-tenant", "a-database", "the-token")
    assert not any(secret in repr(servers) + str(servers) for secret in ("hush", "the-token"))
    assert not Servers.read("", "", "the-token")


def test_publish_says_that_no_server_is_set(small_home: Path) -> None:
    assert told(ingest(small_home, {}, "publish")) == (
        1,
        "There is nowhere to publish to; set CASEPILOT_DATABASE_URL, CASEPILOT_CHROMA_URL or both.\n",
    )
