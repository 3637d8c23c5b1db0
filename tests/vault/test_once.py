"""A form is good once, for a day, for whom it was made; and codes survive a slip of the pen."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.vault import codes, once
from beside.vault.models import SpentToken
from beside.vault.once import AlreadyDone
from tests.cast import NOW


def test_a_token_comes_back_as_itself(installation: Path) -> None:
    token = once.issue(NOW, "member:1")
    assert once.read(token.text, NOW, "member:1") == token


@pytest.mark.parametrize("owner", ["", "member:2"])
def test_another_members_token_is_no_token(installation: Path, owner: str) -> None:
    assert once.read(once.issue(NOW, "member:1").text, NOW, owner) is None


@pytest.mark.parametrize("text", ["", "x", "AAAA", "\u00e9", "A" * 60, "A" * 5000])
def test_a_made_up_token_is_no_token(installation: Path, text: str) -> None:
    once.issue(NOW)
    assert once.read(text, NOW) is None


def test_a_changed_token_is_no_token(installation: Path) -> None:
    text = once.issue(NOW).text
    other = ("B" if text[10] != "B" else "C").join((text[:10], text[11:]))
    assert once.read(other, NOW) is None


def test_a_token_lasts_over_midnight_and_not_longer(installation: Path) -> None:
    token = once.issue(NOW)
    assert once.read(token.text, NOW + timedelta(hours=20)) == token
    assert once.read(token.text, NOW + timedelta(days=2)) is None


def test_a_token_is_spent_once(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token = once.issue(NOW)
    assert not once.is_spent(token)
    once.spend(token)
    assert once.is_spent(token)
    again = once.read(token.text, NOW)
    assert again is not None
    with pytest.raises(AlreadyDone):
        once.spend(again)
    # Sent twice at once, both have looked before either wrote: the table itself says no.
    monkeypatch.setattr(once, "is_spent", lambda token: False)
    with pytest.raises(AlreadyDone):
        once.spend(again)
    assert token.nonce not in bytes(SpentToken.objects.get().digest)


def test_spent_tokens_are_purged_when_their_day_is_over(installation: Path) -> None:
    once.spend(once.issue(NOW))
    assert once.purge(NOW + timedelta(days=1)) == 0
    assert once.purge(NOW + timedelta(days=2)) == 1


def test_one_form_gives_one_code_and_another_form_another(installation: Path) -> None:
    token = once.issue(NOW)
    again = once.read(token.text, NOW)
    assert again is not None
    assert again.return_code() == token.return_code()
    assert once.issue(NOW).return_code() != token.return_code()


@given(some.binary(min_size=14, max_size=14))
def test_a_code_is_read_back_however_it_is_typed(secret: bytes) -> None:
    code = codes.write(secret)
    assert len(code) == 29
    assert codes.read(code) == code
    assert codes.read(f" {code.lower().replace('-', ' ')} ") == code
    assert codes.read(code.replace("0", "O").replace("1", "l")) == code


@given(some.binary(min_size=14, max_size=14), some.integers(0, 23), some.integers(1, 31))
def test_any_one_wrong_sign_shows(secret: bytes, place: int, by: int) -> None:
    signs = codes.write(secret).replace("-", "")
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    wrong = alphabet[(alphabet.index(signs[place]) + by) % 32]
    assert codes.read(signs[:place] + wrong + signs[place + 1 :]) is None


@pytest.mark.parametrize("text", ["", "hello", "0" * 23, "0" * 25, "U" * 24, "\x00" * 24])
def test_what_cannot_be_a_code_is_none(text: str) -> None:
    assert codes.read(text) is None
