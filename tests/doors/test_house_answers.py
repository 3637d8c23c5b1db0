"""A SAML answer that was altered, signed by another, replayed or never asked for opens nothing.

Each begins as a true answer of River Hospital's own sign-on; each control shows that, put together
again in the same way but unaltered, it is taken.
"""

from __future__ import annotations

import base64

import pytest
from django.test import Client

from beside.doors.models import SignedIn
from beside.program.models import Member
from tests.cast import Cast
from tests.doors.conftest import Browser
from tests.doors.providers import forging
from tests.doors.providers.forging import Change, closed, opened, resigned, unsigned
from tests.doors.providers.river import River, made_key
from tests.doors.ways import NO_MEMBER, TROUBLE, ByRiver, assert_nobody_came, go, hand_in, rows

pytestmark = pytest.mark.usefixtures("known")
METADATA = "/sign-in/saml/river/metadata/"


@pytest.fixture
def hers() -> Browser:
    return Browser()


@pytest.fixture
def answer(cast: Cast, river: River, hers: Browser) -> str:
    """A true answer for Sue, asked for in her browser and not handed in yet."""
    return river.answer(go(hers, ByRiver.out), "sue")


@pytest.fixture
def members(cast: Cast) -> int:
    return Member.objects.count()


@pytest.mark.parametrize("only_assertion", [False, True])
def test_control_put_together_again_and_unaltered_it_is_taken(
    river: River, hers: Browser, answer: str, only_assertion: bool
) -> None:
    hand_in(hers, resigned(answer, river, only_assertion=only_assertion))
    assert hers.is_in
    assert set(rows().values()) == {0}


def test_what_comes_back_to_an_address_without_a_language_is_told_in_each(
    hers: Browser, answer: str, river: River
) -> None:
    """Of the sign-on's trouble and of who is no member: in English, and beside it in Spanish."""
    stranger = Browser()
    back = hand_in(stranger, river.answer(go(stranger, ByRiver.out), "nora"))
    trouble = hand_in(hers, closed(unsigned(opened(answer))))
    for page, english, spanish in (
        (trouble, TROUBLE, "no le dejó pasar"),
        (back, NO_MEMBER, "pero no es integrante aquí"),
    ):
        first, other = page.content.decode().split('<section class="stack" lang="es">')
        assert english in first
        assert spanish in other
        assert 'href="/es/' in other


def test_a_sign_on_sends_back_the_language_that_went_along(
    cast: Cast, river: River, hers: Browser
) -> None:
    """From a Spanish page: Spanish stands first, of trouble and of who is no member."""
    sent = river.form(go(hers, f"/es{ByRiver.out}"), "nora")
    assert sent["RelayState"] == "es"
    forged = closed(unsigned(opened(sent["SAMLResponse"])))
    for answer, says in (
        (hand_in(hers, forged, RelayState="es"), "no le dejó pasar"),
        (hand_in(hers, sent["SAMLResponse"], RelayState="es"), "pero no es integrante aquí"),
    ):
        first, other = answer.content.decode().split('<section class="stack" lang="en">')
        assert says in first
        assert '<html lang="es"' in first
        assert TROUBLE in other or NO_MEMBER in other


def test_an_unsigned_one_opens_nothing(hers: Browser, answer: str, members: int) -> None:
    back = hand_in(hers, closed(unsigned(opened(answer))))
    assert_nobody_came(hers, back, TROUBLE, members)


@pytest.mark.parametrize("only_assertion", [False, True])
def test_one_signed_by_another_key_opens_nothing(
    river: River, hers: Browser, answer: str, members: int, only_assertion: bool
) -> None:
    """Its own certificate comes along, as it does with the true one."""
    forged = resigned(answer, river, key=made_key("river"), only_assertion=only_assertion)
    assert_nobody_came(hers, hand_in(hers, forged), TROUBLE, members)


def test_one_signed_as_was_safe_twenty_years_ago_opens_nothing(
    river: River, hers: Browser, answer: str, members: int
) -> None:
    back = hand_in(hers, resigned(answer, river, with_sha1=True))
    assert_nobody_came(hers, back, TROUBLE, members)


def test_an_email_replaced_on_the_way_opens_nothing(
    hers: Browser, answer: str, members: int
) -> None:
    tree = opened(answer)
    forging.email(tree)
    assert_nobody_came(hers, hand_in(hers, closed(tree)), TROUBLE, members)


@pytest.mark.parametrize("wrapping", forging.WRAPPINGS)
@pytest.mark.parametrize("only_assertion", [False, True, None])
def test_a_true_signature_wrapped_around_another_email_opens_nothing(
    river: River,
    hers: Browser,
    answer: str,
    members: int,
    wrapping: Change,
    only_assertion: bool | None,
) -> None:
    """Signed as a whole, the assertion alone, or both, as it came."""
    if only_assertion is not None:
        answer = resigned(answer, river, only_assertion=only_assertion)
    tree = opened(answer)
    if wrapping is forging.wrapped_in_the_signature and only_assertion is False:
        return  # its assertion has no signature of its own to be wrapped in
    wrapping(tree)
    assert_nobody_came(hers, hand_in(hers, closed(tree)), TROUBLE, members)


