"""What the relay that we trust found out about a sender: SPF, DKIM, DMARC in its Authentication-Results (RFC 8601).

Only the topmost field of the named relay counts: whoever sends a mail can write such fields further down.
"""

from __future__ import annotations

from email.message import Message
from enum import StrEnum

from desk.mail.reading.headers import parameters_of, texts_of

# Exchange Online writes no name of the server that checked; this setting takes its topmost field for the relay's.
NAMELESS = "exchange-online"
_METHODS = ("dmarc", "dkim", "spf")


class Verified(StrEnum):
    """``UNTOLD``: the relay wrote nothing, so that nothing is known."""

    PASSED = "passed"
    FAILED = "failed"
    UNTOLD = "untold"


def verified(message: Message, relay: str, sender: str) -> Verified:
    """Whether the mail comes from where its sender says. DMARC decides; without it, an aligned DKIM or SPF."""
    found = _results(message, relay)
    if found is None:
        return Verified.UNTOLD
    domain = sender.rpartition("@")[2]
    # A failed DMARC can't be outweighed, not by a second result of the same field either.
    told = [result for method, result, _ in found if method == "dmarc"]
    if told and told[0] not in ("none", "bestguesspass"):
        return Verified.PASSED if set(told) == {"pass"} else Verified.FAILED
    aligned = any(
        method in ("dkim", "spf") and result == "pass" and _is_aligned(properties, domain)
        for method, result, properties in found
    )
    return Verified.PASSED if aligned else Verified.FAILED


def _results(message: Message, relay: str) -> list[tuple[str, str, dict[str, str]]] | None:
    """(method, result, properties) of the relay's field; None where it wrote none."""
    for written in texts_of(message, "Authentication-Results"):
        first, *parts = list(parameters_of(written))
        name = first.split(maxsplit=1)[0].casefold() if first else ""
        nameless = "=" in name
        if nameless and relay == NAMELESS:
            return list(map(_result, [first, *parts]))
        if not nameless and name == relay:
            return list(map(_result, parts))
        if relay == NAMELESS:
            return None  # what stands on top isn't Exchange's: nothing below it can be
    return None


def _result(part: str) -> tuple[str, str, dict[str, str]]:
    """ "dkim=pass header.d=example.org" in its pieces."""
    pairs = [word.partition("=") for word in part.casefold().split() if "=" in word]
    if not pairs or pairs[0][0] not in _METHODS:
        return "", "", {}
    method, _, result = pairs[0]
    return method, result, {name: value.strip('"') for name, _, value in pairs[1:]}


def _is_aligned(properties: dict[str, str], domain: str) -> bool:
    """Whether what passed is the sender's own domain, or one above or below it (relaxed alignment, without a list of
    public suffixes: a domain of one label never counts)."""
    for name in ("header.d", "header.i", "smtp.mailfrom"):
        passed = properties.get(name, "").rpartition("@")[2]
        longer, shorter = sorted((passed, domain), key=len, reverse=True)
        if "." in shorter and (longer == shorter or longer.endswith(f".{shorter}")):
            return True
    return False
