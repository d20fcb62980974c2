"""Who may do what at the desk: identification, rights, forms and quotas, without the chat."""

from __future__ import annotations

import dataclasses
import ipaddress
import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from assistant.opened import Opened, Workbench
from corpus.errors import KnowledgeBaseMissing, SettingsError
from desk.__main__ import main
from desk.accounts.accounts import Accounts
from desk.accounts.entrance.identify import guest_of
from desk.accounts.rights import Role
from desk.accounts.settings import AccountSettings, Mode, Provider
from desk.accounts.stores.attempts import ACCOUNT
from desk.accounts.stores.plans import Kind, read_plans
from desk.accounts.stores.threads import Message
from desk.application import create_application
from desk.pages.account.sign_in import within
from desk.serving.served import Served
from tests.conftest import REPOSITORY
from tests.support import oidc_server

SITE = "https://codes.example.org"
PASSWORD = "four words in a row"
THREAD = "00000000-0000-4000-8000-00000000000a"
HTML = {"accept": "text/html", "origin": SITE}

Open = Callable[[], TestClient]


def _nothing() -> Opened:
    raise KnowledgeBaseMissing("There is no knowledge base.")


@contextmanager
def served(home: Path, mode: Mode, **settings: object) -> Iterator[tuple[Accounts, Open]]:
    """The accounts of a desk behind TLS, and what opens a new browser there."""
    known = AccountSettings(mode, f"sqlite:///{home}/desk.db", **settings)  # type: ignore[arg-type]
    accounts = Accounts.open(home, known, secure=True)
    application = create_application(Served.behind(SITE), chat=False, bench=Workbench(_nothing), accounts=accounts)
    yield accounts, lambda: TestClient(application, base_url=SITE, headers=HTML, client=("203.0.113.7", 5000))
    accounts.close()


@pytest.fixture
def team(tmp_path: Path) -> Iterator[tuple[Accounts, Open]]:
    with served(tmp_path, Mode.TEAM) as desk:
        desk[0].people.add("ann", PASSWORD)
        yield desk


@pytest.fixture
def public(tmp_path: Path) -> Iterator[tuple[Accounts, Open]]:
    with served(tmp_path, Mode.PUBLIC) as desk:
        yield desk


def sign_in(browser: TestClient, name: str = "ann", password: str = PASSWORD) -> int:
    return browser.post(
        "/account/sign-in", data={"name": name, "password": password}, follow_redirects=False
    ).status_code


def csrf(browser: TestClient) -> str:
    found = re.search(r'name="csrf" value="(\w+)"', browser.get("/account").text)
    assert found is not None
    return found[1]


def test_without_sign_in_a_page_leads_to_it_and_the_api_says_so(team: tuple[Accounts, Open]) -> None:
    browser = team[1]()
    led = browser.get("/account/conversations?search=a b", follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (
        303,
        "/account/sign-in?next=%2Faccount%2Fconversations%3Fsearch%3Da%2520b",
    )
    refused = browser.get("/api/v1/editions", headers={"accept": "application/json"})
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")


def test_signed_in_with_cookies_that_no_script_and_no_other_site_gets(team: tuple[Accounts, Open]) -> None:
    browser = team[1]()
    response = browser.post(
        "/account/sign-in", data={"name": "Ann", "password": PASSWORD, "next": "/account"}, follow_redirects=False
    )
    assert (response.status_code, response.headers["location"]) == (303, "/account")
    cookie = response.headers["set-cookie"].casefold()
    assert cookie.startswith("__host-casepilot-session=")
    assert all(part in cookie for part in ("httponly", "samesite=lax", "secure", "path=/"))
    assert "ann" in browser.get("/account").text


@pytest.mark.parametrize(
    ("wanted", "address"),
    [
        ("/code/cpt/20610", "/code/cpt/20610"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil", "/"),
        ("", "/"),
    ],
)
def test_nobody_is_led_elsewhere_after_signing_in(wanted: str, address: str) -> None:
    assert within(wanted) == address


def test_signed_out_is_signed_out_everywhere_that_session_was(team: tuple[Accounts, Open]) -> None:
    browser, copied = team[1](), team[1]()
    sign_in(browser)
    copied.cookies = browser.cookies
    assert copied.get("/account", follow_redirects=False).status_code == 200
    browser.post("/account/sign-out", data={"csrf": csrf(browser)})
    assert copied.get("/account", follow_redirects=False).status_code == 303


def test_too_many_failures_lock_the_account_until_an_administrator_helps(
    team: tuple[Accounts, Open], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    browser = team[1]()
    assert {sign_in(browser, password="wrong, all of it") for _ in range(ACCOUNT.failures)} == {400}
    assert sign_in(browser) == 429
    monkeypatch.setenv("CASEPILOT_HOME", str(tmp_path))
    assert main(["users", "password", "ann", "--generate"]) == 0
    new = capsys.readouterr().out.strip().rsplit(" ", 1)[1]
    assert sign_in(browser) == 400
    assert sign_in(browser, password=new) == 303


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"origin": "null"}])
def test_a_form_of_another_site_is_refused(team: tuple[Accounts, Open], headers: dict[str, str]) -> None:
    browser = team[1]()
    sign_in(browser)
    data = {"csrf": csrf(browser), "name": "x", "scopes": "read"}
    assert browser.post("/account/tokens", data=data, headers=headers).status_code == 403
    del browser.headers["origin"]
    assert browser.post("/account/tokens", data=data).status_code == 403
    assert browser.post("/account/tokens", data=data, headers={"sec-fetch-site": "same-origin"}).status_code == 200


