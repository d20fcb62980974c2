"""What the desk writes down of people, what they may take along and erase, and how a password is reset by mail."""

from __future__ import annotations

import dataclasses
import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.errors import SettingsError
from desk.__main__ import main
from desk.accounts.accounts import Accounts
from desk.accounts.entrance import resetting
from desk.accounts.entrance.access import witnessed
from desk.accounts.errors import AccountError
from desk.accounts.keeping.audit import Act
from desk.accounts.rights import Role
from desk.accounts.settings import Mode
from desk.accounts.stores import attempts
from desk.accounts.stores.threads import Message
from desk.serving.post import MailNotSent, Post, Smtp
from tests.support.smtp_server import smtp_server
from tests.unit.test_accounts import PASSWORD, THREAD, Open, csrf, served, sign_in

NEW = "five other words in a row"
ANN = "ann@example.org"
Desk = tuple[Accounts, Open]


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Desk]:
    with served(tmp_path, Mode.TEAM, audit_words=True) as desk:
        desk[0].people.add(ANN, PASSWORD)
        desk[0].people.add("root", PASSWORD, Role.ADMIN)
        yield desk


def logged(accounts: Accounts) -> list[tuple[str, str, str, int]]:
    """(who, act, what, status) of each entry, by the first letters of what somebody signs in with."""
    accounts.recorder.close()  # writes what waits; it begins anew with the next entry
    rows = list(accounts.audit.rows())
    names = accounts.people.names(row.entry.person for row in rows)
    return [
        (names.get(row.entry.person, row.entry.person)[:4], row.entry.act, row.entry.what, row.entry.status)
        for row in rows
    ]


@pytest.mark.parametrize(
    ("request_line", "act"),
    [
        ("GET /code/cpt/20610", Act.SAW),
        ("GET /claims", Act.SAW),
        ("POST /claims", Act.ASKED),
        ("POST /api/v1/ask", Act.ASKED),
        ("GET /account/conversations/1?format=md", Act.EXPORTED),
        ("GET /account/everything", Act.EXPORTED),
        ("POST /account/conversations/1/delete", Act.CHANGED),
        ("POST /something/new", Act.CHANGED),
        ("GET /something/new", Act.SAW),
        ("GET /chat/project/thread/1", Act.SAW),
        ("GET /shared/secret", Act.SAW),
        ("POST /account/sign-in", Act.ENTERED),
        ("GET /account/oidc/callback", Act.ENTERED),
        ("POST /account/reset/new", Act.ENTERED),
        ("GET /account/sign-in", None),
        ("GET /static/desk.css", None),
        ("POST /chat/ws/socket.io", None),
        ("HEAD /code/cpt/20610", None),
    ],
)
def test_what_somebody_does_with_a_request(request_line: str, act: Act | None) -> None:
    method, _, address = request_line.partition(" ")
    path, _, query = address.partition("?")
    assert witnessed(method, path, query.encode()) is act


def test_the_log_says_who_did_what_and_holds_no_secret(team: Desk) -> None:
    accounts, new = team
    browser, stranger = new(), new()
    assert sign_in(browser, ANN, "wrong, all of it") == 400
    sign_in(browser, ANN)
    ann = accounts.people.named(ANN)
    accounts.threads.write(ann.id, THREAD, Message(THREAD, "user_message", "User", "20610", 1.0))
    link = accounts.shares.make(ann.id, THREAD)
    browser.get(f"/account/conversations/{THREAD}")
    browser.get(f"/account/conversations/{THREAD}?format=json")
    browser.get("/account/conversations/nothing-here")
    browser.get("/audit")
    browser.post("/account/tokens", data={"csrf": csrf(browser), "name": "x", "scopes": "read"})
    browser.post("/api/v1/ask", json={"question": "is 20610 twice right?"})
    stranger.get("/audit")
    stranger.get(f"/shared/{link}")
    found = logged(accounts)
    place = f"/account/conversations/{THREAD}"
    assert [one for one in found if one[2] not in ("/account", "/")] == [
        ("", "entered", "POST /account/sign-in", 400),
        ("ann@", "entered", "POST /account/sign-in", 303),
        ("ann@", "saw", place, 200),
        ("ann@", "exported", f"GET {place}", 200),
        ("ann@", "saw", "/audit", 403),
        ("ann@", "changed", "POST /account/tokens", 200),
        ("ann@", "asked", "POST /api/v1/ask", 503),  # there is no knowledge base
        ("", "saw", found[-1][2], 200),
    ]
    assert re.fullmatch(r"/shared/[0-9a-f]{16}", found[-1][2])
    assert link is not None
    assert link not in str(found)
    assert accounts.audit.verify().rows == len(found)


