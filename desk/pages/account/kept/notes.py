"""``/account/notes``: one's own notes and the team's; writing, changing and deleting them."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.accounts.errors import AccountError
from desk.accounts.rights import Right
from desk.accounts.stores.kept.notes import LONGEST
from desk.accounts.stores.kept.things import Thing
from desk.pages.account.forms import ThisAccounts, ThisForm, ThisVisitor
from desk.pages.account.kept.beside import may_write_for_team
from desk.pages.account.kept.things import address_of, named, thing_of
from desk.pages.account.sign_in import within
from desk.pages.templating import page

router = APIRouter(include_in_schema=False, prefix="/account/notes")
_GONE = "There is no such note of yours."


@router.get("")
def notes(request: Request, accounts: ThisAccounts, visitor: ThisVisitor, search: str = "") -> Response:
    """All that one wrote and all of the team, or those with the words of a search."""
    own = [note for note in accounts.notes.of(visitor.person.id) if not note.team]
    team = accounts.notes.team()
    names = named(request, {note.thing for note in (*own, *team)})
    words = search[:200].casefold().split()

    def fits(text: str) -> bool:
        return all(word in text.casefold() for word in words)

    shown = [
        [note for note in some if fits(f"{note.text} {names[note.thing].name} {names[note.thing].about}")]
        for some in (team, own)
    ]
    return page(
        request,
        "account/kept/notes.html",
        team=shown[0],
        own=shown[1],
        names=names,
        search=search[:200],
        looks_after=visitor.may(Right.DESK),
        person=visitor.person.id,
    )


@router.post("")
def write(request: Request, accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm) -> Response:
    """A new note; one that can't be kept is shown again with what to change."""
    thing, for_team = thing_of(request, fields), fields["team"] == "1"
    if for_team and not may_write_for_team(accounts, visitor):
        raise HTTPException(
            403, "You don't write for the team here: keep the note for yourself, or ask an administrator."
        )
    try:
        accounts.notes.write(visitor.person.id, thing, fields["text"], team=for_team)
    except AccountError as error:
        return _shown(request, thing, fields["text"], team=for_team, trouble=str(error))
    return RedirectResponse(within(fields["back"] or address_of(thing)), 303)


@router.get("/{note_id}")
def note(request: Request, note_id: str, accounts: ThisAccounts, visitor: ThisVisitor) -> Response:
    found = accounts.notes.get(visitor.person.id, note_id)
    if found is None:
        raise HTTPException(404, _GONE)
    return _shown(request, found.thing, found.text, team=found.team, note_id=note_id)


@router.post("/{note_id}")
def change(request: Request, note_id: str, accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm) -> Response:
    found = accounts.notes.get(visitor.person.id, note_id)
    if found is None:
        raise HTTPException(404, _GONE)
    try:
        accounts.notes.change(visitor.person.id, note_id, fields["text"])
    except AccountError as error:
        return _shown(request, found.thing, fields["text"], team=found.team, note_id=note_id, trouble=str(error))
    return RedirectResponse(address_of(found.thing) or "/account/notes", 303)


@router.post("/{note_id}/delete")
def delete(note_id: str, accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm) -> Response:
    """One's own; who looks after the desk deletes any of the team's, too."""
    if not accounts.notes.remove(visitor.person.id, note_id, any_of_the_team=visitor.may(Right.DESK)):
        raise HTTPException(404, _GONE)
    return RedirectResponse(within(fields["back"] or "/account/notes"), 303)


def _shown(request: Request, thing: Thing, text: str, *, team: bool, note_id: str = "", trouble: str = "") -> Response:
    return page(
        request,
        "account/kept/note.html",
        http_status=400 if trouble else 200,
        thing=thing,
        name=named(request, [thing])[thing],
        text=text,
        team=team,
        note_id=note_id,
        trouble=trouble,
        longest=LONGEST,
    )
