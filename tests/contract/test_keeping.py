"""What is done with the whole of a desk database, on SQLite and on PostgreSQL: log, backup, erasure, migrations."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from desk.accounts.database import Database, DatabaseUnreachable
from desk.accounts.keeping import backup
from desk.accounts.keeping.audit import Act, AuditBroken, AuditLog, Entry, as_line
from desk.accounts.keeping.backup import BackupUnusable, back_up, restore
from desk.accounts.keeping.belongings import TABLES, Whose
from desk.accounts.keeping.recorder import Recorder
from desk.accounts.keeping.retention import DAY_SECONDS, clear_aged
from desk.accounts.models import Base
from desk.accounts.rights import Person, Role
from desk.accounts.stores.people import People
from tests.support.filled import contents, fill, value

AT_ONCE = 50
SCHEMAS = Path(__file__).parent / "schemas"


def at(number: float = 0.0, **changes: Any) -> Entry:
    return Entry(**{"act": Act.SAW, "what": "/code/cpt/20610", "person": "ann", "status": 200, "at": number, **changes})


def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    with database.engine.begin() as connection:
        return contents(connection)


def change(database: Database, statement: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(sa.text(statement))


class TestAudit:
    def test_many_writers_make_one_whole_chain(self, database: Database, address: str) -> None:
        servers = [database, Database.open(address)]
        recorders = [Recorder(AuditLog(one)) for one in servers]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            written = list(pool.map(lambda n: recorders[n % 2].note(at(what=str(n))), range(10 * AT_ONCE)))
            AuditLog(servers[1]).write([at(what="command")])
        for one in written:
            one.result(30)
        for recorder in recorders:
            recorder.close()
        log = AuditLog(database)
        assert log.verify().rows == 10 * AT_ONCE + 1
        assert sorted(row.entry.what for row in log.rows()) == sorted([*map(str, range(10 * AT_ONCE)), "command"])
        servers[1].close()

    @pytest.mark.parametrize(
        ("statement", "position", "why"),
        [
            ("UPDATE audit SET what = 'nothing' WHERE position = 3", 3, "content"),
            ("UPDATE audit SET at = at + 1 WHERE position = 1", 1, "content"),
            ("DELETE FROM audit WHERE position = 4", 4, "missing"),
            ("DELETE FROM audit WHERE position < 3", 2, "no row says"),
            ("UPDATE audit SET position = 9 WHERE position = 5", 5, "missing"),
            ("UPDATE audit SET former = digest WHERE position = 2", 2, "follow"),
        ],
    )
    def test_the_first_broken_row_is_named(self, database: Database, statement: str, position: int, why: str) -> None:
        log = AuditLog(database)
        log.write([at(float(number), what=f"thing {number}") for number in range(5)])
        whole = log.verify()
        assert (whole.rows, whole.last) == (5, 5)
        change(database, statement)
        with pytest.raises(AuditBroken, match=why) as told:
            log.verify()
        assert told.value.position == position

    def test_a_row_that_was_noted_tells_a_log_that_was_cut_or_made_anew(self, database: Database) -> None:
        log = AuditLog(database)
        log.write([at(1.0), at(2.0)])
        seen = log.verify()
        log.write([at(3.0)])
        assert log.verify((seen.last, seen.digest)).rows == 3
        change(database, "DELETE FROM audit WHERE position > 1")
        with pytest.raises(AuditBroken, match="ends before"):
            log.verify((seen.last, seen.digest))
        log.write([at(4.0), at(5.0)])
        with pytest.raises(AuditBroken, match="was noted"):
            log.verify((seen.last, seen.digest))

    def test_what_has_had_its_time_goes_and_the_rest_is_whole(self, database: Database) -> None:
        log = AuditLog(database)
        log.write([at(float(number)) for number in range(10)])
        assert log.prune(4.0) == 4
        assert log.prune(4.0) == 0
        assert log.prune(7.0) == 3
        whole = log.verify()
        assert (whole.rows, whole.last) == (5, 12)
        assert [row.entry.act for row in log.page(2)] == [Act.CLEARED] * 2
        assert log.prune(time.time() + 1) == 5
        assert log.verify().rows == 1

    def test_words_are_kept_only_where_set_and_can_be_erased(self, database: Database) -> None:
        said = at(words="20610 \0 twice \ud83e?")
        AuditLog(database).write([said])
        log = AuditLog(database, lambda text: text.replace("twice", "[number]"))
        log.write([said, at()])
        assert [row.entry.words for row in log.rows()] == ["", "20610 \ufffd [number] ??", ""]
        assert "20610 \ufffd" not in "".join(map(as_line, log.rows()))
        change(database, "DELETE FROM audit_words")
        assert log.verify().rows == 3

    def test_pages_of_one_person_and_of_one_kind(self, database: Database) -> None:
        log = AuditLog(database)
        log.write([at(person=person, act=act) for person in ("ann", "bob") for act in (Act.ASKED, Act.SAW)])
        assert [row.position for row in log.page(3)] == [4, 3, 2]
        assert [row.position for row in log.page(3, before=2)] == [1]
        assert [row.position for row in log.page(3, person="bob", act=Act.SAW)] == [4]

    def test_an_entry_that_can_not_be_written_fails_who_waits_for_it(self, database: Database) -> None:
        recorder = Recorder(AuditLog(database))
        change(database, "DROP TABLE audit_words")
        change(database, "DROP TABLE audit")
        with pytest.raises(sa.exc.DatabaseError):
            recorder.note(at()).result(30)
        recorder.close()


class TestBelongings:
    def test_every_table_is_told(self, database: Database) -> None:
        assert set(TABLES) == set(Base.metadata.tables), "tell in desk/accounts/keeping/belongings.py whose rows it has"

    def test_a_person_takes_along_and_erases_what_is_hers_alone(self, database: Database) -> None:
        with database.engine.begin() as connection:
            fill(connection)
        column = Base.metadata.tables["people"].c
        ann, bob = (
            Person(value(column.id, number), value(column.name, number), "", Role.CODER, "member") for number in (1, 2)
        )
        for name, told in TABLES.items():  # what no foreign key leads to
            if told.by is not None and name != "people":
                table = Base.metadata.tables[name]
                for number, person in ((1, ann), (2, bob)):
                    hers = {told.by[0]: told.by[1](person)[0]}
                    with database.engine.begin() as connection:
                        first = next(c for c in table.columns if c.name not in hers or c.primary_key)
                        connection.execute(sa.update(table).where(first == value(first, number)).values(hers))
        people, before = People(database), everything(database)
        found = people.everything(ann)
        taken = {name for name, told in TABLES.items() if told.whose is not Whose.EVERYBODYS}
        assert set(found) == taken
        assert {name: len(rows) for name, rows in found.items()} == dict.fromkeys(taken, 1)
        told_text = json.dumps(found)
        assert "hash 1" not in told_text
        assert "password 1" not in told_text
        assert " 2" not in told_text
        people.erase(ann)
        after = everything(database)
        for name, told in TABLES.items():
            assert len(after[name]) == (1 if told.whose is Whose.HERS else 2), name
            if told.whose is not Whose.NAMED:
                assert all(row in before[name] for row in after[name]), name
            assert told.whose is Whose.LOGGED or ann.id not in repr(after[name]), name

    def test_nothing_of_an_erased_person_is_left_in_the_file(self, tmp_path: Path) -> None:
        database = Database.open(f"sqlite:///{tmp_path}/desk.db")
        people = People(database)
        ann = people.add("unmistakable-name", None)
        people.erase(ann)
        database.close()
        assert not any(b"unmistakable-name" in path.read_bytes() for path in tmp_path.iterdir())


def test_what_is_older_than_its_days_goes_with_all_that_hangs_on_it(database: Database) -> None:
    with database.engine.begin() as connection:
        fill(connection)
    aged = [name for name, told in TABLES.items() if told.aged]
    for name in aged:
        column, key = TABLES[name].aged, next(iter(Base.metadata.tables[name].primary_key)).name
        newer = value(Base.metadata.tables[name].c[key], 2)
        with database.engine.begin() as connection:
            connection.execute(
                sa.text(f"UPDATE {name} SET {column} = :now WHERE {key} = :newer"), {"now": time.time(), "newer": newer}
            )
    assert set(clear_aged(database, None)) == set()
    assert clear_aged(database, 30) == dict.fromkeys(aged, 1)
    left = everything(database)
    assert len(left["threads"]) == len(left["messages"]) == len(left["shares"]) == 1
    assert left["sessions"] == left["attempts"] == []
    assert DAY_SECONDS == 86_400


class TestBackup:
    def test_a_backup_brings_everything_back_into_either_database(self, database: Database, tmp_path: Path) -> None:
        with database.engine.begin() as connection:
            fill(connection)
        before, file = everything(database), tmp_path / "kept"
        assert back_up(database, file) == sum(map(len, before.values()))
        assert file.stat().st_mode & 0o777 == 0o600
        change(database, "DELETE FROM messages")
        change(database, "UPDATE people SET shown = 'somebody else'")
        restore(database, file)
        assert everything(database) == before
        other = Database.open(f"sqlite:///{tmp_path}/other.db")
        restore(other, file)
        assert everything(other) == before
        other.close()
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []

    @pytest.mark.parametrize("tables", [1, 6])
    def test_a_restore_that_is_killed_leaves_the_former_database(
        self, database: Database, address: str, tmp_path: Path, tables: int
    ) -> None:
        with database.engine.begin() as connection:
            fill(connection)
        back_up(database, tmp_path / "kept")
        change(database, "UPDATE people SET shown = 'the former'")
        before = everything(database)
        killed(tables, address, tmp_path / "kept", restore)
        assert everything(database) == before
        restore(database, tmp_path / "kept")
        assert everything(database)["people"][0]["shown"] == "people shown 1"

    def test_a_backup_that_is_killed_leaves_the_former_file(
        self, database: Database, address: str, tmp_path: Path
    ) -> None:
        (tmp_path / "kept").write_text("the former one")
        killed(6, address, tmp_path / "kept", back_up)
        assert (tmp_path / "kept").read_text() == "the former one"

    def test_what_is_no_backup_changes_nothing(self, tmp_path: Path) -> None:
        database = Database.open(f"sqlite:///{tmp_path}/desk.db")
        (tmp_path / "text").write_text("nothing of the kind " * 500)
        sqlite3.connect(tmp_path / "another").execute("CREATE TABLE things (id)").connection.close()
        back_up(database, tmp_path / "cut")
        whole = (tmp_path / "cut").read_bytes()
        (tmp_path / "cut").write_bytes(whole[: len(whole) // 2])
        for name in ("text", "another", "cut", "absent"):
            with pytest.raises(BackupUnusable):
                restore(database, tmp_path / name)
        with pytest.raises(BackupUnusable, match="can't be written"):
            back_up(database, tmp_path / "nowhere" / "kept")
        database.close()
        (tmp_path / "desk.db").write_bytes(b"damaged " * 1_000)
        with pytest.raises(DatabaseUnreachable, match="desk restore"):
            Database.open(f"sqlite:///{tmp_path}/desk.db")


def killed(tables: int, address: str, file: Path, call: Any) -> None:
    """Runs it in a process of its own that is killed when so many tables were written."""
    process = multiprocessing.get_context("fork").Process(target=_until_killed, args=(tables, address, file, call))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL


def _until_killed(tables: int, address: str, file: Path, call: Any) -> None:
    copied = []
    copy = backup._copy

    def counting(*arguments: Any) -> int:
        rows = copy(*arguments)
        copied.append(rows)
        if len(copied) == tables:
            os.kill(os.getpid(), signal.SIGKILL)
        return rows

    backup._copy = counting
    call(Database.open(address), file)


@pytest.mark.parametrize("schema", sorted({path.name.split(".")[0] for path in SCHEMAS.glob("*.sql")}))
def test_every_released_schema_goes_forwards_and_keeps_what_is_in_it(address: str, schema: str) -> None:
    """From a dump of the database as that release had it: scripts/dump_schema.py writes one."""
    dump = SCHEMAS / f"{schema}.{'sqlite' if address.startswith('sqlite') else 'postgresql'}.sql"
    if address.startswith("sqlite"):
        connection = sqlite3.connect(sa.make_url(address).database or "")
        connection.executescript(dump.read_text(encoding="utf-8"))
        connection.close()
    else:
        with psycopg.connect(re.sub(r"\+psycopg", "", address)) as loading:
            loading.execute(dump.read_bytes())
    former = Database.at(address)
    before = everything(former)
    former.close()
    database = Database.open(address)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    after = everything(database)
    assert all(len(rows) == 2 for rows in before.values())
    for name, rows in before.items():
        assert [{column: row[column] for column in rows[0]} for row in after[name]] == rows, name
    database.close()
