"""Mails as programs write them, of our own making: heads, quotes, signatures and encodings after their manner.

``CLIENTS[name](Written(...))`` gives the bytes of a mail. Nobody's mail was copied: people, places and words are made up.
"""

from __future__ import annotations

import quopri
import textwrap
from base64 import encodebytes
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

OWN = "consult@casepilot.example"
SENDER = "ann.doe@lakeside.example"
QUOTED = (
    "Yes: 0709T is reported in addition to a primary procedure.",
    "0232T and 64484 stand in the same table [1].",
    "Answered by a program, not by a person.",
)
_WIDTH = 72
_SIGNATURE = (
    "Ann Doe, CPC, CRC",
    "Senior Coder | Lakeside Orthopedics",
    "(555) 010-0199 | Springfield, IL 60601",
    "www.lakeside.example",
)
_DISCLAIMER = (
    "CONFIDENTIALITY NOTICE: This e-mail and any attachments are for the sole use of the intended recipient and may hold "
    "protected health information. If you are not the intended recipient, delete it and call 555-010-0142."
)
_BANNER = (
    "CAUTION: This email originated from outside of the organization. Do not click links unless you know the sender."
)


@dataclass(frozen=True)
class Written:
    """What somebody typed: lines, and a table under them. ``reply``: over our answer, which the program quotes."""

    words: str
    table: Sequence[Sequence[object]] = ()
    reply: bool = True
    quoted: Sequence[str] = QUOTED

    @property
    def lines(self) -> list[str]:
        return self.words.strip("\n").split("\n")

    @property
    def plain(self) -> list[str]:
        return [*self.lines, *("\t".join(map(str, row)) for row in self.table)]

    def marked(self, tag: str, attributes: str = "") -> str:
        told = "".join(f"<{tag}{attributes}>{escape(line) or '<br>'}</{tag}>\n" for line in self.lines)
        rows = "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in self.table)
        return told + (f"<table border=1>{rows}</table>" if rows else "")


def mail(body: bytes, kind: str, written: Written, *, encoding: str = "8bit", more: Sequence[str] = ()) -> bytes:
    """The headers that all have in common, and a body."""
    answers = [
        "In-Reply-To: <answer.1@casepilot.example>",
        "References: <q.1@lakeside.example>\r\n <answer.1@casepilot.example>",
    ]
    heads = [
        f"Return-Path: <{SENDER}>",
        "Received: from mx.lakeside.example by mx.casepilot.example; Mon, 30 Nov 2026 16:20:00 +0000",
        f"From: Ann Doe <{SENDER}>",
        f"To: CaseConsultant <{OWN}>",
        f"Subject: {'Re: question' if written.reply else 'question'}",
        "Date: Mon, 30 Nov 2026 10:20:00 -0600",
        "Message-ID: <q.2@lakeside.example>",
        *(answers if written.reply else ()),
        *more,
        "MIME-Version: 1.0",
        f"Content-Type: {kind}",
        f"Content-Transfer-Encoding: {encoding}",
    ]
    return "\r\n".join(heads).encode() + b"\r\n\r\n" + body


def alternative(plain: str, marked: str, written: Written, *, flowed: str = "", more: Sequence[str] = ()) -> bytes:
    """Text in quoted-printable and HTML in base64, as most programs send both."""
    parts = (
        f"text/plain; charset=utf-8{flowed}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n".encode()
        + quopri.encodestring(plain.encode()).replace(b"\n", b"\r\n"),
        b"text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encodebytes(marked.encode()),
    )
    body = b"".join(b"--=_b1\r\nContent-Type: " + part + b"\r\n" for part in parts) + b"--=_b1--\r\n"
    return mail(body, 'multipart/alternative; boundary="=_b1"', written, more=more)


def plain_mail(lines: Sequence[str], written: Written, kind: str = "text/plain; charset=utf-8") -> bytes:
    return mail("\r\n".join(lines).encode(), kind, written)


def html_mail(markup: str, written: Written, charset: str = "utf-8") -> bytes:
    data = quopri.encodestring(markup.encode(charset, "xmlcharrefreplace")).replace(b"\n", b"\r\n")
    return mail(data, f"text/html; charset={charset}", written, encoding="quoted-printable")


def quoted(lines: Sequence[str]) -> list[str]:
    return [f"> {line}" for line in lines]


