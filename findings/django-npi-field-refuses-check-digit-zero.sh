#!/bin/sh
# django-npi-field 0.2.2: refuses every valid NPI whose check digit is 0, one in ten.
#
# The tenth digit of a National Provider Identifier is the Luhn digit of the nine before it with 80840 in front (CMS, NPI check
# digit calculation): what is missing to the next multiple of ten, so 0 where nothing is missing. npi_validator takes ten minus
# the last digit of the sum; where that is 0 it expects a check digit of "10", which no tenth digit can be.
# Seen: of 1,000 valid numbers (one for each of 1,000 beginnings in a row) 100 are refused: all those that end in 0.
# Who meets it: anybody whose forms or models take the numbers of billing, rendering or referring providers.
# What helps: the remainder once more, (10 - total % 10) % 10, in a validator of one's own.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check django-npi-field==0.2.2 Django==5.2.19
"$folder/venv/bin/python" - <<'PYTHON'
from django.conf import settings
from django.core.exceptions import ValidationError

settings.configure()
from npi_field.validators import npi_validator  # it asks for the settings when it is imported


def check_digit(nine: str) -> int:
    total = 0
    for place, sign in enumerate(reversed("80840" + nine)):
        doubled = int(sign) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return -total % 10


def refused(number: str) -> bool:
    try:
        npi_validator(number)
    except ValidationError:
        return True
    return False


assert check_digit("123456789") == 3, "CMS's own example, 1234567893, is not met"
numbers = [f"{nine}{check_digit(str(nine))}" for nine in range(100_000_000, 100_001_000)]
wrong = [number for number in numbers if refused(number)]
print(len(numbers), "valid numbers,", len(wrong), "refused, which end in", sorted({number[-1] for number in wrong}), "- such as", wrong[0])
assert len(wrong) == 100 and {number[-1] for number in wrong} == {"0"}, "the behaviour has changed"
PYTHON
