"""People of a real desk in team mode: nobody gets at what is another's, and one's own comes back.

The tries are made from the tables of routes: a new route fails here until it is told what it is.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
import socketio
from playwright.sync_api import Browser, expect
from starlette.routing import Mount

from corpus.codes import CptCode
from desk.accounts.accounts import Accounts
from desk.accounts.entrance.cookies import Cookies
from desk.accounts.rights import Person, Role
from desk.accounts.settings import AccountSettings, Mode
from desk.accounts.stores.kept.things import Thing
from desk.accounts.stores.threads import Message, Thread
from desk.application import create_application
from desk.careers.board import Board
from desk.careers.job.job import Job
from desk.careers.job.wanted import Status
from desk.careers.settings import CareersSettings
from desk.careers.store.addresses import Address
from desk.careers.store.jobs import prepared
from desk.serving.served import Served
from tests.e2e.conftest import running_server
from tests.e2e.screen import Screen

SECRET = "1" * 40
HERS = "hers-alone-20610"
CLAIM = Thing.of_claim(HERS)
TEAM_NOTE = re.compile(r"Ours: \[click\]")
FOLLOW_UPS = "button:has(svg.lucide-corner-down-right)"

# Everybody gets these, signed in or not; the rest asks who is there.
OPEN = {
    "/static",
    "/health",
    "/account/sign-in",
    "/account/register",
    "/account/oidc",
    "/account/oidc/callback",
    "/account/reset",
    "/account/reset/new",
    "/shared/{secret}",
    "/careers/stop",
    "/careers/confirm",
}
# With an id in them that is somebody's, or what one has: nobody else may see or change a thing of it.
OWN = {
    "/",
    "/account",
    "/account/password",
    "/account/everything",
    "/account/erase",
    "/account/sign-out",
    "/account/tokens",
    "/account/tokens/{token_id}/revoke",
    "/account/conversations",
    "/account/conversations/{thread_id}",
    "/account/conversations/{thread_id}/rename",
    "/account/conversations/{thread_id}/delete",
    "/account/conversations/{thread_id}/share",
    "/account/conversations/{thread_id}/unshare",
    "/chat/logout",
    "/careers/address",
    "/careers/alerts",
    "/careers/alerts/{alert_id}/delete",
    "/careers/mine",
    "/careers/mine/{number:int}/close",
    "/careers/post",
    "/careers/saved",
    "/careers/queue",
    "/careers/queue/{number:int}",
    "/careers/jobs/{number:int}",
    "/careers/jobs/{number:int}/save",
    "/careers/jobs/{number:int}/report",
    "/account/favourites",
    "/account/notes",
    "/account/notes/{note_id}",
    "/account/notes/{note_id}/delete",
    "/account/claims/{key}",
    "/account/lists",
    "/account/lists/codes",
    "/account/lists/{list_id}",
    "/account/lists/{list_id}/codes",
    "/account/lists/{list_id}/drop",
    "/account/lists/{list_id}/rename",
    "/account/lists/{list_id}/delete",
    "/account/lists/{list_id}/changes",
    "/account/lists/{list_id}/seen",
    "/account/searches",
    "/account/searches/switch",
    "/account/searches/delete",
}
# For those who look after the desk, who read there what was rated; for nobody else.
ADMINS = {"/account/feedback", "/audit", "/audit/export"}
# Pages and answers that are the same for all who are signed in.
SAME = (
    "/code", "/icd9", "/search", "/claims", "/editions", "/source", "/documents", "/api/v1",
    "/careers/statistics", "/careers/rss.xml", "/careers/sitemap.xml",
)  # fmt: skip
# Administrators look at what anybody posts.
LOOKED_AFTER = ("/careers/queue", "/careers/jobs/{number:int}")
# Chainlit's, as its version has them.
CHAT = set(
    """/public/{filename:path} /assets/{filename:path} /copilot/{filename:path} /auth/config /login /logout /auth/jwt
    /auth/header /auth/oauth/{provider_id} /auth/oauth/{provider_id}/callback /auth/oauth/azure-ad-hybrid/callback /user
    /set-session-cookie /project/translations /project/settings /feedback /project/threads
    /project/thread/{thread_id} /project/share/{thread_id} /project/thread/{thread_id}/element/{element_id}
    /project/element /project/thread /project/thread/share /project/action /mcp /project/file
    /project/file/{file_id} /favicon /logo /avatars/{avatar_id:str} / /health /{full_path:path}""".split()
)


@dataclass(frozen=True)
class Desk:
    url: str
    accounts: Accounts
    people: dict[str, Person]
    hers: Thread
    feedback: str
    token: str
    link: str
    board: Board
    job: int
    alert: str
    note: str
    codes: str

    def kept(self) -> list[object]:
        """All that she keeps beside her conversations."""
        ann, of = self.people["ann"].id, self.accounts
        return [of.favourites.of(ann), of.notes.of(ann), of.lists.of(ann), of.searches.of(ann), of.feedback.rated()]

    def cookie(self, name: str) -> dict[str, str]:
        """What a browser of theirs sends: "nobody" has none."""
        if name not in self.people:
            return {}
        return {Cookies(SECRET, secure=False).session_name: self.accounts.sessions.start(self.people[name])}

    def client(self, name: str) -> httpx.Client:
        # A connection for each request: a refusal before the body was read ends the connection.
        headers = {"origin": self.url, "connection": "close"}
        return httpx.Client(base_url=self.url, cookies=self.cookie(name), headers=headers, timeout=30)


@pytest.fixture(scope="module")
def desk(small_home: Path) -> Iterator[Desk]:
    """A desk with three people, one of whom has a conversation with all that can hang on it."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/desk.db"
        settings = {"CASEPILOT_DESK_URL": address, "CASEPILOT_SECRET": SECRET, "CASEPILOT_MODE": "team"}
        settings["CASEPILOT_CAREERS"] = "on"
        with running_server(small_home, **settings) as url:
            accounts = Accounts.open(Path(folder), AccountSettings(Mode.TEAM, address, secret=SECRET))
            people = {
                "ann": accounts.people.add("ann", None),
                "bob": accounts.people.add("bob", None),
                "root": accounts.people.add("root", None, Role.ADMIN),
                "reader": accounts.people.add("reader", None, Role.READER),
            }
            yield _furnished(url, accounts, people)
            accounts.close()


