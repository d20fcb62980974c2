"""Reads the words that patients and front desks use for diagnoses: ``corpus/text/icd10cm/lay_terms.yaml``.

One line an ICD-10-CM entry: ``"M22.2X": ["runner's knee"]``. They are searched as synonyms of the entry; what the code
means stays what the tabular list says.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from corpus.authored import EDITION_ID, TEXT_FOLDER, first_line
from corpus.codes import Icd10CmCode
from corpus.errors import InvalidCode, RowError
from corpus.records import SourceRef
from corpus.relations import IndexTerm
from corpus.yaml_loader import LOADER

LAY_TERMS_FILE = "icd10cm/lay_terms.yaml"


def read_lay_terms(folder: Path = TEXT_FOLDER) -> Iterator[IndexTerm | RowError]:
    """Every term with its code, in file order; nothing when the folder has no such file.

    A line that is no list of texts, names no code, or repeats a code or term comes as RowError.
    """
    path = folder / LAY_TERMS_FILE
    if not path.is_file():
        return
    try:
        document = yaml.compose(path.read_text(encoding="utf-8"), Loader=LOADER)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        yield RowError(str(path), None, first_line(error))
        return
    owners: dict[str, str] = {}
    for key, values in document.value if isinstance(document, yaml.MappingNode) else []:
        line = key.start_mark.line + 1
        try:
            code = Icd10CmCode.parse(key.value)
        except InvalidCode as error:
            yield RowError(str(path), line, str(error))
            continue
        if not isinstance(values, yaml.SequenceNode) or not all(isinstance(one.value, str) for one in values.value):
            yield RowError(str(path), line, f"{code}: expected a list of terms")
            continue
        for term in (" ".join(one.value.split()) for one in values.value):
            if term.casefold() in owners:
                yield RowError(str(path), line, f"{code}: {term!r} already leads to {owners[term.casefold()]}")
                continue
            owners[term.casefold()] = str(code)
            yield IndexTerm(code, term, SourceRef(EDITION_ID, f"{LAY_TERMS_FILE}, {code}"))
