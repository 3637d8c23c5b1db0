"""What every attack may ask for."""

from __future__ import annotations

import pytest

from tests.attacks.ledger import Ledger
from tests.attacks.lives import Lived, lived


@pytest.fixture
def ledger(request: pytest.FixtureRequest) -> Ledger:
    """Where the attack says what it came to."""
    return Ledger(request)


@pytest.fixture(scope="session")
def whole() -> Lived:
    """An installation after forty days."""
    return lived("whole")


@pytest.fixture(scope="session")
def naked() -> Lived:
    """The same days without the protections that keep names from being found in bytes."""
    return lived("naked")


@pytest.fixture(scope="session")
def remembering() -> Lived:
    """The same days with a keyring that forgets nothing and keeps one root."""
    return lived("remembering")


@pytest.fixture(scope="session")
def renaming() -> Lived:
    """The same days with roots that are replaced by renaming."""
    return lived("renaming")
