"""The house's own sign-on, OpenID Connect or SAML, as an administrator describes it in a file.

[[openid]]
id = "house"                      # stands in our own addresses
name = "Hill University"          # stands on the button
server = "https://sign-on.example.edu"
client = "beside"
secret = "..."

[[saml]]
id = "house"
name = "Hill University"
entity = "https://sign-on.example.edu/saml/metadata"
address = "https://sign-on.example.edu/saml/singleSignOn"
certificate = "MIIC..."
email = "mail"                    # the attribute that holds the e-mail
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase

from beside import secret_files
from beside.refused import Refused

_OPENID = ("id", "name", "server", "client", "secret")
_SAML = ("id", "name", "entity", "address", "certificate")


def read(path: Path) -> dict[str, Any]:
    """What the sign-in library wants to know; empty where there is no such file."""
    if not path.exists():
        return {}
    content = secret_files.read(path)
    try:
        said = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
        raise Refused(f"{path} cannot be read: {trouble}.") from None
    return {
        "openid_connect": {"APPS": [_openid(one, path) for one in said.get("openid", [])]},
        "saml": {"APPS": [_saml(one, path) for one in said.get("saml", [])]},
    }


def of_house(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Only for a sign-on that is described here; for any other there is no such address."""

    @wraps(view)
    def inner(request: HttpRequest, **which: str) -> HttpResponseBase:
        [(name, value)] = which.items()
        kind = "saml" if name == "organization_slug" else "openid_connect"
        known = settings.SOCIALACCOUNT_PROVIDERS.get(kind, {}).get("APPS", [])
        if value not in [one["provider_id"] for one in known]:
            raise Http404
        return view(request, **which)

    return inner


def _openid(said: dict[str, Any], path: Path) -> dict[str, Any]:
    _refuse_gaps(said, _OPENID, path)
    return {
        "provider_id": said["id"],
        "name": said["name"],
        "client_id": said["client"],
        "secret": said["secret"],
        "settings": {"server_url": said["server"], "oauth_pkce_enabled": True},
    }


def _saml(said: dict[str, Any], path: Path) -> dict[str, Any]:
    _refuse_gaps(said, _SAML, path)
    said_of_it: dict[str, Any] = {
        "idp": {
            "entity_id": said["entity"],
            "sso_url": said["address"],
            "x509cert": said["certificate"],
        },
        "advanced": {"reject_idp_initiated_sso": True, "reject_deprecated_algorithm": True},
    }
    if said.get("email"):
        said_of_it["attribute_mapping"] = {"uid": said["email"], "email": said["email"]}
    return {
        "provider_id": said["id"],
        "name": said["name"],
        "client_id": said["id"],
        "settings": said_of_it,
    }


def _refuse_gaps(said: dict[str, Any], needed: tuple[str, ...], path: Path) -> None:
    missing = [name for name in needed if not isinstance(said.get(name), str) or not said[name]]
    if missing:
        raise Refused(f"{path} says of one sign-on no {', '.join(missing)}; see docs/running.md.")
