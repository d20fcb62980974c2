"""Reads the authored codes below ``corpus/text``: sources, procedure codes and modifiers.

Prose is written by hand in YAML; what publishers' files say of the same codes (status, global days, MUE, add-on pairs)
stands in ``facts.csv``, which ``scripts/authored_facts.py`` writes, and among the shipped add-on code edits
(``add_on_facts.py``). Every reader yields records, or a ``RowError`` naming file, line and reason for an entry it had
to leave out. Pydantic stays in this module: what comes out are the frozen types of ``corpus.records`` and
``corpus.relations``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from corpus.add_on_facts import ADD_ON_EDITION, ADD_ON_FACTS_FILE, read_pairs
from corpus.codes import CodeSystem, CptCode, HcpcsCode, Modifier, parse_code
from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError, SourceError
from corpus.records import CodeRecord, Fact, RecordStatus, RelatedCode, Section, SourceRef
from corpus.relations import AddOnPair, ProcedureCode
from corpus.yaml_loader import LOADER

TEXT_FOLDER = Path(__file__).parent / "text"
EDITION_ID = "casepilot-text"

REPORTED = "When it is reported"
UNIT = "Unit of service"
DOCUMENTATION = "What the record must show"
MODIFIERS = "Modifiers often asked about"

FACTS_FILE = "facts.csv"
# Facts of a modifier: the days of HCPCS Level II between which it could be reported.
FIRST_DAY, LAST_DAY = "first_day", "last_day"

MODIFIER_FILES = "modifiers*.yaml"

_FOLDERS = {CodeSystem.CPT: "cpt", CodeSystem.HCPCS: "hcpcs"}

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _SourceEntry(Strict):
    id: Text
    table: Text
    publisher: Text
    title: Text
    effective_from: date | None = None
    effective_to: date | None = None
    url: Text | None = None


class _RelatedEntry(Strict):
    code: Text
    how: Text


class _FactEntry(Strict):
    name: Text
    value: Text
    source: Text


class _CodeEntry(Strict):
    code: Text
    description: Text
    reported: Text | None = None
    unit: Text | None = None
    documentation: Text | None = None
    modifiers: Text | None = None
    synonyms: list[Text] = []
    related: list[_RelatedEntry] = []
    facts: list[_FactEntry] = []
    sources: list[Text] = Field(min_length=1)


class _ModifierEntry(Strict):
    modifier: Text
    system: Literal["cpt", "hcpcs"]
    description: Text
    reported: Text | None = None
    documentation: Text | None = None
    synonyms: list[Text] = []
    facts: list[_FactEntry] = []
    sources: list[Text] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class AuthoredCode:
    """A procedure code's record and, for an add-on code, its pairs."""

    record: CodeRecord
    pairs: tuple[AddOnPair, ...]


Entry = TypeVar("Entry", bound=BaseModel)


def read_sources(folder: Path = TEXT_FOLDER) -> dict[str, Edition]:
    """The named sources as editions by id, of ``sources.yaml`` and ``sources.d/*.yaml``.

    Raises SourceError when one is malformed or named twice: nothing can be cited without them.
    """
    editions: dict[str, Edition] = {}
    for path in [folder / "sources.yaml", *sorted((folder / "sources.d").glob("*.yaml"))]:
        for entry in _entries(path, _SourceEntry):
            if isinstance(entry, RowError):
                raise SourceError(f"{entry}; correct the source before building.")
            _, source = entry
            if source.id in editions:
                raise SourceError(f"{path}: the source {source.id!r} is defined twice; keep one of them.")
            editions[source.id] = Edition(**source.model_dump())
    return editions


def read_codes(editions: Mapping[str, Edition], folder: Path = TEXT_FOLDER) -> Iterator[AuthoredCode | RowError]:
    """Every authored procedure code of ``cpt/*.yaml`` and ``hcpcs/*.yaml``."""
    published = _Published.read(folder, editions)
    for system, directory in _FOLDERS.items():
        for path in sorted((folder / directory).glob("*.yaml")):
            for entry in _entries(path, _CodeEntry):
                if isinstance(entry, RowError):
                    yield entry
                    continue
                line, values = entry
                try:
                    yield _authored_code(values, system, editions, published, f"{directory}/{path.name}")
                except (InvalidCode, SourceError) as error:
                    yield RowError(str(path), line, str(error))


def read_modifiers(editions: Mapping[str, Edition], folder: Path = TEXT_FOLDER) -> Iterator[CodeRecord | RowError]:
    """Every authored modifier of ``modifiers*.yaml``, with its first and last day of ``facts.csv``."""
    published = _Published.read(folder, editions)
    for path in sorted(folder.glob(MODIFIER_FILES)):
        for entry in _entries(path, _ModifierEntry):
            if isinstance(entry, RowError):
                yield entry
                continue
            line, values = entry
            try:
                yield _modifier(values, editions, published, path.name)
            except (InvalidCode, SourceError) as error:
                yield RowError(str(path), line, str(error))


