"""What people of the desk can mend themselves: one sentence each, with its remedy."""

from __future__ import annotations

from corpus.errors import CasePilotError


class AccountError(CasePilotError):
    """Something about an account, a password or a token that can't be as it was asked for."""


class LockedOut(AccountError):
    """Too many failures for now. ``seconds`` is how long until it may be tried again."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        minutes = max(1, -(-seconds // 60))
        super().__init__(
            f"Too many attempts. Try again in {minutes} {'minute' if minutes == 1 else 'minutes'}, "
            "or ask an administrator for a new password."
        )


class OverQuota(AccountError):
    """The plan's measure for today is used up."""


class DatabaseTooNew(CasePilotError):
    """A newer CasePilot has written this database."""
