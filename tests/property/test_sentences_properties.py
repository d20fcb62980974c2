"""Splitting loses nothing and does not depend on how the text arrived."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.checking.sentences import SentenceStream, split_sentences

PROSE = st.lists(
    st.sampled_from(
        [
            "It is 64484. ",
            "No.",
            "Yes. ",
            " [1]",
            "[2]",
            "\n",
            "\n\n- ",
            "1. ",
            "e.g. this ",
            "E11.9 ",
            "| a | b |\n",
            "Why? ",
            "**No.** ",
            "See Dr. Lee. ",
            "【1】",
            " ",
            "x",
            "…",
            "## Heading\n",
            "\t",
            "(really!) ",
        ]
    ),
    max_size=25,
).map("".join)


@given(st.one_of(st.text(max_size=200), PROSE))
def test_the_pieces_make_up_the_text(text: str) -> None:
    assert "".join(lead + sentence for lead, sentence in split_sentences(text)) == text


@given(PROSE, st.lists(st.integers(min_value=1, max_value=9), max_size=60))
def test_chunks_do_not_matter(text: str, sizes: list[int]) -> None:
    stream = SentenceStream()
    pieces, position = [], 0
    for size in sizes:
        pieces += stream.feed(text[position : position + size])
        position += size
    pieces += stream.feed(text[position:]) + stream.finish()
    assert pieces == split_sentences(text)


@given(PROSE)
def test_every_sentence_has_something_to_say(text: str) -> None:
    pieces = split_sentences(text)
    assert all(sentence for _, sentence in pieces[:-1])