def _furnished(url: str, accounts: Accounts, people: dict[str, Person]) -> Desk:
    ann, place, message = people["ann"].id, str(uuid.uuid4()), str(uuid.uuid4())
    accounts.threads.begin(ann, place, HERS)
    accounts.threads.write(ann, place, Message(message, "user_message", "User", HERS, 1.0))
    feedback = accounts.threads.rate(ann, message, 1, HERS)
    answered = Message(str(uuid.uuid4()), "assistant_message", "CasePilot", HERS, 2.0)
    accounts.threads.write(ann, place, answered)
    accounts.threads.rate(ann, answered.id, 0, HERS)
    accounts.favourites.add(ann, CLAIM)
    note, codes = accounts.notes.write(ann, CLAIM, HERS), accounts.lists.make(ann, HERS, [])
    accounts.lists.add(ann, codes, [CptCode("0709T")])
    accounts.searches.keep(ann, HERS)
    token, _ = accounts.tokens.make(people["ann"], HERS, ["read"])
    link, hers = accounts.shares.make(ann, place), accounts.threads.get(ann, place)
    assert link is not None
    assert hers is not None
    assert feedback is not None
    board = Board.open(accounts.database, CareersSettings(on=True))
    job = Job(HERS, HERS, f"<p>{HERS}</p>", "https://example.org/1", date.today(), "post", "1", remote=True)
    (number,) = board.jobs.take([prepared(job)], 1.0, Status.WAITING, ann).numbers
    board.saved.save(ann, number)
    alert = board.alerts.add(ann, f"q={HERS}", 1)
    board.addresses.begin(ann, f"{HERS}@example.org", "0")
    return Desk(url, accounts, people, hers, feedback, token.id, link, board, number, alert.id, note, codes)


