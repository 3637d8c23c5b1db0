"""Whether the house's own sign-on is there, and as described: asked by `beside doctor` alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.socialaccount.adapter import get_adapter

from beside.configuration import Refused
from beside.doors import house

SOON = timedelta(days=30)
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
Said = tuple[str, bool]  # a sentence, and whether something is wrong


def examine(path: Path | None, *, at: datetime) -> Iterator[Said]:
    try:
        described = house.read(path) if path else {}
    except Refused as refused:
        yield str(refused), True
        return
    for one in described.get("openid_connect", {}).get("APPS", []):
        yield from _openid(one)
    for one in described.get("saml", {}).get("APPS", []):
        yield from _certificate(one, at)
        yield from _saml(one)


def _openid(one: dict[str, Any]) -> Iterator[Said]:
    server = one["settings"]["server_url"]
    where = server if "/.well-known/" in server else f"{server}/.well-known/openid-configuration"
    try:
        said = _ask(where).json()
    except ValueError:  # also what `requests` calls an answer that is no JSON
        said = None
    except OSError as trouble:
        yield _no_answer(one, where, trouble)
        return
    missing = [name for name in NEEDED if not isinstance(said, dict) or not said.get(name)]
    if missing:
        yield (
            f"{one['name']} answers at {where}, but does not say its {', '.join(missing)}: "
            f"is `server` of '{one['provider_id']}' right?",
            True,
        )
    elif server.partition("/.well-known/")[0].rstrip("/") != said["issuer"].rstrip("/"):
        yield (
            f"{one['name']} calls itself {said['issuer']}, and not as `server` of "
            f"'{one['provider_id']}' does; ask the house which of the two is right.",
            False,
        )


def _saml(one: dict[str, Any]) -> Iterator[Said]:
    """Whatever it answers without a question; only a fault of its own, or silence, is told."""
    where = one["settings"]["idp"]["sso_url"]
    try:
        _ask(where, is_page=True)
    except OSError as trouble:
        yield _no_answer(one, where, trouble)


def _certificate(one: dict[str, Any], at: datetime) -> Iterator[Said]:
    ends = house.certificate(one["settings"]["idp"]["x509cert"]).not_valid_after_utc
    if ends <= at:
        yield (
            f"The certificate of {one['name']} ended on {ends.date()}; ask the house for the new "
            f"one and put it into '{one['provider_id']}'.",
            True,
        )
    elif ends - at < SOON:
        yield f"The certificate of {one['name']} ends on {ends.date()}; ask for the new one.", False


def _ask(where: str, *, is_page: bool = False) -> Any:
    with get_adapter().get_requests_session() as session:
        answer = session.get(where, allow_redirects=not is_page)
    if not is_page:
        answer.raise_for_status()
    return answer


def _no_answer(one: dict[str, Any], where: str, trouble: OSError) -> Said:
    return (
        f"{one['name']} does not answer at {where} ({type(trouble).__name__}); until it does, "
        "members come in by passkey or by a code.",
        True,
    )
