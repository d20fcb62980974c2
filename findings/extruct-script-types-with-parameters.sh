#!/bin/sh
# extruct 0.18.0: finds no job posting in a script of type "application/ld+json; charset=utf-8", nor in "Application/LD+JSON".
#
# The type of a script is a media type: it may have parameters (JSON-LD 1.1 itself defines one, profile), and its letters mean the
# same large and small (RFC 2045, 5.1). The extractor compares the whole text of the attribute with "application/ld+json".
# Seen: of five ways to write the type of the same posting one gives the posting, the others an empty list and no error.
# Who meets it: anybody who gathers job postings, prices or opening times: a page that search engines read is a page without data.
# What helps: reading the scripts by hand, with the type cut at the semicolon, stripped and in small letters.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile extruct==0.18.0
"$folder/venv/bin/python" - <<'PYTHON'
import extruct

PAGE = """<!DOCTYPE html><html><head><title>Jobs</title>
<script type='{type}'>{{"@context": "https://schema.org", "@type": "JobPosting", "title": "Medical coder"}}</script></head><body></body></html>"""
TYPES = [
    "application/ld+json",
    "application/ld+json; charset=utf-8",
    'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"',
    "Application/LD+JSON",
    " application/ld+json ",
]
found = [len(extruct.extract(PAGE.format(type=kind), syntaxes=["json-ld"])["json-ld"]) for kind in TYPES]
for kind, number in zip(TYPES, found, strict=True):
    print(repr(kind), "->", number, "postings")
assert found == [1, 0, 0, 0, 0], "the behaviour has changed"
PYTHON