def routes() -> list[tuple[str, str]]:
    """Every (method, path) that the desk and the chat have, each told above what it is."""
    os.environ.setdefault("CHAINLIT_APP_ROOT", tempfile.mkdtemp(prefix="casepilot-routes-"))
    from chainlit.server import router

    with tempfile.TemporaryDirectory() as folder:
        settings = AccountSettings(Mode.TEAM, f"sqlite:///{folder}/desk.db", secret=SECRET)
        accounts = Accounts.open(Path(folder), settings)
        board = Board.open(accounts.database, CareersSettings(on=True))
        own = create_application(Served.on_loopback(80), chat=False, accounts=accounts, board=board).routes
        accounts.close()
    found = []
    for route in flat(own):
        known = route.path in OPEN | OWN | ADMINS | {"/careers"} or route.path.startswith(SAME)
        assert known, f"{route.path} is new: tell in this file whose it is"
        if not isinstance(route, Mount):
            found += [(method, route.path) for method in route.methods]
    for route in router.routes:
        assert route.path in CHAT, f"Chainlit's {route.path} is new: tell in this file whose it is"
        found += [(method, f"/chat{route.path}") for method in route.methods]
    return found


def flat(routes: list[Any]) -> Iterator[Any]:
    """Each route, those of included routers too: FastAPI keeps a router as one."""
    for route in routes:
        yield from route.effective_route_contexts() if hasattr(route, "effective_route_contexts") else [route]


def tries(desk: Desk, path: str) -> list[str]:
    """The path with her ids in it, and with such as are none."""
    if "{" not in path:
        return [path]
    hers = {"thread_id": desk.hers.id, "token_id": desk.token, "avatar_id": "x", "system": "cpt", "code": "0709T"}
    hers |= {"number": str(desk.job), "alert_id": desk.alert}
    hers |= {"note_id": desk.note, "list_id": desk.codes, "key": CLAIM.key}
    filled = [
        re.sub(r"\{(\w+)(:\w+)?\}", lambda one, odd=odd: odd or hers.get(one[1], desk.hers.messages[0].id), path)
        for odd in ("", "' OR 1=1 --", "0")
    ]
    return list(dict.fromkeys(filled))


def body(desk: Desk) -> dict[str, Any]:
    """Whatever a request of the chat may name, named as hers."""
    message = desk.hers.messages[0].id
    return {
        "threadId": desk.hers.id,
        "name": "stolen",
        "isShared": True,
        "feedback": {"forId": message, "value": 0, "id": desk.feedback, "threadId": desk.hers.id},
        "feedbackId": desk.feedback,
        "pagination": {"first": 100},
        "filter": {"userId": desk.people["ann"].id, "search": HERS[:4]},
        "sessionId": str(uuid.uuid4()),
        "session_id": str(uuid.uuid4()),
        "element": {"id": message, "threadId": desk.hers.id, "type": "text", "name": "x", "display": "inline"},
        "action": {"name": "follow_up", "payload": {"question": "x"}, "forId": message},
    }


