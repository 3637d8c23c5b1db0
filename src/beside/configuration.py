"""What an installation is told by its surroundings; refused with a sentence if unsafe.

Nothing here touches Django, so that a refusal is one clear sentence and not a traceback.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

MODES = ("demo", "production", "test")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - named in order to be told apart


# No scheme, no port, and no dot in front, which would answer to every name below it.
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")


class Refused(Exception):
    """This installation must not start; the message is the sentence that says why."""


@dataclass(frozen=True)
class Configuration:
    """The surroundings of one installation."""

    mode: str
    home: Path
    database_url: str
    host: str
    port: int
    secret_key: str
    allowed_hosts: tuple[str, ...]
    debug: bool
    email_url: str
    site_url: str
    root_path: Path | None = None
    mirror: Path | None = None
    keyring_url: str = ""
    keyring_tls: Path | None = None
    sign_on: Path | None = None

    @property
    def is_demo(self) -> bool:
        return self.mode == "demo"

    @property
    def is_production(self) -> bool:
        return self.mode == "production"


@dataclass(frozen=True)
class Keeping:
    """The surroundings of a keyring that is served by itself: no database, no secret key."""

    mode: str
    folder: Path
    root_path: Path | None
    mirror: Path | None
    url: str
    tls: Path | None
    allowed: tuple[str, ...]


def read_keeping(environ: dict[str, str] | None = None) -> Keeping:
    """What `beside keyring` finds in its environment, or `Refused` with the reason."""
    env = dict(os.environ if environ is None else environ)
    if not env.get("BESIDE_KEYRING_URL"):
        raise Refused(
            "Set BESIDE_KEYRING_URL to where the keyring is to be served: unix:/path/to/socket, "
            "or tls://host:port."
        )
    return Keeping(
        mode=_mode(env),
        folder=_home(env) / "keyring",
        root_path=_path(env, "BESIDE_ROOT_PATH"),
        mirror=_path(env, "BESIDE_KEYRING_MIRROR"),
        url=env["BESIDE_KEYRING_URL"],
        tls=_path(env, "BESIDE_KEYRING_TLS"),
        allowed=_listed(env.get("BESIDE_KEYRING_ALLOW", "")),
    )


def read(environ: dict[str, str] | None = None) -> Configuration:
    """The configuration in the environment, or `Refused` with the reason."""
    env = dict(os.environ if environ is None else environ)
    mode = _mode(env)
    home = _home(env)
    host = env.get("HOST", "127.0.0.1")
    configuration = Configuration(
        mode=mode,
        home=home,
        database_url=env.get("DATABASE_URL") or f"sqlite://{home / 'beside.sqlite3'}",
        host=host,
        port=_port(env.get("PORT", "8000")),
        secret_key=_secret(env, mode, home),
        allowed_hosts=_hosts(env, mode, host),
        debug=env.get("BESIDE_DEBUG", "") not in ("", "0", "no", "false"),
        email_url=env.get("BESIDE_EMAIL_URL", ""),
        site_url=env.get("BESIDE_URL", "").rstrip("/"),
        root_path=_path(env, "BESIDE_ROOT_PATH"),
        mirror=_path(env, "BESIDE_KEYRING_MIRROR"),
        keyring_url=env.get("BESIDE_KEYRING_URL", ""),
        keyring_tls=_path(env, "BESIDE_KEYRING_TLS"),
        sign_on=_path(env, "BESIDE_SIGN_ON_FILE") or home / "sign-on.toml",
    )
    _refuse_two_keyrings(configuration)
    _refuse_unsafe(configuration, env)
    if configuration.site_url:
        return configuration
    return replace(configuration, site_url=_url(configuration))


def _mode(env: dict[str, str]) -> str:
    mode = env.get("BESIDE_MODE", "production")
    if mode not in MODES:
        raise Refused(f"BESIDE_MODE is '{mode}'; it must be demo or production.")
    return mode


def _home(env: dict[str, str]) -> Path:
    return Path(env.get("BESIDE_HOME") or "var").resolve()


def _listed(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _path(env: dict[str, str], name: str) -> Path | None:
    return Path(env[name]).resolve() if env.get(name) else None


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Refused(f"PORT is '{text}'; it must be a number from 1 to 65535.")
    return int(text)


def _secret(env: dict[str, str], mode: str, home: Path) -> str:
    """The secret key: from the environment, a file, or (not in production) made on the spot."""
    if key := env.get("BESIDE_SECRET_KEY"):
        return key
    path = Path(env.get("BESIDE_SECRET_KEY_FILE") or home / "secret-key")
    if path.exists():
        refuse_open_file(path)
        return path.read_text().strip()
    if mode == "production":
        raise Refused(
            "There is no secret key. Run `beside setup`, or set BESIDE_SECRET_KEY_FILE to a file "
            "with at least 50 random characters and permissions 0600."
        )
    return write_secret(path)


def refuse_open_file(path: Path) -> None:
    """A file with a secret in it is its owner's alone."""
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise Refused(f"{path} can be read by others; give it the permissions 0600.")


