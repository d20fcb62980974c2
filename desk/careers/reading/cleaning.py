"""Descriptions as HTML that can do nothing but be read, as plain words, and addresses that lead where they say."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

import nh3

from desk.careers.job.job import JobError

_TAGS = set("p br ul ol li strong b em i h2 h3 h4 blockquote table thead tbody tr th td".split())
_BLOCK_ENDS = re.compile(r"</(?:p|li|ul|ol|h\d|div|tr|t[dh]|table|blockquote)>|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_HAS_TAGS = re.compile(r"</?[a-zA-Z][^<>]*>")
_MAIL = re.compile(r"[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}", re.ASCII)
_BLANK_LINES = re.compile(r"\n\s*\n")
LONGEST_DESCRIPTION, LONGEST_ADDRESS = 20_000, 500


def clean(text: str) -> str:
    """A description as safe HTML: a plain text gets its paragraphs, HTML keeps only tags that lay words out.

    Headings of the first rank become second: the page has its own. Links become text; what to do is on the page.
    """
    text = text[:LONGEST_DESCRIPTION]
    if not _HAS_TAGS.search(text):
        parts = (html.escape(part.strip(), quote=False).replace("\n", "<br>") for part in _BLANK_LINES.split(text))
        return "".join(f"<p>{part}</p>" for part in parts if part)
    text = text.replace("<h1", "<h2").replace("</h1", "</h2").replace("<div", "<p").replace("</div", "</p")
    return nh3.clean(text, tags=_TAGS, attributes={}).strip()


def plain(cleaned: str) -> str:
    """The words of cleaned HTML; cells and items stay apart."""
    return " ".join(html.unescape(_TAG.sub("", _BLOCK_ENDS.sub(" \n", cleaned))).split())


def apply_address(text: str) -> str:
    """An https, http or mailto address to apply at; a bare mail address becomes one. Raises JobError (``apply``)."""
    told = text.strip()
    if _MAIL.fullmatch(told):
        return f"mailto:{told}"
    parts = _parts(told)
    if parts is None or not told.isprintable() or " " in told or len(told) > LONGEST_ADDRESS:
        raise JobError("apply", "isn't an address; write https://… or a mail address.")
    if parts[0] == "mailto" and _MAIL.fullmatch(told[len("mailto:") :].partition("?")[0]):
        return f"mailto:{told[len('mailto:') :].partition('?')[0]}"
    if parts[0] in ("http", "https") and "." in parts[1] and "@" not in parts[1]:
        return told
    raise JobError("apply", "leads nowhere that can be opened here; write https://… or a mail address.")


def mail_address(text: str) -> str:
    """A mail address, in small letters. Raises JobError (``mail``)."""
    told = text.strip().casefold()
    if len(told) > 200 or not _MAIL.fullmatch(told):
        raise JobError("mail", "isn't a mail address; write it like name@example.org.")
    return told


def _parts(address: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts.scheme.casefold(), parts.netloc
