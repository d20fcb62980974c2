#!/bin/sh
# llama-index-readers-file 0.7.0: of a table of figures PandasCSVReader and PandasExcelReader write each code as "99213.0".
#
# A fee schedule has a column of codes and columns of relative values; the codes are whole numbers in the file, and pandas reads that
# column so. Both readers then go row by row, and a row of pandas has one type: where all columns are numbers, that of the decimals.
# Seen: "99213,1.30,2.50" of a CSV file becomes "99213.0, 1.3, 2.5", and 99213 of a sheet "HCPCS: 99213.0"; the days of global
# surgery are "90.0". With one column of words in the table, such as a descriptor, the same code is "99213".
# Who meets it: anybody who indexes fee schedules or edits: a search by the code as a word, or a filter for five figures, finds nothing.
# What helps: pandas_config={"dtype": str}, which keeps the text of the file, zeros included.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile llama-index-readers-file==0.7.0 llama-index-core==0.14.25 pandas==2.3.3 openpyxl==3.1.5
"$folder/venv/bin/python" -W ignore - "$folder" <<'PYTHON'
import sys
from pathlib import Path

import openpyxl
from llama_index.readers.file import PandasCSVReader, PandasExcelReader

folder = Path(sys.argv[1])
table, words, sheet = folder / "fees.csv", folder / "words.csv", folder / "fees.xlsx"
table.write_text("code,work,days\n99213,1.30,0\n27447,19.60,90\n", encoding="ascii")
words.write_text("code,work,kind\n99213,1.30,visit\n", encoding="ascii")
book = openpyxl.Workbook()
for row in (["HCPCS", "Work", "Days"], [99213, 1.3, 0], [27447, 19.6, 90]):
    book.active.append(row)
book.save(sheet)

from_table = PandasCSVReader().load_data(table)[0].text.split("\n")
from_sheet = PandasExcelReader().load_data(sheet)[0].text.split("\n")
with_words = PandasCSVReader().load_data(words)[0].text
as_text = PandasCSVReader(pandas_config={"dtype": str}).load_data(table)[0].text.split("\n")
print("CSV:", from_table, " sheet:", from_sheet, " with a column of words:", with_words, " as text:", as_text)
assert from_table == ["99213.0, 1.3, 0.0", "27447.0, 19.6, 90.0"], "the behaviour has changed"
assert from_sheet == ["HCPCS: 99213.0, Work: 1.3, Days: 0.0", "HCPCS: 27447.0, Work: 19.6, Days: 90.0"], "the behaviour has changed"
assert with_words == "99213, 1.3, visit" and as_text[0] == "99213, 1.30, 0", "the behaviour has changed"
PYTHON
