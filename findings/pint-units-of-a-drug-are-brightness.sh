#!/bin/sh
# pint 0.25.3: "10 units" of a drug are ten micronits, a brightness, and no error; "IU" is refused as unknown.
#
# The unit of insulin, heparin or botulinum toxin is written "units", in full, because "U" and "IU" are on the lists of abbreviations
# that must not be used (Joint Commission). The registry has no such unit. Where it knows no name it takes it apart: "u" is a prefix
# (micro), "nit" a unit of brightness, "s" the plural.
# Seen: "10 units" is 10 micronit, of the dimension of candela per square metre, and "100 units/mL" a quotient of it; "10 IU" raises
# UndefinedUnitError, as would be right for both. "40 units" plus "0.5 nit" adds up.
# Who meets it: anybody who reads doses from orders or descriptors and asks is_compatible_with or to(): the answer is about light.
# What helps: define("unit_of_activity = [activity_of_drug] = units = unit = IU") before the first parse.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile pint==0.25.3
"$folder/venv/bin/python" - <<'PYTHON'
import pint

registry = pint.UnitRegistry()
dose, strength = registry("10 units"), registry("100 units/mL")
print("10 units:", dose, dose.dimensionality, "| 100 units/mL:", strength)
try:
    registry("10 IU")
    raise AssertionError("the behaviour has changed: IU is known")
except pint.UndefinedUnitError as error:
    print("10 IU:", error)
assert str(dose.units) == "micronit" and str(strength.units) == "micronit / milliliter", "the behaviour has changed"
assert dose.is_compatible_with("candela / metre ** 2") and not dose.is_compatible_with("milligram"), "the behaviour has changed"

own = pint.UnitRegistry()
own.define("unit_of_activity = [activity_of_drug] = units = unit = IU")
assert str(own("10 units").units) == str(own("10 IU").units) == "unit_of_activity", "what helps does not help any more"
PYTHON
