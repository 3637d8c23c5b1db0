"""Where a served keyring is found: a socket of this machine, or a host asked over mutual TLS."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from beside import secret_files
from beside.vault.keyring.interface import KeyringProblem

_LONGEST_PATH = 107  # bytes that Linux keeps for the name of a socket


@dataclass(frozen=True)
class UnixAddress:
    """A socket of this machine: who may come in is told by the system, not by a password."""

    path: Path

    def __str__(self) -> str:
        return f"unix:{self.path}"


@dataclass(frozen=True)
class TlsAddress:
    """A host and port. `folder` holds ca.pem, cert.pem and key.pem of this side."""

    host: str
    port: int
    folder: Path

    def __str__(self) -> str:
        return f"tls://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


Address = UnixAddress | TlsAddress


def read_address(url: str, tls: Path | None) -> Address:
    """The address in BESIDE_KEYRING_URL (and BESIDE_KEYRING_TLS), or a `KeyringProblem`."""
    if url.startswith("unix:/"):
        path = Path(url.removeprefix("unix:"))
        if len(bytes(path)) > _LONGEST_PATH:
            raise KeyringProblem(f"BESIDE_KEYRING_URL: a socket's path has {_LONGEST_PATH} bytes.")
        return UnixAddress(path)
    if url.startswith("tls://"):
        host, port = _host_and_port(url)
        if tls is None:
            raise KeyringProblem(
                "BESIDE_KEYRING_URL asks for TLS: set BESIDE_KEYRING_TLS to the folder that holds "
                "ca.pem, cert.pem and key.pem."
            )
        return TlsAddress(host, port, tls)
    raise _no_address()


def _host_and_port(url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _no_address() from None
    if not host or not port or parts.path or parts.query or parts.username is not None:
        raise _no_address()
    return host, port


def _no_address() -> KeyringProblem:
    return KeyringProblem(
        "BESIDE_KEYRING_URL must look like unix:/path/to/socket or tls://host:port."
    )


def server_context(folder: Path) -> ssl.SSLContext:
    """TLS 1.3 for the one who serves: whoever asks shows a certificate of our own authority."""
    context = _context(ssl.PROTOCOL_TLS_SERVER, folder)
    context.num_tickets = 0  # every connection shows its certificate
    return context


def client_context(folder: Path) -> ssl.SSLContext:
    """TLS 1.3 for the one who asks: our own authority alone vouches for the host's name."""
    return _context(ssl.PROTOCOL_TLS_CLIENT, folder)


def _context(side: ssl._SSLMethod, folder: Path) -> ssl.SSLContext:
    authority, certificate, key = (folder / name for name in ("ca.pem", "cert.pem", "key.pem"))
    for path in (authority, certificate, key):
        if not path.is_file():
            raise KeyringProblem(f"{path} is missing; see BESIDE_KEYRING_TLS.")
    if unsafe := secret_files.trouble(key):
        raise KeyringProblem(unsafe)
    context = ssl.SSLContext(side)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_mode = ssl.CERT_REQUIRED
    try:
        context.load_verify_locations(authority)
        context.load_cert_chain(certificate, key, password=_no_password)
    except (ssl.SSLError, OSError, ValueError):
        raise KeyringProblem(
            f"The certificates in {folder} cannot be used: ca.pem, cert.pem and key.pem must be "
            "PEM files, the key must be the certificate's own, and have no password."
        ) from None
    return context


def _no_password() -> str:
    """Nobody is there to type one."""
    return ""