def test_a_form_needs_the_word_of_its_own_session(team: tuple[Accounts, Open]) -> None:
    accounts, new = team
    accounts.people.add("bob", PASSWORD)
    ann, bob = new(), new()
    sign_in(ann)
    sign_in(bob, "bob")
    for word in ("", "x", csrf(bob)):
        assert ann.post("/account/tokens", data={"csrf": word, "name": "x", "scopes": "read"}).status_code == 403


def test_a_token_opens_the_api_within_its_scopes_and_no_page(team: tuple[Accounts, Open]) -> None:
    browser, script = team[1](), team[1]()
    sign_in(browser)
    shown = browser.post("/account/tokens", data={"csrf": csrf(browser), "name": "x", "scopes": "read"}).text
    secret = re.search(r"cp_[\w-]+", shown)
    assert secret is not None
    assert secret[0] not in browser.get("/account").text
    headers = {"authorization": f"Bearer {secret[0]}", "accept": "application/json"}
    assert script.get("/api/v1/nothing-here", headers=headers).status_code == 404
    assert script.post("/api/v1/ask", headers=headers, json={}).status_code == 403
    assert script.get("/account", headers=headers).status_code == 401
    assert script.get("/api/v1/nothing-here", headers={"authorization": "Bearer cp_wrong"}).status_code == 401


def test_a_reader_reads_and_asks_nothing(team: tuple[Accounts, Open]) -> None:
    accounts, new = team
    accounts.people.set_role(accounts.people.named("ann"), Role.READER)
    browser = new()
    sign_in(browser)
    assert browser.get("/").status_code == 200
    assert browser.get("/chat").status_code == 403
    assert (
        browser.post("/account/tokens", data={"csrf": csrf(browser), "name": "x", "scopes": "read"}).status_code == 403
    )


def test_the_word_of_a_named_proxy_counts_and_of_nobody_else(tmp_path: Path) -> None:
    settings = {"proxies": (ipaddress.ip_network("203.0.113.7"),), "proxy_header": "x-forwarded-user"}
    with served(tmp_path, Mode.TEAM, **settings) as (accounts, new):
        told = {"x-forwarded-user": "Ann@Example.org"}
        assert "ann@example.org" in new().get("/account", headers=told).text
        elsewhere = TestClient(new().app, base_url=SITE, headers=HTML, client=("198.51.100.1", 5000))
        assert elsewhere.get("/account", headers=told, follow_redirects=False).status_code == 303
        accounts.people.add("root", PASSWORD, Role.ADMIN)
        assert new().get("/account", headers={"x-forwarded-user": "root"}).status_code == 403