def write_secret(path: Path) -> str:
    """Make a new secret key file that only its owner can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(48)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(key + "\n")
    return key


def _hosts(env: dict[str, str], mode: str, host: str) -> tuple[str, ...]:
    listed = _listed(env.get("BESIDE_HOSTS", ""))
    for name in listed:
        if name != "*" and not _HOST.fullmatch(name):
            raise Refused(
                f"'{name}' in BESIDE_HOSTS is not a name alone; write it like peers.example.edu."
            )
    if listed or mode == "production":
        return listed
    return (
        "localhost",
        "127.0.0.1",
        "[::1]",
        "testserver",
        *((host,) if host not in EVERYWHERE else ()),
    )


def _url(configuration: Configuration) -> str:
    """Where this site answers, when nobody has said so: the address a notice leads to."""
    if configuration.is_production:
        return f"https://{configuration.allowed_hosts[0]}"
    return f"http://{configuration.host}:{configuration.port}"


def _refuse_two_keyrings(configuration: Configuration) -> None:
    if configuration.keyring_url and (configuration.root_path or configuration.mirror):
        raise Refused(
            "BESIDE_KEYRING_URL says that the keyring is served elsewhere: BESIDE_ROOT_PATH and "
            "BESIDE_KEYRING_MIRROR belong to `beside keyring` there."
        )


def _refuse_unsafe(configuration: Configuration, env: dict[str, str]) -> None:
    if not configuration.is_production:
        return
    if env.get("BESIDE_DEMO", "") not in ("", "0", "no", "false"):
        raise Refused("BESIDE_DEMO is set: a production installation has no demo sign-in.")
    if configuration.debug:
        raise Refused("BESIDE_DEBUG is set: a production installation never runs with DEBUG.")
    if "*" in configuration.allowed_hosts:
        raise Refused("BESIDE_HOSTS allows any host; name the addresses this site answers to.")
    if not configuration.allowed_hosts:
        raise Refused("BESIDE_HOSTS is empty; name the address this site answers to.")
    if len(configuration.secret_key) < 50:
        raise Refused("The secret key is shorter than 50 characters; run `beside setup` for one.")


def database(url: str) -> dict[str, Any]:
    """Django's description of a database address.

    SQLite: immediate transactions, because a verb that reads and then writes must not lose its
    lock in between; synchronous=FULL, because what was acknowledged must survive a power cut;
    secure_delete, because a deleted row should not wait in a free page; a busy timeout, because
    two people acting at once is normal.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=FULL; "
                    "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    if parts.scheme in ("postgres", "postgresql"):
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": query.pop("host", parts.hostname or ""),
            "PORT": str(parts.port or query.pop("port", "")),
            # Values travel beside the statement, so that a log of statements holds no value.
            "OPTIONS": {"server_side_binding": True, **query},
        }
    raise Refused("DATABASE_URL must begin with sqlite:// or postgresql://.")


def mail_server(url: str) -> tuple[str, int]:
    """Host and port of `smtp://host:port`."""
    parts = urlsplit(url)
    if parts.scheme != "smtp" or not parts.hostname:
        raise Refused("BESIDE_EMAIL_URL must look like smtp://host:port.")
    return parts.hostname, parts.port or 25
