"""Real mail servers from the system's packages, exim and dovecot, on free loopback ports, unprivileged, in a folder.

exim takes mails for the domains below and puts each into a mailbox of its own, without asking any network; dovecot
shows every mailbox by IMAP to whoever knows the password.
"""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import shutil
import smtplib
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

from tests.support.servers import absent, free_port, stop, wait_until_up

DOVECOT, EXIM = Path("/usr/sbin/dovecot"), Path("/usr/sbin/exim4")
PASSWORD = "a-mail-password"
# exim makes a path of no name that came from outside, unless it stands in a list.
PEOPLE = ("consult", "ann.doe", "bob", "expert", "away", "badly", "victim")
DOMAINS = ("casepilot.example", "lakeside.example", "program.example")
AWAY = "away@program.example"

_DOVECOT = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%d/%n
mail_max_userip_connections = 100
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%d/%n
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""

# "away" is answered for by a program, as RFC 3834 wants it.
_EXIM = """
spool_directory = {folder}/spool
log_file_path = {folder}/exim-%slog
pid_file_path = {folder}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
primary_hostname = mx.casepilot.example
qualify_domain = casepilot.example
tls_advertise_hosts =
host_lookup =
rfc1413_hosts =
deliver_drop_privilege = true
never_users =
acl_smtp_rcpt = accept
acl_smtp_data = accept
domainlist local = {domains}
localpartlist people = {people}
remote_max_parallel = 4
queue_run_max = 2
smtp_accept_queue_per_connection = 0
smtp_accept_max = 100
keep_environment =
begin routers
away:
  driver = accept
  domains = program.example
  local_parts = away
  transport = absence_note
  condition = ${{if and {{ {{!eq{{$sender_address}}{{}}}} {{!def:h_Auto-Submitted:}} }} }}
  unseen
here:
  driver = accept
  domains = +local
  local_parts = +people
  transport = mailbox
begin transports
mailbox:
  driver = appendfile
  maildir_format
  directory = {folder}/mail/$domain_data/$local_part_data
  create_directory
  delivery_date_add
  envelope_to_add
  return_path_add
absence_note:
  driver = autoreply
  from = $local_part@$domain
  to = $sender_address
  subject = Away: Re: $h_subject:
  text = I am away until Monday.
  headers = Auto-Submitted: auto-replied
begin retry
* * F,1h,1s
"""


@dataclass(frozen=True)
class MailServers:
    folder: Path
    smtp_port: int
    imap_port: int

    def mailbox(self, address: str) -> str:
        """A setting for CASEPILOT_MAIL_IN."""
        return f"imap://{address.replace('@', '%40')}:{PASSWORD}@127.0.0.1:{self.imap_port}"

    @property
    def outgoing(self) -> str:
        return f"smtp://127.0.0.1:{self.smtp_port}"

    def send(self, sender: str, recipient: str, raw: bytes) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as client:
            client.sendmail(sender, [recipient], raw)

    def mails(self, address: str) -> list[Message]:
        """What lies in a mailbox, in the order in which it came."""
        return list(map(message_from_bytes, self.raw_mails(address)))

    def raw_mails(self, address: str) -> list[bytes]:
        """The same as bytes."""
        name, _, domain = address.partition("@")
        boxes = [self.folder / "mail" / domain / name / part for part in ("new", "cur")]
        # A mail that another process moves from "new" to "cur" meanwhile is there under another name.
        for _ in range(10):
            try:
                # By time: exim writes the microseconds of a name without zeros before them.
                dated = [(path.stat().st_mtime_ns, path) for box in boxes if box.is_dir() for path in box.iterdir()]
                return [path.read_bytes() for _, path in sorted(dated)]
            except FileNotFoundError:
                continue
        raise AssertionError("the mailbox never stood still")

    def wait_for(self, address: str, count: int, seconds: float = 60.0) -> list[Message]:
        """The mails of a mailbox once there are so many."""
        until = time.monotonic() + seconds
        while len(found := self.mails(address)) < count:
            assert time.monotonic() < until, f"{len(found)} of {count} mails came to {address}"
            time.sleep(0.05)
        return found

    def rest(self, seconds: float = 2.0) -> None:
        """Returns once no mail was under way for a while."""
        quiet = time.monotonic()
        until = quiet + 60
        while time.monotonic() - quiet < seconds:
            if any((self.folder / "spool" / "input").glob("*-H")):
                quiet = time.monotonic()
            assert quiet < until, _log(self.folder)[-2_000:]
            time.sleep(0.1)


@contextmanager
def mail_servers() -> Iterator[MailServers]:
    """Both, running; skips where they aren't installed."""
    if not DOVECOT.exists() or not EXIM.exists():
        absent("dovecot or exim isn't installed; run 'apt-get install dovecot-imapd exim4-daemon-light'")
    folder = Path(tempfile.mkdtemp(prefix="casepilot-mail-"))
    account = pwd.getpwnam("Debian-exim") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    identity: dict[str, Any] = {}
    if os.geteuid() == 0:
        identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    servers = MailServers(folder, free_port(), free_port())
    told = {
        "folder": folder, "user": account.pw_name, "group": grp.getgrgid(account.pw_gid).gr_name, "uid": account.pw_uid,
        "gid": account.pw_gid, "password": PASSWORD, "domains": " : ".join(DOMAINS), "people": " : ".join(PEOPLE),
    }  # fmt: skip
    (folder / "dovecot.conf").write_text(_DOVECOT.format(port=servers.imap_port, **told))
    (folder / "exim.conf").write_text(_EXIM.format(port=servers.smtp_port, **told))
    for name in ("mail", "spool", "run", "state"):
        (folder / name).mkdir()
    for path in (folder, *folder.iterdir()):
        if identity:
            os.chown(path, account.pw_uid, account.pw_gid)
    started: list[subprocess.Popen[bytes]] = []
    try:
        for command in (
            [DOVECOT, "-F", "-c", folder / "dovecot.conf"],
            [EXIM, "-C", folder / "exim.conf", "-bdf", "-q5s"],
        ):
            started.append(_started(command, folder, identity))
        for process, is_up in zip(started, (_imap_up, _smtp_up), strict=True):
            wait_until_up(process, lambda is_up=is_up: is_up(servers), lambda: _log(folder))  # type: ignore[misc]
        yield servers
    finally:
        for process in reversed(started):
            stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def _started(command: Sequence[object], folder: Path, identity: dict[str, Any]) -> subprocess.Popen[bytes]:
    with (folder / "servers.log").open("ab") as log:
        return subprocess.Popen(list(map(str, command)), stdout=log, stderr=log, cwd=folder, **identity)


def _log(folder: Path) -> str:
    logs = (folder / "servers.log", folder / "dovecot.log", *folder.glob("exim-*log"))
    return "\n".join(path.read_text(errors="replace") for path in logs if path.is_file())


def _imap_up(servers: MailServers) -> bool:
    try:
        with imaplib.IMAP4("127.0.0.1", servers.imap_port) as client:
            return client.login("probe@casepilot.example", PASSWORD)[0] == "OK"
    except (OSError, imaplib.IMAP4.error):
        return False


def _smtp_up(servers: MailServers) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", servers.smtp_port) as client:
            return client.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False
