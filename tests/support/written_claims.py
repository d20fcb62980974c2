"""Claims as people and exports write them: random claims, and a writer for each style.

``python -m tests.support.written_claims 5000`` writes so many, reads each back and prints what differs.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from assistant.understand.claims.text import ClaimText, read_claim
from tests.support.told_cases import TODAY

NUMERIC = ["22", "24", "25", "26", "50", "51", "52", "57", "58", "59", "76", "77", "78", "79", "80", "91", "95"]
LETTERS = ["RT", "LT", "XE", "XS", "XU", "GT", "KX", "GP", "QW", "JZ", "F1", "T5", "E2", "LC", "P3", "TC", "GA"]
LETTER = "ABCDEFGHIJKL"


@dataclass(frozen=True)
class Line:
    """A line as it should be read; ``pointers`` count the claim's diagnoses from 0."""

    code: str
    modifiers: tuple[str, ...] = ()
    units: int = 1
    charge: str = ""
    day: date | None = None
    pointers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Claim:
    lines: tuple[Line, ...]
    diagnoses: tuple[str, ...] = ()
    day: date | None = None


def random_claim(chance: random.Random) -> Claim:
    """1 to 8 lines with 0 to 4 modifiers, units, pointers, charges and days, and up to 6 diagnoses."""
    diagnoses = tuple(dict.fromkeys(_diagnosis(chance) for _ in range(chance.randint(1, 6))))
    day = TODAY - timedelta(days=chance.randint(1, 700))
    lines = []
    for _ in range(chance.randint(1, 8)):
        modifiers = tuple(chance.sample(NUMERIC + LETTERS, chance.choice([0, 0, 1, 1, 1, 2, 2, 3, 4])))
        pointers = sorted(chance.sample(range(len(diagnoses)), chance.randint(1, min(4, len(diagnoses)))))
        units = chance.choice([1, 1, 1, 2, 3, 4, 8, 12, 40, 100, 250])
        charge = f"{chance.randint(5, 9999)}.{chance.randint(0, 99):02d}"
        lines.append(Line(_code(chance), modifiers, units, charge, day, tuple(pointers)))
    return Claim(tuple(lines), diagnoses, day)


def _code(chance: random.Random) -> str:
    digits = f"{chance.randint(0, 9999):04d}"
    return chance.choice(
        [f"{chance.randint(100, 99999):05d}"] * 5
        + [digits + "T", "0" + digits[1:] + "U", digits + "F", chance.choice("JGQACEHKLP") + digits]
    )


def _diagnosis(chance: random.Random) -> str:
    first = chance.choice("ABCDEFGHIJKLMNORSTZ") + chance.choice("0123456789") + chance.choice("0123456789")
    return first + "." + chance.choice(["9", "11", "50", "001A", "0XXA", "649", "1", "A1"])


def _dx(claim: Claim) -> str:
    return ", ".join(claim.diagnoses)


def _units(line: Line, form: str = " x{}") -> str:
    return form.format(line.units) if line.units > 1 else ""


def _only(claim: Claim, *fields: str, day: bool = False) -> Claim:
    """The claim with those fields alone that a style writes: "charge", "pointers", "day" of its lines; its own day."""
    empty: dict[str, Any] = {"charge": "", "day": None, "pointers": ()}
    left = {name: value for name, value in empty.items() if name not in fields}
    return replace(claim, lines=tuple(replace(line, **left) for line in claim.lines), day=claim.day if day else None)


def dashes(claim: Claim) -> tuple[str, Claim]:
    lines = ["-".join((line.code, *line.modifiers)) + _units(line) for line in claim.lines]
    return "\n".join([*lines, f"dx {_dx(claim)}", f"DOS {claim.day:%m/%d/%Y}"]), _only(claim, day=True)


def spaces(claim: Claim) -> tuple[str, Claim]:
    lines = [" ".join((line.code, *line.modifiers)) + _units(line, " {} units") for line in claim.lines]
    return "\n".join([f"DOS: {claim.day:%Y-%m-%d}", *lines, f"Dx: {_dx(claim)}"]), _only(claim, day=True)


