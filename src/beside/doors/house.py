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
from pathlib import Path
from typing import Any

from beside.configuration import Refused, refuse_open_file

_OPENID = ("id", "name", "server", "client", "secret")
_SAML = ("id", "name", "entity", "address", "certificate")


def read(path: Path) -> dict[str, Any]:
    """What the sign-in library wants to know; empty where there is no such file."""
    if not path.exists():
        return {}
    refuse_open_file(path)
    try:
        said = tomllib.loads(path.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
        raise Refused(f"{path} cannot be read: {trouble}.") from None
    return {
        "openid_connect": {"APPS": [_openid(one, path) for one in said.get("openid", [])]},
        "saml": {"APPS": [_saml(one, path) for one in said.get("saml", [])]},
    }


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
    settings: dict[str, Any] = {
        "idp": {
            "entity_id": said["entity"],
            "sso_url": said["address"],
            "x509cert": said["certificate"],
        },
        "advanced": {"reject_idp_initiated_sso": True, "reject_deprecated_algorithm": True},
    }
    if said.get("email"):
        settings["attribute_mapping"] = {"uid": said["email"], "email": said["email"]}
    return {
        "provider_id": said["id"],
        "name": said["name"],
        "client_id": said["id"],
        "settings": settings,
    }


def _refuse_gaps(said: dict[str, Any], needed: tuple[str, ...], path: Path) -> None:
    missing = [name for name in needed if not isinstance(said.get(name), str) or not said[name]]
    if missing:
        raise Refused(f"{path} says of one sign-on no {', '.join(missing)}; see docs/running.md.")
