"""Measures which codes are told for drugs that go by a name no descriptor has: brands, mostly.

    CASEPILOT_HOME=... python scripts/measure_brands.py CROSSWALK.csv HCPCS.csv [--show]

The names are those of CMS's ASP NDC-HCPCS crosswalk of which no word of four letters stands in the official description
of any of their codes (the HCPCS release is CMS's csv). Each is asked for as "HCPCS code for NAME"; what counts are the
first ten codes that the answer names. The knowledge base is the one in CASEPILOT_HOME: ask it as it is shipped, and
after "python -m ingest add CROSSWALK.csv".
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from assistant.bootstrap import open_casepilot
from assistant.casepilot import CasePilot
from assistant.events import AnswerReady
from assistant.understand.query import Conversation
from corpus.fees import DrugProduct
from corpus.mentions import find_codes
from corpus.relations import CodeListing, ProcedureCode
from ingest.files import opened
from ingest.sources import Format
from ingest.sources.cms.drugs import CrosswalkFormat
from ingest.sources.hcpcs import FORMAT as HCPCS

_WORD = re.compile(r"[a-z]{4,}")
_OFFERED = 10
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """One name with its codes, and the codes that the answer names, in their order."""

    name: str
    codes: frozenset[str]
    told: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        return not self.codes.isdisjoint(self.told)

    @property
    def has_all(self) -> bool:
        return self.codes <= set(self.told)

    @property
    def is_wrong(self) -> bool:
        """Codes are named, and none of them is the drug's."""
        return bool(self.told) and not self.is_right

    @property
    def has_others(self) -> bool:
        return bool(set(self.told) - self.codes)


def names_without_descriptor(crosswalk: Path, hcpcs: Path) -> Mapping[str, frozenset[str]]:
    """Name to codes. Exits with a sentence for a file that is not what it should be."""
    named: dict[str, tuple[str, set[str]]] = {}
    for item in items_of(crosswalk, CrosswalkFormat()):
        if isinstance(item, DrugProduct):
            named.setdefault(item.key, (item.name, set()))[1].add(str(item.code))
    described: dict[str, str] = {}
    for item in items_of(hcpcs, HCPCS):
        if isinstance(item, CodeListing):
            described[str(item.code)] = f"{item.description} {item.short_description}".lower()
    if not named or not described:
        sys.exit("Give CMS's ASP NDC-HCPCS crosswalk and its HCPCS release, both as downloaded.")
    return {
        name: frozenset(codes)
        for key, (name, codes) in named.items()
        if not any(word in described.get(code, "") for word in _WORD.findall(key) for code in codes)
    }


def items_of(path: Path, form: Format) -> Iterable[object]:
    with opened(path) as files:
        for file in files:
            if isinstance(file, Exception):
                sys.exit(str(file))
            yield from form.read(file)


async def ask(casepilot: CasePilot, name: str, codes: frozenset[str]) -> Asked:
    async for event in casepilot.ask(Conversation(), f"HCPCS code for {name}"):
        if isinstance(event, AnswerReady):
            found = [mention.code for mention in find_codes(event.answer.text)]
            told = dict.fromkeys(str(code) for code in found if isinstance(code, ProcedureCode))
            return Asked(name, codes, tuple(told)[:_OFFERED])
    raise RuntimeError("every question is answered")


async def measure(casepilot: CasePilot, names: Mapping[str, frozenset[str]]) -> list[Asked]:
    return [await ask(casepilot, name, codes) for name, codes in names.items()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("crosswalk", type=Path)
    parser.add_argument("hcpcs", type=Path)
    parser.add_argument("--show", action="store_true", help="names that are not told right")
    options = parser.parse_args()
    names = names_without_descriptor(options.crosswalk, options.hcpcs)
    casepilot = open_casepilot()
    asked = asyncio.run(measure(casepilot, names))
    for told, count in (
        ("the right code among ten", sum(one.is_right for one in asked)),
        ("every code of the name among ten", sum(one.has_all for one in asked)),
        ("only codes that are not the drug's", sum(one.is_wrong for one in asked)),
        ("some code that is not the drug's", sum(one.has_others for one in asked)),
        ("no code", sum(not one.told for one in asked)),
    ):
        print(f"{told}: {count} of {len(asked)} names ({count / len(asked):.1%})")
    if options.show:
        for one in [one for one in asked if not one.is_right or one.has_others][:_SHOWN]:
            print(f"  {one.name}: {' '.join(sorted(one.codes))}; told: {' '.join(one.told) or 'nothing'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