def test_a_question_is_logged_with_its_words_where_that_is_set(team: Desk) -> None:
    accounts, new = team
    _, secret = accounts.tokens.make(accounts.people.named(ANN), "script", ["ask"])
    headers = {"authorization": f"Bearer {secret}", "accept": "application/json"}
    asked = {"question": "Pt Maria Lopez, 20610 twice?"}
    assert new().post("/api/v1/ask", headers=headers, json=asked).status_code == 503  # there is no knowledge base
    (row,) = accounts.audit.page(5)
    assert (row.entry.act, row.entry.what, row.entry.status) == (Act.ASKED, "POST /api/v1/ask", 503)
    assert row.entry.words == "Pt [name], 20610 twice?"


def test_an_administrator_reads_checks_and_takes_the_log_along(team: Desk) -> None:
    accounts, new = team
    browser = new()
    sign_in(browser, "root")
    sign_in(new(), ANN)
    browser.get("/")
    accounts.recorder.close()
    shown = browser.get(f"/audit?who={ANN}&act=entered").text
    assert shown.count("POST /account/sign-in") == 1
    assert ANN in shown
    assert "The log is whole" in browser.get("/audit?check=true").text
    lines = browser.get("/audit/export").text.splitlines()
    assert [json.loads(line)["position"] for line in lines] == list(range(1, len(lines) + 1))
    with accounts.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit SET person = 'x' WHERE position = 2")
    assert "broken at row 2" in browser.get("/audit?check=true").text


def test_a_person_takes_along_and_erases_herself(team: Desk) -> None:
    accounts, new = team
    browser, ann = new(), accounts.people.named(ANN)
    sign_in(browser, ANN)
    accounts.threads.write(ann.id, THREAD, Message(THREAD, "user_message", "User", "20610 twice", 1.0))
    taken = browser.get("/account/everything")
    assert taken.headers["content-disposition"] == 'attachment; filename="casepilot.json"'
    assert [one["text"] for one in taken.json()["tables"]["messages"]] == ["20610 twice"]
    word = csrf(browser)
    assert browser.post("/account/erase", data={"csrf": word, "sure": "yes"}).status_code == 400
    assert (
        browser.post("/account/erase", data={"csrf": word, "sure": "Erase "}, follow_redirects=False).status_code == 303
    )
    assert accounts.people.by_id(ann.id) is None
    assert accounts.threads.owner(THREAD) is None
    assert sign_in(browser, ANN) == 400
    assert any(who == ann.id[:4] and what == "POST /account/erase" for who, _, what, _ in logged(accounts))


def test_who_is_alone_at_her_machine_erases_what_is_there_and_stays(tmp_path: Path) -> None:
    with served(tmp_path, Mode.SINGLE) as (accounts, new):
        browser = new()
        local = accounts.people.by_id("00000000-0000-4000-8000-000000000000")
        assert local is not None
        accounts.threads.write(local.id, THREAD, Message(THREAD, "user_message", "User", "20610", 1.0))
        browser.post("/account/erase", data={"csrf": csrf(browser), "sure": "erase"})
        assert accounts.threads.owner(THREAD) is None
        assert browser.get("/account").status_code == 200


