"""Who answers at once: on every page and every printed sheet, whoever is signed in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.core.internal.ratelimit import handler429 as respond_429
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from pytest_django import Settings

import beside
from beside.configuration import Refused, read
from beside.program import actions, crisis
from beside.program.actions import NotTheirs
from beside.program.crisis import Answering, answering
from beside.program.models import CrisisContact, Policy
from beside.rules.budgets import Spent
from beside.vault.actions import BudgetSpent, KeyringProblem
from tests.cast import NOW, Cast
from tests.referrals.visitor import HERE, Visitor, words

LINE = Answering("Physician Support Line", "1-888-409-0141", "8 am to 1 am Eastern", "call")
TEXT = Answering("Text line", "741741", "Write HOME", "text")
PRINT = Path(beside.__file__).parent / "web/static/web/print.css"


def numbers() -> list[str]:
    return [one.number for one in answering(Policy.current())]


def test_without_any_entry_the_programs_own_line_and_our_two_stand(cast: Cast) -> None:
    assert numbers() == ["+1 503 555 0102", "988", "911"]
    Policy.objects.update(crisis_phone="")
    assert numbers() == ["988", "911"]


@pytest.mark.parametrize(
    ("address", "how"),
    [
        ("/help-now/", "In Spanish: press 2, or text AYUDA."),
        ("/es/help-now/", "En español: marque 2, o envíe AYUDA por texto."),
        ("/es/to-print/resources/", "En español: marque 2, o envíe AYUDA por texto."),
    ],
)
def test_whoever_speaks_spanish_is_told_how_the_lifeline_answers_in_it(
    cast: Cast, address: str, how: str
) -> None:
    assert how in words(Client().get(address))


def test_what_a_lead_enters_stands_instead_in_that_order(cast: Cast) -> None:
    actions.set_crisis_contacts([TEXT, LINE], seen=crisis.mark(), by=cast.lea, at=NOW)
    assert numbers() == ["+1 503 555 0102", "741741", "1-888-409-0141"]
    actions.set_crisis_contacts([LINE], seen=crisis.mark(), by=cast.lea, at=NOW)
    assert numbers() == ["+1 503 555 0102", "1-888-409-0141"]
    actions.set_crisis_contacts([], seen=crisis.mark(), by=cast.lea, at=NOW)
    assert numbers() == ["+1 503 555 0102", "988", "911"], "no page is ever without one"


@pytest.mark.parametrize("name", ["cora", "ann"])
def test_nobody_but_a_lead_enters_them(cast: Cast, name: str) -> None:
    with pytest.raises(NotTheirs):
        actions.set_crisis_contacts([LINE], seen=crisis.mark(), by=getattr(cast, name), at=NOW)
    assert not CrisisContact.objects.exists()


def test_a_number_is_called_or_written_to_as_it_takes_it() -> None:
    assert LINE.href == "tel:18884090141"
    assert LINE.text == ""
    assert TEXT.href == "sms:741741"
    assert TEXT.call == ""
    both = Answering("Lifeline", "988", "", "both")
    assert (both.call, both.text, both.href) == ("tel:988", "sms:988", "tel:988")


@pytest.mark.parametrize("name", ["", "cora", "lea", "ann", "sue"])
def test_they_stand_at_the_head_of_every_page_signed_in_or_not(cast: Cast, name: str) -> None:
    client = Client()
    pages = ["/", "/for-me/", "/guide/", "/promise/", "/nowhere/"]
    if name:
        member = getattr(cast, name)
        client.force_login(getattr(member, "member", member))
        own = {"cora": "/desk/", "lea": "/desk/overview/", "ann": "/machine/", "sue": "/outreach/"}
        pages += [own[name], "/your-keys/"]
    for address in pages:
        body = client.get(address, follow=True).content.decode()
        head = body.split("<main")[0]
        assert 'href="tel:988"' in head, address
        assert 'class="in-print"' in head, address
        assert "On-call line" in head, address


def test_print_shows_them_and_hides_only_what_can_be_tapped() -> None:
    sheet = PRINT.read_text()
    hidden = sheet.split("display: none !important")[0].rsplit("}", 1)[1]
    assert ".crisis" not in hidden
    assert ".in-print { display: block; }" in sheet


def test_the_page_for_help_names_each_with_what_it_is(cast: Cast) -> None:
    actions.set_crisis_contacts([LINE, TEXT], seen=crisis.mark(), by=cast.lea, at=NOW)
    page = Visitor().open("/help-now/")
    for one in ("Physician Support Line", "8 am to 1 am Eastern", "Text only.", "Write HOME"):
        assert one in words(page)
    assert 'href="sms:741741"' in page.content.decode()


def test_the_page_for_help_may_be_kept_and_is_the_same_for_everybody(cast: Cast) -> None:
    page = Visitor().open("/help-now/")
    assert "stale-while-revalidate=604800" in page["Cache-Control"]
    assert "private" in page["Cache-Control"]
    member = Client()
    member.force_login(cast.cora)
    assert member.get("/help-now/").content == page.content, "nothing of anybody stands there"


def test_what_it_looks_like_may_be_kept_as_long(cast: Cast) -> None:
    answer = Client().get("/static/web/base.css")
    assert "stale-while-revalidate=604800" in answer["Cache-Control"]
    for close in answer._resource_closers:
        close()


def test_leaving_says_that_history_stays_and_tells_the_other_nothing(cast: Cast) -> None:
    for address in ("/", "/for-me/", "/help-now/", "/guide/"):
        body = Visitor().open(address).content.decode()
        link = body.split('class="leave"')[1].split("</a>")[0]
        assert 'rel="noreferrer"' in link
        assert "your history still shows it" in link


def test_the_site_says_where_leaving_leads_and_may_leave_it_out(
    cast: Cast, settings: Settings
) -> None:
    settings.BESIDE_ELSEWHERE = "https://library.example.edu/"
    assert 'href="https://library.example.edu/" rel="noreferrer"' in _body("/")
    settings.BESIDE_ELSEWHERE = ""
    for address in ("/", "/for-me/", "/help-now/"):
        assert "Leave this page" not in _body(address)


def _body(address: str) -> str:
    return Visitor().open(address).content.decode()


@pytest.mark.parametrize(
    "address", ["http://example.edu/", "/desk/", "//example.edu", "javascript:x", "https://", "x"]
)
def test_a_way_out_that_is_none_is_refused(address: str, tmp_path: Path) -> None:
    given = {"BESIDE_MODE": "test", "BESIDE_HOME": str(tmp_path), "BESIDE_ELSEWHERE": address}
    with pytest.raises(Refused, match="whole https address"):
        read(given)


def test_where_nobody_has_said_it_leads_to_the_weather(tmp_path: Path) -> None:
    given = {"BESIDE_MODE": "test", "BESIDE_HOME": str(tmp_path)}
    assert read(given).elsewhere == "https://www.weather.gov/"
    assert read({**given, "BESIDE_ELSEWHERE": ""}).elsewhere == ""


def away(*_given: object) -> None:
    raise OperationalError("could not connect to server")


def test_while_the_database_is_away_pages_show_the_numbers_of_a_moment_ago(cast: Cast) -> None:
    actions.set_crisis_contacts([LINE], seen=crisis.mark(), by=cast.lea, at=NOW)
    client = Client(raise_request_exception=False)
    client.get("/")
    with connection.execute_wrapper(away):
        help_now, home = client.get("/help-now/"), client.get("/")
        member = Client(raise_request_exception=False)
        member.cookies["sessionid"] = "0" * 32
        signed_in = member.get("/desk/")
    assert help_now.status_code == 200
    assert home.status_code == 503
    assert signed_in.status_code >= 500
    for answer in (help_now, home, signed_in):
        said = words(answer)
        assert "1-888-409-0141" in said, answer.status_code
        assert "+1 503 555 0102" in said, answer.status_code


def test_a_process_that_never_saw_the_database_still_shows_our_two(cast: Cast) -> None:
    client = Client(raise_request_exception=False)
    with connection.execute_wrapper(away):
        answers = [client.get(one) for one in ("/", "/help-now/", "/es/help-now/")]
    for answer in answers:
        assert "988" in words(answer)
        assert "911" in words(answer)


def test_what_takes_only_a_form_shows_a_page_when_it_is_opened_by_itself(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.cora)
    answer = client.get("/desk/names/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "This page cannot be opened by itself" in words(answer)
    assert "On-call line" in words(answer)
    spanish = client.get("/es/desk/names/")
    assert "Esta página no se puede abrir por sí sola" in words(spanish)


def test_they_stand_on_every_page_that_refuses(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(error: Exception) -> Callable[[], None]:
        def holdings() -> None:
            raise error

        return holdings

    def promise(error: Exception) -> Any:
        monkeypatch.setattr("beside.web.promise.public_holdings", broken(error))
        return Client(raise_request_exception=False).get("/promise/")

    member = Client(enforce_csrf_checks=True)
    member.force_login(cast.cora)
    refused = {
        400: Client().get("/", headers={"host": "elsewhere.example"}),
        403: member.post("/sign-out/"),
        404: Client().get("/nowhere/"),
        405: member.get("/desk/names/"),
        413: Client().post("/for-me/", {"name": "R" * 1_000_000}),
        422: Client().post("/for-me/", {"name": ""}, headers=HERE),
        429: promise(BudgetSpent(Spent.HOUR)),
        500: promise(ValueError()),
        503: promise(KeyringProblem()),
    }
    for status, answer in refused.items():
        assert answer.status_code == status
        head = answer.content.decode().split("<main")[0]
        assert 'href="tel:988"' in head, status
        assert "On-call line" in head, status


def test_what_the_sign_in_library_refuses_speaks_of_no_names(cast: Cast) -> None:
    request = RequestFactory().get("/your-keys/again/")
    said = words(respond_429(request))
    assert "That was tried too often" in said
    assert "names" not in said
    assert "988" in said


def test_our_two_are_said_in_the_language_of_the_page_once_they_are_entered(cast: Cast) -> None:
    lines = Client()
    ours = answering(Policy(crisis_phone=""))
    actions.set_crisis_contacts([*ours, LINE], seen=crisis.mark(), by=cast.lea, at=NOW)
    said = words(lines.get("/es/help-now/"))
    assert "Suicide & Crisis Lifeline" not in said
    assert "day and night" not in said.lower()
    assert "marque 2, o envíe AYUDA" in said
    assert "Physician Support Line" in said, "what somebody wrote stands as it was written"
