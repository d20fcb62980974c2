"""The desk's own database keeps its contract on SQLite and on PostgreSQL: the same tests run on both."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from assistant.privacy.hiding import kept_words
from corpus.codes import Code, CptCode, Icd10CmCode
from corpus.errors import CasePilotError, SettingsError
from desk.accounts.database import Database, DatabaseUnreachable
from desk.accounts.errors import AccountError, DatabaseTooNew, LockedOut, OverQuota
from desk.accounts.models import Base, MessageRow, PersonRow, SessionRow, TokenRow
from desk.accounts.rights import Person, Right, Role
from desk.accounts.secrets import installation_secret
from desk.accounts.stores.attempts import ACCOUNT, Attempts, account
from desk.accounts.stores.kept.favourites import Favourites
from desk.accounts.stores.kept.feedback import Feedback, as_lines
from desk.accounts.stores.kept.lists import CodeLists
from desk.accounts.stores.kept.notes import Notes
from desk.accounts.stores.kept.searches import Searches
from desk.accounts.stores.kept.things import Thing
from desk.accounts.stores.people import LOCAL, People
from desk.accounts.stores.plans import Kind, read_plans
from desk.accounts.stores.quotas import Quotas
from desk.accounts.stores.sessions import Sessions
from desk.accounts.stores.shares import Shares
from desk.accounts.stores.threads import Message, NotTheirs, Threads
from desk.accounts.stores.tokens import PREFIX, Tokens

PASSWORD = "four words in a row"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
AT_ONCE = 50
KNEE = Thing.of_code(CptCode("20610"))
SECTION = Thing.of_section("em-mdm#overview")
CLAIM = Thing.of_claim("2026-05-15: 99213-25, 20610-RT")


@pytest.fixture
def people(database: Database) -> People:
    return People(database, CHEAP)


def together(call: Callable[[int], object]) -> list[object]:
    """The call's results, or its errors, from many threads that start at once."""
    barrier = threading.Barrier(AT_ONCE)

    def one(number: int) -> object:
        barrier.wait()
        try:
            return call(number)
        except CasePilotError as error:
            return error

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def new_id() -> str:
    return str(uuid.uuid4())


def said(text: str, kind: str = "user_message", message_id: str | None = None) -> Message:
    return Message(message_id or new_id(), kind, "User", text, 1.0)


def _rows(session: Session, table: sa.FromClause) -> int | None:
    return session.scalar(sa.select(sa.func.count()).select_from(table))


class TestSchema:
    def test_many_processes_that_start_at_once_migrate_once(self, address: str) -> None:
        with ThreadPoolExecutor(6) as pool:
            opened = list(pool.map(lambda _: Database.open(address), range(6)))
        for database in opened:
            database.close()

    def test_a_newer_schema_is_told(self, database: Database, address: str) -> None:
        with database.engine.begin() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(DatabaseTooNew, match="newer CasePilot"):
            Database.open(address)


@pytest.mark.parametrize("address", ["", "mysql://a/b", "sqlite://", "nonsense"])
def test_an_address_of_no_database_is_told(address: str) -> None:
    with pytest.raises(SettingsError, match="CASEPILOT_DESK_URL"):
        Database.open(address)


def test_a_database_that_is_not_there_is_told_without_its_password() -> None:
    with pytest.raises(DatabaseUnreachable) as told:
        Database.open("postgresql://ann:hush@127.0.0.1:1/desk")
    assert "hush" not in str(told.value)


def test_the_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: installation_secret(tmp_path / "home"), range(8)))
    assert len(made) == 1
    (file,) = (tmp_path / "home").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


