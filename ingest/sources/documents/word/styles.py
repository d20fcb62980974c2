"""How text of a Word document looks, as far as it decides what is read: struck out, hidden, raised, bold, a heading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_OFF = frozenset(("0", "false", "off", "none"))
_MOST_BASES = 20  # styles based on each other; a circle ends here


@dataclass(frozen=True, slots=True)
class Look:
    """How a run is shown."""

    struck: bool = False
    hidden: bool = False
    raised: bool = False
    bold: bool = False


def name_of(element: Any) -> str:
    """The name of an element without its namespace; nothing for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value_of(element: Any, name: str) -> str | None:
    """An attribute by its name without namespace."""
    if element is None:
        return None
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def is_on(element: Any) -> bool:
    """A switch of Word: there, and not set to off."""
    return element is not None and (value_of(element, "val") or "true").lower() not in _OFF


class Styles:
    """The styles of one document."""

    def __init__(self, root: Any) -> None:
        """``root`` is the part of styles, None when the document has none."""
        elements = () if root is None else root
        self._styles = {value_of(style, "styleId") or "": style for style in elements if name_of(style) == "style"}
        self._default = next(
            (
                value_of(style, "styleId")
                for style in self._styles.values()
                if value_of(style, "type") == "paragraph" and value_of(style, "default") in ("1", "true")
            ),
            None,
        )

    def of_paragraph(self, paragraph: Any) -> str | None:
        """The id of a paragraph's style."""
        style = _child(_child(paragraph, "pPr"), "pStyle")
        return value_of(style, "val") if style is not None else self._default

    def is_heading(self, paragraph: Any) -> bool:
        """A heading or title by its style's name or its level in the outline."""
        level = _child(_child(paragraph, "pPr"), "outlineLvl")
        if level is not None:
            return (value_of(level, "val") or "9") < "9"
        for style in self._chain(self.of_paragraph(paragraph)):
            name = (value_of(_child(style, "name"), "val") or "").lower()
            if name.startswith(("heading", "title")):
                return True
            level = _child(_child(style, "pPr"), "outlineLvl")
            if level is not None:
                return (value_of(level, "val") or "9") < "9"
        return False

    def of_run(self, run: Any, paragraph_style: str | None) -> Look:
        """How a run is shown: by itself, else by its style, else by its paragraph's."""
        own = _child(run, "rPr")
        named = value_of(_child(own, "rStyle"), "val")
        sources = [own, *(_child(style, "rPr") for style in (*self._chain(named), *self._chain(paragraph_style)))]
        return Look(
            struck=_switch(sources, "strike") or _switch(sources, "dstrike"),
            hidden=_switch(sources, "vanish"),
            raised=next((value_of(mark, "val") for mark in _marks(sources, "vertAlign")), "") == "superscript",
            bold=_switch(sources, "b"),
        )

    def _chain(self, identifier: str | None) -> list[Any]:
        """A style and those it is based on."""
        chain: list[Any] = []
        while identifier in self._styles and len(chain) < _MOST_BASES:
            style = self._styles[identifier]
            chain.append(style)
            identifier = value_of(_child(style, "basedOn"), "val")
        return chain


def _child(element: Any, name: str) -> Any:
    return None if element is None else next((child for child in element if name_of(child) == name), None)


def _marks(sources: list[Any], name: str) -> list[Any]:
    return [mark for mark in (_child(source, name) for source in sources) if mark is not None]


def _switch(sources: list[Any], name: str) -> bool:
    """The first source that says anything decides."""
    return next((is_on(mark) for mark in _marks(sources, name)), False)
