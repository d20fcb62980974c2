#!/bin/sh
# llama-index-core 0.14.25: SentenceSplitter cuts ICD-10-CM codes in two at their point.
#
# A list of covered diagnoses is one long "sentence". When it does not fit a chunk, the splitter's second regular expression
# breaks it at commas, points and semicolons, also inside "E11.372": one node ends with "E11." and the next begins with "372".
# Seen: of 329 codes of a list, 5 stand whole in no node (chunk size 256, no overlap, every other setting as shipped).
# Who meets it: anybody who indexes coverage articles or billing policies; the cut code is found by no search.
# What helps: secondary_chunking_regex=r"\S+\s*", which breaks only between words; then all 329 are whole.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check llama-index-core==0.14.25
"$folder/venv/bin/python" - <<'PYTHON'
import re

from llama_index.core import Document
from llama_index.core.node_parser import SentenceSplitter

codes = [f"E11.{number}" for number in range(311, 640)]  # of the form of ICD-10-CM codes, as lists of coverage have them
document = Document(text="Covered diagnoses: " + " ".join(codes))


def lost(**settings: str) -> list[str]:
    nodes = SentenceSplitter(chunk_size=256, chunk_overlap=0, **settings).get_nodes_from_documents([document])
    whole = {code for node in nodes for code in re.findall(r"(?<!\S)E11\.\d{3}(?!\S)", node.get_content())}
    return [code for code in codes if code not in whole]


as_shipped, between_words = lost(), lost(secondary_chunking_regex=r"\S+\s*")
print("whole in no node, as shipped:", as_shipped)
print("whole in no node, broken between words only:", between_words)
assert as_shipped == ["E11.373", "E11.437", "E11.501", "E11.565", "E11.629"], "the behaviour has changed"
assert not between_words, "the behaviour has changed"
PYTHON