class TestQuotas:
    def test_a_guest_sees_what_is_left_and_over_it_the_way_on(self, public: tuple[Accounts, Open]) -> None:
        accounts, new = public
        browser = new()
        assert "1 pages left today" in browser.get("/").text
        cookie = browser.cookies.get("__Host-casepilot-guest")
        assert cookie is not None
        guest = cookie.split(".")[0]
        person = accounts.people.by_id(guest)
        assert person is None  # a guest who only looks isn't kept
        accounts.quotas.use(guest_of(guest), "203.0.113.7", Kind.PAGES, "cpt/20610")
        over = browser.get("/code/cpt/20611")
        assert over.status_code == 429
        assert "used up" in over.text
        assert 'href="/account/register?next=/code/cpt/20611"' in over.text
        assert 0 < int(over.headers["retry-after"]) <= 86_400
        anew = new()  # without the cookie: the address is counted, too
        assert anew.get("/code/cpt/20611").status_code == 429
        registered = anew.post("/account/register", data={"name": "cat", "password": PASSWORD}, follow_redirects=False)
        assert registered.status_code == 303
        assert "6 pages left today" in anew.get("/").text

    def test_a_page_that_is_not_there_is_not_counted(self, public: tuple[Accounts, Open]) -> None:
        browser = public[1]()
        for number in range(4):
            assert browser.get(f"/code/nowhere/{number}").status_code >= 400
        assert "1 pages left today" in browser.get("/").text

    def test_a_guests_cookie_can_not_be_made_up(self, public: tuple[Accounts, Open]) -> None:
        browser = public[1]()
        browser.cookies.set("__Host-casepilot-guest", f"{THREAD}.{'0' * 64}")
        assert "casepilot-guest" in browser.get("/").headers["set-cookie"]


def test_a_conversation_is_found_renamed_exported_shared_and_deleted(team: tuple[Accounts, Open]) -> None:
    accounts, new = team
    ann = accounts.people.named("ann")
    cited = {"number": 1, "title": "MUE of 20610", "edition": "2026 Q4", "locator": "row 7", "text": "2"}
    answer = {"kind": "answer", "citations": [cited], "follow_ups": [], "shown": {"sources": []}}
    for number, message in enumerate(
        (
            Message("", "user_message", "User", "<b>20610</b> x3?", 1.0),
            Message("", "assistant_message", "CasePilot", "**Only on appeal** <script>x</script> [1]", 2.0, answer),
        ),
        1,
    ):
        accounts.threads.write(ann.id, THREAD, dataclasses.replace(message, id=f"{THREAD[:-1]}{number}"))
    browser, place = new(), f"/account/conversations/{THREAD}"
    sign_in(browser)
    assert THREAD in browser.get("/account/conversations?search=appeal").text
    shown = browser.get(place).text
    assert "<strong>Only on appeal</strong> &lt;script&gt;" in shown
    assert "&lt;b&gt;20610&lt;/b&gt;" in shown
    word = {"csrf": csrf(browser)}
    browser.post(f"{place}/rename", data={**word, "title": "Knee – injections"})
    exported = browser.get(f"{place}?format=md")
    assert exported.headers["content-disposition"] == 'attachment; filename="Knee-injections.md"'
    assert "> <b>20610</b> x3?" in exported.text
    assert "- [1] MUE of 20610, 2026 Q4, row 7" in exported.text
    assert browser.get(f"{place}?format=json").json()["messages"][1]["answer"]["citations"] == [cited]
    link = re.search(r"/shared/[\w-]+", browser.post(f"{place}/share", data=word).text)
    assert link is not None
    stranger = new()
    read = stranger.get(link[0])
    assert (read.status_code, read.headers["cache-control"]) == (200, "no-store")
    assert "Only on appeal" in read.text
    browser.post(f"{place}/unshare", data=word)
    assert stranger.get(link[0]).status_code == 404
    browser.post(f"{place}/delete", data=word)
    assert browser.get(place).status_code == 404


@pytest.mark.parametrize(
    ("environment", "local", "told"),
    [
        ({"CASEPILOT_MODE": "single"}, False, "127.0.0.1"),
        ({"CASEPILOT_MODE": "open"}, True, "CASEPILOT_MODE"),
        ({"CASEPILOT_PROXY_HEADER": "x-user"}, False, "CASEPILOT_PROXIES"),
        ({"CASEPILOT_PROXIES": "10.0.0.0/33"}, False, "CASEPILOT_PROXIES"),
        ({"CASEPILOT_SECRET": "short"}, False, "CASEPILOT_SECRET"),
    ],
)
def test_a_setting_that_can_not_be_used_is_told(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], local: bool, told: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=told):
        AccountSettings.read(Path("/nowhere"), local=local)


@pytest.mark.parametrize(("local", "mode"), [(True, Mode.SINGLE), (False, Mode.TEAM)])
def test_the_mode_follows_from_who_can_reach_the_server(local: bool, mode: Mode) -> None:
    assert AccountSettings.read(Path("/nowhere"), local=local).mode is mode


