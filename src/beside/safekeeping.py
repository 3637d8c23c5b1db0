"""Whether what is secret here is kept as it should be: each trouble, and each note, a sentence."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from beside import secret_files, services
from beside.configuration import Configuration


def troubles(site: Configuration) -> Iterator[str]:
    """What others can read or replace, and an audit key that is lost."""
    yield from _permissions(site)
    yield from _audit_key()


def notes(site: Configuration) -> Iterator[str]:
    """Secrets in the environment, which other programs of this user can read, or on the way."""
    if not site.is_production:
        return
    said = (
        ("The secret key", os.environ.get("BESIDE_SECRET_KEY"), "BESIDE_SECRET_KEY_FILE"),
        (
            "The database's password",
            urlsplit(site.database_url).password,
            "BESIDE_DATABASE_PASSWORD_FILE",
        ),
        ("The mail password", urlsplit(site.email_url).password, "BESIDE_EMAIL_PASSWORD_FILE"),
    )
    for what, secret, name in said:
        if secret:
            yield (
                f"{what} is in the environment, where other programs of this user can read it; "
                f"put it into a file and set {name}."
            )
    if site.email_url and services.mail_server(site.email_url, site.email_password).is_in_the_clear:
        yield (
            "Mail leaves this machine in the clear. It names nobody but the member it goes to; "
            "smtps:// or ?tls=starttls in BESIDE_EMAIL_URL seals it."
        )


def _permissions(site: Configuration) -> Iterator[str]:
    if _mode(site.home) & 0o077:
        yield f"{site.home} can be read by others; chmod 700 {site.home}"
    database = site.home / "beside.sqlite3"
    if _mode(database) & 0o077:
        yield f"{database} can be read by others; chmod 600 {database}"
    for path in site.secret_files:
        if os.path.lexists(path) and (sentence := secret_files.trouble(path)):
            yield sentence


def _audit_key() -> Iterator[str]:
    """Lost, or damaged; before the first sealed day there need not be one."""
    from django.db import DatabaseError

    from beside.audit import chain, signing

    try:
        if not signing.is_missing() or chain.last_day():
            signing.key()
    except signing.AuditKeyProblem as trouble:
        yield str(trouble)
    except DatabaseError:
        return  # said elsewhere: the tables are not there


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return 0
