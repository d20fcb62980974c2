"""The one error tree.

    CasePilotError                 anything a user can mend: one sentence with the remedy, no traceback
    ├── InvalidCode                a text that is not a code of the system it was given for
    ├── SourceError                a source file that cannot be read at all
    │   └── RowError               one bad row or entry: file, line and reason; the build goes on without it
    ├── KnowledgeBaseError         the knowledge base cannot be used as it is
    │   ├── KnowledgeBaseMissing   none was built yet
    │   ├── KnowledgeBaseDamaged   files are missing, truncated or altered
    │   ├── KnowledgeBaseMismatch  made with another embedding model or schema version
    │   └── KnowledgeBaseUnreachable  a database or a Chroma server that holds a part of it does not answer
    ├── BuildError                 a build could not go on (another build running, disk full ...)
    ├── EncoderError               the embedding model is missing, altered or of an unknown shape
    ├── SettingsError              a setting has an unusable value
    └── ModelError                 the language model gave no usable answer (assistant/drafting/port.py refines it)

A bug is anything else and prints its traceback.
"""

from __future__ import annotations


class CasePilotError(Exception):
    """Something a user can mend. ``str(error)`` is one sentence that names the remedy."""


class InvalidCode(CasePilotError, ValueError):
    """A text that is not a code of the system it was given for."""


class SourceError(CasePilotError):
    """A source that cannot be read at all."""


class RowError(SourceError):
    """One bad row or entry of a source, told by file, line and reason.

    Sources yield it instead of raising it, so that one bad row never costs the good ones.
    """

    def __init__(self, file: str, line: int | None, reason: str) -> None:
        self.file, self.line, self.reason = file, line, reason
        super().__init__(f"{file}:{line}: {reason}" if line is not None else f"{file}: {reason}")


class KnowledgeBaseError(CasePilotError):
    """The knowledge base cannot be used as it is."""


class KnowledgeBaseMissing(KnowledgeBaseError):
    """No knowledge base was built yet."""


class KnowledgeBaseDamaged(KnowledgeBaseError):
    """Files of the knowledge base are missing, truncated or altered."""


class KnowledgeBaseMismatch(KnowledgeBaseError):
    """The knowledge base was made with another embedding model or schema version."""


class KnowledgeBaseUnreachable(KnowledgeBaseError):
    """A database or a Chroma server that holds a part of the knowledge base does not answer, or refuses."""


class BuildError(CasePilotError):
    """A build could not go on; the previous knowledge base is untouched."""


class EncoderError(CasePilotError):
    """The embedding model is missing, altered or of a shape that cannot be exported."""


class SettingsError(CasePilotError):
    """A setting has an unusable value."""


class ModelError(CasePilotError):
    """The language model gave no usable answer."""