def semicolons(claim: Claim) -> tuple[str, Claim]:
    lines = [";".join((line.code, *line.modifiers)) + _units(line, ";x{}") for line in claim.lines]
    return "\n".join([*lines, f"dx {_dx(claim)}"]), _only(claim)


def one_line(claim: Claim) -> tuple[str, Claim]:
    lines = ["-".join((line.code, *line.modifiers)) + _units(line) for line in claim.lines]
    return f"{','.join(lines)} dx {_dx(claim)}", _only(claim)


def slashes(claim: Claim) -> tuple[str, Claim]:
    lines = [" ".join((line.code, *line.modifiers)) + _units(line) for line in claim.lines]
    return f"{'/'.join(lines)} dx {_dx(claim)}", _only(claim)


def export(claim: Claim) -> tuple[str, Claim]:
    rows = ["DOS,CPT,Mod1,Mod2,Mod3,Mod4,Units,Dx Ptr,Charges"]
    for line in claim.lines:
        modifiers = [*line.modifiers, "", "", "", ""][:4]
        letters = ",".join(LETTER[place] for place in line.pointers)
        rows.append(f'{line.day:%m/%d/%Y},{line.code},{",".join(modifiers)},{line.units},"{letters}",{line.charge}')
    listed = " ".join(f"{LETTER[place]}. {code}" for place, code in enumerate(claim.diagnoses))
    return "\n".join([*rows, f"Dx: {listed}"]), claim


def floats(claim: Claim) -> tuple[str, Claim]:
    rows = ["CPT,Mod,Mod,Mod,Mod,Units,Dx"]
    for line in claim.lines:
        modifiers = [*(f"{one}.0" if one.isdigit() else one for one in line.modifiers), "", "", "", ""][:4]
        code = f"{int(line.code)}.0" if line.code.isdigit() else line.code
        own = " ".join(claim.diagnoses[place] for place in line.pointers)
        rows.append(f"{code},{','.join(modifiers)},{line.units}.0,{own}")
    return "\n".join(rows), _only(claim, "pointers")


def tabs(claim: Claim) -> tuple[str, Claim]:
    rows = ["Qty\tHCPCS\tModifiers\tCharge"]
    rows += [f"{line.units}\t{line.code}\t{' '.join(line.modifiers)}\t${line.charge}" for line in claim.lines]
    return "\n".join([*rows, f"Diagnosis: {_dx(claim)}"]), _only(claim, "charge")


def pipes(claim: Claim) -> tuple[str, Claim]:
    rows = ["| Code | Modifier | Units | Pointer |", "|---|---|---|---|"]
    for line in claim.lines:
        letters = "".join(LETTER[place] for place in line.pointers)
        rows.append(f"| {line.code} | {', '.join(line.modifiers)} | {line.units} | {letters} |")
    return "\n".join([*rows, f"ICD-10: {_dx(claim)}"]), _only(claim, "pointers")


def form(claim: Claim) -> tuple[str, Claim]:
    rows = []
    for line in claim.lines:
        day = f"{line.day:%m/%d/%y}"
        letters = "".join(LETTER[place] for place in line.pointers)
        rows.append(f"{day} {day} 11 {' '.join((line.code, *line.modifiers))} {letters} {line.charge} {line.units}")
    listed = " ".join(f"{LETTER[place]} {code}" for place, code in enumerate(claim.diagnoses))
    return "\n".join([*rows, f"Dx {listed}"]), claim


def glued(claim: Claim) -> tuple[str, Claim]:
    lines, expected = [], []
    for line in claim.lines:
        kept = replace(line, modifiers=line.modifiers[:2])
        joint = "" if line.code.isdigit() else "-"
        lines.append(
            line.code + joint + joint.join(kept.modifiers) + _units(line)
            if kept.modifiers
            else line.code + _units(line)
        )
        expected.append(kept)
    return "\n".join([*lines, f"dx {_dx(claim)}"]), _only(replace(claim, lines=tuple(expected)))


def numbered(claim: Claim) -> tuple[str, Claim]:
    lines = [
        f"{number}) {' '.join((line.code, *line.modifiers))}{_units(line)}"
        for number, line in enumerate(claim.lines, start=1)
    ]
    return f"{' '.join(lines)} dx {_dx(claim)}", _only(claim)


