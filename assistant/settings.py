"""What a user may set, all from the environment. A model is optional; without one the composer answers."""

from __future__ import annotations

import os

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.configuration import StoreSettings, unusable


class ModelSettings(BaseSettings):
    """CASEPILOT_MODEL, CASEPILOT_MODEL_URL, CASEPILOT_MODEL_KEY, the waiting times and what a model may cost.

    A model drafts when its name is set; several names with commas are tried in that order, each on the one server. The
    key falls back to OPENAI_API_KEY; servers on one's own machine often need none. Times are seconds, prices dollars
    for a million tokens. ``context`` is the room for prompt and answer together, in tokens. ``daily_tokens`` is what a
    day may cost, 0 for no limit. ``functions`` False never offers a model the rules and look-ups to call.
    """

    model_config = SettingsConfigDict(env_prefix="CASEPILOT_", extra="ignore", protected_namespaces=())

    model: str = ""
    model_url: str = "https://api.openai.com/v1"
    model_key: SecretStr = SecretStr("")
    model_first_token_seconds: float = Field(default=20.0, gt=0)
    model_total_seconds: float = Field(default=120.0, gt=0)
    model_context: int = Field(default=4_096, ge=2_048)
    model_daily_tokens: int = Field(default=0, ge=0)
    model_price_read: float | None = Field(default=None, ge=0)
    model_price_written: float | None = Field(default=None, ge=0)
    model_functions: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """The models in order of preference; empty when none is set."""
        return tuple(filter(None, map(str.strip, self.model.split(","))))

    @property
    def key(self) -> str:
        """The key to send; empty when none is set."""
        return self.model_key.get_secret_value() or os.environ.get("OPENAI_API_KEY", "")


class SearchSettings(BaseSettings):
    """CASEPILOT_CROSS_ENCODER: a local cross-encoder that reads the first hits again; none by default."""

    model_config = SettingsConfigDict(env_prefix="CASEPILOT_", extra="ignore")

    cross_encoder: str = ""


class PrivacySettings(BaseSettings):
    """CASEPILOT_HIDE_IDENTIFIERS: names, dates of birth and numbers of persons are replaced; off only on purpose."""

    model_config = SettingsConfigDict(env_prefix="CASEPILOT_", extra="ignore")

    hide_identifiers: bool = True


class Settings:
    """All settings of the assistant. Constructing reads the environment; raises SettingsError for unusable values."""

    __slots__ = ("model", "privacy", "search", "store")

    def __init__(
        self,
        store: StoreSettings | None = None,
        model: ModelSettings | None = None,
        search: SearchSettings | None = None,
        privacy: PrivacySettings | None = None,
    ) -> None:
        try:
            self.store = store or StoreSettings()
            self.model = model or ModelSettings()
            self.search = search or SearchSettings()
            self.privacy = privacy or PrivacySettings()
        except ValidationError as error:
            raise unusable(error) from None
