#!/bin/sh
# icd 0.1.3: looks for the beginnings of the comorbidity lists anywhere inside a code, so that dementia counts as hepatitis.
#
# Quan's lists name the first characters of codes: "B18" is chronic viral hepatitis, and a code belongs to it when it begins so.
# icd_to_comorbidities asks whether "B18" stands anywhere in the code. That was harmless while letters came first only; codes of
# ICD-10-CM have had letters in fourth and fifth place for years (severity of dementia since October 2022).
# Seen: of the 74,724 codes without children (simple-icd-10-cm 1.5.0, April 2026) 25 get a Charlson condition that they do not
# begin with: F01.B18, moderate vascular dementia, mild liver disease; F03.C11, severe dementia with agitation, cancer;
# I82.B21, chronic clot of a subclavian vein, AIDS.
# Who meets it: anybody who scores claims of nursing homes or adjusts risk; the score of a dementia patient rises, silently.
# What helps: matching with startswith, by hand; the lists in the package are plain JSON.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check icd==0.1.3 pandas==2.3.3 simple-icd-10-cm==1.5.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import json
from pathlib import Path

import icd
import pandas
import simple_icd_10_cm as tabular

lists = json.loads((Path(icd.__file__).parent / "comorbidity_mappings" / "charlson10.json").read_text())
codes = [code.replace(".", "") for code in tabular.get_all_codes() if tabular.is_leaf(code) and tabular.is_category_or_subcategory(code)]
found = icd.icd_to_comorbidities(pandas.DataFrame({"id": codes, "code": codes}), "id", ["code"], mapping="charlson10")
false = {
    (code, condition)
    for condition, beginnings in lists.items()
    for code, is_there in zip(codes, found[condition], strict=True)
    if is_there and not code.startswith(tuple(beginnings))
}
told = {("F01B18", "mild_liver_disease"), ("F03C11", "cancer"), ("I82B21", "aids_hiv")}
for code, condition in sorted(told):
    print(code, tabular.get_description(code), "->", condition)
print(len(false), "of", len(codes), "codes with a condition that they do not begin with")
assert told <= false and len(false) == 25, "the behaviour has changed"
PYTHON