@pytest.mark.parametrize(
    "change",
    [
        forging.audience,
        forging.no_audience,
        forging.expired,
        forging.confirmation_expired,
        forging.not_yet,
        forging.recipient,
        forging.destination,
        forging.issuer,
        forging.refused,
        forging.another_question,
        forging.no_question,
        forging.question_outside_only,
    ],
)
def test_one_that_the_house_signed_for_another_time_or_place_opens_nothing(
    river: River, hers: Browser, answer: str, members: int, change: Change
) -> None:
    back = hand_in(hers, resigned(answer, river, change))
    assert_nobody_came(hers, back, TROUBLE, members)


def test_one_nobody_asked_for_dressed_as_an_answer_to_a_thiefs_question_opens_nothing(
    river: River, hers: Browser, answer: str, members: int
) -> None:
    """The envelope is unsigned, as with many houses: its number is the thief's to write."""
    stolen = resigned(answer, river, forging.no_question, only_assertion=True)
    thief = Browser()
    asked = river.answer(go(thief, ByRiver.out), "nora")
    dressed = opened(stolen)
    dressed.set("InResponseTo", opened(asked).get("InResponseTo"))
    assert_nobody_came(thief, hand_in(thief, closed(dressed)), TROUBLE, members)


def test_one_begun_over_there_is_refused(
    cast: Cast, river: River, hers: Browser, members: int
) -> None:
    back = hand_in(hers, river.unasked("http://testserver", "sue"))
    assert_nobody_came(hers, back, TROUBLE, members)


def test_one_works_once(river: River, hers: Browser, answer: str, members: int) -> None:
    hand_in(hers, answer)
    assert hers.is_in
    hers.client.post("/sign-out/")
    assert_nobody_came(hers, hand_in(hers, answer), TROUBLE, members)


def test_one_of_another_browser_opens_nothing(
    river: River, hers: Browser, answer: str, members: int
) -> None:
    """A thief's with her answer; and hers with a thief's, so that she would act as the thief."""
    thief = Browser()
    go(thief, ByRiver.out)
    assert_nobody_came(thief, hand_in(thief, answer), TROUBLE, members)
    his = river.answer(go(thief, ByRiver.out), "sue")
    assert_nobody_came(hers, hand_in(hers, his), TROUBLE, members)


@pytest.mark.parametrize(
    "told",
    [
        "sue@example.edu<!-- -->.elsewhere.test",
        "<!-- -->sue@example.edu.elsewhere.test",
    ],
)
def test_a_remark_within_an_email_makes_nobody_of_it_somebody_else(
    river: River, hers: Browser, answer: str, members: int, told: str
) -> None:
    def change(tree: forging.Tree) -> None:
        value = forging.one(tree, "//a:Attribute[@Name='mail']/a:AttributeValue")
        value.text = None
        for part in forging.etree.fromstring(f"<x>{told}</x>").iter(forging.etree.Comment):
            tail, part.tail = part.tail, None
            value.text = told.partition("<!--")[0]
            value.append(part)
            part.tail = tail

    back = hand_in(hers, resigned(answer, river, change))
    assert_nobody_came(hers, back, NO_MEMBER, members)


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c SYSTEM "file:///etc/passwd">]><x>&b;&c;</x>'
)


@pytest.mark.parametrize(
    "sent",
    ["", "nothing of the kind", "PHg+", base64.b64encode(BOMB.encode()).decode(), "%%%", "A" * 99],
)
def test_what_is_no_answer_at_all_is_a_calm_page_and_nothing_is_held(
    cast: Cast, hers: Browser, members: int, sent: str
) -> None:
    answer = hers.client.post("/sign-in/saml/river/acs/", {"SAMLResponse": sent})
    assert hers.client.post("/sign-in/saml/river/acs/").status_code == 403
    assert hers.client.get("/sign-in/saml/river/acs/").status_code == 405
    assert not SignedIn.objects.exists()
    assert_nobody_came(hers, answer, TROUBLE, members)


def test_only_what_the_house_has_signed_is_held_until_the_next_step(
    river: River, hers: Browser, answer: str
) -> None:
    before = SignedIn.objects.count()
    hers.client.post("/sign-in/saml/river/acs/", {"SAMLResponse": closed(unsigned(opened(answer)))})
    assert SignedIn.objects.count() == before
    held = hers.client.post("/sign-in/saml/river/acs/", {"SAMLResponse": answer})
    assert SignedIn.objects.count() == before + 1
    cookie = held.cookies["saml-acs-session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (
        True,
        "Lax",
        "/sign-in/saml/river/back/",
    )
    back = hers.client.get("/sign-in/saml/river/back/")
    assert back.cookies["saml-acs-session"]["max-age"] == 0
    assert [one.member_id for one in SignedIn.objects.all() if one.member_id] == [
        one.pk for one in Member.objects.filter(email="sue@example.edu")
    ]


def test_the_step_in_between_without_anything_held_is_a_calm_page(
    cast: Cast, hers: Browser, members: int
) -> None:
    back = hers.client.get("/sign-in/saml/river/back/")
    assert_nobody_came(hers, back, TROUBLE, members)


def test_what_the_house_needs_to_know_of_us_promises_no_sign_out(cast: Cast) -> None:
    said = Client(HTTP_HOST="testserver").get(METADATA)
    assert said.status_code == 200
    text = said.content.decode()
    assert "http://testserver/sign-in/saml/river/acs/" in text
    assert "SingleLogout" not in text
