#!/bin/sh
# simple-icd-10-cm 1.5.0: is_ancestor and is_descendant say False when the ancestor is written without its point.
#
# Its documentation says that all functions take codes with and without the point ("I13.1" and "I131"). is_ancestor accepts both,
# raises nothing, and then compares the text as it was given with a list of codes with points.
# Seen: is_ancestor("E11.3", "E11.311") is True, is_ancestor("E113", "E11311") False, though both codes are known; of all pairs
# of a code of four or more characters and its parent, written as claims carry them, not one is found.
# Who meets it: anybody who asks whether a claim's diagnosis falls under a covered subcategory: claims have no points, so
# nothing is ever covered. Categories of three characters, which have no point, are found and hide it.
# What helps: add_dot(code) on both before asking, or get_ancestors and add_dot.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check simple-icd-10-cm==1.5.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import simple_icd_10_cm as tabular

with_points = tabular.is_ancestor("E11.3", "E11.311"), tabular.is_descendant("E11.311", "E11.3")
without = tabular.is_ancestor("E113", "E11311"), tabular.is_descendant("E11311", "E113")
print("E11.3 and E11.311:", with_points, " E113 and E11311:", without, " valid:", tabular.is_valid_item("E113"))
assert with_points == (True, True) and without == (False, False), "the behaviour has changed"

pairs = [(tabular.get_parent(code), code) for code in tabular.get_all_codes() if "." in code]
pairs = [(parent, code) for parent, code in pairs if "." in parent]
found = sum(tabular.is_ancestor(parent.replace(".", ""), code.replace(".", "")) for parent, code in pairs)
known = sum(tabular.is_ancestor(parent, code) for parent, code in pairs)
print(len(pairs), "pairs: with points", known, "found, without", found)
assert known == len(pairs) and found == 0, "the behaviour has changed"
PYTHON