def dots(claim: Claim) -> tuple[str, Claim]:
    lines = [".".join((line.code, *line.modifiers)) + _units(line) + "." for line in claim.lines]
    return "\n".join([*lines, f"dx {_dx(claim)}."]), _only(claim)


def underscores(claim: Claim) -> tuple[str, Claim]:
    lines = ["_".join((line.code, *line.modifiers)) + _units(line, " qty {}") for line in claim.lines]
    return "\n".join([f"dx: {_dx(claim)}", *lines]), _only(claim)


def in_words(claim: Claim) -> tuple[str, Claim]:
    lines = []
    for line in claim.lines:
        modifiers = f" mod {', '.join(line.modifiers)}" if line.modifiers else ""
        lines.append(f"CPT {line.code}{modifiers} units: {line.units} charge ${line.charge}")
    return "\n".join([*lines, f"ICD-10-CM: {_dx(claim)}"]), _only(claim, "charge")


def no_header(claim: Claim) -> tuple[str, Claim]:
    rows = []
    for line in claim.lines:
        modifiers = [*line.modifiers, "", "", "", ""][:4]
        rows.append(f"{line.day:%Y%m%d},{line.code},{','.join(modifiers)},x{line.units},{line.charge}")
    return "\n".join([*rows, f"dx,{','.join(claim.diagnoses)}"]), _only(claim, "charge", "day", day=True)


def in_a_row(claim: Claim) -> tuple[str, Claim]:
    lines = ["-".join((line.code, *line.modifiers)) + _units(line) for line in claim.lines]
    return f"{'; '.join(lines)}; dx {_dx(claim)}", _only(claim)


STYLES: tuple[Callable[[Claim], tuple[str, Claim]], ...] = (
    dashes,
    spaces,
    semicolons,
    one_line,
    slashes,
    export,
    floats,
    tabs,
    pipes,
    form,
    glued,
    numbered,
    dots,
    underscores,
    in_words,
    no_header,
    in_a_row,
)


def differences(written: str, expected: Claim) -> list[str]:
    """What is read otherwise than it was written; empty where all is right."""
    alone = len(expected.lines) == 1
    read = read_claim(f"Check this claim:\n{written}" if alone else written, TODAY)
    if read is None:
        return ["no claim"]
    found = _as_written(read, expected)
    wrong = [f"{one} for {two}" for one, two in zip(found.lines, expected.lines, strict=False) if one != two]
    if len(found.lines) != len(expected.lines):
        wrong.append(f"{len(found.lines)} lines for {len(expected.lines)}")
    if set(found.diagnoses) != set(expected.diagnoses) and found.diagnoses != _pointed_to(expected):
        wrong.append(f"{found.diagnoses} for {expected.diagnoses}")
    if expected.day and found.day != expected.day:
        wrong.append(f"{found.day} for {expected.day}")
    return [*wrong, *read.unread, *read.not_services, *([] if read.whole else ["not whole"])]


def _pointed_to(claim: Claim) -> tuple[str, ...]:
    """The diagnoses that lines point to, in order: all that a table without a list of them has."""
    return tuple(dict.fromkeys(claim.diagnoses[place] for line in claim.lines for place in line.pointers))


def _as_written(read: ClaimText, expected: Claim) -> Claim:
    """What was read, with those fields that the style writes."""
    lines = []
    for line, pointed, wanted in zip(
        read.lines, read.pointed, [*expected.lines, *[None] * len(read.lines)], strict=False
    ):
        places = tuple(expected.diagnoses.index(str(code)) for code in pointed) if wanted and wanted.pointers else ()
        charge = f"{line.charge:.2f}" if line.charge is not None else ""
        lines.append(Line(str(line.code), tuple(map(str, line.modifiers)), line.units, charge, line.day, places))
    return Claim(tuple(lines), tuple(map(str, read.diagnoses)), read.day)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    chance = random.Random(13)
    wrong = 0
    for number in range(count):
        style = STYLES[number % len(STYLES)]
        written, expected = style(random_claim(chance))
        if found := differences(written, expected):
            wrong += 1
            if wrong <= 20:
                print(f"--- {style.__name__}\n{written}\n=> {found}")
    print(f"{count - wrong} of {count} claims in {len(STYLES)} styles read back to the same lines")


if __name__ == "__main__":
    main()
