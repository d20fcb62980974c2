"""The names of drugs that CasePilot ships as facts, ``corpus/text/drug_names.txt``: their text, read and written.

A line holds a name as CMS prints it, and the codes that its products are billed with: ``Takhzyro: J0593``; below
the names a line for each code tells its unit: ``J0593 = 1 mg``. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError
from corpus.fees import DrugProduct, drug_key
from corpus.records import SourceRef
from corpus.relations import Table, procedure_code

DRUG_NAMES_FILE = "drug_names.txt"
_UNIT = " = "

# The crosswalk itself, added, takes its place: it has the same id. Without NDCs its silence says nothing.
DRUG_NAMES_EDITION = Edition(
    "asp-ndc-2026-01",
    Table.ASP_CROSSWALK.value,
    "CMS",
    "ASP NDC-HCPCS crosswalk, January 2026, drug names as facts kept by CasePilot",
    date(2026, 1, 1),
    date(2026, 3, 31),
    complete=False,
)


def read_drug_names(text: str, file: str = DRUG_NAMES_FILE) -> Iterator[DrugProduct | RowError]:
    """A product without an NDC for every name and code; a line that cannot be read comes as RowError."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    told = [(number, line) for number, line in lines if not line.startswith("#")]
    dosages = dict(line.split(_UNIT, 1) for _, line in told if _UNIT in line)
    for number, line in told:
        if _UNIT in line:
            continue
        name, _, codes = line.rpartition(": ")
        if not drug_key(name):
            yield RowError(file, number, "the line is not in the form 'name: codes'")
            continue
        try:
            for code in codes.split():
                source = SourceRef(DRUG_NAMES_EDITION.id, f"drug name {name}")
                dosage = dosages.get(code, "")
                yield DrugProduct(procedure_code(code), name, drug_key(name), source, dosage=dosage)
        except InvalidCode as error:
            yield RowError(file, number, str(error))


def write_drug_names(products: Iterable[DrugProduct]) -> Iterator[str]:
    """The lines of some products, sorted; names that differ only in capitals and signs are one, as first printed.

    The unit of a code is left out where its products have different ones.
    """
    names: dict[str, str] = {}
    codes: dict[str, set[str]] = {}
    dosages: dict[str, set[str]] = {}
    for product in products:
        names.setdefault(product.key, product.name)
        codes.setdefault(product.key, set()).add(str(product.code))
        dosages.setdefault(str(product.code), set()).add(product.dosage.lower())
    for key in sorted(names):
        yield f"{names[key]}: {' '.join(sorted(codes[key]))}"
    for code, units in sorted(dosages.items()):
        if len(units) == 1 and "" not in units:
            yield f"{code}{_UNIT}{next(iter(units))}"