def test_nobody_gets_at_what_is_anothers(desk: Desk) -> None:
    table, count, kept = routes(), 0, desk.kept()
    for who in ("nobody", "bob", "root", "reader", "script"):
        with desk.client(who) as client:
            if who == "script":
                _, secret = desk.accounts.tokens.make(desk.people["bob"], "script", ["read", "ask"])
                client.headers["authorization"] = f"Bearer {secret}"
            word = re.search(r'name="csrf" value="(\w+)"', client.get("/account").text)
            form = {"csrf": word[1] if word else "", "title": "stolen", "name": "x", "scopes": "read", "new": "x"}
            # What a form may name as hers: a claim by its digest, a list, a search.
            form |= {"kind": "claim", "key": CLAIM.key, "marked": "1", "list": desk.codes, "code": "cpt:0709T"}
            form |= {"codes": "20610", "text": HERS[:4], "on": "0", "all": "1"}
            for method, path in table:
                for address in tries(desk, path):
                    sent = (
                        {}
                        if method in ("GET", "HEAD")
                        else {"json": body(desk)}
                        if "/chat/" in path
                        else {"data": form}
                    )
                    if path in ("/account/sign-out", "/chat/logout") or (path, who) == ("/editions/fetch", "root"):
                        continue  # it would end the session that the tries are made with, or fetch from outside
                    if who == "root" and path.startswith(LOOKED_AFTER):
                        continue
                    response = client.request(method, address, **sent)
                    count += 1
                    if path == "/account/feedback" and who == "root":
                        assert HERS in response.text
                        continue
                    if path in ADMINS and who == "root":
                        assert response.status_code in (200, 405), (method, address)
                    assert HERS not in response.text, (who, method, address)
                    assert path not in ADMINS or who == "root" or response.status_code in (401, 403, 405), (
                        who,
                        method,
                        address,
                    )
                    known = who not in ("nobody", "script") or (who == "script" and path.startswith("/api"))
                    if not known and path not in OPEN:
                        assert response.status_code in (303, 401, 404, 405), (
                            who,
                            method,
                            address,
                            response.status_code,
                        )
    assert count >= 400
    assert desk.kept() == kept
    ann = desk.people["ann"]
    assert desk.accounts.threads.get(ann.id, desk.hers.id) == desk.hers
    assert [one.id for one in desk.accounts.tokens.of(ann)] == [desk.token]
    posted = desk.board.jobs.get(desk.job)
    assert posted is not None
    assert (posted.status, desk.board.saved.of(ann.id)) == (Status.WAITING, (desk.job,))
    assert [one.id for one in desk.board.alerts.of(ann.id)] == [desk.alert]
    assert desk.board.addresses.of(ann.id) == Address(f"{HERS}@example.org", False)
    shared = desk.accounts.shares.thread(desk.link)
    assert shared is not None
    assert shared.messages == desk.hers.messages


def test_signed_out_in_the_chat_is_signed_out_of_the_pages(desk: Desk) -> None:
    with desk.client("bob") as client:
        assert client.get("/account").status_code == client.get("/chat/user").status_code == 200
        client.post("/chat/logout")
        assert client.get("/account").status_code == client.get("/chat/user").status_code == 401


def test_her_own_are_hers(desk: Desk) -> None:
    """The tries above would all be refused by a desk that refuses everything."""
    with desk.client("ann") as client:
        assert all(HERS in client.get(f"/careers/{page}").text for page in ("mine", "saved", "alerts", "address"))
        assert HERS in client.get(f"/careers/jobs/{desk.job}").text
        assert client.get(f"/chat/project/thread/{desk.hers.id}").json()["steps"][0]["output"] == HERS
        listed = client.post("/chat/project/threads", json=body(desk)).json()["data"]
        assert [one["name"] for one in listed] == [HERS]
        own = (
            "favourites",
            "notes",
            "lists",
            "searches",
            f"notes/{desk.note}",
            f"lists/{desk.codes}",
            f"claims/{CLAIM.key}",
        )
        for address in (*own, f"conversations/{desk.hers.id}"):
            assert HERS in client.get(f"/account/{address}").text, address
        feedback = {"forId": desk.hers.messages[0].id, "value": 1, "comment": HERS}
        answered = client.put("/chat/feedback", json={"feedback": feedback, "sessionId": "x"})
        assert answered.json()["feedbackId"] == desk.feedback


