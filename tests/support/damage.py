"""Cut, altered and missing files, sixty of them, and what CasePilot says then: nothing wrong, and a remedy that works.

The tables are generated in the publishers' layouts and at their size; their values are made up, so they stay in a
temporary folder. ``scripts/measure_damage.py`` tries all of them, ``tests/integration/test_whole_or_refused.py`` a few.
"""

from __future__ import annotations

import asyncio
import gzip
import io
import os
import random
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl

from assistant.bootstrap import open_retriever
from assistant.casepilot import CasePilot
from assistant.events import AnswerReady
from assistant.understand.query import Conversation
from corpus.errors import CasePilotError
from corpus.store.export import DEFAULT_MODEL
from corpus.store.knowledge_base import KnowledgeBase
from corpus.store.snapshot import Home
from ingest.adding import add
from ingest.keeping.mending import repair, verify
from ingest.progress import Progress
from ingest.reporting import NOT_LOADED
from ingest.sources.formats import FORMATS

DAY = date(2026, 5, 15)  # every table below is of the second quarter of 2026, or of its year

# What an answer says that does not know: the table is not loaded, or what is loaded of it is not whole.
UNKNOWING = re.compile(
    r"not loaded|not in the loaded editions|no (?:loaded )?(?:edition|table|source)|not complete|excerpt|do(?: not|n't) have"
)


def codes() -> list[str]:
    """Fifteen thousand codes in the publishers' order, from anesthesia to speech screening."""
    numbers = [f"{number:05}" for number in range(100, 99_999, 11)]
    letters = [f"{letter}{number:04}" for letter in "ABCEGHJKLMPQRST" for number in range(1, 4_000, 10)]
    return [*numbers, *letters, *(f"V{number:04}" for number in range(2, 5_364, 14)), "V5364"]


MUE_NAME, OPPS_NAME, GPCI_NAME = "MUE_Prac_04-01-2026.csv", "OPPS_Addendum_B_Apr2026.csv", "GPCI2026.csv"
AOC_NAME, FEE_NAME, HCPCS_NAME = "AOC_V2026Q2-MCR.txt", "PPRRVU2026_Apr_nonQPP.csv", "HCPC2026_APR_ANWEB.csv"


def tables() -> dict[str, str]:
    """Each table's text by the publisher's name of its file; the same at every call."""
    chance, listed = random.Random(14), codes()
    mue = (
        '"A notice",,,\n"HCPCS/\nCPT Code",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n'
    )
    mue += "".join(
        f"{code},{chance.randint(1, 9)},3 Date of Service Edit: Clinical,Clinical: Data\n" for code in listed
    )
    opps = "OPPS Payment by HCPCS Code for CY 2026,,,\nHCPCS Code,SI,APC,Payment Rate\n"
    opps += "".join(f"{code},Q3,5521,{chance.randint(10, 900)}.88\n" for code in listed)
    fee = ",,2026 National Physician Fee Schedule Relative Value File April Release,,,,,\n,,,STATUS,WORK,GLOB,BILAT,CONV\n"
    fee += "HCPCS,MOD,DESCRIPTION,CODE,RVU,DAYS,SURG,FACTOR\n"
    days = ("000", "010", "090", "XXX", "ZZZ")
    fee += "".join(f"{code},,X,A,{chance.randint(1, 30)}.50,{chance.choice(days)},1,33.4009\n" for code in listed)
    aoc = "".join(
        f"1{code}       {other}       2022001\n" for code, other in zip(listed[7_000:13_500], listed, strict=False)
    )
    gpci = "Title,,,,,,\nMedicare Administrative Contractor,State,Locality Number,Locality Name,"
    gpci += "2026 PW GPCI (with 1.0 Floor),2026 PE GPCI,2026 MP GPCI\n"
    states = [first + second for first in "ACDFGHIKLMNOPRSTUVW" for second in "AELNRTY"]
    gpci += "".join(
        f"{10_000 + n},{state},{n % 100:02},PLACE {n},1.0{n % 9},0.9{n % 9},0.{n % 9}5\n"
        for n, state in enumerate(states)
    )
    return {MUE_NAME: mue, OPPS_NAME: opps, FEE_NAME: fee, AOC_NAME: aoc, GPCI_NAME: gpci, HCPCS_NAME: _hcpcs()}


