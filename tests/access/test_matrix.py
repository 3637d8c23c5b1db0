"""Every address x who x method: the answer follows from what the view says of itself.

In every language: the same view stands under each, and is met by the same people.

The table is made, not written: the resolver gives the addresses, each view says for whom it is and
which methods it takes, and from that follows what each of seven people must meet. A new address is
in the table by itself; a view that does not say for whom it is fails, with what to think about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone, translation

from beside.doors import invitations
from beside.events import actions as events
from beside.events.models import Event
from beside.program import actions as program
from beside.program.models import Member
from beside.referrals import actions as referrals
from beside.referrals.models import Referral
from beside.rules.holds import Why
from beside.rules.roles import ROLES
from beside.rules.stages import Actor, Stage
from beside.vault import once
from beside.vault.actions import Subject
from tests.access.addresses import METHODS, Address, addresses
from tests.attacks.ledger import Ledger
from tests.cast import NOW, Cast
from tests.events.telling import tell
from tests.referrals.making import at_stage, waiting
from tests.talks.making import planned, planned_group

ADDRESSES = addresses()
OTHERS = ("anonymous", "who has left", "without a role")
EVERYONE = (*ROLES, *OTHERS)
THINK = (
    "{address} ({name}) does not say for whom it is. Decide first: may anyone open it (@public), "
    "every member (@for_members), or who with which role (@for_roles(...), outermost)? What would "
    "somebody see there who should not? Then say by which methods (@require_safe, "
    "@require_http_methods), beneath."
)


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def ledger(request: pytest.FixtureRequest) -> Ledger:
    return Ledger(request)


@pytest.fixture
def who(cast: Cast) -> Callable[[str], Client]:
    """A browser of one of the seven."""
    people = {
        "coordinator": cast.cora,
        "lead": cast.lea,
        "supporter": cast.sue.member,
        "administrator": cast.ann,
        "without a role": Member.objects.create_member("nia@example.edu", "Nia"),
        "who has left": Member.objects.create_member("ned@example.edu", "Ned", *ROLES),
    }

    def browser(name: str) -> Client:
        client = Client()
        if name in people:
            client.force_login(people[name])
        if name == "who has left":
            Member.objects.filter(pk=people[name].pk).update(is_active=False)
        return client

    return browser


@pytest.fixture
def there(cast: Cast) -> Callable[[Address], str]:
    """The address of something that is there, for whoever the page is for."""
    row = at_stage(cast, Stage.CONFIRMED)
    event = tell(cast)
    hold = program.ask_hold(Subject(), Why.LAWSUIT, by=cast.lea, at=NOW)
    secret = invitations.invite("new@example.edu", "New", ("lead",), by=None, at=NOW)
    talk, group = planned(cast), planned_group(cast)

    def address(one: Address) -> str:
        given = {
            "handle": event.handle if one.name == "desk:event" else row.handle,
            "identifier": UUID(hold.identifier),
            "what": "end",
            "slug": "wishes",
            "place": "people",
            "secret": secret,
            "provider_id": "house",
            "organization_slug": "house",
            "pk": cast.hill.pk,
            "kind": "campus",
            "page": "what-helps",
            "language": "en",
            "talk": talk.pk,
            "group": group.pk,
        }
        missing = set(one.kwargs) - set(given)
        assert not missing, f"{one.route}: give an example for {missing} here"
        return reverse(one.name, kwargs={key: given[key] for key in one.kwargs})

    return address


# No sign-on of a house is described here, and nobody has a key that could be looked at or go.
NOT_HERE = {
    "openid_connect_login", "openid_connect_callback", "saml_login", "saml_acs",
    "saml_finish_acs", "saml_sls", "saml_metadata", "mfa_remove_webauthn", "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
}  # fmt: skip


def expected(one: Address, name: str, method: str) -> str:
    """What the view's own words come to."""
    signed_in = name not in ("anonymous", "who has left")
    if not one.is_public and not signed_in:
        return "to sign in"
    if one.roles and name not in one.roles:
        return "does not exist"
    if method not in (one.methods or ()):
        return "no such method"
    return "does not exist" if one.name in NOT_HERE else "answers"


def met(answer: Any, address: str, method: str) -> str:
    """What came, in the same words."""
    location = answer.headers.get("Location", "")
    if location == reverse("doors:sign_in") and address.startswith(reverse("doors:sign_in")):
        return "answers"  # nothing was begun that could go on
    if location.startswith(reverse("doors:sign_in")) and "said=" not in location:
        asked_for = f"?next={quote(address)}" if method in ("GET", "HEAD") else ""
        assert location == reverse("doors:sign_in") + asked_for
        return "to sign in"
    known = {404: "does not exist", 405: "no such method"}
    if answer.status_code in known:
        return known[answer.status_code]
    assert answer.status_code in (200, 302, 403, 422), answer.status_code
    return "answers"


