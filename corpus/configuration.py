"""The settings that reader and writer share: where the knowledge base lives and which model made its vectors."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.errors import SettingsError
from corpus.store.export import DEFAULT_MODEL
from corpus.store.servers import Servers

PROJECT_FOLDER = Path(__file__).parent.parent


class StoreSettings(BaseSettings):
    """Read from CASEPILOT_HOME and CASEPILOT_EMBEDDING_MODEL.

    CASEPILOT_DATABASE_URL and CASEPILOT_CHROMA_URL (with CASEPILOT_CHROMA_TOKEN) name the servers to publish to and to
    read from; both empty, everything is in CASEPILOT_HOME. The addresses may hold passwords, hence secrets.
    """

    model_config = SettingsConfigDict(env_prefix="CASEPILOT_", extra="ignore")

    home: Path = PROJECT_FOLDER / ".casepilot"
    embedding_model: str = DEFAULT_MODEL
    database_url: SecretStr = SecretStr("")
    chroma_url: SecretStr = SecretStr("")
    chroma_token: SecretStr = SecretStr("")

    def servers(self) -> Servers:
        """The servers that are set; raises SettingsError for an address that cannot be used."""
        return Servers.read(
            self.database_url.get_secret_value(),
            self.chroma_url.get_secret_value(),
            self.chroma_token.get_secret_value(),
        )


def unusable(error: ValidationError, prefix: str = "CASEPILOT_") -> SettingsError:
    """The first setting that was refused, by the name it has in the environment, and why."""
    first = error.errors()[0]
    name = prefix + "_".join(map(str, first["loc"])).upper()
    return SettingsError(f"The setting {name} cannot be used: {first['msg']}; correct it and start again.")