class TestPeople:
    def test_a_password_is_kept_as_argon2_and_checked(self, people: People, database: Database) -> None:
        ann = people.add("Ann@Example.org", PASSWORD)
        assert people.checked("ann@example.ORG ", PASSWORD) == ann
        assert people.checked("ann@example.org", PASSWORD + "!") is None
        assert people.checked("nobody", PASSWORD) is None
        with database.reading() as session:
            kept = session.scalar(sa.select(PersonRow.password))
        assert kept is not None
        assert kept.startswith("$argon2id$")

    @pytest.mark.parametrize(
        ("name", "password", "told"),
        [
            ("ann", PASSWORD, "taken"),
            (" ANN ", PASSWORD, "taken"),
            ("a", PASSWORD, "2 to 100"),
            ("an n", PASSWORD, "2 to 100"),
            ("guest:1", PASSWORD, "2 to 100"),
            ("bob", "short", "at least 12"),
            ("bob", "aaaaaaaaaaaaaaaa", "easily guessed"),
            ("robert", "robert's password", "easily guessed"),
        ],
    )
    def test_who_can_not_be_added_is_told_why(self, people: People, name: str, password: str, told: str) -> None:
        people.add("ann", PASSWORD)
        with pytest.raises(AccountError, match=told):
            people.add(name, password)

    def test_one_name_is_given_once_however_many_ask(self, people: People) -> None:
        made = together(lambda _: people.add("ann", None))
        assert sum(isinstance(one, Person) for one in made) == 1

    def test_another_sign_in_finds_its_person_and_takes_nobody_over(self, people: People) -> None:
        people.add("ann", PASSWORD)
        first = people.ensure(Person(new_id(), "bob", "Bob", Role.CODER, "member"), subject="issuer|1")
        again = people.ensure(Person(new_id(), "robert", "Robert", Role.CODER, "member"), subject="issuer|1")
        assert first == again
        with pytest.raises(AccountError, match="another account"):
            people.ensure(Person(new_id(), "ann", "Ann", Role.ADMIN, "member"), subject="issuer|2")

    def test_a_new_password_signs_every_browser_out(self, people: People, database: Database) -> None:
        ann, sessions = people.add("ann", PASSWORD), Sessions(database)
        secret = sessions.start(ann)
        assert sessions.person(secret) == ann
        people.set_password(ann, "five other words in a row")
        assert sessions.person(secret) is None

    def test_the_last_administrator_stays(self, people: People) -> None:
        root = people.add("root", PASSWORD, Role.ADMIN)
        for change in (lambda: people.erase(root), lambda: people.set_role(root, Role.READER)):
            with pytest.raises(AccountError, match="only administrator"):
                change()
        people.add("other", PASSWORD, Role.ADMIN)
        people.erase(root)
        assert [one.name for one in people.all()] == ["other"]

    def test_all_that_is_theirs_goes_with_them(self, people: People, database: Database) -> None:
        ann = people.add("ann", PASSWORD)
        thread, threads = new_id(), Threads(database)
        Sessions(database).start(ann)
        Tokens(database).make(ann, "script", ["read"])
        threads.write(ann.id, thread, message := said("20610"))
        threads.rate(ann.id, message.id, 1, "")
        Shares(database).make(ann.id, thread)
        Favourites(database).add(ann.id, KNEE)
        Notes(database).write(ann.id, KNEE, "RT/LT", team=True)
        lists, searches = CodeLists(database), Searches(database)
        lists.add(ann.id, lists.make(ann.id, "knee", []), [CptCode("20610")])
        searches.keep(ann.id, "knee")
        searches.switch(ann.id, on=False)
        with database.reading() as session:
            kept = {table.name for table in Base.metadata.sorted_tables if _rows(session, table)}
        assert {"favourites", "notes", "code_lists", "listed_codes", "searches_off"} <= kept
        people.erase(ann)
        with database.reading() as session:
            for table in Base.metadata.sorted_tables:
                if table.name not in ("attempts", "usage", "used"):
                    assert _rows(session, table) == 0, table.name


class TestSecrets:
    def test_sessions_and_tokens_are_kept_as_digests(self, people: People, database: Database) -> None:
        ann, sessions, tokens = people.add("ann", PASSWORD), Sessions(database), Tokens(database)
        secret = sessions.start(ann)
        token, shown = tokens.make(ann, "script", ["ask", "read"])
        assert shown.startswith(PREFIX)
        assert tokens.person(shown) == (ann, {Right.READ, Right.ASK})
        with database.reading() as session:
            kept = [*session.scalars(sa.select(SessionRow.hash)), *session.scalars(sa.select(TokenRow.hash))]
        assert secret not in kept
        assert shown not in kept
        sessions.end(secret)
        assert sessions.person(secret) is None
        assert tokens.revoke(ann, token.id)
        assert tokens.person(shown) is None

    @pytest.mark.parametrize(
        ("name", "scopes", "days"), [("", ["read"], None), ("x", [], None), ("x", ["desk"], None), ("x", ["read"], 0)]
    )
    def test_what_no_token_is_made_of(
        self, people: People, database: Database, name: str, scopes: list[str], days: int | None
    ) -> None:
        with pytest.raises(AccountError):
            Tokens(database).make(people.add("ann", None), name, scopes, days)