@pytest.mark.parametrize("one", ADDRESSES, ids=lambda one: one.name)
def test_every_view_says_for_whom_it_is_and_by_which_methods(one: Address) -> None:
    said = [one.is_public, bool(one.roles), one.is_for_members]
    assert sum(said) == 1, THINK.format(address=one.route, name=one.name)
    assert set(one.roles) <= set(ROLES), f"{one.route} asks for a role that does not exist"
    assert one.methods, THINK.format(address=one.route, name=one.name)


@pytest.fixture(params=[code for code, _name in settings.LANGUAGES])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """The language in which addresses are made, as they are on a page in it."""
    with translation.override(request.param):
        yield request.param


@pytest.mark.parametrize("name", EVERYONE)
def test_everybody_meets_what_the_view_says_and_nothing_else(
    name: str, who: Callable[[str], Client], there: Callable[[Address], str], language: str
) -> None:
    counted: Counter[str] = Counter()
    wrong = []
    # The same view stands under each language (told below): that it answers is enough there.
    methods = METHODS if language == settings.LANGUAGE_CODE else ("GET",)
    for one in ADDRESSES:
        if name == "without a role" and one.name == "doors:home":
            continue  # a member without any role begins nowhere: told below
        address = there(one)
        for method in methods:
            answer = who(name).generic(method, address)
            wanted, found = expected(one, name, method), met(answer, address, method)
            counted[found] += 1
            if found != wanted:
                wrong.append(f"{method} {one.route}: {found}, not {wanted}")
            if method == "HEAD":
                assert answer.content == b""
    assert not wrong, "\n".join(wrong)
    print(f"\n{name}, {language}: {dict(counted)}")
    assert sum(counted.values()) == len(methods) * (len(ADDRESSES) - (name == "without a role"))


def test_the_same_view_stands_under_each_language(there: Callable[[Address], str]) -> None:
    """So whatever was tried of an address in English was tried of the others too."""
    plain, others = settings.LANGUAGES[0], settings.LANGUAGES[1:]
    assert plain[0] == settings.LANGUAGE_CODE
    in_another = set()
    for one, (code, _name) in product(ADDRESSES, others):
        with translation.override(code):
            address = there(one)
            func = resolve(address).func
        assert func is resolve(there(one)).func, one.route
        if address != there(one):
            assert address == f"/{code}{there(one)}"
            in_another.add(one.name)
    answers = {"openid_connect_callback", "saml_acs", "saml_finish_acs", "saml_metadata"}
    assert {one.name for one in ADDRESSES} - in_another == answers | {"saml_sls"}


def test_the_matrix_is_as_large_as_it_looks() -> None:
    """Addresses x people x methods. Grows by 49 with each new address; say so in passing."""
    cells = len(ADDRESSES) * len(EVERYONE) * len(METHODS)
    print(f"\n{len(ADDRESSES)} addresses x {len(EVERYONE)} people x {len(METHODS)}: {cells}")
    assert len(EVERYONE) == len(METHODS) == 7
    assert cells == len(ADDRESSES) * 49 >= 40 * 49


def test_a_member_without_a_role_begins_nowhere(who: Callable[[str], Client]) -> None:
    assert who("without a role").get(reverse("doors:home")).status_code == 404


def test_head_is_get_without_its_body_on_every_page(
    who: Callable[[str], Client], there: Callable[[Address], str]
) -> None:
    """The same status and headers, whoever asks; what a page costs to make is no secret."""
    for one in ADDRESSES:
        if "HEAD" not in (one.methods or ()) or one.name == "mfa_activate_totp":
            continue  # that page draws another secret, and another square, with every look
        client, address = who(next(iter(one.roles), "coordinator")), there(one)
        client.get(address)  # so that both find the same session
        get, head = client.get(address), client.head(address)
        assert head.status_code == get.status_code, one.route
        assert dict(head.items()) == dict(get.items()), one.route


def test_the_control_a_page_that_forgot_its_roles_is_found_out(cast: Cast) -> None:
    from django.http import HttpRequest, HttpResponse

    def careless(request: HttpRequest) -> HttpResponse:
        return HttpResponse("everything")

    one = Address("desk:careless", "/desk/careless/", careless, ())
    with pytest.raises(AssertionError, match=r"does not say for whom it is\. Decide first"):
        test_every_view_says_for_whom_it_is_and_by_which_methods(one)


# What is not hers and what is not there: one answer, to the last byte.

TOKENS = re.compile(
    rb'(name="(?:once|csrfmiddlewaretoken)" value=)"[^"]*"'  # new with every page
)


def whole(answer: Any, handle: UUID) -> bytes:
    """Status, headers and body, apart from tokens of the page and the handle that was asked for."""
    head = f"{answer.status_code} {sorted(answer.items())}".encode()
    body = b"" if answer.streaming else answer.content
    return TOKENS.sub(rb"\1", head + body).replace(str(handle).encode(), b"HANDLE")