def flowed(lines: Sequence[str]) -> list[str]:
    """Lines of format=flowed: broken with a space at their ends, stuffed where they begin with a sign."""
    made = []
    for line in lines:
        pieces = textwrap.wrap(line, _WIDTH - 2, break_long_words=False, break_on_hyphens=False) or [""]
        stuffed = [f" {piece}" if piece.startswith((">", " ", "From ")) else piece for piece in pieces]
        made += [f"{piece} " for piece in stuffed[:-1]] + stuffed[-1:]
    return made


def wrapped(lines: Sequence[str]) -> list[str]:
    return [piece for line in lines for piece in (textwrap.wrap(line, _WIDTH, break_on_hyphens=False) or [""])]


def outlook_desktop(written: Written) -> bytes:
    head = [
        f"From: CaseConsultant <{OWN}> ",
        "Sent: Monday, November 30, 2026 10:12 AM",
        f"To: Ann Doe <{SENDER}>",
        "Subject: RE: question",
    ]
    under = ["", *head, "", *written.quoted] if written.reply else []
    plain = "\n".join([*written.plain, "", "Thanks,", *_SIGNATURE, "", _DISCLAIMER, *under])
    body = [written.marked("p", " class=MsoNormal"), "<p class=MsoNormal>Thanks,</p>"]
    body += [f"<p class=MsoNormal>{escape(line)}<o:p></o:p></p>" for line in (*_SIGNATURE, "", _DISCLAIMER)]
    if written.reply:
        told = "<br>".join(f"<b>{escape(line.partition(':')[0])}:</b>{escape(line.partition(':')[2])}" for line in head)
        body.append(f'<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class=MsoNormal>{told}</p></div>')
        body += [f"<p class=MsoNormal>{line}</p>" for line in written.quoted]
    return alternative(plain, f"<html><body><div class=WordSection1>{''.join(body)}</div></body></html>", written)


def outlook_plain(written: Written) -> bytes:
    head = [
        "-----Original Message-----",
        "From: CaseConsultant",
        "Sent: Monday, November 30, 2026 10:12 AM",
        "To: Doe, Ann",
        "Subject: RE: question",
    ]
    under = ["", *head, "", *written.quoted] if written.reply else []
    return plain_mail([*written.plain, "", *_SIGNATURE, *under], written, "text/plain; charset=us-ascii")


def outlook_phone(written: Written) -> bytes:
    body = written.marked("div", ' style="font-family: Aptos"')
    body += '<div id="ms-outlook-mobile-signature">Get <a href="https://aka.example/o0">Outlook for iOS</a></div>'
    if written.reply:
        body += (
            '<hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg"><b>From:</b> CaseConsultant &lt;'
            + OWN
            + "&gt;<br>"
            f"<b>Sent:</b> Monday, November 30, 2026 10:12:44 AM<br><b>To:</b> Ann Doe &lt;{SENDER}&gt;<br><b>Subject:</b> Re: question</div>"
            + "".join(f"<div>{line}</div>" for line in written.quoted)
        )
    return html_mail(f"<html><body>{body}</body></html>", written)


def exchange_web(written: Written) -> bytes:
    body = f"<p>{_BANNER}</p>" + written.marked("div", ' class="elementToProof"')
    body += '<div id="Signature">' + "".join(f"<p>{escape(line)}</p>" for line in _SIGNATURE) + "</div>"
    if written.reply:
        body += (
            '<div id="appendonsend"></div><hr tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>From:</b> Consult<br>'
            "<b>Sent:</b> Monday, November 30, 2026 10:12 AM<br><b>To:</b> Doe, Ann<br><b>Subject:</b> Re: question</font></div>"
            + "".join(f"<p>{line}</p>" for line in written.quoted)
        )
    return html_mail(f'<?xml version="1.0" encoding="utf-8"?><html><body>{body}</body></html>', written, "windows-1252")


def gmail(written: Written) -> bytes:
    attribution = f"On Mon, Nov 30, 2026 at 10:12 AM CaseConsultant <{OWN}> wrote:"
    under = ["", *wrapped([attribution]), "", *quoted(written.quoted)] if written.reply else []
    body = f'<div dir="ltr">{written.marked("div")}</div>'
    if written.reply:
        body += (
            f'<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{escape(attribution)}<br></div>'
            f'<blockquote class="gmail_quote" style="margin:0px">{"<br>".join(written.quoted)}</blockquote></div>'
        )
    return alternative("\n".join([*wrapped(written.plain), *under, ""]), body, written)


