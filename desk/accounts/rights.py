"""Who somebody is to the desk, and what each role may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person was given. A guest is nobody in particular: only where the mode is ``public``."""

    GUEST = "guest"
    READER = "reader"  # reads pages and searches
    CODER = "coder"  # asks, checks claims, keeps conversations, shares them, makes tokens, writes for the team
    ADMIN = "admin"  # all of it, and looks after people


class Right(StrEnum):
    """What can be allowed. ``READ`` and ``ASK`` are the scopes of an API token, too."""

    READ = "read"
    ASK = "ask"
    SHARE = "share"
    TOKENS = "tokens"
    TEAM_NOTES = "team_notes"  # writes what everybody who is signed in reads beside a code
    DESK = "desk"  # changes what everybody is answered from
    AUDIT = "audit"  # reads who did what


RIGHTS = {
    Role.GUEST: frozenset({Right.READ, Right.ASK}),
    Role.READER: frozenset({Right.READ}),
    Role.CODER: frozenset({Right.READ, Right.ASK, Right.SHARE, Right.TOKENS, Right.TEAM_NOTES}),
    Role.ADMIN: frozenset(Right),
}

# What an API token can be made for.
SCOPES = (Right.READ, Right.ASK)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who uses the desk. ``plan`` is a name of plans.yaml; ``shown`` what others read."""

    id: str
    name: str
    shown: str
    role: Role
    plan: str

    def may(self, right: Right) -> bool:
        return right in RIGHTS[self.role]

    @property
    def signed_in(self) -> bool:
        return self.role is not Role.GUEST


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who sends a request, and how.

    ``address`` is where from; ``scopes`` are what an API token was made for (None: no token was used); ``csrf`` is
    what a form of theirs must bring back; ``session`` the digest of their session ("": they have none).
    """

    person: Person
    address: str
    scopes: frozenset[Right] | None = None
    csrf: str = ""
    session: str = ""

    def may(self, right: Right) -> bool:
        return self.person.may(right) and (self.scopes is None or right in self.scopes)
