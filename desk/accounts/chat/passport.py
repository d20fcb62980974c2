"""What the chat is told of who asks: a cookie of its own kind, made for one request and never given to a browser."""

from __future__ import annotations

import os

from chainlit.auth import create_jwt
from chainlit.config import config
from chainlit.user import User

from desk.accounts.accounts import Accounts
from desk.accounts.chat.layer import History
from desk.accounts.rights import Visitor
from desk.accounts.secrets import new_secret

# Chainlit's name for its cookie where none is set.
_COOKIE = "access_token"


def furnish(accounts: Accounts) -> None:
    """Gives Chainlit its data layer, and has it ask who everybody is. Before the chat is mounted."""
    os.environ["CHAINLIT_CUSTOM_AUTH"] = "true"
    os.environ["CHAINLIT_AUTH_COOKIE_NAME"] = _COOKIE
    # Nobody but this process makes or reads these cookies: their secret ends with it.
    os.environ["CHAINLIT_AUTH_SECRET"] = new_secret()
    history = History(accounts)
    config.code.data_layer = lambda: history


def passport(visitor: Visitor) -> str:
    """The cookie header for a request of this visitor's."""
    user = User(identifier=visitor.person.id, display_name=visitor.person.shown)
    return f"{_COOKIE}={create_jwt(user)}"