def gmail_under_the_quote(written: Written) -> bytes:
    attribution = f"On Mon, Nov 30, 2026, 10:12 CaseConsultant <{OWN}> wrote:"
    over = f'<div class="gmail_quote"><div dir="ltr" class="gmail_attr">{escape(attribution)}</div><blockquote class="gmail_quote">{"<br>".join(written.quoted)}</blockquote>'
    signature = (
        '<span class="gmail_signature_prefix">-- </span><br><div class="gmail_signature">'
        + "<br>".join(_SIGNATURE)
        + "</div>"
    )
    body = f"{over if written.reply else '<div>'}{written.marked('div')}</div>{signature}"
    return html_mail(f"<div>{body}</div>", written)


def apple_mail(written: Written) -> bytes:
    attribution = f"On Nov 30, 2026, at 10:12 AM, CaseConsultant <{OWN}> wrote:"
    under = ["", "", f"> {attribution}", "> ", *quoted(written.quoted)] if written.reply else []
    body = written.marked("div")
    if written.reply:
        body += f'<div><br><blockquote type="cite"><div>{escape(attribution)}</div><br><div>{"<br>".join(written.quoted)}</div></blockquote></div>'
    plain = "\n".join([*flowed(written.plain), *under])
    return alternative(plain, f"<html><body>{body}</body></html>", written, flowed=";\r\n\tformat=flowed")


def iphone(written: Written) -> bytes:
    under = (
        ["", f"> On Nov 30, 2026, at 10:12 AM, CaseConsultant <{OWN}> wrote:", "> ", *quoted(written.quoted)]
        if written.reply
        else []
    )
    return plain_mail([*written.plain, "", "Sent from my iPhone", *under], written)


def thunderbird(written: Written) -> bytes:
    over = ["On 11/30/26 10:12, CaseConsultant wrote:", *quoted(written.quoted), ""] if written.reply else []
    return plain_mail(
        [*over, *flowed(written.plain), "", "-- ", *_SIGNATURE], written, "text/plain; charset=UTF-8; format=flowed"
    )


def yahoo(written: Written) -> bytes:
    body = f'<html><body><div class="ydp1yahoo-style-wrap"><div></div>{written.marked("div", " dir=ltr")}'
    if written.reply:
        body += '<div id="ydp2yahoo_quoted_1" class="ydp2yahoo_quoted"><div>On Monday, November 30, 2026 at 10:12:00 AM CST, CaseConsultant &lt;'
        body += f"{OWN}&gt; wrote:</div>{''.join(f'<div>{line}</div>' for line in written.quoted)}</div>"
    return html_mail(f"{body}</div></body></html>", written)


def proton(written: Written) -> bytes:
    body = written.marked("div", ' style="font-family: Arial, sans-serif; font-size: 14px;"')
    body += '<div class="protonmail_signature_block"><div class="protonmail_signature_block-proton">Sent with <a href="https://proton.example">Proton Mail</a> secure email.</div></div>'
    if written.reply:
        body += '<div class="protonmail_quote">On Monday, November 30th, 2026 at 10:12 AM, CaseConsultant wrote:<br><blockquote class="protonmail_quote" type="cite">'
        body += "<br>".join(written.quoted) + "</blockquote></div>"
    return html_mail(body, written)


def gmail_in_spanish(written: Written) -> bytes:
    attribution = f"El lun, 30 nov 2026 a las 10:12, CaseConsultant (<{OWN}>) escribió:"
    under = ["", *wrapped([attribution]), "", *quoted(written.quoted)] if written.reply else []
    return plain_mail([*wrapped(written.plain), "", "Saludos,", "Ana", *under], written)


CLIENTS: Mapping[str, Callable[[Written], bytes]] = {
    made.__name__: made
    for made in (
        outlook_desktop, outlook_plain, outlook_phone, exchange_web, gmail, gmail_under_the_quote, apple_mail, iphone,
        thunderbird, yahoo, proton, gmail_in_spanish,
    )
}  # fmt: skip