def _hcpcs() -> str:
    listed = [code for code in codes() if code[0].isalpha()]
    head = "HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,COV,ADD DT,ACT EFF DT,TERM DT,ACTION CD\n"
    return head + "".join(f"{code},0010,3,Made-up supply {code},Supply,C,19990101,20000101,,N\n" for code in listed)


QUESTIONS = {
    MUE_NAME: ("how many units of 00111?", "how many units of 99540?", "MUE of V5364", "10 units of K0011 a day"),
    OPPS_NAME: ("what is the OPPS status indicator of 00111?", "what is the OPPS status indicator of V5364?"),
    FEE_NAME: ("global days of 00111", "global days of 99540", "modifier 50 on V5364?"),
    AOC_NAME: ("which primaries go with 95778?", "Can I bill 95778 alone?", "which add-ons go with 00111?"),
    GPCI_NAME: ("payment of 99540 in California",),
    HCPCS_NAME: ("is K0011 valid?", "what is V5364?"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One damage: ``harm`` does it in a home where ``loaded`` are whole, and gives the files to add then."""

    name: str
    loaded: tuple[str, ...]
    asked: tuple[str, ...]
    harm: Callable[[Harm], list[Path]]


@dataclass(frozen=True, slots=True)
class Harm:
    """Where a damage is done: the home, and a folder of whole files by name and one for the damaged."""

    home: Path
    whole: Path
    folder: Path

    def text(self, name: str) -> str:
        return (self.whole / name).read_text()

    def written(self, name: str, content: str | bytes) -> list[Path]:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return [path]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case: answers that are neither right nor unknowing, and sentences that name no remedy."""

    name: str
    told: tuple[str, ...]
    wrong: tuple[str, ...]
    mended: bool


# --- the damages ----------------------------------------------------------------------------------------------------


def cut(name: str, share: float, *, at_line: bool, as_name: str = "") -> Callable[[Harm], list[Path]]:
    def harm(where: Harm) -> list[Path]:
        text = where.text(name)
        text = text[: int(len(text) * share)]
        text = text[: text.rindex("\n") + 1] if at_line else text[: text.rindex("\n") + 4]
        return where.written(as_name or name, text)

    return harm


def changed(name: str, change: Callable[[str], str | bytes], as_name: str = "") -> Callable[[Harm], list[Path]]:
    return lambda where: where.written(as_name or name, change(where.text(name)))


def _zeros(text: str) -> bytes:
    return text[: len(text) // 2].encode() + bytes(2_000) + text[len(text) // 2 :].encode()


def _quote(text: str) -> str:
    middle = text.index("\n", len(text) // 2) + 1
    return text[:middle] + '"' + text[middle:]


def _no_column(text: str) -> str:
    lines = text.splitlines()
    return (
        "\n".join([*lines[: len(lines) // 2], *(line.rpartition(",")[0] for line in lines[len(lines) // 2 :])]) + "\n"
    )


def _unreadable_values(text: str) -> str:
    return re.sub(r"(?m)^(7\d{4}),\d+,", r"\1,see note,", text)


def _zip(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MUE_NAME, text)
    return packed.getvalue()


def _crc(text: str) -> bytes:
    packed = bytearray(_zip(text))
    packed[14] ^= 1  # the checksum in the local header
    packed[packed.rindex(b"PK\x01\x02") + 16] ^= 1  # and in the directory
    return bytes(packed)


def _workbook(text: str) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("MUE")
    for line in text.splitlines()[2:]:
        sheet.append(["HCPCS/CPT Code", *line.split(",")[1:]] if line.startswith("CPT Code") else line.split(","))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _cut_sheet(text: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook(text))) as source, zipfile.ZipFile(kept, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part[: len(part) // 2] if "worksheets/" in name else part)
    return kept.getvalue()


def in_home(place: str, harm: Callable[[Path], None]) -> Callable[[Harm], list[Path]]:
    """A damage to what is in the home; ``place`` is a pattern below it, the first that fits is harmed."""

    def do(where: Harm) -> list[Path]:
        harm(next(path for path in sorted(where.home.glob(place)) if not path.name.startswith(".")))
        return []

    return do


def _rewrite(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def harm(path: Path) -> None:
        content = path.read_bytes()
        path.unlink()  # it may be a link to a home that others use
        path.write_bytes(change(content))

    return harm


def _flipped(content: bytes) -> bytes:
    return content[: len(content) // 2] + bytes([content[len(content) // 2] ^ 1]) + content[len(content) // 2 + 1 :]


def _as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _both(first: Callable[[Harm], list[Path]], second: Callable[[Harm], list[Path]]) -> Callable[[Harm], list[Path]]:
    return lambda where: [*first(where), *second(where)]


ALTERED, HALVED, EMPTIED = _rewrite(_flipped), _rewrite(lambda b: b[: len(b) // 2]), _rewrite(lambda _: b"")
LIST, SNAPSHOT = "editions/SHELF.json", "knowledge-base/snapshots/*[!a]Z"
MUE_FILE = "editions/mue-*.sqlite"


def cases() -> Iterator[Case]:
    """All sixty, in an order in which every sixth is of another kind."""
    for name in QUESTIONS:
        for share, at_line in ((0.1, False), (0.5, True), (0.9, False), (0.97, True)):
            where = "at a line" if at_line else "within a row"
            yield Case(f"{name} again, cut at {share:.0%} {where}", (name,), (name,), cut(name, share, at_line=at_line))
    again: list[tuple[str, str, Callable[[str], str | bytes], str]] = [
        ("a block of zero bytes", MUE_NAME, _zeros, ""),
        ("a block of zero bytes", FEE_NAME, _zeros, ""),
        ("a quote that is never closed", MUE_NAME, _quote, ""),
        ("a quote that is never closed", OPPS_NAME, _quote, ""),
        ("a column lost half way", MUE_NAME, _no_column, ""),
        ("values that are no numbers", MUE_NAME, _unreadable_values, ""),
        ("a zip with a wrong checksum", MUE_NAME, _crc, "mue.zip"),
        ("a zip that is cut", MUE_NAME, lambda text: _zip(text)[:20_000], "mue.zip"),
        ("a gzip that is cut", MUE_NAME, lambda text: gzip.compress(text.encode())[:20_000], f"{MUE_NAME}.gz"),
        ("a workbook that is cut", MUE_NAME, lambda text: _workbook(text)[:90_000], "MUE_Prac_04-01-2026.xlsx"),
        ("a workbook with a cut sheet", MUE_NAME, _cut_sheet, "MUE_Prac_04-01-2026.xlsx"),
        ("an empty file", MUE_NAME, lambda _: "", ""),
    ]
    for told, name, change, as_name in again:
        yield Case(f"{name} again, {told}", (name,), (name,), changed(name, change, as_name))
    for share, at_line in ((0.1, False), (0.5, True), (0.97, True)):
        yield Case(f"MUE alone, cut at {share:.0%}", (), (MUE_NAME,), cut(MUE_NAME, share, at_line=at_line))
        later = cut(MUE_NAME, share, at_line=at_line, as_name="MUE_Prac_05-01-2026.csv")
        yield Case(f"MUE of a later day, cut at {share:.0%}", (MUE_NAME,), (MUE_NAME,), later)
    both = (MUE_NAME, GPCI_NAME)
    harms = [
        ("altered", ALTERED),
        ("cut", HALVED),
        ("empty", EMPTIED),
        ("missing", Path.unlink),
        ("a folder", _as_folder),
    ]
    for told, harm in harms:
        yield Case(f"the edition file {told}", both, both, in_home(MUE_FILE, harm))
    lists: list[tuple[str, Callable[[Path], None]]] = [
        ("altered", _rewrite(lambda content: content.replace(b"CMS", b"XMS"))),
        ("cut", HALVED),
        ("empty", EMPTIED),
        ("missing", Path.unlink),
        ("no json", _rewrite(lambda _: b"\xff\xfe\x00")),
    ]
    for told, harm in lists:
        yield Case(f"the list of editions {told}", both, both, in_home(LIST, harm))
    yield Case("list and edition", both, both, _both(in_home(LIST, HALVED), in_home(MUE_FILE, ALTERED)))
    snapshots: list[tuple[str, str, Callable[[Path], None]]] = [
        ("the name of the snapshot empty", "knowledge-base/CURRENT", EMPTIED),
        ("the name of the snapshot no text", "knowledge-base/CURRENT", _rewrite(lambda _: b"\xff\xfe\x00")),
        ("the manifest cut", "knowledge-base/snapshots/*Z/manifest.json", HALVED),
        ("the catalog altered", "knowledge-base/snapshots/*Z/catalog.sqlite", ALTERED),
        ("a word index missing", "knowledge-base/snapshots/*Z/lexical/*/*.npy", Path.unlink),
        ("the vectors missing", "knowledge-base/snapshots/*Z/vectors", shutil.rmtree),
        ("the database of the vectors cut", "knowledge-base/snapshots/*Z/vectors/chroma.sqlite3", HALVED),
    ]
    for told, place, harm in snapshots:
        yield Case(told, (MUE_NAME,), (MUE_NAME,), in_home(place, harm))


# --- the trial ------------------------------------------------------------------------------------------------------


class Trial:
    """Homes to harm: whole tables loaded once, every case in a copy of its own."""

    def __init__(self, folder: Path, small_home: Path) -> None:
        self._folder, self._small = folder, small_home
        self.whole = folder / "whole"
        self.whole.mkdir()
        for name, text in tables().items():
            (self.whole / name).write_text(text)
        self._right: dict[tuple[str, ...], dict[str, str]] = {}
        self._count = 0

    def run(self, case: Case) -> Outcome:
        home = self._home(case.loaded)
        right = self._answers_of(case.asked)
        damaged = self._folder / f"damaged-{self._count}"
        damaged.mkdir()
        told = [*self._added(home, case.harm(Harm(home, self.whole, damaged)))]
        try:
            answers, sentences = ask(home, case.asked)
            told += sentences
        except CasePilotError as error:
            answers, told = {}, [*told, str(error)]
        wrong = [
            f"{question} -> {text[:200]}"
            for question, text in answers.items()
            if text != right[question] and not UNKNOWING.search(text)
        ]
        return Outcome(case.name, tuple(told), tuple(wrong), self._mends(home, case, right))

    def _added(self, home: Path, paths: list[Path]) -> Iterator[str]:
        for report in add(Home(home), paths, FORMATS, quiet()).reports if paths else ():
            yield f"{report.outcome}: {report.reason}"

    def _mends(self, home: Path, case: Case, right: dict[str, str]) -> bool:
        """The remedies: repair, then the whole files again."""
        repair(Home(home), DEFAULT_MODEL)
        reports = add(Home(home), [self.whole / name for name in case.asked], FORMATS, quiet()).reports
        if any(report.outcome in NOT_LOADED for report in reports):
            return False
        return not verify(Home(home), DEFAULT_MODEL).unsound and ask(home, case.asked) == (right, ())

    def _answers_of(self, names: tuple[str, ...]) -> dict[str, str]:
        if names not in self._right:
            self._right[names] = ask(self._home(names), names)[0]
        return self._right[names]

    def _home(self, loaded: tuple[str, ...]) -> Path:
        """A new home with tables loaded, and two snapshots as after a second build."""
        self._count += 1
        home, model = self._folder / f"home-{self._count}", self._folder / f"shelf-{'-'.join(loaded)}"
        if not model.exists():
            add(Home(model), [self.whole / name for name in loaded], FORMATS, quiet())
        home.mkdir()
        (home / "models").symlink_to((self._small / "models").resolve(), target_is_directory=True)
        shutil.copytree(self._small / "knowledge-base", home / "knowledge-base", copy_function=_linked)
        snapshots = home / "knowledge-base" / "snapshots"
        (serving,) = snapshots.iterdir()
        shutil.copytree(serving, snapshots / "20200101T000000000000Z.before", copy_function=_linked)
        if (model / "editions").is_dir():
            shutil.copytree(model / "editions", home / "editions")
        return home


def _linked(source: str, target: str) -> None:
    """Links what is never written in place, where it is on the same disk; Chroma's files are copied."""
    try:
        if "/vectors/" not in source:
            os.link(source, target)
            return
    except OSError:
        pass
    shutil.copy2(source, target)


def quiet() -> Progress:
    return Progress(io.StringIO())


def ask(home: Path, names: tuple[str, ...]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The answers to the questions of some tables, and the damage that the knowledge base tells of."""

    async def asked(casepilot: CasePilot, question: str) -> str:
        async for event in casepilot.ask(Conversation(), question, today=DAY):
            if isinstance(event, AnswerReady):
                answer = event.answer.text
        return answer

    with closing(KnowledgeBase.open(home)) as knowledge:
        casepilot = CasePilot(knowledge, open_retriever(knowledge))
        questions = [question for name in names for question in QUESTIONS[name]]
        return {question: asyncio.run(asked(casepilot, question)) for question in questions}, knowledge.damage