def hidden_ones(cast: Cast) -> dict[str, UUID]:
    """Requests that do not exist for Cora, nor for Sue, and why."""
    by_her = waiting(cast)
    referrals.not_mine(by_her.handle, by=cast.cora, at=NOW)
    wished = waiting(cast, cast.faye, name="Faye Frost", contact="+15035550013")
    referrals.not_through(wished.handle, cast.cora.pk, actor=Actor.RECIPIENT, by=None, at=NOW)
    from beside.matching import actions as matching

    sams = waiting(cast, cast.faye, name="Faye Frost", contact="+15035550013")
    referrals.not_mine(sams.handle, by=cast.cora, at=NOW)
    matching.ask(sams.handle, cast.sam, by=cast.dan, at=NOW)
    over = waiting(cast, cast.remy, name="Remy Roth", contact="+15035550012")
    Referral.objects.filter(handle=over.handle).update(stage=Stage.FORGETTING)
    return {
        "passed on": by_her.handle,
        "not through her": wished.handle,
        "another supporter's": sams.handle,
        "being forgotten": over.handle,
    }


def hidden_events(cast: Cast) -> dict[str, UUID]:
    """Events that are over: nobody opens them any more."""
    voided, over = tell(cast), tell(cast, day=NOW.date())
    events.take_back(voided.handle, actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    Event.objects.filter(handle=over.handle).update(stage=Event.Stage.OVER)
    return {"taken back": voided.handle, "over": over.handle}


WITH_HANDLE = [one for one in ADDRESSES if "handle" in one.kwargs]
# The way to safety is refused to nobody: one page for all that is not hers, without a name.
NEVER_REFUSED = {"outreach:safety_of"}
FIELDS = {"answer": "yes", "supporter": "1", "person": "outside", "words": "Rosa", "what": "open"}
SLUGS = ("not_mine", "stop", "undo", "recall", "wishes")


def ask(client: Client, member: Member, method: str, one: Address, handle: UUID, slug: str) -> Any:
    """As a form of ours would send it, with a good token."""
    given = {"handle": handle, "slug": slug}
    address = reverse(one.name, kwargs={key: given[key] for key in one.kwargs})
    if method != "POST":
        return client.generic(method, address)
    token = once.issue(timezone.now(), f"member:{member.pk}").text
    return client.post(address, {"once": token, **FIELDS})


@pytest.mark.parametrize("one", WITH_HANDLE, ids=lambda one: one.name)
def test_what_is_not_hers_and_what_is_not_there_are_one_answer(
    one: Address, cast: Cast, ledger: Ledger
) -> None:
    right = tell(cast, day=NOW.date()) if one.name == "desk:event" else at_stage(cast, Stage.TAKEN)
    gone = hidden_events(cast) if one.name == "desk:event" else hidden_ones(cast)
    member = cast.sue.member if one.name.startswith("outreach:") else cast.cora
    client = Client()
    client.force_login(member)
    client.get(reverse("doors:home"), follow=True)
    found, control, searched, places = 0, 0, 0, 0
    for slug in SLUGS if "slug" in one.kwargs else ("",):
        for method in METHODS:
            nowhere = uuid4()
            answer = ask(client, member, method, one, nowhere, slug)
            nothing = whole(answer, nowhere)
            if method in (one.methods or ()):
                wanted = 200 if one.name in NEVER_REFUSED else 404
                assert answer.status_code == wanted, (method, answer.status_code)
            for handle in gone.values():
                same = whole(ask(client, member, method, one, handle, slug), handle)
                found, places = found + (same != nothing), places + 1
                searched += len(same)
            if method == "GET":
                shown = whole(ask(client, member, method, one, right.handle, slug), right.handle)
                control += shown != nothing
    ledger.record(
        f"not hers, not there: {one.route}",
        canaries=len(gone),
        places=places,
        searched=searched,
        hits=found,
        control=control,
        remark="control: one that is hers",
    )


def test_a_page_that_is_not_for_this_role_is_as_if_it_were_not_there(
    who: Callable[[str], Client], there: Callable[[Address], str]
) -> None:
    """The very bytes of an address that nobody ever wrote."""
    compared = 0
    for name in (*ROLES, "without a role"):
        client = who(name)
        client.get(reverse("web:home"))
        client.get("/no/such/page/")
        nothing = whole(client.get("/no/such/page/"), uuid4())
        for one in ADDRESSES:
            if one.roles and name not in one.roles:
                assert whole(client.get(there(one)), uuid4()) == nothing, (name, one.route)
                compared += 1
    print(f"\n{compared} pages that are not for a role, each as if it were not there")
    assert compared >= 80