def test_a_socket_takes_over_nobody_elses_conversation(desk: Desk) -> None:
    """In a thread of its own: the browser of the tests beside it keeps a running loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, tried_to_take_over(desk)).result()


async def tried_to_take_over(desk: Desk) -> None:
    session, message = str(uuid.uuid4()), desk.hers.messages[0].id

    async def joined(who: str, session: str, thread: str | None = None) -> socketio.AsyncClient | None:
        client = socketio.AsyncClient(reconnection=False)
        cookie = "; ".join(f"{name}={value}" for name, value in desk.cookie(who).items())
        try:
            await client.connect(
                desk.url,
                headers={"Cookie": cookie} if cookie else {},
                auth={"sessionId": session, "clientType": "webapp", "threadId": thread},
                socketio_path="/chat/ws/socket.io",
                wait_timeout=10,
            )
        except (socketio.exceptions.ConnectionError, RuntimeError):  # findings/engineio-refusal-read-after-closing.sh
            return None
        return client

    hers = await joined("ann", session, desk.hers.id)
    assert hers is not None
    for who in ("nobody", "bob", "root"):
        assert await joined(who, session) is None, who  # her session
        assert await joined(who, str(uuid.uuid4()), desk.hers.id) is None, who  # her conversation
    bobs = await joined("bob", str(uuid.uuid4()), "' OR 1=1 --")
    for client in filter(None, [bobs, await joined("bob", str(uuid.uuid4()))]):
        # A message under the id of hers, and one that says it stands in her conversation.
        for sent_id in (message, str(uuid.uuid4())):
            said = {"id": sent_id, "threadId": desk.hers.id, "output": "stolen", "type": "user_message"}
            said |= {"name": "User", "createdAt": "2026-11-30T00:00:00Z"}
            await client.emit("client_message", {"message": said, "fileReferences": None})
        await asyncio.sleep(0.5)
        await client.disconnect()
    await hers.disconnect()
    assert desk.accounts.threads.get(desk.people["ann"].id, desk.hers.id) == desk.hers


def test_a_conversation_outlives_the_page(desk: Desk, browser: Browser) -> None:
    context = browser.new_context()
    context.add_cookies([{"name": name, "value": value, "url": desk.url} for name, value in desk.cookie("ann").items()])
    screen = Screen(context.new_page(), desk.url).open()
    root, code = desk.people["root"].id, Thing.of_code(CptCode("0709T"))
    note = desk.accounts.notes.write(root, code, "Ours: [click](http://evil.example) <b>first</b>", team=True)
    answer = screen.ask("what is 0709T?")
    expect(screen.page.get_by_text(TEAM_NOTE)).to_be_visible()
    said = answer.inner_text()
    offered = screen.page.locator(FOLLOW_UPS).count()
    (newest, *_), _ = desk.accounts.threads.page(desk.people["ann"].id, 1)
    assert newest.title.startswith("0709T")

    again = Screen(context.new_page(), desk.url)  # another tab, while the first one is open
    again.page.goto(f"{desk.url}/chat/thread/{newest.id}")
    expect(again.answers.first).to_have_text(re.compile(re.escape(said.split("\n")[0])))
    expect(again.page.locator(FOLLOW_UPS)).to_have_count(offered)
    expect(again.page.get_by_text(TEAM_NOTE)).to_be_visible()
    assert again.page.locator("a[href*='evil'], .inline-text b").count() == 0
    desk.accounts.notes.remove(root, note)
    title, content = again.open_source(again.answers.first.locator(".element-link", has_text="[1]").first)
    assert "0709T" in title
    assert content
    expect(again.ask("what is its primary?")).to_contain_text("0708T")
    kept = desk.accounts.threads.get(desk.people["ann"].id, newest.id)
    assert kept is not None
    assert [message.kind for message in kept.messages] == ["user_message", "assistant_message"] * 2
    assert not any("Ours" in message.text or "Ours" in str(message.answer) for message in kept.messages)
    context.close()
