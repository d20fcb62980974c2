"""Secrets that are handed out once and kept as their digest; and the one secret of this installation."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from corpus.errors import SettingsError

FILE_NAME = "desk.secret"
_BYTES = 32


def new_secret(prefix: str = "") -> str:
    """A secret nobody can guess, of letters that stand in an address and in a header."""
    return prefix + secrets.token_urlsafe(_BYTES)


def digest(secret: str) -> str:
    """As what it is kept. Its 256 random bits need no slow digest, unlike a password."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def sealed(key: str, purpose: str, text: str) -> str:
    """What proves that we wrote ``text`` for this purpose."""
    return hmac.new(key.encode(), f"{purpose}\0{text}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def is_sealed(key: str, purpose: str, text: str, seal: str) -> bool:
    return hmac.compare_digest(sealed(key, purpose, text).encode(), seal.encode("utf-8", "replace"))


def same(told: str, secret: str) -> bool:
    """Whether two secrets are the same; nothing of it can be told from the time it takes."""
    return bool(secret) and hmac.compare_digest(told.encode("utf-8", "replace"), secret.encode())


def installation_secret(home: Path) -> str:
    """The secret kept in this home, made at the first asking; its owner alone may read it. Raises SettingsError."""
    try:
        return _kept(home, home / FILE_NAME)
    except OSError as error:
        raise SettingsError(
            f"The desk's secret can't be kept in {home} ({error.strerror}): make the folder writable, or set "
            "CASEPILOT_SECRET and CASEPILOT_DESK_URL."
        ) from None


def _kept(home: Path, path: Path) -> str:
    home.mkdir(parents=True, exist_ok=True)
    aside = home / f".{FILE_NAME}-{os.getpid()}-{secrets.token_hex(4)}"
    if not path.exists():
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(new_secret())
        try:
            os.link(aside, path)  # whoever makes it first, all use the same
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return path.read_text(encoding="ascii").strip()
