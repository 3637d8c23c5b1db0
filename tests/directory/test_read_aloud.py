"""A contact as it is read aloud: grouped, and broken over lines where a voice would pause."""

from __future__ import annotations

import pytest

from beside.directory.people import aloud
from beside.directory.templatetags.contacts import aloud as printed


@pytest.mark.parametrize(
    ("kept", "spoken"),
    [
        ("+15035550011", "+1 503 555 0011"),
        ("503-555-0177", "503-555-0177"),
        ("+442079460018", "+442079460018"),
        ("pager 4411", "pager 4411"),
        ("", ""),
    ],
)
def test_a_number_from_the_directory_is_grouped_and_any_other_stays_as_given(
    kept: str, spoken: str
):
    assert aloud(kept) == spoken
    assert printed(kept) == spoken


def test_an_address_breaks_behind_the_sign_and_before_a_dot():
    assert printed("rosa.reyes@surgery.example.edu") == "rosa.reyes@<wbr>surgery<wbr>.example.edu"


def test_no_line_begins_with_the_ending_alone():
    assert printed("abena.arvidsson@example.edu") == "abena.arvidsson@<wbr>example.edu"
    assert printed("rosa@localhost") == "rosa@<wbr>localhost"


def test_what_was_typed_stays_text():
    assert printed("<b>@<i>.example") == "&lt;b&gt;@<wbr>&lt;i&gt;.example"
    assert printed(None) == ""
