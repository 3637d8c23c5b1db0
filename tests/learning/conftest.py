"""Who keeps the pages, and two readers: one in English, one in Spanish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.desk.conftest import as_member as as_member
from tests.desk.conftest import clock as clock
from tests.desk.conftest import cora as cora

Read = Callable[..., Any]


@pytest.fixture
def read(cast: object) -> Read:
    """A page as somebody who is not signed in gets it, under the address of their language."""

    def get(address: str, language: str = "en") -> Any:
        return Client().get(address if language == "en" else f"/{language}{address}")

    return get
