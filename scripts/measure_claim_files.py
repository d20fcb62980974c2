"""837 and 835 files of our own and of two public generators, each read back whole.

    python -m scripts.measure_claim_files [--count 500] [--generators PYTHON]

The generators (x12sdk 2.2.0 and kw-x12-parser 0.1.6) are installed into a temporary environment and write their files
there; with ``--generators`` an interpreter that has them writes. What must be read of their files is taken from the
segments here, by plain splitting, apart from CasePilot's reader.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
import venv
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path

from assistant.understand.claims.files.reading import read_bytes
from assistant.understand.claims.text import ClaimText
from tests.support.told_cases import TODAY
from tests.support.x12_files import differences

GENERATORS = ("x12sdk==2.2.0", "kw-x12-parser==0.1.6")

_WRITE = """
import sys
from pathlib import Path
from kw_x12_parser.x837p.x837p_edi_examples.generate_samples import generate_edi
from x12sdk.generate import generate_835, generate_837i, generate_837p

folder, count = Path(sys.argv[1]), int(sys.argv[2])
kinds = (generate_837p, generate_837i, generate_835)
for seed in range(count):
    text = kinds[seed % 3](seed=seed, claims=1 + seed % 7)
    (folder / f"x12sdk-{seed}.txt").write_text(text)
    richness = ("minimal", "medium", "full")[seed % 3]
    text = generate_edi(1 + seed % 7, str(100000000 + seed), richness, seed)
    (folder / f"kw-x12-parser-{seed}.txt").write_text(text)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=500, help="files in all (default 500)")
    parser.add_argument("--generators", help="an interpreter that has the generators already")
    options = parser.parse_args()
    each = options.count // 4
    ours = options.count - 2 * each
    begun = time.perf_counter()
    wrong = sum(bool(differences(seed)) for seed in range(ours))
    print(f"ours: {ours - wrong} of {ours} read whole in {time.perf_counter() - begun:.1f} s")
    with tempfile.TemporaryDirectory() as folder:
        _write(options.generators or _environment(Path(folder) / "venv"), Path(folder), each)
        for name in ("x12sdk", "kw-x12-parser"):
            _measure(name, sorted(Path(folder).glob(f"{name}-*.txt")))
    return 0


def _environment(folder: Path) -> str:
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    # The second states no needs of its own; nothing but its writer is used.
    subprocess.run([python, "-m", "pip", "install", "-q", *GENERATORS], check=True)
    return python


def _write(python: str, folder: Path, count: int) -> None:
    subprocess.run([python, "-c", _WRITE, str(folder), str(count)], check=True)


def _measure(name: str, files: Sequence[Path]) -> None:
    begun, whole, claims = time.perf_counter(), 0, 0
    unlike: Counter[str] = Counter()
    for path in files:
        text = path.read_text()
        expected = list(_expected(text))
        read = [row for claim in read_bytes(text.encode(), path.name, TODAY) for row in _shown(claim)]
        left = [f"- {row}" for row in expected if row not in read] + [f"+ {row}" for row in read if row not in expected]
        claims += sum(row.startswith("claim ") for row in expected)
        whole += not left and Counter(expected) == Counter(read)
        unlike.update(left[:1])
    print(f"{name}: {whole} of {len(files)} read whole, {claims} claims, in {time.perf_counter() - begun:.1f} s")
    for row, count in unlike.most_common(8):
        print(f"  {count} files: {row}")


def _shown(claim: ClaimText) -> Iterator[str]:
    """A claim as rows of plain text: its number, its diagnoses, its lines, and whatever was not read."""
    yield f"claim {claim.title.removeprefix('Claim ').rpartition(',')[0]}"
    if claim.remittance is None:
        yield f"dx {','.join(sorted(code.undotted for code in claim.diagnoses))}"
    for line in claim.lines:
        yield f"line {line.text} x{line.units} {line.charge} {line.day}"
    for text in claim.unread:
        yield f"unread {text}"


def _expected(text: str) -> Iterator[str]:
    """The same rows by plain splitting of the segments: each claim ends where another, or its transaction, does."""
    element, component, end = text[3], text[104], text[105]
    claim: list[list[str]] = []
    for segment in (part.strip().split(element) for part in text.split(end)):
        if segment[0] in ("CLM", "CLP", "SE"):
            yield from _rows(claim, component)
            claim = []
        if segment[0] in ("CLM", "CLP") or claim:
            claim.append(segment)


def _rows(claim: Sequence[Sequence[str]], component: str) -> Iterator[str]:
    """The rows of one claim's segments."""
    if not claim:
        return
    yield f"claim {claim[0][1]}"
    if claim[0][0] == "CLM":
        codes = [part.split(component) for segment in claim if segment[0] == "HI" for part in segment[1:]]
        kept = {code[1] for code in codes if code[0] in ("ABK", "ABF", "BK", "BF", "ABN", "BN")}
        yield f"dx {','.join(sorted(kept))}"
    for at, segment in enumerate(claim):
        if segment[0] in ("SV1", "SV2", "SVC"):
            behind = list(takewhile(lambda one: one[0] not in ("LX", "SVC"), claim[at + 1 :]))
            days = [one[-1][:8] for one in behind if one[0] in ("DTP", "DTM") and one[1] in ("472", "150", "232")]
            day = f"{days[0][:4]}-{days[0][4:6]}-{days[0][6:]}" if days else None
            yield f"{_line(segment, component)} {day}"


def _line(segment: Sequence[str], component: str) -> str:
    """A service line: SV1, SV2 or SVC."""
    procedure, charge, units = {"SV1": (1, 2, 4), "SV2": (2, 3, 5), "SVC": (1, 2, 5)}[segment[0]]
    parts = segment[procedure].split(component)
    return f"line {'-'.join(part for part in parts[1:6] if part)} x{segment[units]} {segment[charge]}"


if __name__ == "__main__":
    sys.exit(main())
