"""What an installation is told by its surroundings; refused with a sentence if unsafe.

Nothing here touches Django, so that a refusal is one clear sentence and not a traceback.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from beside import secret_files
from beside.refused import Refused as Refused

MODES = ("demo", "production", "test")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - named in order to be told apart


# Where "Leave this page" leads: a page that anybody may have open, and that nobody asks about.
ELSEWHERE = "https://www.weather.gov/"
# No scheme, no port, and no dot in front, which would answer to every name below it.
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")

_AWAY = re.compile(
    r"https://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?(?:/[^\s<>\"']*)?"
)


@dataclass(frozen=True)
class Configuration:
    """The surroundings of one installation."""

    mode: str
    home: Path
    database_url: str = field(repr=False)
    host: str
    port: int
    secret_key: str = field(repr=False)
    allowed_hosts: tuple[str, ...]
    debug: bool
    email_url: str = field(repr=False)
    site_url: str
    root_path: Path | None = None
    mirror: Path | None = None
    keyring_url: str = ""
    keyring_tls: Path | None = None
    sign_on: Path | None = None
    idle_minutes: int = 60
    elsewhere: str = ELSEWHERE
    time_zone: str = "America/Los_Angeles"
    database_password: str = field(default="", repr=False)
    email_password: str = field(default="", repr=False)
    secret_files: tuple[Path, ...] = ()

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
        idle_minutes=_minutes(env.get("BESIDE_IDLE_MINUTES", "60")),
        elsewhere=_elsewhere(env.get("BESIDE_ELSEWHERE", ELSEWHERE)),
        time_zone=_zone(env.get("BESIDE_TIME_ZONE") or Configuration.time_zone),
        database_password=_password(env, "BESIDE_DATABASE_PASSWORD_FILE"),
        email_password=_password(env, "BESIDE_EMAIL_PASSWORD_FILE"),
        secret_files=_named_files(env, home),
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


def _minutes(text: str) -> int:
    if not text.isdigit() or not 15 <= int(text) <= 720:
        raise Refused(f"BESIDE_IDLE_MINUTES is '{text}'; it must be a number from 15 to 720.")
    return int(text)


def _elsewhere(address: str) -> str:
    """Empty where there shall be no such link."""
    if address and not _AWAY.fullmatch(address):
        raise Refused(
            f"BESIDE_ELSEWHERE is '{address}'; it must be a whole https address, or empty for none."
        )
    return address


def _zone(name: str) -> str:
    """Where the program's clocks are: every time that is promised is reckoned and said there."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise Refused(
            f"BESIDE_TIME_ZONE is '{name}'; it must be a name like America/New_York."
        ) from None
    return name


def _secret(env: dict[str, str], mode: str, home: Path) -> str:
    """The secret key: from the environment, a file, or (not in production) made on the spot."""
    if key := env.get("BESIDE_SECRET_KEY"):
        return key
    path = secret_path(env, home)
    if os.path.lexists(path):
        return secret_files.read_line(path)
    if mode == "production":
        raise Refused(
            "There is no secret key. Run `beside setup`, or set BESIDE_SECRET_KEY_FILE to a file "
            "with at least 50 random characters and permissions 0600."
        )
    return write_secret(path)


def secret_path(env: Mapping[str, str], home: Path) -> Path:
    """Where the secret key stands; not followed, so that a link can be seen for what it is."""
    return Path(env.get("BESIDE_SECRET_KEY_FILE") or home / "secret-key").absolute()


def _password(env: dict[str, str], name: str) -> str:
    """The password in a file: variables can be seen by other programs of this user."""
    return secret_files.read_line(Path(env[name]).absolute()) if env.get(name) else ""


def _named_files(env: dict[str, str], home: Path) -> tuple[Path, ...]:
    """Every file with a secret that stands outside the keyring, whether or not it is there."""
    named = ("BESIDE_DATABASE_PASSWORD_FILE", "BESIDE_EMAIL_PASSWORD_FILE")
    return (
        secret_path(env, home),
        home / "audit-key",
        *(Path(env[name]).absolute() for name in named if env.get(name)),
    )


def write_secret(path: Path) -> str:
    """Make a new secret key file that only its owner can read: whole when it appears."""
    path.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(48)
    half = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(key + "\n")
            file.flush()
            os.fsync(descriptor)
        os.link(half, path)
    except FileExistsError:
        return secret_files.read_line(path)
    finally:
        half.unlink()
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
