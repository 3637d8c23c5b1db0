"""A page says what was just done only to whoever has just done it: a link from elsewhere makes it
say nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Cast
from tests.referrals.visitor import words

LINKS = (
    ("/for-me/", "received"),
    ("/my-code/", "stopped"),
    ("/es/my-code/", "stopped"),
    ("/sign-in/", "signed_out"),
)


def opened(address: str, said: str, site: str) -> str:
    headers = {"sec-fetch-site": site} if site else {}
    return Client().get(f"{address}?said={said}", headers=headers).content.decode()


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
@pytest.mark.parametrize(("address", "said"), LINKS)
def test_a_link_from_elsewhere_puts_no_sentence_of_ours_on_a_page(
    cast: Cast, address: str, said: str, site: str
) -> None:
    """Else a letter with a link could tell somebody that they were asked for, or forgotten."""
    assert 'class="notice warm" role="status"' not in opened(address, said, site)


@pytest.mark.parametrize("site", ["same-origin", ""])
@pytest.mark.parametrize(("address", "said"), LINKS)
def test_after_a_press_of_ours_it_says_so(cast: Cast, address: str, said: str, site: str) -> None:
    """A browser from before 2023 does not tell where one comes from."""
    assert 'class="notice warm" role="status"' in opened(address, said, site)


def test_whoever_comes_back_from_the_houses_sign_on_is_told_what_came_of_it(cast: Cast) -> None:
    page = Client().get("/sign-in/?said=house_left", headers={"sec-fetch-site": "cross-site"})
    assert "You came back without signing in over there." in words(page)
    client = Client()
    client.force_login(cast.cora)
    page = client.get("/your-keys/?said=second_needed", headers={"sec-fetch-site": "cross-site"})
    assert "Your role needs a key of your own" in words(page)
