"""HTML of mail programs as text, tables in columns; and the same without what they mark as quoted or as a signature."""

from __future__ import annotations

from inscriptis import Inscriptis
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from lxml import etree, html  # type: ignore[import-untyped]

# What each program puts around the mail that is replied to. Gmail's own container stays: who answers between the lines
# types inside of it. Outlook's heads are told by their words, as in plain text.
_QUOTES = (
    "//blockquote[@type='cite']",
    "//blockquote[contains(@class,'gmail_quote')]",
    "//*[contains(@class,'gmail_attr')][not(contains(., 'Forwarded message'))]",
    "//*[contains(@class,'yahoo_quoted')]",
    "//*[contains(@class,'moz-cite-prefix')]",
    "//*[contains(@class,'protonmail_quote')]",
    "//*[contains(@class,'zmail_extra')]",
)
_SIGNATURES = (
    "//*[contains(@class,'gmail_signature')]",
    "//*[contains(@class,'moz-signature')]",
    "//*[contains(@class,'protonmail_signature')]",
    "//*[@id='Signature' or @id='ms-outlook-mobile-signature' or @id='AppleMailSignature']",
    "//*[@id='ms-outlook-mobile-body-separator-line']",
)
_FORWARD = "//*[contains(@class,'gmail_attr')][contains(., 'Forwarded message')]"
# Without spaces before and after inline elements: "99213" in a span and "-25" after it are one.
_CONFIG = ParserConfig(css=CSS_PROFILES["strict"], display_links=False)


def as_text(markup: str) -> str:
    """All of it."""
    tree = _tree(markup)
    return _text(tree) if tree is not None else ""


def newest_text(markup: str) -> str:
    """What was typed now, as far as the program tells; a forwarded mail stays."""
    tree = _tree(markup)
    if tree is None:
        return ""
    marks = _SIGNATURES if tree.xpath(_FORWARD) else (*_QUOTES, *_SIGNATURES)
    for mark in marks:
        for element in tree.xpath(mark):
            if element.getparent() is not None:
                element.drop_tree()  # keeps the text after it
    return _text(tree)


def _tree(markup: str) -> html.HtmlElement | None:
    # An XML declaration with an encoding is refused in text, and NUL ends the parse.
    cleaned = markup.replace("\0", "").strip()
    if cleaned.startswith("<?xml"):
        cleaned = cleaned.partition("?>")[2]
    if not cleaned:
        return None
    try:
        return html.document_fromstring(cleaned)
    except (etree.ParserError, ValueError):  # nothing but comments; signs that no document has
        return None


def _text(tree: html.HtmlElement) -> str:
    shown: str = Inscriptis(tree, _CONFIG).get_text()
    return "\n".join(line.rstrip() for line in shown.splitlines()).strip("\n")
