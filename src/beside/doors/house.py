"""The house's own sign-on, OpenID Connect or SAML, as an administrator describes it in a file.

[[openid]]
id = "hill"                       # stands in our own addresses
name = "Hill University"          # stands on the button
server = "https://sign-on.example.edu"
client = "beside"
secret = "..."

[[saml]]
id = "river"
name = "River Hospital"
entity = "https://sign-on.example.edu/saml/metadata"
address = "https://sign-on.example.edu/saml/singleSignOn"
certificate = "MIIC..."
email = "mail"                    # the attribute that holds the e-mail
"""

from __future__ import annotations

import re
import tomllib
from base64 import b64decode
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509

from beside import secret_files
from beside.refused import Refused

_NEEDED = {
    "openid": ("id", "name", "server", "client", "secret"),
    "saml": ("id", "name", "entity", "address", "certificate"),
}
_MAY = {"openid": (), "saml": ("email",)}
_ADDRESS = {"openid": "server", "saml": "address"}
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
SCOPE = ["openid", "email"]  # more is not ours to know
_TAKEN = ("openid_connect", "saml")  # the library's own names


def read(path: Path, *, needs_tls: bool = False) -> dict[str, Any]:
    """What the sign-in library wants to know; empty where there is no such file."""
    said = _said(path)
    ids: set[str] = set()
    for kind, ones in said.items():
        for one in ones:
            _refuse_gaps(one, kind, path)
            _refuse_id(one["id"], ids, path)
            _refuse_address(one, kind, needs_tls, path)
            ids.add(one["id"])
    if not ids:
        return {}
    return {
        "openid_connect": {"APPS": [_openid(one) for one in said.get("openid", [])]},
        "saml": {"APPS": [_saml(one, path) for one in said.get("saml", [])]},
    }


def certificate(text: str) -> x509.Certificate:
    """The certificate, with or without its first and last line; ValueError if it is none."""
    inner = re.sub(r"-----[A-Z ]+-----|\s", "", text)
    return x509.load_der_x509_certificate(b64decode(inner, validate=True))


def _said(path: Path) -> dict[str, list[dict[str, Any]]]:
    try:
        if not path.exists():
            return {}
        said = tomllib.loads(secret_files.read(path).decode())
    except (OSError, ValueError) as trouble:
        why = trouble.strerror if isinstance(trouble, OSError) else trouble
        raise Refused(f"{path} cannot be read: {why}.") from None
    for kind, ones in said.items():
        is_list = isinstance(ones, list) and all(isinstance(one, dict) for one in ones)
        if kind not in _NEEDED or not is_list:
            raise Refused(
                f"{path} describes each sign-on under [[openid]] or [[saml]], and not under "
                f"'{kind}'; see docs/running.md."
            )
    return said


def _openid(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "provider_id": said["id"],
        "name": said["name"],
        "client_id": said["client"],
        "secret": said["secret"],
        "settings": {"server_url": said["server"], "oauth_pkce_enabled": True, "scope": SCOPE},
    }


def _saml(said: dict[str, Any], path: Path) -> dict[str, Any]:
    try:
        certificate(said["certificate"])
    except ValueError:
        raise Refused(
            f"{path}: the certificate of '{said['id']}' is none; copy it whole from what the house "
            "says of its sign-on."
        ) from None
    settings: dict[str, Any] = {
        "idp": {
            "entity_id": said["entity"],
            "sso_url": said["address"],
            "x509cert": said["certificate"],
        },
        "advanced": {
            "reject_idp_initiated_sso": True,
            "reject_deprecated_algorithm": True,
            "allow_single_label_domains": True,  # within a house a site may be called `peers`
        },
    }
    if said.get("email"):
        settings["attribute_mapping"] = {"uid": said["email"], "email": said["email"]}
    return {
        "provider_id": said["id"],
        "name": said["name"],
        "client_id": said["id"],
        "settings": settings,
    }


def _refuse_gaps(said: dict[str, Any], kind: str, path: Path) -> None:
    needed = _NEEDED[kind]
    missing = [name for name in needed if not isinstance(said.get(name), str) or not said[name]]
    if missing:
        raise Refused(f"{path} says of one sign-on no {', '.join(missing)}; see docs/running.md.")
    if unknown := sorted(set(said) - {*needed, *_MAY[kind]}):
        raise Refused(f"{path}: '{unknown[0]}' is nothing a sign-on has; see docs/running.md.")


def _refuse_id(name: str, ids: set[str], path: Path) -> None:
    if not _ID.fullmatch(name) or name in _TAKEN:
        raise Refused(
            f"{path}: '{name}' cannot be an id; it stands in addresses, so write small letters, "
            "digits and hyphens."
        )
    if name in ids:
        raise Refused(f"{path}: two sign-ons have the id '{name}'; give each its own.")


def _refuse_address(said: dict[str, Any], kind: str, needs_tls: bool, path: Path) -> None:
    where = _ADDRESS[kind]
    parts = urlsplit(said[where])
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise Refused(f"{path}: '{where}' of '{said['id']}' must be a whole https address.")
    if needs_tls and parts.scheme != "https":
        raise Refused(
            f"{path}: '{where}' of '{said['id']}' must begin with https://; whoever listens on the "
            "way could come in as anyone."
        )
