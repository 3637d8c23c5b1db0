"""Making an installation: its folder, secret key, database, keyring and the program's first words.

Everything here may be done again at any time; what is there already is left alone.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from beside import configuration
from beside.configuration import Refused


def prepare_home(environ: Mapping[str, str]) -> None:
    """The folder and the secret key, before Django reads either. Needs no Django."""
    home = Path(environ.get("BESIDE_HOME") or "var").resolve()
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as trouble:
        raise Refused(f"{home} cannot be made: {trouble.strerror}. Set BESIDE_HOME.") from None
    if not os.access(home, os.W_OK | os.X_OK):
        raise Refused(f"{home} cannot be written to by this user. Set BESIDE_HOME.")
    secret = configuration.secret_path(environ, home)
    if not environ.get("BESIDE_SECRET_KEY") and not os.path.lexists(secret):
        configuration.write_secret(secret)


def start_django() -> None:
    """Read the configuration (or refuse with a sentence) and set Django up."""
    configuration.read()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beside.settings")
    import django

    django.setup()


def setup(*, at: datetime) -> None:
    """Tables, keyring, audit key, and what a program needs before its first words."""
    from django.conf import settings
    from django.core.management import call_command

    from beside.audit import chain, signing
    from beside.vault import actions as vault

    refuse_other_mode()
    with _alone(Path(settings.BESIDE_HOME)):
        call_command("migrate", verbosity=0, interactive=False)
        vault.install(settings.BESIDE_MODE)
        if signing.is_missing() and chain.last_day() is None:
            signing.make_key()  # a key that is lost is no setup's to replace
        first_words(at)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Two that set up at once follow each other: the second finds all there."""
    descriptor = os.open(home / "setup.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def first_words(at: datetime) -> None:
    """The policy's row, what the titles of an export mean, and what talks are about."""
    from beside.directory.actions import default_mappings
    from beside.directory.models import TitleMapping
    from beside.program.models import Policy
    from beside.talks.models import FIRST_TOPICS, Topic

    if not Policy.objects.exists():
        Policy().save()
    if not Topic.objects.exists():
        Topic.objects.bulk_create(
            Topic(name=name, position=place) for place, name in enumerate(FIRST_TOPICS)
        )
    if not TitleMapping.objects.exists():
        default_mappings(by=None, at=at)


def knows_images() -> bool:
    """Whether somebody has said for how long images of this machine are kept."""
    from beside.program.models import Policy

    return Policy.current().image_days is not None


def say_images(days: int | None, *, at: datetime) -> None:
    """Write down for how many days images are kept, for the promise page; None changes nothing."""
    from beside.audit import actions as audit
    from beside.program.models import Policy

    if days is None or Policy.current().image_days == days:
        return
    Policy.objects.update(image_days=days)
    audit.administer("image_days", member_id=None, at=at, about=str(days))


def refuse_unready() -> None:
    """Serve and work only on a database that is set up and up to date."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import DatabaseError

    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        raise Refused("The database cannot be reached; see DATABASE_URL.") from None
    refuse_other_mode()
    if pending:
        raise Refused("The database is not set up or not up to date; run `beside setup`.")


def refuse_other_mode() -> None:
    """A demo is never production, nor the reverse: before anything is read, written or shown.

    The keyring says so too, but it is not asked for everything, and may be out of reach.
    """
    from django.db.utils import OperationalError, ProgrammingError

    from beside.vault import opening

    try:
        sentence = opening.other_mode()
    except (OperationalError, ProgrammingError):
        return  # no tables yet, or no database; whoever needs them says so
    if sentence:
        raise Refused(sentence)
