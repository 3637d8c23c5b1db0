"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from pytest_django import DjangoDbBlocker, Settings

from tests import surroundings  # first: it sets the surroundings up

# isort: split

from beside.directory import index
from beside.doors import rush
from beside.events.actions import placing
from beside.program import crisis, words
from beside.vault import actions as vault
from tests import signing
from tests.browser import browser as browser
from tests.browser import open_page as open_page
from tests.browser import page as page
from tests.browser import playwright as playwright
from tests.cast import Cast
from tests.cast import create as create_cast

# How fast something is, is shown in `benchmarks/`; a busy machine is no reason for a red test.
hypothesis.register_profile("beside", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("beside")


pytest_plugins = ["tests.attacks.ledger", "tests.axe"]
signing.make_whole()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Promises only PostgreSQL can keep are told on PostgreSQL; elsewhere they are deselected.

    What no database has a part in (rules, the house's manners, looks) is asked once, on SQLite.
    """
    elsewhere = [item for item in items if _belongs_elsewhere(item)]
    apart = set(map(id, elsewhere))
    items[:] = [item for item in items if id(item) not in apart]
    config.hook.pytest_deselected(items=elsewhere)


def _belongs_elsewhere(item: pytest.Item) -> bool:
    if not surroundings.ON_POSTGRES:
        return item.get_closest_marker("postgres") is not None
    without_database = {"rules", "house"} & set(item.path.parts)
    return bool(without_database) or item.get_closest_marker("looks") is not None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A thread of a server that has not ended yet must not keep the database from being dropped."""
    yield
    if surroundings.ON_POSTGRES:
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Path:
    """An empty BESIDE_HOME that belongs to this test alone."""
    settings.BESIDE_HOME = tmp_path
    settings.BESIDE_KEYRING = tmp_path / "keyring"
    return tmp_path


# ---- the cast: the people every test knows (tests/cast.py) ----


@pytest.fixture
def installation(db: None, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A keyring and an empty database that belong together.

    A test's own transaction never commits, so what an event remembers afterwards follows at once;
    `tests/events/test_one_for_each.py` shows that it truly waits.
    """
    monkeypatch.setattr(placing, "after_commit", lambda then: then())
    vault.forget_process_state()
    index.forget_process_state()
    rush.forget_process_state()
    words.forget_process_state()
    crisis.forget_process_state()
    vault.install("test")
    return home


@pytest.fixture
def cast(installation: Path) -> Cast:
    """The people every test knows, in an installation of their own."""
    return create_cast()


@pytest.fixture
def after_commit(
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list[object]]],
) -> Callable[[], AbstractContextManager[list[object]]]:
    """`with after_commit(): ...` also does what an act does once it is committed."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