def authored_code_numbers(folder: Path = TEXT_FOLDER) -> Iterator[str]:
    """Every code that has an entry, as written, without checking the entries."""
    for directory in _FOLDERS.values():
        for path in sorted((folder / directory).glob("*.yaml")):
            yield from re.findall(r'^- code: "?(\w{5})"?$', path.read_text(encoding="utf-8"), re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Published:
    """What publishers' files say of the authored codes, by code number."""

    facts: Mapping[str, tuple[Fact, ...]]
    pairs: Mapping[str, tuple[AddOnPair, ...]]

    @classmethod
    def read(cls, folder: Path, editions: Mapping[str, Edition]) -> _Published:
        """Reads the two tables of a text folder; a table that is not there is empty. Raises SourceError."""
        facts: dict[str, list[Fact]] = {}
        pairs: dict[str, list[AddOnPair]] = {}
        for code, name, value, source in _table(folder / FACTS_FILE):
            facts.setdefault(code, []).append(Fact(name, value, references([source], editions, f"row {code}")[0]))
        path = folder / ADD_ON_FACTS_FILE
        for pair in read_pairs(path.read_text(encoding="utf-8"), ADD_ON_EDITION) if path.is_file() else ():
            if isinstance(pair, RowError):
                raise SourceError(f"{pair}; take the file from the release again.")
            if pair.last_day is None:
                pairs.setdefault(str(pair.add_on), []).append(pair)
        return cls({code: tuple(rows) for code, rows in facts.items()}, {code: tuple(p) for code, p in pairs.items()})


def _table(path: Path) -> list[list[str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]


def _authored_code(
    values: _CodeEntry, system: CodeSystem, editions: Mapping[str, Edition], published: _Published, file: str
) -> AuthoredCode:
    code = parse_code(values.code, system)
    assert isinstance(code, ProcedureCode)  # the two folders hold procedure codes only
    facts = (*published.facts.get(str(code), ()), *_facts(values.facts, editions))
    named = references(values.sources, editions, f"row {code}")
    cited = {source.edition_id: source for source in (*named, *(fact.source for fact in facts))}
    record = CodeRecord(
        code=code,
        description=_flat(values.description),
        official=False,
        status=RecordStatus.ACTIVE,
        source=SourceRef(EDITION_ID, f"{file}, {code}"),
        synonyms=tuple(values.synonyms),
        sections=_sections(values),
        related=tuple(RelatedCode(procedure_code(other.code), _flat(other.how)) for other in values.related),
        facts=facts,
        further_sources=tuple(cited.values()),
    )
    return AuthoredCode(record, published.pairs.get(str(code), ()))


def _modifier(values: _ModifierEntry, editions: Mapping[str, Edition], published: _Published, file: str) -> CodeRecord:
    facts = (*published.facts.get(values.modifier, ()), *_facts(values.facts, editions))
    ended = any(fact.name == LAST_DAY for fact in facts)
    return CodeRecord(
        code=Modifier.parse(values.modifier),
        description=_flat(values.description),
        official=False,
        status=RecordStatus.TERMINATED if ended else RecordStatus.ACTIVE,
        source=SourceRef(EDITION_ID, f"{file}, {values.modifier}"),
        synonyms=tuple(values.synonyms),
        sections=_sections(values),
        facts=facts,
        further_sources=references(values.sources, editions, f"modifier {values.modifier}"),
    )


def procedure_code(text: str) -> ProcedureCode:
    """A CPT or HCPCS Level II code, told apart by its form."""
    try:
        return CptCode.parse(text)
    except InvalidCode:
        return HcpcsCode.parse(text)


def _sections(values: _CodeEntry | _ModifierEntry) -> tuple[Section, ...]:
    texts = {REPORTED: values.reported, DOCUMENTATION: values.documentation}
    if isinstance(values, _CodeEntry):
        texts = {
            REPORTED: values.reported,
            UNIT: values.unit,
            DOCUMENTATION: values.documentation,
            MODIFIERS: values.modifiers,
        }
    return tuple(Section(heading, _flat(text)) for heading, text in texts.items() if text)


def _facts(entries: list[_FactEntry], editions: Mapping[str, Edition]) -> tuple[Fact, ...]:
    return tuple(
        Fact(entry.name, entry.value, references([entry.source], editions, entry.name)[0]) for entry in entries
    )


def references(ids: list[str], editions: Mapping[str, Edition], locator: str) -> tuple[SourceRef, ...]:
    for identifier in ids:
        if identifier not in editions:
            raise SourceError(f"the source {identifier!r} is not in sources.yaml; name it there first")
    return tuple(SourceRef(identifier, locator) for identifier in ids)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _entries(path: Path, model: type[Entry]) -> Iterator[tuple[int, Entry] | RowError]:
    """The entries of a YAML list with the line each begins on."""
    try:
        document = yaml.compose(path.read_text(encoding="utf-8"), Loader=LOADER)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        yield RowError(str(path), getattr(getattr(error, "problem_mark", None), "line", None), first_line(error))
        return
    if document is None:
        return
    if not isinstance(document, yaml.SequenceNode):
        yield RowError(str(path), 1, "expected a list of entries")
        return
    for node in document.value:
        line = node.start_mark.line + 1
        try:
            loader = yaml.SafeLoader("")
            yield line, model.model_validate(loader.construct_document(node))
        except ValidationError as error:
            yield RowError(str(path), line, validation_text(error))
        except yaml.YAMLError as error:
            yield RowError(str(path), line, first_line(error))


def first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


def validation_text(error: ValidationError) -> str:
    parts = (f"{'.'.join(map(str, item['loc'])) or 'entry'}: {item['msg']}" for item in error.errors()[:3])
    return "; ".join(parts)