@pytest.mark.parametrize(
    "text", ["", "guest: 1", "guest: {pages: -1}\nregistered: {}", "member: {}", "guest: {cats: 1}\nregistered: {}"]
)
def test_plans_that_can_not_be_read_are_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "plans.yaml").write_text(text)
    with pytest.raises(SettingsError, match=r"plans\.yaml"):
        read_plans(tmp_path / "plans.yaml")


def test_an_administrator_does_it_by_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CASEPILOT_HOME", str(tmp_path / "home"))
    (tmp_path / "password").write_text(f"{PASSWORD}\n")

    def run(line: str, status: int = 0) -> str:
        assert main(["users", *line.split()]) == status
        told = capsys.readouterr()
        return told.err if status else told.out

    run(f"add ann --role admin --password-file {tmp_path}/password")
    run("add bob --generate --plan registered")
    assert "taken" in run("add bob --generate", 1)
    run("role bob reader")
    assert "no plan" in run("plan bob gold", 1)
    assert run("list").splitlines()[0].split("\t") == ["ann", "admin", "member"]
    assert "bob\treader\tregistered" in run("list")
    assert run("tokens bob --make script --scopes read,ask").splitlines()[1].startswith("cp_")
    token = run("tokens bob").split("\t")[0]
    run(f"tokens bob --revoke {token}")
    assert run("tokens bob") == ""
    assert "--yes" in run("erase bob", 1)
    run("erase bob --yes")
    assert "only administrator" in run("erase ann --yes", 1)


def test_the_commands_of_the_documentation_do_what_they_say(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CASEPILOT_HOME", str(tmp_path))
    page = (REPOSITORY / "docs" / "running-for-a-team.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)  # files that are named there are written here
    lines = re.findall(r"^    python -m desk (.*?)(?:  .*)?$", page, re.MULTILINE)
    # Who is erased has no tokens to be made later on the page.
    lines = [line for line in lines if " erase " not in line] + [line for line in lines if " erase " in line]
    assert len(lines) >= 16
    token = ""
    for line in lines:
        assert main(shlex.split(line.replace(" ID", f" {token}"))) == 0, line
        token = capsys.readouterr().out.split("\t")[0]


class TestOidc:
    @pytest.fixture
    def desk(self, tmp_path: Path) -> Iterator[tuple[Accounts, Open, oidc_server.Provider]]:
        with oidc_server.oidc_provider() as provider:
            here = Provider(provider.issuer, oidc_server.CLIENT, oidc_server.CLIENT_SECRET)
            with served(tmp_path, Mode.TEAM, provider=here) as (accounts, new):
                yield accounts, new, provider

    def back(self, browser: TestClient, **changes: str) -> httpx.Response:
        """Through the provider and back, with changes to what it sends back."""
        sent = browser.get("/account/oidc?next=/account", follow_redirects=False)
        returned = httpx.get(sent.headers["location"]).headers["location"]
        parts = urlsplit(returned)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()} | changes
        return browser.get(f"{parts.path}?{urlencode(query)}", follow_redirects=False)

    def test_signed_in_there_is_signed_in_here(self, desk: tuple[Accounts, Open, oidc_server.Provider]) -> None:
        accounts, new, provider = desk
        browser = new()
        came = self.back(browser)
        assert (came.status_code, came.headers["location"]) == (303, "/account")
        assert "Ann" in browser.get("/account").text
        provider.claims["preferred_username"] = "renamed"
        assert self.back(new()).status_code == 303
        assert [person.name for person in accounts.people.all()] == ["ann"]

    def test_what_is_not_as_it_must_be_signs_nobody_in(self, desk: tuple[Accounts, Open, oidc_server.Provider]) -> None:
        accounts, new, provider = desk
        for changes in ({"iss": "https://evil.example"}, {"aud": "another"}, {"nonce": "x"}, {"exp": 1}, {"sub": None}):
            provider.changes = changes
            assert self.back(new()).status_code == 400, changes
        provider.changes = {}
        assert self.back(new(), state="x").status_code == 400
        assert self.back(new(), code="x").status_code == 400
        provider.signing_key = RSAKey.generate_key(2048, parameters={"kid": "1"})
        assert self.back(new()).status_code == 400
        assert new().get("/account/oidc/callback?state=x&code=y").status_code == 400
        assert [person.name for person in accounts.people.all()] == []

    def test_an_account_with_a_password_is_not_taken_over(
        self, desk: tuple[Accounts, Open, oidc_server.Provider]
    ) -> None:
        accounts, new, _ = desk
        accounts.people.add("ann", PASSWORD)
        assert self.back(new()).status_code == 400
