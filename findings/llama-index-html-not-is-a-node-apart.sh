#!/bin/sh
# llama-index-core 0.14.25: of "Acupuncture is <b>not</b> covered" HTMLNodeParser makes one node that says it is covered.
#
# <b>, <i> and <u> stand inside a sentence (phrasing content of HTML), they do not begin a text of their own. They are among the
# tags that HTMLNodeParser looks for, and what one tag of its list has, the others around it leave out. Words in bold or italics
# become nodes of their own, and the sentence goes on without them. Cells of tables are in no node at all.
# Seen: the paragraph is the node "Acupuncture is / covered for neck pain.", "not" the next one; "Limit: <b>20</b> visits" has
# no number; of a table of codes nothing is left.
# Who meets it: anybody who indexes policies of payers: they put "not", limits and dates in bold, and the answer turns around.
# What helps: tags=["p", "h1", ..., "li", "td"] without b, i and u; then the sentence is whole.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile llama-index-core==0.14.25 beautifulsoup4==4.15.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from llama_index.core import Document
from llama_index.core.node_parser import HTMLNodeParser

PAGE = """<html><body><p>Acupuncture is <b>not</b> covered for neck pain.</p><ul><li>Limit: <b>20</b> visits</li></ul>
<table><tr><td>97810</td><td>15 minutes</td></tr></table></body></html>"""


def nodes(**settings: list[str]) -> list[str]:
    return [" ".join(node.get_content().split()) for node in HTMLNodeParser(**settings).get_nodes_from_documents([Document(text=PAGE)])]


as_shipped, chosen = nodes(), nodes(tags=["p", "li", "td"])
print("as shipped:", as_shipped)
print("with tags: ", chosen)
assert as_shipped == ["Acupuncture is covered for neck pain.", "not", "Limit: visits", "20"], "the behaviour has changed"
assert chosen[0] == "Acupuncture is not covered for neck pain." and "97810" in " ".join(chosen), "the behaviour has changed"
PYTHON
