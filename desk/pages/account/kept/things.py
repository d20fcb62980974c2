"""The things that notes and favourites are on, as forms name them and as lists show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request

from assistant.opened import Opened
from assistant.rules.claim.checked import CheckedClaim
from assistant.understand.claims.text import ClaimText
from corpus.codes import Code, code_from_key
from corpus.errors import CasePilotError, InvalidCode
from desk import claiming
from desk.accounts.stores.kept.things import LONGEST_KEY, Thing, ThingKind
from desk.pages.account.forms import Form
from desk.pages.bench import opened
from desk.pages.links import SYSTEM_NAMES, code_address, section_address

# A claim is kept by its lines: one of more than this is a file.
LONGEST_CLAIM = 4_000
_DAY = "DOS "


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with what it is called, a word on it ("ICD-10-CM"), and its page."""

    thing: Thing
    name: str
    about: str
    address: str


def thing_of(request: Request, fields: Form) -> Thing:
    """The thing that a form names; raises HTTPException (400) for one that nothing loaded knows."""
    knowledge = opened(request).knowledge
    kind, key = fields["kind"], fields["key"]
    if kind == ThingKind.CODE and (code := _code(key)) is not None and knowledge.existing([code]):
        return Thing.of_code(code)
    if kind == ThingKind.SECTION and len(key) <= LONGEST_KEY and key in knowledge.catalog.sections([key]):
        return Thing.of_section(key)
    if kind == ThingKind.CLAIM and (lines := read_again(fields["lines"], opened(request))):
        return Thing.of_claim(lines)
    raise HTTPException(
        400, "Nothing loaded has what this is to be kept on. Open its page again and send it from there."
    )


def address_of(thing: Thing) -> str:
    """The page of a thing; "" for a code's key that is none any more."""
    if thing.kind is ThingKind.CLAIM:
        return f"/account/claims/{thing.key}"
    if thing.kind is ThingKind.SECTION:
        return section_address(thing.key)
    code = _code(thing.key)
    return code_address(code) if code is not None else ""


def named(request: Request, things: Iterable[Thing]) -> Mapping[Thing, Named]:
    """What each is called. Without a knowledge base codes and sections are called by their keys."""
    things = tuple(things)
    codes = {thing: code for thing in things if thing.kind is ThingKind.CODE and (code := _code(thing.key))}
    keys = [thing.key for thing in things if thing.kind is ThingKind.SECTION]
    try:
        bench = opened(request)
        entries = bench.finder.entries(sorted(set(codes.values()), key=str))
        sections = bench.knowledge.catalog.sections(keys)
    except CasePilotError:
        entries, sections = {}, {}
    found: dict[Thing, Named] = {}
    for thing in things:
        name, about = thing.key, ""
        if thing in codes:
            code = codes[thing]
            entry = entries.get(code)
            name, about = str(code), (entry.description if entry else "") or SYSTEM_NAMES[code.system]
        elif thing.key in sections:
            name, about = sections[thing.key].heading, sections[thing.key].document_title
        elif thing.kind is ThingKind.CLAIM:
            name, about = short(thing.label), "Claim"
        found[thing] = Named(thing, name, about, address_of(thing))
    return found


# --- claims -------------------------------------------------------------------------------------------------------


def lines_of(claim: ClaimText, day: date) -> str:
    """A claim as it is kept: its date, its lines and its diagnoses, and nothing of whose it is."""
    lines = [
        f"{line.text} x{line.units}{f' {line.day}' if line.day and line.day != day else ''}" for line in claim.lines
    ]
    diagnoses = [f"Dx {', '.join(map(str, claim.diagnoses))}"] if claim.diagnoses else []
    return "\n".join([f"{_DAY}{day}", *lines, *diagnoses])


def claim_thing(checked: CheckedClaim) -> Thing | None:
    """A checked claim as a thing; None for one that is too long, or has no line."""
    lines = lines_of(checked.claim, checked.day)
    return Thing.of_claim(lines) if checked.claim.lines and len(lines) <= LONGEST_CLAIM else None


def read_again(text: str, bench: Opened) -> str:
    """The lines of the one claim in a text as they are kept; "" for none: nothing else that was sent is."""
    if not text.strip() or len(text) > LONGEST_CLAIM:
        return ""
    try:
        (claim,) = claiming.read_file(text.encode(), "The claim", bench)
    except (CasePilotError, ValueError):
        return ""
    return lines_of(claim, claim.day or date.today())


def short(lines: str) -> str:
    """A claim in one line: "99213-25 x1, 20610-RT x1, Dx M17.11 (2026-05-15)"."""
    day, _, rest = lines.partition("\n")
    told = ", ".join(rest.splitlines())
    return f"{told[:120]}{'…' if len(told) > 120 else ''} ({day.removeprefix(_DAY)})"


def _code(key: str) -> Code | None:
    try:
        return code_from_key(key)
    except InvalidCode:
        return None
