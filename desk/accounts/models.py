"""The tables of the desk's own database. Changing one needs a migration beside it (migrations/versions).

Ids are UUIDs as text. Times are seconds since 1970 in UTC, as floats: SQLite and PostgreSQL keep them alike. Secrets
(session, token, share link) are stored as their SHA-256 only.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_ID = String(36)
_HASH = String(64)


class Base(DeclarativeBase):
    """Every constraint has a name, so that a migration can change it on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def _person() -> Mapped[str]:
    return mapped_column(_ID, ForeignKey("people.id", ondelete="CASCADE"), index=True)


class PersonRow(Base):
    """``name`` is what is signed in with, in small letters. ``subject`` is the id that another sign-in gave."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    shown: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    plan: Mapped[str] = mapped_column(String(20))
    password: Mapped[str | None] = mapped_column(String(300))
    subject: Mapped[str | None] = mapped_column(String(500), unique=True)
    created: Mapped[float]


class SessionRow(Base):
    """A browser that is signed in."""

    __tablename__ = "sessions"

    hash: Mapped[str] = mapped_column(_HASH, primary_key=True)
    person: Mapped[str] = _person()
    created: Mapped[float]
    expires: Mapped[float] = mapped_column(index=True)


class TokenRow(Base):
    """A token for the API. ``scopes`` are words with a space between."""

    __tablename__ = "tokens"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    person: Mapped[str] = _person()
    name: Mapped[str] = mapped_column(String(100))
    scopes: Mapped[str] = mapped_column(String(200))
    hash: Mapped[str] = mapped_column(_HASH, unique=True)
    created: Mapped[float]
    expires: Mapped[float | None]
    used: Mapped[float | None]


class AttemptRow(Base):
    """Failures in a row of one account or one address, since ``first``."""

    __tablename__ = "attempts"

    subject: Mapped[str] = mapped_column(String(260), primary_key=True)
    failures: Mapped[int]
    first: Mapped[float]
    until: Mapped[float]


class UsageRow(Base):
    """How much of a kind a subject (a person or an address) used on a day."""

    __tablename__ = "usage"

    subject: Mapped[str] = mapped_column(String(260), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True, index=True)
    used: Mapped[int]


class UsedRow(Base):
    """A thing that was counted: seeing it again on the same day is free."""

    __tablename__ = "used"

    subject: Mapped[str] = mapped_column(String(260), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True, index=True)
    item: Mapped[str] = mapped_column(String(300), primary_key=True)


class ThreadRow(Base):
    """A conversation. ``conversation`` is what the next question is asked with; ``named`` once it has the
    title that stays: that of the first answer's codes, or what its person called it."""

    __tablename__ = "threads"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    person: Mapped[str] = mapped_column(_ID, ForeignKey("people.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    named: Mapped[bool]
    created: Mapped[float]
    changed: Mapped[float]
    settings: Mapped[str] = mapped_column(Text)
    conversation: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("ix_threads_person_changed", "person", "changed"),)


class MessageRow(Base):
    """One message, flat, in the order of ``position``. ``kind`` is Chainlit's type; ``answer`` the answer's JSON."""

    __tablename__ = "messages"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    thread: Mapped[str] = mapped_column(_ID, ForeignKey("threads.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(30))
    author: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    created: Mapped[float]

    __table_args__ = (UniqueConstraint("thread", "position"),)


class FeedbackRow(Base):
    """A thumb up (1) or down (0) of the conversation's own person, with the reason."""

    __tablename__ = "feedback"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    message: Mapped[str] = mapped_column(_ID, ForeignKey("messages.id", ondelete="CASCADE"), unique=True)
    person: Mapped[str] = _person()
    value: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    created: Mapped[float]


class FavouriteRow(Base):
    """A code, a section or a claim that a person marked. ``kind`` and ``key`` name it (stores/kept/things.py);
    ``label`` is what a claim consists of, "" for what has a name of its own."""

    __tablename__ = "favourites"

    person: Mapped[str] = mapped_column(_ID, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    key: Mapped[str] = mapped_column(String(300), primary_key=True)
    label: Mapped[str] = mapped_column(Text)
    created: Mapped[float]


class NoteRow(Base):
    """What somebody wrote on such a thing: for themselves, or with ``team`` for everybody who is signed in."""

    __tablename__ = "notes"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    person: Mapped[str] = _person()
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(300))
    label: Mapped[str] = mapped_column(Text)
    team: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)
    created: Mapped[float]
    changed: Mapped[float]

    __table_args__ = (Index("ix_notes_kind_key", "kind", "key"),)


class CodeListRow(Base):
    """A person's own codes under a name. ``looked`` is when its changes were last taken note of, ``editions`` the ids
    of those that were loaded then, as JSON."""

    __tablename__ = "code_lists"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    person: Mapped[str] = mapped_column(_ID, ForeignKey("people.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(100))
    created: Mapped[float]
    looked: Mapped[float]
    editions: Mapped[str] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("person", "name"),)


class ListedCodeRow(Base):
    """A code of a list, by its key ("cpt:20610")."""

    __tablename__ = "listed_codes"

    list: Mapped[str] = mapped_column(_ID, ForeignKey("code_lists.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(String(20), primary_key=True)


class SearchRow(Base):
    """What a person searched for, the last time they did."""

    __tablename__ = "searches"

    person: Mapped[str] = mapped_column(_ID, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str] = mapped_column(String(300), primary_key=True)
    searched: Mapped[float]


class SearchesOffRow(Base):
    """A person whose searches aren't kept."""

    __tablename__ = "searches_off"

    person: Mapped[str] = mapped_column(_ID, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)


class ShareRow(Base):
    """A link that shows a conversation to whoever has it, until it is taken back."""

    __tablename__ = "shares"

    hash: Mapped[str] = mapped_column(_HASH, primary_key=True)
    thread: Mapped[str] = mapped_column(_ID, ForeignKey("threads.id", ondelete="CASCADE"), index=True)
    created: Mapped[float]


class AuditRow(Base):
    """Who did what. ``person`` is an id and stays when the person is erased, so it is no reference. ``words`` is the
    digest of what stands in audit_words, ``former`` that of the row before: a row that was changed shows."""

    __tablename__ = "audit"

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[float]
    person: Mapped[str] = mapped_column(_ID, index=True)
    act: Mapped[str] = mapped_column(String(20))
    what: Mapped[str] = mapped_column(Text)
    status: Mapped[int]
    words: Mapped[str] = mapped_column(_HASH)
    former: Mapped[str] = mapped_column(_HASH)
    digest: Mapped[str] = mapped_column(_HASH)


class AuditWordsRow(Base):
    """The question's text, where it is kept: apart from the log, so that it can be erased and the log stays whole.

    ``salt`` keeps a short text from being guessed by its digest, and goes with it.
    """

    __tablename__ = "audit_words"

    position: Mapped[int] = mapped_column(
        ForeignKey("audit.position", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    person: Mapped[str] = mapped_column(_ID, index=True)
    salt: Mapped[str] = mapped_column(_HASH)
    text: Mapped[str] = mapped_column(Text)
