"""Who comes by a wrong name is answered calmly, in production too."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

from tests.cast import Cast


@pytest.mark.parametrize("address", ["/", "/for-me/", "/desk/", "/nowhere/"])
def test_a_request_for_another_site_is_refused_and_breaks_nothing(cast: Cast, address: str) -> None:
    with override_settings(ALLOWED_HOSTS=["peers.example.edu"], SECURE_SSL_REDIRECT=True):
        answer = Client().get(address, headers={"host": "elsewhere.example.org"})
    assert answer.status_code == 400
    assert "We could not read what came" in answer.content.decode()
    assert "elsewhere" not in answer.content.decode()
