"""The parts of an Office file (a zip of XML), found by their content type and parsed safely."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from corpus.errors import SourceError
from ingest.sources import SourceFile
from ingest.sources.documents.word.styles import name_of, value_of

# The text of a thousand pages is some 20 MB of XML.
MOST_PART_BYTES = 256 * 1024 * 1024
_TYPES = "[Content_Types].xml"


class Package:
    """One Word file, opened. Raises SourceError for a file that is damaged, locked or far too large."""

    def __init__(self, file: SourceFile) -> None:
        self._file = file
        try:
            self._archive = zipfile.ZipFile(file.path)
            self._types = self._read_types()
        except (zipfile.BadZipFile, KeyError, OSError) as error:
            raise self._damaged(error) from error
        main = next((name for name, kind in self._types.items() if kind.endswith("document.main+xml")), None)
        if main is None:
            raise self._damaged("its text is missing")
        self.main = self._parsed(main)

    def part(self, kind: str) -> Any:
        """The first part of a kind ("styles"), or None. A side part that is damaged costs only itself."""
        name = next((name for name, type_ in self._types.items() if type_.endswith(f".{kind}+xml")), None)
        try:
            return None if name is None or "glossary" in name else self._parsed(name)
        except SourceError:
            return None

    @property
    def title(self) -> str:
        """The title its maker set, often nothing."""
        core = next((name for name, kind in self._types.items() if kind.endswith("core-properties+xml")), None)
        try:
            root = self._parsed(core) if core else ()
        except SourceError:
            return ""
        return next((child.text or "" for child in root if name_of(child) == "title"), "").strip()

    def note_bodies(self, kind: str) -> dict[str, Any]:
        """Foot- or endnotes by id."""
        root = self.part(kind)
        return {} if root is None else {value_of(note, "id") or "": note for note in root}

    def comment_count(self) -> int:
        root = self.part("comments")
        return 0 if root is None else sum(name_of(child) == "comment" for child in root)

    def edges(self) -> Iterator[Any]:
        """The heads and feet of all sections, heads first."""
        for kind in ("header", "footer"):
            for name, type_ in self._types.items():
                if type_.endswith(f".{kind}+xml") and "glossary" not in name:
                    try:
                        yield self._parsed(name)
                    except SourceError:
                        continue

    def _read_types(self) -> dict[str, str]:
        root = self._parsed(_TYPES)
        return {
            (value_of(child, "PartName") or "").lstrip("/"): value_of(child, "ContentType") or ""
            for child in root
            if name_of(child) == "Override"
        }

    def _parsed(self, name: str) -> Any:
        try:
            if self._archive.getinfo(name).file_size > MOST_PART_BYTES:
                raise SourceError(f"{self._file.name}: the Word file is too large; save it in parts and add those.")
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True)
            return etree.fromstring(self._archive.read(name), parser)
        except RuntimeError as error:  # a zip with a password
            raise SourceError(f"{self._file.name}: the Word file is locked; save a copy without a password.") from error
        except (etree.XMLSyntaxError, KeyError, zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
            raise self._damaged(error) from error

    def _damaged(self, error: object) -> SourceError:
        return SourceError(
            f"{self._file.name}: the Word file is damaged ({error}); open it in Word, save it again and add that copy."
        )
