"""The doors for people without an account, and what comes of it, in one installation.

Each story begins with somebody who holds nothing but a browser, and looks at the end from the desk
or from the supporter's phone whether exactly that came about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE
from tests.journeys import searching
from tests.journeys.house import House, house
from tests.journeys.people import Desk, Supporter, code_on, tell_of_event
from tests.journeys.seeding import SUPPORTERS, supporter_name

pytestmark = pytest.mark.browser

AIKO = "Aiko Ångström"  # of Family Medicine, in the directory once
ASK = "Ask someone to reach me"
FOUR = """\
Nancy Edwards\tnancy.edwards2@example.edu\tresident\tOtolaryngology
King, Ashley\tashley.king@example.edu
Dr. Odile Outside\t503-555-9601
Omar Outside\t503-555-9602
"""
# The same people as somebody else would write them, and one more.
FOUR_AND_ONE = """\
Edwards, Nancy; nancy.edwards2@example.edu
Ashley King\tashley.king@example.edu\tfellow\tPsychiatry
Odile Outside, 503-555-9601
Omar Outside\t(503) 555-9602
Olga Outside\t503-555-9603
"""


@pytest.fixture(scope="module")
def beside(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("doors"), browser, "full") as one:
        yield one


@pytest.fixture(scope="module")
def cora(beside: House) -> Desk:
    return Desk(beside)


@pytest.fixture(autouse=True)
def everybody_goes_home(beside: House, cora: Desk) -> Iterator[None]:
    """Whoever came for one story leaves after it, and nothing went wrong on their pages."""
    there = list(beside.contexts)
    yield
    for context in [one for one in beside.contexts if one not in there]:
        context.close()
        beside.contexts.remove(context)
    assert beside.complaints == []


@pytest.fixture
def visitor(beside: House) -> Page:
    return beside.visitor(PHONE)


@pytest.fixture
def plain_visitor(beside: House) -> Page:
    """A phone on which no script runs."""
    return beside.visitor(PHONE.without_scripts)


@contextmanager
def arriving(desk: Desk, how_many: int) -> Iterator[list[str]]:
    """The requests that reach the desk meanwhile: exactly so many."""
    before, found = listed(desk), []
    yield found
    found += [one for one in listed(desk) if one not in before]
    assert len(found) == how_many


def listed(desk: Desk) -> list[str]:
    desk.page.goto("/desk/")
    links = desk.page.locator("a.reach-who").all()
    return [str(one.get_attribute("href")) for one in links]


def fill(page: Page, **typed: str) -> None:
    for name, text in typed.items():
        page.locator(f"main [name={name}]").fill(text)


def ask(page: Page, name: str, contact: str) -> str:
    """Ask for oneself by two answers; the code."""
    page.goto("/for-me/")
    fill(page, name=name, contact=contact)
    page.get_by_role("button", name=ASK).click()
    return code_on(page)


def show(page: Page, code: str) -> None:
    """What is held under this code."""
    page.goto("/my-code/")
    fill(page, code=code)
    page.get_by_role("button", name="Show what you hold").click()


def says(page: Page, *words: str) -> None:
    for one in words:
        expect(page.locator("main")).to_contain_text(one)


def silent(page: Page, *words: str) -> None:
    for one in words:
        expect(page.locator("main")).not_to_contain_text(one)


def holds_nothing(page: Page) -> None:
    assert page.context.cookies() == []


# ---- asking for oneself ----


def test_two_answers_are_enough_and_no_script_is_needed(plain_visitor: Page, cora: Desk):
    with arriving(cora, 1):
        plain_visitor.goto("/")
        plain_visitor.get_by_role("link", name=ASK).first.click()
        fill(plain_visitor, name="Ada", contact="503-555-9001")
        plain_visitor.get_by_role("button", name=ASK).click()
    says(plain_visitor, "We have it", "Someone will reach you by", "503-555-9001")
    code = code_on(plain_visitor)
    assert code not in plain_visitor.url
    show(plain_visitor, code)
    says(plain_visitor, "Somebody is finding the right colleague for you.")
    holds_nothing(plain_visitor)


def test_the_second_step_is_kept_on_the_way_back_and_heeded(visitor: Page, cora: Desk):
    with arriving(cora, 1) as found:
        visitor.goto("/for-me/")
        fill(visitor, name="Bea", contact="bea@home.example")
        visitor.get_by_role("button", name="Add when and how first").click()
        visitor.locator("[name=urgency][value=today]").check()
        visitor.locator("[name=channel]").select_option("text")
        visitor.locator("details", has_text="Anyone but").locator("summary").click()
        visitor.get_by_label(re.compile(supporter_name(0))).check()
        visitor.get_by_role("button", name="Change this").click()
        fill(visitor, contact="bea@elsewhere.example")
        visitor.get_by_role("button", name="Add when and how first").click()
        assert visitor.locator("[name=urgency][value=today]").is_checked()
        visitor.get_by_role("button", name=ASK).click()
        says(visitor, "bea@elsewhere.example", "with a text first")
    (request,) = found
    cora.page.goto(request)
    refused = cora.page.locator("#ask li", has_text=supporter_name(0))
    assert refused.count() == 1
    assert refused.locator("button").count() == 0
    show(visitor, code_on(visitor))
    says(visitor, "Text")


def test_a_supporter_chosen_on_the_roster_is_asked_without_a_name(
    visitor: Page, beside: House, cora: Desk
):
    sol = supporter_name(1)
    with arriving(cora, 1) as found:
        visitor.goto("/supporters/")
        visitor.get_by_role("link", name=f"Ask {sol} to reach me").click()
        says(visitor, f"We ask {sol} to reach you")
        fill(visitor, name="Cyd Chosen", contact="503-555-9003")
        visitor.locator("[name=or_another][value=no]").check()
        visitor.get_by_role("button", name=ASK).click()
        says(visitor, f"We ask {sol} for you.", "we will not send anyone else without asking you")
    holds_nothing(visitor)
    (request,) = found
    supporter = Supporter(beside, sol)
    supporter.open(request)
    says(supporter.page, "Can you reach a colleague")
    silent(supporter.page, "Cyd", "555-9003")
    supporter.answer(request, "yes")
    says(supporter.page, "Cyd Chosen")
    silent(supporter.page, "555-9003")
    supporter.answer(request, "conflict-none")
    says(supporter.page, "503-555-9003")


def test_who_only_reads_how_to_call_a_supporter_leaves_no_trace(plain_visitor: Page, beside: House):
    before = searching.dump(beside)
    plain_visitor.goto("/supporters/")
    people = plain_visitor.locator("li.person")
    expect(people).to_have_count(SUPPORTERS)
    for one in (people.first, people.last):
        expect(one.locator("a[href^='tel:']")).to_be_visible()
        expect(one.locator("a[href^='mailto:']")).to_be_visible()
    holds_nothing(plain_visitor)
    assert searching.dump(beside) == before


# ---- for a colleague, and by telephone ----


def test_a_colleague_is_found_and_the_referrer_learns_nothing_later(
    plain_visitor: Page, cora: Desk
):
    with arriving(cora, 1) as found:
        plain_visitor.goto("/for-a-colleague/")
        fill(plain_visitor, name=AIKO, contact="503-555-4609")
        plain_visitor.locator("[name=told][value=not_yet]").check()
        plain_visitor.get_by_role("button", name="Reach out to them").click()
        says(plain_visitor, "Your colleague will have been contacted by")
    silent(plain_visitor, "Ångström", "4609", "Your code")
    holds_nothing(plain_visitor)
    (request,) = found
    cora.page.goto(request)
    silent(cora.page, AIKO)
    cora.page.get_by_role("button", name="Open the name and find out who").click()
    says(cora.page, AIKO, "nothing speaks against it")
    cora.page.get_by_role("button", name="This is the one").click()
    assert cora.ask(request)

    with arriving(cora, 0):  # named again: they are reached once, and nobody is told
        plain_visitor.goto("/for-a-colleague/")
        fill(plain_visitor, name="Ångström, Aiko", contact="503 555 4609")
        plain_visitor.get_by_role("button", name="Reach out to them").click()
        says(plain_visitor, "Your colleague will have been contacted by")


def test_a_call_for_oneself_is_taken_and_its_code_read_aloud(visitor: Page, cora: Desk):
    with arriving(cora, 1) as found:
        cora.page.goto("/desk/call/")
        cora.page.get_by_role("link", name="They ask for themselves").click()
        fill(cora.page, name="Dee", contact="503-555-9005")
        cora.page.locator("[name=urgency][value=today]").check()
        cora.page.get_by_role("button", name="Enter their request").click()
        code = code_on(cora.page)
    show(visitor, code)
    says(visitor, "Somebody is finding the right colleague for you.")
    cora.page.goto("/desk/call/find/")  # they call once more
    fill(cora.page, contact="(503) 555 9005")
    cora.page.get_by_role("button", name="Look").click()
    assert cora.page.url.endswith(found[0])


def test_a_call_about_a_colleague_is_taken(cora: Desk):
    with arriving(cora, 1):
        cora.page.goto("/desk/call/for-a-colleague/")
        fill(cora.page, name="Eve Elsewhere")
        cora.page.get_by_role("button", name="Enter this").click()
        says(cora.page, "it is received")


def test_a_call_about_an_event_is_taken(cora: Desk):
    with arriving(cora, 2):
        cora.page.goto("/desk/call/")
        cora.page.get_by_role("link", name="Something happened").click()
        cora.page.get_by_label("Where?").select_option(label="Surgery")
        cora.page.locator("[name=kind]").first.check()
        fill(cora.page, exposed="Fay Faraway\t503-555-9006\nFox Faraway\t503-555-9007")
        cora.page.get_by_role("button", name="Look it over").click()
        cora.page.get_by_role("button", name="Send").click()
        says(cora.page, "2 people")


def test_a_supporter_who_never_signs_in_answers_by_telephone(visitor: Page, cora: Desk):
    with arriving(cora, 1) as found:
        ask(visitor, "Gil", "503-555-9008")
    (request,) = found
    who = cora.ask(request)
    cora.page.get_by_role("button", name="They said yes").click()
    says(cora.page, f"Does something stand between {who} and them?")
    cora.page.get_by_role("button", name="Nothing stands between them").click()
    for step in ("not_yet", "offer", "talk", "met"):
        cora.record(request, step)
    says(cora.page, "You can undo it for 10 minutes")
    cora.page.get_by_role("button", name="Undo").click()
    says(cora.page, "Undone")


# ---- the code ----


def test_what_is_held_is_shown_masked_and_can_be_changed(visitor: Page, cora: Desk):
    with arriving(cora, 1) as found:
        code = ask(visitor, "Hanna Held", "503-555-9010")
    show(visitor, code.lower().replace("-", " "))
    silent(visitor, "Hanna", "Held", "555-9010")
    says(visitor, "Forgotten at the latest on")
    visitor.get_by_text("Change how to reach me").click()
    fill(visitor, contact="hanna")
    visitor.get_by_role("button", name="Reach me this way").click()
    says(visitor, "We could not read this as either")
    assert visitor.locator("main [name=contact]").input_value() == "hanna"
    fill(visitor, contact="hanna@home.example")
    visitor.get_by_role("button", name="Reach me this way").click()
    says(visitor, "You will be reached this way.")
    visitor.get_by_text("Change when and how").click()
    visitor.locator("[name=channel]").select_option("text")
    visitor.get_by_role("button", name="Keep this").click()
    says(visitor, "Changed.")
    holds_nothing(visitor)
    cora.page.goto(found[0])
    cora.page.get_by_role("button", name="Open the name").click()
    says(cora.page, "Hanna Held", "hanna@home.example")
    silent(cora.page, "555-9010")


def test_someone_else_is_asked_then_it_stops_and_is_forgotten_at_once(
    visitor: Page, beside: House, cora: Desk
):
    with arriving(cora, 1) as found:
        code = ask(visitor, "Ida Isgone", "503-555-9011")
    (request,) = found
    first = Supporter(beside, cora.ask(request))
    first.take(request)
    show(visitor, code)
    says(visitor, "A peer supporter has said yes and will reach you.")
    visitor.get_by_text("Someone else, please").click()
    visitor.get_by_role("button", name="Ask someone else for me").click()
    says(visitor, "Somebody else will be asked.")
    first.page.goto("/outreach/")
    says(first.page, "One request is no longer needed. Please do not call.")
    assert first.page.goto(request.replace("desk", "outreach")).status == 404  # type: ignore[union-attr]

    second = Supporter(beside, cora.ask(request))
    second.take(request)
    says(second.page, "Ida Isgone")
    visitor.get_by_role("button", name="Stop, and forget me").click()
    says(visitor, "This cannot be taken back")
    visitor.get_by_role("button", name="Stop, and forget me").click()
    says(visitor, "You are forgotten")
    show(visitor, code)
    says(visitor, "Nothing is held under this code")
    second.page.goto("/outreach/")
    says(second.page, "One request is no longer needed. Please do not call.")
    silent(second.page, "Ida")
    second.page.get_by_role("button", name="Understood").click()
    silent(second.page, "no longer needed")
    assert request not in listed(cora)
    assert b"Isgone" not in searching.all_it_can_open(beside)


# ---- an event told twice ----


def test_an_event_told_again_while_the_first_is_open_doubles_nobody(beside: House, cora: Desk):
    known = cora.events()
    with arriving(cora, 4):
        tell_of_event(beside.visitor(PHONE), FOUR, unit="Critical Care")
    (first,) = [one for one in cora.events() if one not in known]
    assert len(cora.find_everyone(first)) == 4
    with arriving(cora, 1):
        tell_of_event(beside.visitor(PHONE), FOUR_AND_ONE, unit="Critical Care")
    (again,) = [one for one in cora.events() if one not in (*known, first)]
    assert "5 people" in cora.coverage(again)
    cora.page.get_by_role("button", name="Join them").click()
    says(cora.page, "Whoever is in both is reached once")


def test_the_reporters_code_adds_a_name_and_takes_the_report_back(visitor: Page, cora: Desk):
    with arriving(cora, 2):
        code = tell_of_event(visitor, "Jo Joined\t503-555-9701", unit="Medicine")
        visitor.goto("/event/code/")
        fill(visitor, code=code)
        visitor.get_by_role("button", name="Go on").click()
        fill(visitor, exposed="Jim Joined\t503-555-9702")
        visitor.get_by_role("button", name="Look it over").click()
        visitor.get_by_role("button", name="Send").click()
        says(visitor, "A colleague will reach them too.")
    with arriving(cora, 0):
        visitor.goto("/event/code/")
        fill(visitor, code=code)
        visitor.get_by_role("button", name="Go on").click()
        silent(visitor, "Joined")  # what was told is not shown again, to anybody
        visitor.get_by_role("button", name="Take the report back").click()
        visitor.get_by_role("button", name="Take the report back").click()
        says(visitor, "The report is taken back")
    holds_nothing(visitor)


# ---- sent twice, gone back, mistyped ----


@pytest.mark.parametrize(
    ("door", "given", "answer"),
    [
        ("/for-me/", {"name": "Kai", "contact": "503-555-9012", "go": "send"}, "We have it"),
        ("/for-a-colleague/", {"name": "Kim Keller"}, "Received. Thank you"),
    ],
)
def test_a_form_sent_twice_is_received_once(
    visitor: Page, beside: House, cora: Desk, door: str, given: dict[str, str], answer: str
):
    with arriving(cora, 1):
        visitor.goto(door)
        token = visitor.locator("main [name=once]").first.input_value()
        form = {**given, "once": token}
        both = [
            visitor.request.post(door, form=form, headers={"Origin": beside.url}) for _ in range(2)
        ]
    texts = [one.text() for one in both]
    assert all(one.ok and answer in text for one, text in zip(both, texts, strict=True))
    codes = [re.findall(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}", text) for text in texts]
    assert codes[0] == codes[1]


def test_the_page_with_the_code_loaded_again_is_the_same_page(visitor: Page, cora: Desk):
    with arriving(cora, 1):
        code = ask(visitor, "Liv", "503-555-9013")
        visitor.reload()
        assert code_on(visitor) == code


@pytest.mark.parametrize("scripts", [True, False])
def test_the_browsers_own_way_back_brings_the_list_back(beside: House, scripts: bool):
    reporter = beside.visitor(PHONE if scripts else PHONE.without_scripts)
    reporter.goto("/event/")
    reporter.get_by_label("Where?").select_option(label="Medicine")
    reporter.get_by_label("A patient died").check()
    fill(reporter, exposed=FOUR)
    reporter.get_by_role("button", name="Look it over").click()
    says(reporter, "4 people are understood.")
    reporter.go_back()
    expect(reporter.locator("[name=exposed]")).to_have_value(FOUR)
    expect(reporter.get_by_label("A patient died")).to_be_checked()


@pytest.mark.parametrize("much", [300_000, 3_000_000])
def test_a_list_that_is_too_long_is_not_lost(visitor: Page, much: int):
    visitor.goto("/event/")
    box = visitor.locator("[name=exposed]")
    box.evaluate("(box, lines) => (box.value = 'Ann Example\\n'.repeat(lines))", much // 12)
    visitor.get_by_role("button", name="Look it over").click()
    says(visitor, "more than we can take at once")
    visitor.go_back()
    assert box.input_value().count("Ann Example") == much // 12


def test_after_sending_the_way_back_shows_an_empty_form_that_works(visitor: Page, cora: Desk):
    with arriving(cora, 2):
        first = ask(visitor, "Max", "503-555-9014")
        visitor.go_back()
        boxes = [visitor.locator(f"main [name={name}]") for name in ("name", "contact")]
        assert [one.input_value() for one in boxes] == ["", ""]
        fill(visitor, name="Moe", contact="503-555-9015")
        visitor.get_by_role("button", name=ASK).click()
        assert code_on(visitor) != first


def test_a_slip_keeps_everything_that_was_typed(plain_visitor: Page, cora: Desk):
    page = plain_visitor
    with arriving(cora, 1):
        page.goto("/for-me/")
        fill(page, name="Nell", contact="503-555")
        page.get_by_role("button", name=ASK).click()
        says(page, "Nothing is lost.", "This number seems short")
        assert page.locator("main [name=name]").input_value() == "Nell"
        assert page.locator("main [name=contact]").input_value() == "503-555"
        fill(page, contact="503-555-9016")
        page.get_by_role("button", name=ASK).click()
        assert code_on(page)


def test_a_slip_in_a_report_keeps_the_whole_list(plain_visitor: Page, cora: Desk):
    page = plain_visitor
    with arriving(cora, 2):
        page.goto("/event/")
        fill(page, exposed="Ola Otherwise\t503-555-9801\n@@@ 12\n", who_knows="The charge nurse")
        page.locator("[name=complete][value=others]").check()
        page.get_by_role("button", name="Look it over").click()
        says(page, "Please choose where it was.")
        box = page.locator("main [name=exposed]")
        assert box.input_value() == "Ola Otherwise\t503-555-9801\n@@@ 12\n"
        assert page.locator("[name=complete][value=others]").is_checked()
        page.get_by_label("Where?").select_option(label="Pediatrics")
        page.locator("[name=kind]").first.check()
        page.get_by_role("button", name="Look it over").click()
        mend = page.get_by_label("Line 2", exact=True)
        assert mend.input_value() == "@@@ 12"
        says(page, "The charge nurse")
        page.get_by_role("button", name="Send").click()
        mend.fill("Otto Otherwise 503-555-9802")
        page.get_by_role("button", name="Send").click()
        says(page, "The 2 people you named will have been contacted by")
