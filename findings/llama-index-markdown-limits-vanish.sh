#!/bin/sh
# llama-index-readers-file 0.7.0: of "LVEF <= 35% and QRS >= 120 ms" in a Markdown file MarkdownReader leaves "LVEF = 120 ms".
#
# In Markdown "<" begins a tag only when a letter, a slash or a mark follows it at once (CommonMark, raw HTML); before a space, a
# figure or "=" it is a plain sign. MarkdownReader takes out all that stands between a "<" and the next ">" of a line.
# Seen: of a limit from below and one from above in one line both are gone, with the words between, and a sentence with a
# condition that nobody wrote is left: "Age < 18 or BMI > 60" is "Age  60". Bold words later in the line do the same to a lone "<".
# Who meets it: anybody who indexes coverage policies or guidelines: their conditions are of this form, and no error tells of it.
# What helps: reading the file as text (FlatReader) with MarkdownNodeParser, or writing "at most" and "at least" beforehand.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/policy.md" <<'MARKDOWN'
# Covered

LVEF <= 35% and QRS >= 120 ms.

# Not covered

Age < 18 or BMI > 60.

# Second opinion

LVEF < 20%, or a heart rate of <b>more than 110</b>.
MARKDOWN
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile llama-index-readers-file==0.7.0 llama-index-core==0.14.25
"$folder/venv/bin/python" -W ignore - "$folder/policy.md" <<'PYTHON'
import sys

from llama_index.readers.file import MarkdownReader

texts = [document.text.strip().split("\n", 1)[1] for document in MarkdownReader().load_data(sys.argv[1])]
for text in texts:
    print(repr(text))
assert texts[0] == "LVEF = 120 ms." and texts[1] == "Age  60.", "the behaviour has changed"
assert texts[2] == "LVEF more than 110.", "the behaviour has changed"
assert "35%" not in "".join(texts) and "18" not in "".join(texts), "the behaviour has changed"
PYTHON
