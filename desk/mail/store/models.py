"""The tables of mail in the desk's database: what came, what goes out, the threads both stand in, who asks.

Times are seconds since 1970 in UTC. A mail itself is kept from when it came until it is answered, and an answer until
it is sent; then only what threads are told by stays.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from desk.accounts.models import Base

_KEY = String(64)
_ADDRESS = String(254)


class MailThreadRow(Base):
    """A conversation by mail with one sender. ``subject`` is without "Re:" and without identifiers."""

    __tablename__ = "mail_threads"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sender: Mapped[str] = mapped_column(_ADDRESS)
    subject: Mapped[str] = mapped_column(String(200))
    conversation: Mapped[str] = mapped_column(Text)
    changed: Mapped[float] = mapped_column(index=True)

    __table_args__ = (Index("ix_mail_threads_sender_changed", "sender", "changed"),)


class ReceivedRow(Base):
    """A mail that came. ``key`` is the digest of its sender and message id: the same mail has one row."""

    __tablename__ = "mail_received"

    key: Mapped[str] = mapped_column(_KEY, primary_key=True)
    sender: Mapped[str] = mapped_column(_ADDRESS)
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(_KEY)  # the digest of what was asked: a program says the same again and again
    thread: Mapped[str | None] = mapped_column(ForeignKey("mail_threads.id", ondelete="SET NULL"), index=True)
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)
    received: Mapped[float] = mapped_column(index=True)

    __table_args__ = (
        Index("ix_mail_received_state_received", "state", "received"),
        Index("ix_mail_received_sender_received", "sender", "received"),
    )


class OutgoingRow(Base):
    """A mail of ours. ``id`` is the first part of its Message-ID: the same reply has one row and one id."""

    __tablename__ = "mail_outgoing"

    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    received: Mapped[str] = mapped_column(ForeignKey("mail_received.key", ondelete="CASCADE"), index=True)
    recipient: Mapped[str] = mapped_column(_ADDRESS)
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(200))
    attempts: Mapped[int]
    due: Mapped[float]
    changed: Mapped[float]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)

    __table_args__ = (Index("ix_mail_outgoing_state_due", "state", "due"),)


class MailSenderRow(Base):
    """A sender without an account: when they confirmed their address, and when they were last sent a notice."""

    __tablename__ = "mail_senders"

    address: Mapped[str] = mapped_column(_ADDRESS, primary_key=True)
    confirmed: Mapped[float | None]
    told: Mapped[float | None]
