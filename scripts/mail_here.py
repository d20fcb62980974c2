"""Questions by mail on this machine alone: ``make mail``, or ``python scripts/mail_here.py [--walk FOLDER]``.

Starts exim and dovecot (Debian's packages) on free loopback ports in a folder that is removed at the end, and
CaseConsultant on them; sends each line that is typed as a mail, the next one in reply to the answer before. ``--walk``
asks two questions instead and writes the four mails as they are. Exit status: 0 ended; 1 could not start, one sentence
says why.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import textwrap
import time
from email.message import Message
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from tests.support.mail_clients import OWN, SENDER, Written, gmail  # noqa: E402 - found once the project is on the path
from tests.support.mail_servers import DOVECOT, EXIM, PASSWORD, MailServers, mail_servers  # noqa: E402

WALK = ("What is 0709T?", "And what is its primary?")
PAGES = "http://127.0.0.1:8000"
# The first question waits until the knowledge base is opened.
WAIT_SECONDS = 60.0


def main() -> int:
    parser = argparse.ArgumentParser(description="Ask CasePilot by mail, on this machine alone.")
    parser.add_argument("--walk", type=Path, metavar="FOLDER", help="ask two questions and write the mails there")
    options = parser.parse_args()
    if not (DOVECOT.exists() and EXIM.exists()):
        print("No mail server is installed: run 'apt-get install dovecot-imapd exim4-daemon-light'.", file=sys.stderr)
        return 1
    with mail_servers() as servers, tempfile.TemporaryDirectory() as folder:
        # A walk that is repeated must not be taken for a program that says the same again and again.
        own = {"CASEPILOT_DESK_URL": f"sqlite:///{folder}/desk.db"} if options.walk else {}
        environment = {
            **os.environ,
            **own,
            "CASEPILOT_MAIL": OWN,
            "CASEPILOT_MAIL_IN": servers.mailbox(OWN),
            "CASEPILOT_MAIL_OUT": servers.outgoing,
            "CASEPILOT_MAIL_SENDERS": "@lakeside.example",
            "CASEPILOT_MAIL_PAGES": PAGES,
        }
        service = subprocess.Popen([sys.executable, "-m", "desk", "mail", "run"], env=environment, cwd=PROJECT)
        try:
            return walk(servers, service, options.walk) if options.walk else talk(servers, service)
        except KeyboardInterrupt:
            return 0
        finally:
            service.terminate()
            service.wait()


def talk(servers: MailServers, service: subprocess.Popen[bytes]) -> int:
    """Sends what is typed and shows what comes back."""
    print(
        f"Mails to {OWN} by SMTP at 127.0.0.1:{servers.smtp_port}; any mailbox of lakeside.example by IMAP at "
        f"127.0.0.1:{servers.imap_port}, password {PASSWORD}.\nType a question to mail it as {SENDER}; Ctrl-D ends."
    )
    answer: Message | None = None
    for number, line in enumerate(filter(str.strip, sys.stdin)):
        if service.poll() is not None:
            return 1
        answer, seconds = asked(servers, written(line.strip(), number, answer), number)
        told = textwrap.indent(text_of(answer), "  ")
        print(f"\n{answer['Subject']} (after {seconds:.1f} s)\n\n{told}\n", flush=True)
    return 0


def walk(servers: MailServers, service: subprocess.Popen[bytes], folder: Path) -> int:
    """Asks the questions of WALK and writes all four mails; the first is sent while the service starts."""
    folder.mkdir(parents=True, exist_ok=True)
    answer: Message | None = None
    for number, question in enumerate(WALK):
        raw = written(question, number, answer)
        answer, seconds = asked(servers, raw, number)
        print(f"{question} was answered after {seconds:.1f} s; the service has worked for {worked(service):.1f} s")
        (folder / f"{2 * number + 1}-question.eml").write_bytes(raw.replace(b"\r\n", b"\n"))
        (folder / f"{2 * number + 2}-answer.eml").write_bytes(servers.raw_mails(SENDER)[number])
    return 0


def written(question: str, number: int, answer: Message | None) -> bytes:
    """A mail as Gmail writes it, in reply to the answer before."""
    own = f"<q{number}.{time.time_ns()}@lakeside.example>"
    if answer is None:
        return gmail(Written(question, reply=False)).replace(b"<q.2@lakeside.example>", own.encode())
    raw = gmail(Written(question, quoted=text_of(answer).splitlines()))
    for example, real in (("<q.1@", answer["References"].split()[-1]), ("<answer.1@", answer["Message-ID"])):
        start = raw.index(example.encode())
        raw = raw.replace(raw[start : raw.index(b">", start) + 1], "".join(real.split()).encode())
    return raw.replace(b"<q.2@lakeside.example>", own.encode())


def asked(servers: MailServers, raw: bytes, number: int) -> tuple[Message, float]:
    """The answer to a mail, the seconds until it lay in the mailbox."""
    began = time.monotonic()
    servers.send(SENDER, OWN, raw)
    return servers.wait_for(SENDER, number + 1, WAIT_SECONDS)[number], time.monotonic() - began


def worked(service: subprocess.Popen[bytes]) -> float:
    """Seconds of processor time since it was started, which tell more than the clock where others work too."""
    told = Path(f"/proc/{service.pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, told[11:13])) / os.sysconf("SC_CLK_TCK")


def text_of(mail: Message) -> str:
    plain = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    return bytes(plain.get_payload(decode=True)).decode()


if __name__ == "__main__":
    sys.exit(main())