class TestAttempts:
    def test_the_measure_holds_however_many_try_at_once(self, database: Database) -> None:
        attempts = Attempts(database)
        tried = together(lambda _: attempts.begin((account("ann"), ACCOUNT)))
        assert sum(not isinstance(one, LockedOut) for one in tried) == ACCOUNT.failures
        attempts.begin((account("bob"), ACCOUNT))
        attempts.succeeded(account("ann"))
        attempts.begin((account("ANN "), ACCOUNT))


class TestQuotas:
    @pytest.fixture
    def quotas(self, database: Database) -> Quotas:
        return Quotas(database, read_plans(), lambda: "2026-11-30")

    def guest(self, number: int = 0) -> Person:
        return Person(str(uuid.UUID(int=number)), f"guest:{number}", "Guest", Role.GUEST, "guest")

    def test_exact_for_one_person_under_many_requests(self, quotas: Quotas) -> None:
        counted = together(lambda number: quotas.use(self.guest(), f"203.0.113.{number}", Kind.QUESTIONS))
        assert sum(not isinstance(one, OverQuota) for one in counted) == 5
        assert quotas.left(self.guest(), "203.0.113.200") == {Kind.PAGES: 1, Kind.QUESTIONS: 0}

    def test_exact_for_one_address_under_many_guests(self, quotas: Quotas) -> None:
        counted = together(lambda number: quotas.use(self.guest(number), "203.0.113.1", Kind.QUESTIONS))
        assert sum(not isinstance(one, OverQuota) for one in counted) == 5
        assert quotas.left(self.guest(99), "203.0.113.1")[Kind.QUESTIONS] == 0

    def test_a_page_seen_again_is_free_and_one_that_was_none_is_given_back(self, quotas: Quotas) -> None:
        for _ in range(3):
            seen = quotas.use(self.guest(), "203.0.113.1", Kind.PAGES, "/code/cpt/20610")
        with pytest.raises(OverQuota, match=r"The 1 code page for today .* is used up\. Register or sign in"):
            quotas.use(self.guest(), "203.0.113.1", Kind.PAGES, "/code/cpt/20611")
        quotas.give_back(seen)  # counted by the first of the three: giving the others back changes nothing
        assert quotas.left(self.guest(), "203.0.113.1")[Kind.PAGES] == 0

    def test_an_unlimited_plan_counts_nothing(self, quotas: Quotas) -> None:
        for _ in range(40):
            quotas.use(LOCAL, "127.0.0.1", Kind.QUESTIONS)
        assert quotas.left(LOCAL, "127.0.0.1") == {}