class TestReset:
    @pytest.fixture
    def desk(self, tmp_path: Path) -> Iterator[tuple[Accounts, Open, list[str]]]:
        with smtp_server() as server:
            post, took = Post(Smtp("127.0.0.1", server.server_address[1]), "desk@example.org"), server.mails
            with served(tmp_path, Mode.TEAM, post=post) as (accounts, new):
                accounts.people.add(ANN, PASSWORD)
                accounts.people.add("bob", PASSWORD)
                yield accounts, new, took  # type: ignore[misc]

    def link(self, mail: object) -> str:
        found = re.search(r"https://codes\.example\.org(/account/reset/new\?token=\S+)", mail.get_content())  # type: ignore[attr-defined]
        assert found is not None
        return found[1]

    def test_a_link_by_mail_sets_a_new_password_once(self, desk: tuple[Accounts, Open, list[str]]) -> None:
        _, new, took = desk
        browser, elsewhere = new(), new()
        sign_in(elsewhere, ANN)
        assert browser.post("/account/reset", data={"name": " ANN@example.org"}).status_code == 200
        assert [(mail["To"], mail["From"]) for mail in took] == [(ANN, "desk@example.org")]  # type: ignore[index,call-overload]
        link = self.link(took[0])
        shown = browser.get(link)
        assert (shown.status_code, shown.headers["cache-control"]) == (200, "no-store")
        token = link.partition("token=")[2]
        assert browser.post("/account/reset/new", data={"token": token, "new": "short"}).status_code == 400
        set_new = {"token": token, "new": NEW}
        assert browser.post("/account/reset/new", data=set_new, follow_redirects=False).status_code == 303
        assert sign_in(browser, ANN, NEW) == 303
        assert elsewhere.get("/account", follow_redirects=False).status_code == 303  # signed out
        assert browser.get(link).status_code == 400
        assert browser.post("/account/reset/new", data=set_new).status_code == 400

    def test_the_answer_is_the_same_for_everybody(self, desk: tuple[Accounts, Open, list[str]]) -> None:
        accounts, new, took = desk
        accounts.people.ensure(
            dataclasses.replace(accounts.people.named("bob"), id=THREAD, name="c@example.org"), "oidc|1"
        )
        said = {
            re.sub(re.escape(name), "NAME", new().post("/account/reset", data={"name": name}).text)
            for name in (ANN, "nobody@example.org", "bob", "c@example.org", "x\nBcc: y@example.org")
        }
        assert len(said) == 1
        assert [mail["To"] for mail in took] == [ANN]  # type: ignore[index,call-overload]

    def test_nobodys_mailbox_is_filled_and_nobody_tries_many_names(
        self, desk: tuple[Accounts, Open, list[str]]
    ) -> None:
        _, new, took = desk
        tried = [new().post("/account/reset", data={"name": ANN}).status_code for _ in range(5)]
        assert tried == [200] * attempts.RESET.failures + [429] * 2
        assert len(took) == attempts.RESET.failures
        others = [new().post("/account/reset", data={"name": f"n{n}@example.org"}).status_code for n in range(8)]
        assert others == [200] * (attempts.RESET_ADDRESS.failures - attempts.RESET.failures) + [429]

    def test_what_is_not_ours_or_too_old_is_no_link(
        self, desk: tuple[Accounts, Open, list[str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        accounts, new, took = desk
        new().post("/account/reset", data={"name": ANN})
        token = self.link(took[0]).partition("token=")[2]
        person, until, seal = token.split(".")
        bob = accounts.people.named("bob").id
        for odd in ("", ".", "..", f"{bob}.{until}.{seal}", f"{person}.{int(until) + 1}.{seal}", f"{person}.{until}.x"):
            with pytest.raises(AccountError, match="no longer good"):
                resetting.check(accounts, odd)
        resetting.check(accounts, token)
        later = time.time() + resetting.LASTS_SECONDS + 1
        monkeypatch.setattr(resetting.time, "time", lambda: later)
        with pytest.raises(AccountError, match="no longer good"):
            resetting.check(accounts, token)

    def test_two_who_use_a_link_at_once(self, desk: tuple[Accounts, Open, list[str]]) -> None:
        accounts, new, took = desk
        new().post("/account/reset", data={"name": ANN})
        token = self.link(took[0]).partition("token=")[2]

        def use(number: int) -> bool:
            try:
                resetting.finish(accounts, token, f"{NEW} {number}")
            except AccountError:
                return False
            return True

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(use, range(4))) == 1


def test_without_a_mail_server_the_page_says_whom_to_ask(team: Desk) -> None:
    browser = team[1]()
    assert "ask an administrator" in browser.get("/account/reset").text
    assert "ask an administrator" in browser.post("/account/reset", data={"name": ANN}).text


@pytest.mark.parametrize(
    ("smtp", "sender", "told"),
    [
        ("smtps://mail.example.org", "nobody", "CASEPILOT_MAIL_FROM"),
        ("smtp://mail.example.org", "desk@example.org", "unencrypted"),
        ("http://mail.example.org", "desk@example.org", "CASEPILOT_MAIL_OUT"),
        ("smtps://mail:x", "desk@example.org", "CASEPILOT_MAIL_OUT"),
    ],
)
def test_a_mail_server_that_can_not_be_one_is_told(
    monkeypatch: pytest.MonkeyPatch, smtp: str, sender: str, told: str
) -> None:
    monkeypatch.setenv("CASEPILOT_MAIL_OUT", smtp)
    monkeypatch.setenv("CASEPILOT_MAIL_FROM", sender)
    with pytest.raises(SettingsError, match=told):
        Post.read()


def test_a_mail_server_is_understood_and_one_that_is_not_there_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEPILOT_MAIL_OUT", "smtp://ann:p%40ss@127.0.0.1:1")
    monkeypatch.setenv("CASEPILOT_MAIL_FROM", "desk@example.org")
    post = Post.read()
    assert post == Post(Smtp("127.0.0.1", 1, "smtp", "ann", "p@ss"), "desk@example.org")
    with pytest.raises(MailNotSent, match=r"127\.0\.0\.1"):
        post.send(ANN, "x", "y")
    assert "p@ss" not in repr(post)


def test_the_whole_is_kept_cleared_and_brought_back_by_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CASEPILOT_HOME", str(tmp_path))
    monkeypatch.setenv("CASEPILOT_KEEP_DAYS", "30")

    def run(line: str, status: int = 0) -> str:
        assert main(line.split()) == status, line
        told = capsys.readouterr()
        return told.err if status else told.out

    run("users add ann --generate")
    run(f"users export ann {tmp_path}/ann.json")
    assert json.loads((tmp_path / "ann.json").read_text())["tables"]["people"][0]["name"] == "ann"
    run(f"backup {tmp_path}/kept")
    seen = run("audit verify").split()[-1]
    assert run("clear").splitlines()[0] == "threads: 0 deleted."
    run("users erase ann --yes")
    assert run("users list") == ""
    assert "--yes" in run(f"restore {tmp_path}/kept", 1)
    run(f"restore {tmp_path}/kept --yes")
    assert run("users list").startswith("ann\t")
    assert "was noted" in run(f"audit verify --seen {seen}", 1)  # another log than the one that was noted
    run(f"audit export {tmp_path}/log")
    acts = [json.loads(line)["what"].rsplit(" ", 1)[0] for line in (tmp_path / "log").read_text().splitlines()]
    assert acts == ["command: users add", "command: users export", "command:"]
    assert "can't be written" in run(f"backup {tmp_path}/nowhere/kept", 1)
