#!/bin/sh
# llama-index-readers-file 0.7.0: MarkdownReader files what stands under a heading under the subheading that comes after it.
#
# In Markdown a text belongs to the heading before it. MarkdownReader closes a section only when a heading of a level comes that it
# has met since the last one of a higher level; at the first "###" after a "##" it goes on collecting, and names the whole by the
# last heading.
# Seen: of "Covered" with a condition and "Exceptions" below it with another, there is one document, "Covered Exceptions", with both:
# the condition for coverage stands among the exceptions. Two subheadings on one level are kept apart, the first has too much.
# Who meets it: anybody who indexes policies or manuals: what is covered is found as an exception, with a heading that says so.
# What helps: MarkdownNodeParser of llama-index-core on the plain text; it keeps the three apart.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/policy.md" <<'MARKDOWN'
# Knee injections

## Covered

Osteoarthritis with pain for three months.

### Exceptions

Infection of the joint.

### Limits

Once in six months.
MARKDOWN
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile llama-index-readers-file==0.7.0 llama-index-core==0.14.25
"$folder/venv/bin/python" -W ignore - "$folder/policy.md" <<'PYTHON'
import sys
from pathlib import Path

from llama_index.core import Document
from llama_index.core.node_parser import MarkdownNodeParser
from llama_index.readers.file import MarkdownReader

read = [document.text.strip().split("\n") for document in MarkdownReader().load_data(sys.argv[1])]
plain = Document(text=Path(sys.argv[1]).read_text(encoding="utf-8"))
apart = [node.get_content() for node in MarkdownNodeParser().get_nodes_from_documents([plain])]
print("MarkdownReader:    ", read)
print("MarkdownNodeParser:", apart)
assert read == [
    ["Knee injections Covered Exceptions", "Osteoarthritis with pain for three months.", "Infection of the joint."],
    ["Knee injections Covered Limits", "Once in six months."],
], "the behaviour has changed"
assert not any("Osteoarthritis" in text and "Infection" in text for text in apart), "the node parser has changed"
PYTHON
