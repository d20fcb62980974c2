"""Lines cut into parts under headings, and parts into sections of about a screen or two."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from llama_index.core import Document
from llama_index.core.node_parser import SentenceSplitter

from corpus.editions import Edition
from corpus.mentions import find_codes
from corpus.records import GuidelineSection, SourceRef
from ingest.sources.documents.lines import Heading, Part, TableLine
from ingest.sources.documents.prose import MOST_WORDS, SENTENCE_END, pieces, slug


def by_heading(lines: Sequence[str], title: str = "") -> Iterator[Part]:
    """Parts of a text under its headings, each with an anchor of its own.

    A heading without text of its own goes on in the next one ("Imaging › MRI"); the document's title need not.
    """
    used: Counter[str] = Counter()
    heading, above, run = "", "", list[str]()

    def part() -> Part:
        anchor = slug(heading) or "beginning"
        used[anchor] += 1
        number = used[anchor]
        name = f"{above} › {heading}" if above else heading or "Beginning"
        return Part(anchor if number == 1 else f"{anchor}-{number}", name, run)

    for line in lines:
        if not isinstance(line, Heading):
            run.append(line)
            continue
        if run:
            yield part()
            above = ""
        elif heading and heading != title:
            above = f"{above} › {heading}" if above else heading
        heading, run = str(line).strip(), []
    if heading and not run and heading != title:
        run = [heading]
    if run:
        yield part()


def fitting(lines: Iterable[str]) -> Iterator[str]:
    """Lines, the long ones cut at sentence ends, but rows of tables and headings whole."""
    for line in lines:
        if isinstance(line, (Heading, TableLine)):
            yield line
        else:
            yield from pieces(line)


def _split(part: Part) -> list[str]:
    """The part in texts of at most ``MOST_WORDS`` words, cut between paragraphs, else between sentences."""
    document = Document(text="\n".join(part.lines), metadata={"heading": part.heading, "anchor": part.anchor})
    return [node.get_content() for node in _splitter().get_nodes_from_documents([document])]


@functools.cache
def _splitter() -> SentenceSplitter:
    """LlamaIndex's splitter, counting words: no tokenizer of a model has a say in where a policy is cut."""
    return SentenceSplitter(
        chunk_size=MOST_WORDS,
        chunk_overlap=0,
        tokenizer=str.split,
        paragraph_separator="\n",
        chunking_tokenizer_fn=_sentences,
        # As shipped a sentence that is too long is broken at points, also at those of "E11.372".
        secondary_chunking_regex=r"\S+\s*",
        include_metadata=False,
    )


def _sentences(text: str) -> list[str]:
    """Sentences as ``prose`` cuts them, so that the splitter needs no downloaded sentence model."""
    return SENTENCE_END.split(text)


def sections(part: Part, edition: Edition, position: int) -> Iterator[GuidelineSection]:
    for number, text in enumerate(_split(part), start=1):
        codes = dict.fromkeys(mention.code for mention in find_codes(text) if mention.certain)
        yield GuidelineSection(
            document_id=edition.id,
            document_title=edition.title,
            anchor=part.anchor if number == 1 else f"{part.anchor}.{number}",
            heading=part.heading,
            text=text,
            position=position + number,
            source=SourceRef(edition.id, part.heading),
            codes=tuple(codes),
        )