class TestKept:
    """Favourites, notes, lists, searches and feedback: each person's own, but for what is the team's."""

    @pytest.fixture
    def ann(self, people: People) -> str:
        return people.add("ann", None, shown="Ann B").id

    @pytest.fixture
    def bob(self, people: People) -> str:
        return people.add("bob", None).id

    def test_a_favourite_is_marked_once_and_is_nobody_elses(self, database: Database, ann: str, bob: str) -> None:
        favourites = Favourites(database)
        for thing in (KNEE, SECTION, CLAIM, KNEE):
            favourites.add(ann, thing)
        assert set(favourites.of(ann)) == {KNEE, SECTION, CLAIM}
        assert favourites.has(ann, Thing.of_claim(CLAIM.label))
        assert not favourites.has(bob, KNEE)
        assert not favourites.remove(bob, KNEE)
        assert favourites.remove(ann, KNEE)
        assert favourites.of(bob) == ()
        assert set(favourites.of(ann)) == {SECTION, CLAIM}

    def test_a_note_is_its_writers_and_the_teams_is_read_by_all(self, database: Database, ann: str, bob: str) -> None:
        notes = Notes(database, kept_words)
        own = notes.write(ann, KNEE, "  ask Mrs. Lopez, MRN 00123456  ")
        shared = notes.write(ann, KNEE, "our contractor wants RT/LT, not 50", team=True)
        notes.write(bob, SECTION, "x")
        assert [(one.text, one.team) for one in notes.beside(ann, KNEE)] == [
            ("our contractor wants RT/LT, not 50", True),
            ("ask Mrs. [name], MRN [record number]", False),
        ]
        assert [(one.id, one.author) for one in notes.beside(bob, KNEE)] == [(shared, "Ann B")]
        assert notes.team([SECTION, CLAIM]) == notes.team([]) == ()
        assert notes.team([KNEE, SECTION]) == notes.team()
        for note in (own, shared, new_id(), "' OR 1=1 --"):
            assert notes.get(bob, note) is None
            assert not notes.change(bob, note, "mine")
            assert not notes.remove(bob, note)
        assert not notes.remove(bob, own, any_of_the_team=True)
        assert notes.remove(bob, shared, any_of_the_team=True)
        assert notes.change(ann, own, "another")
        assert [one.text for one in notes.of(ann)] == ["another"]

    @pytest.mark.parametrize("text", ["", " \n ", "x" * 2_001])
    def test_what_is_no_note_is_told(self, database: Database, ann: str, text: str) -> None:
        with pytest.raises(AccountError):
            Notes(database).write(ann, KNEE, text)

    def test_a_list_is_made_renamed_filled_and_nobody_elses(self, database: Database, ann: str, bob: str) -> None:
        lists = CodeLists(database)
        codes: list[Code] = [CptCode("20610"), Icd10CmCode("M17.11")]
        made = lists.make(ann, "  My   knees ", ["mue-q3"])
        assert lists.add(ann, made, [*codes, codes[0]]) == 2
        assert lists.add(ann, made, codes) == 0
        found = lists.get(ann, made)
        assert found is not None
        assert (found.name, found.codes, found.editions) == ("My knees", tuple(codes), {"mue-q3"})
        assert lists.get(bob, made) is None
        assert lists.add(bob, made, codes) is None
        assert not any((lists.rename(bob, made, "x"), lists.drop(bob, made, codes), lists.look(bob, made, ["x"])))
        assert not any((lists.remove(bob, made), lists.remove(ann, "' OR 1=1 --"), lists.get(ann, "1")))
        assert lists.of(bob) == ()
        other = lists.make(ann, "Spine", [])
        for call in (lambda: lists.make(ann, "Spine", []), lambda: lists.rename(ann, made, "Spine")):
            with pytest.raises(AccountError, match="already"):
                call()
        with pytest.raises(AccountError, match="None was added"):
            lists.add(ann, other, [CptCode(str(number)) for number in range(20_000, 21_001)])
        assert [len(one.codes) for one in lists.of(ann)] == [2, 0]
        assert lists.drop(ann, made, codes[:1])
        assert lists.look(ann, made, ["mue-q4"])
        again = lists.get(ann, made)
        assert again is not None
        assert (again.codes, again.editions) == ((codes[1],), {"mue-q4"})
        assert lists.remove(ann, made)
        assert [one.name for one in lists.of(ann)] == ["Spine"]

    def test_searches_are_ones_own_and_kept_only_while_they_may_be(
        self, database: Database, ann: str, bob: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("desk.accounts.stores.kept.searches.KEPT", 3)
        searches = Searches(database, kept_words)
        for text in ("E11", "kn", "knee  repl", "knee replacement", "Maria Lopez MRN 00123456", "E11"):
            searches.keep(ann, text)
        assert [one.text for one in searches.of(ann)] == [
            "E11",
            "[name] MRN [record number]",
            "knee replacement",  # what was typed on the way to it isn't kept
        ]
        assert searches.of(bob) == ()
        assert searches.remove(bob, "E11") == searches.remove(bob) == 0
        assert searches.remove(ann, "E11") == 1
        for number in range(4):
            searches.keep(bob, f"{number} knees")
        assert [one.text for one in searches.of(bob)] == ["3 knees", "2 knees", "1 knees"]
        searches.switch(ann, on=False)
        searches.keep(ann, "E11")
        assert searches.of(ann) == ()
        assert not searches.is_on(ann)
        searches.switch(ann, on=True)
        searches.keep(ann, "E11")
        assert len(searches.of(ann)) == 1

    def test_feedback_is_a_case_without_names(self, database: Database, ann: str, bob: str) -> None:
        threads, place, answered = Threads(database), new_id(), new_id()
        answer = {
            "conclusion": "**0708T** is its primary [1].",
            "codes": [{"code": "0709T", "system": "cpt"}, {"code": "0708T", "system": "cpt"}],
            "citations": [{"edition": "Add-on edits, 2026 Q4"}],
            "mode": "composer",
        }
        threads.write(ann, place, said("Mrs. Lopez has 0709T"))
        threads.write(ann, place, said("What is 0709T?", "assistant_message"))
        threads.write(ann, place, said("its primary?"))
        threads.write(ann, place, Message(answered, "assistant_message", "CasePilot", "0708T [1]", 2.0, answer))
        threads.write(ann, place, said("and its MUE?"))
        threads.write(bob, elsewhere := new_id(), asked := said("20610?"))
        threads.write(bob, elsewhere, wrong := said("2", "assistant_message"))
        assert threads.rate(ann, answered, 1, "as Mrs. Lopez said") is not None
        assert threads.rate(bob, wrong.id, 0, "it is 1") is not None
        assert threads.rate(bob, asked.id, 0, "of no answer") is not None
        feedback = Feedback(database)
        (case,) = map(json.loads, as_lines(feedback.rated(helpful=True)))
        del case["id"]
        assert case == {
            "turns": [
                {"q": "Mrs. [name] has 0709T"},
                {"q": "its primary?", "lead": [], "must": [r"\b0709T\b", r"\b0708T\b"], "must_not": []},
            ],
            "right": "as Mrs. [name] said",
            "verdict": "helpful",
            "codes": ["0709T", "0708T"],
            "said": "**0708T** is its primary [1].",
            "editions": ["Add-on edits, 2026 Q4"],
            "mode": "composer",
        }
        (turned_down,) = feedback.rated(helpful=False)
        assert (turned_down.questions, turned_down.reason, turned_down.conclusion) == (("20610?",), "it is 1", "2")
        assert feedback.rated(since=turned_down.created + 60) == ()
        assert len(feedback.rated(first=1)) == 1


class TestThreads:
    @pytest.fixture
    def ann(self, people: People) -> str:
        return people.add("ann", None).id

    @pytest.fixture
    def bob(self, people: People) -> str:
        return people.add("bob", None).id

    def test_many_who_write_at_once_lose_and_double_nothing(self, people: People, database: Database) -> None:
        threads = Threads(database)
        who = [people.add(f"person{number}", None).id for number in range(AT_ONCE)]
        places = [new_id() for _ in who]
        shared, shared_by = new_id(), who[0]

        def talk(number: int) -> None:
            for turn in range(3):
                message = said(f"{number}.{turn}")
                threads.write(who[number], places[number], message)
                threads.write(who[number], places[number], message)  # an update of the same
            threads.write(shared_by, shared, said(str(number)))

        assert together(talk) == [None] * AT_ONCE
        for number, (person, place) in enumerate(zip(who, places, strict=True)):
            found = threads.get(person, place)
            assert found is not None
            assert [message.text for message in found.messages] == [f"{number}.{turn}" for turn in range(3)]
        found = threads.get(shared_by, shared)
        assert found is not None
        assert sorted(int(message.text) for message in found.messages) == list(range(AT_ONCE))
        with database.reading() as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(MessageRow)) == 4 * AT_ONCE

    def test_nobody_reads_or_writes_anothers(self, database: Database, ann: str, bob: str) -> None:
        threads, shares, place = Threads(database), Shares(database), new_id()
        message = said("20610-50")
        threads.write(ann, place, message)
        feedback = threads.rate(ann, message.id, 0, "wrong edition")
        assert feedback is not None
        assert threads.get(bob, place) is None
        assert threads.page(bob, 10) == ([], False)
        for write in (
            lambda: threads.write(bob, place, said("mine")),
            lambda: threads.write(bob, new_id(), said("mine", message_id=message.id)),
            lambda: threads.begin(bob, place, "mine"),
            lambda: threads.remember(bob, place, {}, "mine"),
        ):
            with pytest.raises(NotTheirs):
                write()
        assert not threads.rename(bob, place, "mine")
        assert not threads.set_settings(bob, place, {})
        assert not threads.remove(bob, place)
        assert not threads.remove_message(bob, message.id)
        assert threads.rate(bob, message.id, 1, "") is None
        assert not threads.unrate(bob, feedback)
        assert shares.make(bob, place) is None
        assert shares.make(ann, place) is not None
        assert not shares.revoke(bob, place)
        found = threads.get(ann, place)
        assert found is not None
        assert [(one.text, one.feedback) for one in found.messages] == [("20610-50", (feedback, 0, "wrong edition"))]

    @pytest.mark.parametrize("odd", ["", "1", "' OR 1=1 --", "{00000000-0000-4000-8000-000000000001}", "x" * 5000])
    def test_only_a_uuid_is_an_id(self, database: Database, ann: str, odd: str) -> None:
        threads = Threads(database)
        assert threads.get(ann, odd) is None
        assert threads.owner(odd) is None
        assert not threads.rename(ann, odd, "x")
        assert not threads.remove(ann, odd)
        with pytest.raises(NotTheirs):
            threads.write(ann, odd, said("x"))
        with pytest.raises(NotTheirs):
            threads.write(ann, new_id(), said("x", message_id=odd or "-"))

    def test_of_a_persons_words_no_identifiers_are_kept(self, database: Database, ann: str) -> None:
        threads, place, message = Threads(database, kept_words), new_id(), new_id()
        typed = "Pt Maria Lopez, MRN 00123456, 20610 x3?"
        threads.begin(ann, place, typed)
        threads.write(ann, place, Message(message, "user_message", "User", typed, 1.0))
        answered = Message(new_id(), "assistant_message", "CasePilot", "Dr. Patel's 20610", 2.0)
        threads.write(ann, place, answered)
        threads.rate(ann, answered.id, 0, "wrong for Mrs. Lopez")
        thread = threads.get(ann, place)
        assert thread is not None
        assert thread.title == "Pt [name], MRN [record number], 20610 x3?"
        assert [one.text for one in thread.messages] == [thread.title, "Dr. Patel's 20610"]
        rated = thread.messages[1].feedback
        assert rated is not None
        assert rated[2] == "wrong for Mrs. [name]"
        threads.rename(ann, place, "Maria Lopez's knee")
        kept = threads.get(ann, place)
        assert kept is not None
        assert "Lopez" not in kept.title

    def test_an_answer_comes_back_as_it_was(self, database: Database, ann: str) -> None:
        threads, place, answered = Threads(database), new_id(), new_id()
        answer = {"kind": "answer", "text": "– “20610” \0 🦴", "codes": [], "timings": {"draft": 1.5}}
        threads.write(ann, place, said("20610 \0 twice \ud83e?"))
        threads.write(ann, place, Message(answered, "assistant_message", "CasePilot", "…", 2.0, answer))
        threads.write(ann, place, said("No.", "assistant_message", answered))  # a later text alone keeps the answer
        threads.remember(ann, place, {"turns": [1]}, "20610")
        found = threads.get(ann, place)
        assert found is not None
        assert json.loads(json.dumps(found.messages[1].answer)) == answer
        assert [one.text for one in found.messages] == ["20610 \ufffd twice ??", "No."]
        assert (found.title, found.conversation) == ("20610", {"turns": [1]})

    def test_titles_search_and_pages(self, database: Database, ann: str) -> None:
        threads, places = Threads(database), [new_id() for _ in range(5)]
        for number, place in enumerate(places):
            threads.begin(ann, place, f"question {number}")
            threads.write(ann, place, said(f"units of J188{number} 100%_done"))
        threads.remember(ann, places[0], {}, "J1880")
        threads.remember(ann, places[0], {}, "J9999")  # the first title stays
        assert threads.rename(ann, places[1], "  my   own ")
        threads.remember(ann, places[1], {}, "J1881")
        first, more = threads.page(ann, 3)
        rest, no_more = threads.page(ann, 3, after=first[-1].id)
        assert (more, no_more) == (True, False)
        assert [one.id for one in (*first, *rest)] == places[::-1]
        assert {one.title for one in rest} == {"J1880", "my own"}
        for search, count in [("j1883", 1), ("my own", 1), ("units J188", 5), ("100%_d", 5), ("1__8", 0), ("%", 5)]:
            assert len(threads.page(ann, 10, search=search)[0]) == count, search

    def test_a_link_shows_the_conversation_until_it_is_taken_back(self, database: Database, ann: str) -> None:
        threads, shares, place = Threads(database), Shares(database), new_id()
        threads.write(ann, place, said("20610"))
        former, link = shares.make(ann, place), shares.make(ann, place)
        assert former is not None
        assert link is not None
        assert shares.thread(former) is None
        found = shares.thread(link)
        assert found is not None
        assert [one.text for one in found.messages] == ["20610"]
        assert shares.shared([place, new_id()]) == {place}
        assert shares.revoke(ann, place)
        assert shares.thread(link) is None
