"""Who keeps the pages, and two readers: one in English, one in Spanish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.desk.conftest import as_member as as_member
from tests.desk.conftest import clock as clock
from tests.desk.conftest import cora as cora

Read = Callable[..., Any]


@pytest.fixture
def read(cast: object, settings: Settings) -> Read:
    """A page as somebody who is not signed in gets it, in their language."""
    settings.LANGUAGES = [("en", "English"), ("es", "Español"), ("fr", "Français")]

    def get(address: str, language: str = "en") -> Any:
        return Client().get(address, headers={"accept-language": language})

    return get
