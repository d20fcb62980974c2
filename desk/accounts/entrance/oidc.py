"""Sign-in at an organisation's own provider (OpenID Connect): authorization code with PKCE, the token checked here.

The provider's addresses and keys are asked for at each sign-in: they change without notice, and few sign in at once.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from desk.accounts.accounts import Accounts
from desk.accounts.errors import AccountError
from desk.accounts.rights import Person
from desk.accounts.settings import Provider
from desk.accounts.stores.people import checked_name

CALLBACK = "/account/oidc/callback"
_SECONDS = 10.0
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]
_CLOCKS_DIFFER_SECONDS = 60
# Ids of persons from elsewhere are made of what they are there: two servers make the same.
_ELSEWHERE = uuid.UUID("6a3f6b0e-93f4-4f0b-8d49-1f6f6a1d0c55")


@dataclass(frozen=True, slots=True)
class Started:
    """What a sign-in that was begun has to be finished with; kept sealed in the browser meanwhile."""

    state: str
    nonce: str
    verifier: str
    wanted: str


class Oidc:
    """``desk`` is the address at which the desk is shown: the provider sends people back there."""

    def __init__(self, provider: Provider, desk: str) -> None:
        self._provider, self._back = provider, f"{desk}{CALLBACK}"

    def start(self, wanted: str) -> tuple[str, Started]:
        """Where to send the browser. Raises AccountError where the provider can't be asked."""
        started = Started(generate_token(32), generate_token(32), generate_token(64), wanted)
        with self._client() as client:
            address, _ = client.create_authorization_url(
                self._about()["authorization_endpoint"],
                state=started.state,
                nonce=started.nonce,
                code_verifier=started.verifier,
            )
        return str(address), started

    def finish(self, started: Started, state: str, code: str) -> dict[str, Any]:
        """The claims about who has signed in. Raises AccountError for anything that isn't as it must be."""
        if not code or state != started.state:
            raise AccountError("This sign-in wasn't begun here, or it was broken off: begin it again.")
        about = self._about()
        try:
            with self._client() as client:
                token = client.fetch_token(
                    about["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=started.verifier
                )
            keys = KeySet.import_key_set(_got(about["jwks_uri"]))
            claims = jwt.decode(token["id_token"], keys, algorithms=_ALGORITHMS).claims
            self._rules(started.nonce).validate(claims)
        except (AuthlibBaseError, JoseError, httpx.HTTPError, KeyError, ValueError) as error:
            raise AccountError(
                f"The sign-in at {self._provider.issuer} didn't work ({error or type(error).__name__}): try again."
            ) from None
        return dict(claims)

    def _rules(self, nonce: str) -> jwt.JWTClaimsRegistry:
        provider = self._provider
        return jwt.JWTClaimsRegistry(
            leeway=_CLOCKS_DIFFER_SECONDS,
            iss={"essential": True, "value": provider.issuer},
            aud={"essential": True, "value": provider.client},
            nonce={"essential": True, "value": nonce},
            exp={"essential": True},
            sub={"essential": True},
        )

    def _about(self) -> dict[str, Any]:
        """The provider's own configuration."""
        issuer = self._provider.issuer
        try:
            about: dict[str, Any] = _got(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            # A configuration of another issuer could send people and codes elsewhere.
            if about.get("issuer") != issuer:
                raise ValueError("it says that it is another one")
        except (httpx.HTTPError, ValueError, AttributeError) as error:
            raise AccountError(
                f"The provider {issuer} can't be asked ({error}): try again, or sign in by name."
            ) from None
        return about

    def _client(self) -> OAuth2Client:
        return OAuth2Client(
            self._provider.client,
            self._provider.secret,
            scope="openid profile email",
            redirect_uri=self._back,
            code_challenge_method="S256",
            timeout=_SECONDS,
        )


def _got(address: str) -> Any:
    """What the provider publishes there."""
    return httpx.get(address, timeout=_SECONDS).raise_for_status().json()


def person_of(accounts: Accounts, claims: dict[str, Any]) -> Person:
    """The person with these claims, found by issuer and subject alone; written when they come for the first time.

    Raises AccountError where the name is another account's: no other sign-in takes one over.
    """
    subject = f"oidc|{claims['iss']}|{claims['sub']}"
    name = checked_name(str(claims.get("preferred_username") or claims.get("email") or claims["sub"]))
    shown = str(claims.get("name") or name)[:100]
    made = Person(str(uuid.uuid5(_ELSEWHERE, subject)), name, shown, accounts.settings.new_role, "member")
    return accounts.people.ensure(made, subject)
