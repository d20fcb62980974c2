"""Policies as web pages, with what stands around text in real ones: forms, folds, menus, hidden and struck-out text."""

from __future__ import annotations

from html import escape
from pathlib import Path

from tests.evals.documents.content import Author, Block, Head, Marked, Para, Policy, Tab

_GONE = (
    "",
    "<del>never deleted</del> ",
    "<s>never struck</s> ",
    '<span style="text-decoration: line-through">never crossed</span> ',
    "<span hidden>never shown</span> ",
    '<span style="display:none">never seen</span> ',
    '<span class="off">never on</span> ',
    "<!-- never commented --> ",
    "<script>never('run')</script> ",
)
_WRAPS = ("p", "div", "aside", "details", "blockquote", "button", "article", "list")


def write_html(author: Author, path: Path) -> Policy:
    """Writes a policy as a page and gives what must be read of it."""
    policy = author.policy()
    policy.blocks += [author.merged(), author.marked(), Para(author.paragraph())]
    expected: list[Block] = []
    body = "".join(_block(block, author, expected) for block in policy.blocks)
    if author.random.random() < 0.5:
        body = f'<form action="/x"><input type="hidden" value="never">{body}</form>'
    style = "<style>.off { display: none } @media print { p { display: none } }</style>"
    menu = "<nav><ul><li>Never a menu</li></ul></nav>"
    page = f"<!doctype html><html><head><title>{policy.title}</title>{style}</head><body>{menu}{body}</body></html>"
    path.write_text(page, encoding="utf-8")
    return Policy(policy.title, expected)


def _block(block: Block, author: Author, expected: list[Block]) -> str:
    match block:
        case Head(text):
            expected.append(block)
            return f"<h2>{escape(text)}</h2>"
        case Marked(before, mark, after):
            expected.append(block)
            return f'<p>{before}<sup><a href="#n">{mark}</a></sup> {after}</p>'
        case Tab():
            expected.append(block)
            return _table(block, author)
        case Para(text):
            return _paragraph(text, author, expected)


def _paragraph(text: str, author: Author, expected: list[Block]) -> str:
    words = text.split()
    cut = author.random.randint(1, len(words) - 2)
    gone = author.random.choice(_GONE)
    inner = f"{escape(' '.join(words[:cut]))} {gone}<b>{words[cut]}</b>\n{escape(' '.join(words[cut + 1 :]))}"
    wrap = author.random.choice(_WRAPS)
    if wrap == "details":
        expected += [Para("Show more"), Para(text)]
        return f"<details><summary>Show more</summary><p>{inner}</p></details>"
    if wrap == "list":
        expected.append(Para(f"- {text}"))
        return f"<ul><li>{inner}</li></ul>"
    expected.append(Para(text))
    return f"<{wrap}>{inner}</{wrap}>"


def _table(table: Tab, author: Author) -> str:
    tag = author.random.choice(("td", "th"))
    rows: list[str] = []
    if table.over:
        rows.append("".join(f'<{tag} colspan="{width}">{label}</{tag}>' for label, width in table.over))
    rows.append("".join(f"<{tag}>{name}</{tag}>" for name in table.headers))
    for number, row in enumerate(table.rows):
        cells = []
        for column, text in enumerate(row):
            if (number, column) in table.down:
                continue
            below = number + 1
            while (below, column) in table.down:
                below += 1
            span = f' rowspan="{below - number}"' if below - number > 1 else ""
            cells.append(f"<td{span}>{escape(text)}</td>")
        rows.append("".join(cells))
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
