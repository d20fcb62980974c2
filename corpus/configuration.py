"""The two settings that reader and writer share: where the knowledge base lives and which model made its vectors."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.store.export import DEFAULT_MODEL

PROJECT_FOLDER = Path(__file__).parent.parent


class StoreSettings(BaseSettings):
    """Read from CASEPILOT_HOME and CASEPILOT_EMBEDDING_MODEL."""

    model_config = SettingsConfigDict(env_prefix="CASEPILOT_", extra="ignore")

    home: Path = PROJECT_FOLDER / ".casepilot"
    embedding_model: str = DEFAULT_MODEL
