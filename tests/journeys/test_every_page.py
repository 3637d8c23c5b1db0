"""Every page, as it is held in the hand: phone and desktop, by day and by night, by keyboard.

Each page is opened once, everything on it unfolded, and then looked at in both sizes and lights.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from beside.learning import actions as pages
from beside.learning import shipped
from beside.learning.shipped import Words
from beside.program.due import note_alarms
from beside.program.models import CrisisContact, Member, Policy
from beside.rules import budgets
from beside.rules.stages import OVER, Stage
from tests.browser import LOOKS, PHONE, OpenPage
from tests.cast import Cast
from tests.events.telling import FOUR, tell
from tests.journeys.looking import look_at, press, visit
from tests.journeys.looking import signed_in as signed_in
from tests.journeys.people import code_on, tell_of_event
from tests.referrals.making import at_stage, hold, received, waiting
from tests.talks.making import asked_for, given, held_group, planned, planned_group

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "pages.md"
STAGES = [one for one in Stage if one not in OVER]
HERS = [one for one in STAGES if one not in (Stage.RECEIVED, Stage.WAITING)]


def documented(part: str) -> list[str]:
    """The addresses of one part of `docs/pages.md`, each once."""
    text = DOCUMENT.read_text().split(f"## {part}")[1].split("\n## ")[0]
    return list(dict.fromkeys(re.findall(r"^\| `(/[^`]*)`", text, re.MULTILINE)))


@pytest.fixture
def school(transactional_db: None, cast: Cast) -> Cast:
    """The cast, seen by the server too; Sue has as much time as it takes, and a long address."""
    cast.sue.cap = 50
    cast.sue.save()
    cast.sue.member.email = "susannah.featherstonehaugh-sato@example.edu"
    cast.sue.member.save()
    return cast


def test_every_public_page(school: Cast, open_page: OpenPage):
    page = open_page(PHONE)
    public = documented("Public")
    assert len(public) > 10
    for address in public:
        filled = address.replace("<slug:page>", "what-helps")
        visit(page, filled.replace("<slug:place>", "people"), LOOKS)
    for place in ("kind", "while", "beside", "steady", "page"):
        visit(page, f"/guide/{place}/")
    assert page.context.cookies() == []


def test_every_page_on_the_way_through_the_public_doors(school: Cast, open_page: OpenPage):
    page = open_page(PHONE)

    page.goto("/for-me/")
    press(page, "Ask someone to reach me")  # nothing filled in: what has to be mended
    page.locator("[name=name]").fill("Nia")
    page.locator("main [name=contact]").fill("a.very.long.address.indeed@hospital.example")
    press(page, "Add when and how first")
    press(page, "Ask someone to reach me")
    code = code_on(page)
    page.goto(f"/for-me/?with={school.sue.pk}")
    look_at(page)
    page.goto("/my-code/")
    press(page, "Show what you hold")
    page.locator("main [name=code]").fill(code)
    press(page, "Show what you hold")
    press(page, "Stop, and forget me")
    press(page, "Stop, and forget me")

    page.goto("/for-a-colleague/")
    press(page, "Reach out to them")
    page.locator("[name=name]").fill("Nora")
    page.locator("[name=pool]").select_option("nurse")
    press(page, "Reach out to them")  # a door of their own
    press(page, "That is not the role")
    page.locator("[name=pool]").select_option("faculty")
    press(page, "Reach out to them")

    page.goto("/event/")
    press(page, "Look it over")
    page.get_by_label("Where?").select_option(label="Surgery")
    page.locator("[name=kind]").first.check()
    page.locator("[name=exposed]").fill(FOUR + "@@@ 12\nNo Contact\n")
    press(page, "Look it over")
    code = tell_of_event(page, FOUR, unit="Surgery")
    look_at(page)
    page.goto("/event/code/")
    page.locator("main [name=code]").fill(code)
    press(page, "Go on")
    page.locator("[name=exposed]").fill("One More\t503-555-0188")
    press(page, "Look it over")
    press(page, "Send")
    page.goto("/nowhere/")
    look_at(page)
    assert page.context.cookies() == []


def test_every_page_of_a_supporter(school: Cast, signed_in: Callable[[Member], Page]):
    page = signed_in(school.sue.member)
    visit(page, "/outreach/")
    for stage in HERS:
        row = at_stage(school, stage, timezone.now())
        visit(page, f"/outreach/{row.handle}/")
        if stage is Stage.TALKING:
            for then in ("meet", "later"):
                visit(page, f"/outreach/{row.handle}/?then={then}")
        if stage in (Stage.CONFIRMED, Stage.TAKEN):
            visit(page, f"/outreach/{row.handle}/hand-back/")
            visit(page, f"/outreach/{row.handle}/safety/")
    for address in ("", "availability/", "safety/", "limits/"):
        visit(page, f"/outreach/{address}")


def test_what_was_said_is_said_once(school: Cast, signed_in: Callable[[Member], Page]):
    """Neither on the way back nor when the page is loaded again."""
    page = signed_in(school.sue.member)
    row = at_stage(school, Stage.CONFIRMED, timezone.now())
    page.goto(f"/outreach/{row.handle}/")
    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_text("Noted: you are in touch.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/$"))
    page.reload()
    expect(page.get_by_role("heading", name="What would they like?")).to_be_visible()
    expect(page.get_by_text("Noted: you are in touch.")).to_have_count(0)


def test_every_page_of_a_request_at_the_desk(school: Cast, signed_in: Callable[[Member], Page]):
    page = signed_in(school.cora)
    visit(page, "/desk/")
    asked_on_the_way = {
        Stage.WAITING: ("wishes", "not_through", "waiting", "not_mine", "add_contact", "stop"),
        Stage.ASKED: ("recall",),
        Stage.CONFIRMED: ("hand_back", "met"),
        Stage.CONTACT: ("mend_contact",),
    }
    for stage in STAGES:
        row = at_stage(school, stage, timezone.now())
        visit(page, f"/desk/{row.handle}/")
        if stage in (Stage.RECEIVED, Stage.CONFIRMED):
            page.get_by_role("button", name="Open the name").click()
            look_at(page)
        for step in asked_on_the_way.get(stage, ()):
            visit(page, f"/desk/{row.handle}/step/{step}/")
    waiting(school, at=timezone.now() - timedelta(days=5))
    visit(page, "/desk/")
    press(page, "Open the name")


def test_every_page_on_the_way_to_who_is_meant(school: Cast, signed_in: Callable[[Member], Page]):
    page = signed_in(school.cora)
    one = received(school, timezone.now(), name="Rosa Reyes", contact="rosa.reyes@example.edu")
    received(school, timezone.now(), name="Rosa Rey", contact="rosa.reyes@example.edu")
    page.goto(f"/desk/{one.handle}/")
    press(page, "Open the name")
    press(page, "Look")  # nothing filled in: what has to be mended
    page.locator("main [name=words]").fill("Nobody of that name")
    press(page, "Look")
    page.locator("main [name=words]").fill("Reyes")
    press(page, "Look")
    press(page, "This is the one")
    press(page, "Ask Sue Sato")


def test_every_other_page_of_the_desk(school: Cast, signed_in: Callable[[Member], Page]):
    page = signed_in(school.cora)
    tell(school, FOUR, at=timezone.now())
    again = tell(school, FOUR, at=timezone.now())
    for address in (
        "/desk/events/",
        "/desk/events/new/",
        "/desk/call/",
        "/desk/call/for-themselves/",
        "/desk/call/for-a-colleague/",
        "/desk/call/find/",
        "/desk/overview/",
        f"/desk/events/{again.handle}/",
    ):
        visit(page, address)
    first = next(one for one in _events(page) if str(again.handle) not in one)
    page.goto(first)
    page.locator("button[value=open]").click()
    look_at(page)
    page.goto("/desk/call/for-themselves/")
    page.locator("main [name=name]").fill("Nia")
    page.locator("main [name=contact]").fill("503-555-0177")
    page.get_by_role("button", name="Enter their request").click()
    expect(page.locator("#code")).to_be_visible()
    look_at(page)


def _events(page: Page) -> list[str]:
    page.goto("/desk/events/")
    return [str(one.get_attribute("href")) for one in page.locator("a.reach-who").all()]


def test_every_page_of_lead_and_administrator(school: Cast, signed_in: Callable[[Member], Page]):
    waiting(school, at=timezone.now())
    received(school, timezone.now(), name="Uma Unlisted")
    lea = signed_in(school.lea)
    visit(lea, "/desk/overview/")
    visit(lea, "/your-keys/")
    visit(lea, "/desk/program/")
    visit(lea, "/desk/program/policy/")
    Policy.objects.update(program_name="Side by Side")
    press(lea, "Save")  # another lead was faster
    visit(lea, "/desk/program/pool/")
    visit(lea, "/desk/program/holiday/")
    for kind, one in (
        ("pool", school.resident), ("campus", school.hill), ("department", school.surgery)
    ):  # fmt: skip
        visit(lea, f"/desk/program/{kind}/{one.pk}/")
    visit(lea, "/desk/words/")
    lea.get_by_label("Instead of “peer supporter”").fill("ally")
    press(lea, "Show me the sentences")  # one is missing: what has to be mended
    lea.get_by_label("Instead of “peer supporters”").fill("allies")
    press(lea, "Show me the sentences")
    expect(lea.get_by_text("Allies are clinicians who work here")).to_be_visible()
    visit(lea, "/desk/numbers/")
    lea.get_by_label("Who answers (optional)").nth(2).fill("Night chaplain")
    press(lea, "Show these on every page")  # one number is missing
    lea.get_by_role("link", name="3. Number").click()
    expect(lea.locator("#id_form-2-number")).to_be_focused()
    look_at(lea)
    lea.goto("/desk/numbers/")
    CrisisContact.objects.create(name="Night chaplain", number="503 555 0161")
    press(lea, "Show these on every page")
    expect(lea.get_by_text("Somebody else changed this while you were here.")).to_be_visible()
    visit(lea, "/desk/members/")
    lea.get_by_role("link", name="They have left (Cora)").click()
    look_at(lea)
    visit(signed_in(school.ann), "/machine/")
    assert set(documented("Signed in")) <= {
        "/outreach/", "/desk/", "/desk/events/", "/desk/call/", "/desk/overview/", "/machine/",
        "/desk/holds/", "/desk/many/", "/desk/members/", "/desk/program/", "/desk/pages/",
        "/desk/words/", "/desk/numbers/", "/your-keys/", *TALKS,
    }, "a page that nobody here looks at"  # fmt: skip


def test_every_page_to_read(school: Cast, open_page: OpenPage):
    page = open_page(PHONE)
    for slug in shipped.orders():
        visit(page, f"/learn/{slug}/")
    assert page.context.cookies() == []


def test_every_page_about_the_pages_to_read(school: Cast, signed_in: Callable[[Member], Page]):
    cora, edit = signed_in(school.cora), "/desk/pages/what-helps/en/"
    write = partial(pages.write, "what-helps", by=school.lea, at=timezone.now())
    visit(cora, "/desk/pages/new/")
    press(cora, "Keep it, and show it to everyone")  # nothing filled in: what has to be mended
    visit(cora, edit)
    press(cora, "Look at it first")
    write("en", Words("Hers", "Short.", "Her text.\n", ""), base=0)
    press(cora, "Keep this text")
    expect(cora.get_by_text("while you were writing")).to_be_visible()
    press(cora, "Keep mine")
    write("es", Words("Suyo", "Breve.", "Su texto.\n", ""), base=0)
    visit(cora, edit)
    visit(cora, f"{edit}versions/")
    visit(cora, f"{edit}versions/?number=1")
    visit(cora, "/desk/pages/")
    press(cora, "Hide it")


TALKS = (
    "/desk/talks/", "/desk/talks/new/", "/desk/talks/groups/new/", "/desk/talks/year/",
    "/desk/talks/topics/",
)  # fmt: skip


def test_every_page_of_talks(
    school: Cast, signed_in: Callable[[Member], Page], open_page: OpenPage
):
    anyone = open_page(PHONE)
    asked = asked_for(school)
    talk, group = planned(school, timezone.localdate()), planned_group(school)
    held, over = given(school), held_group(school)
    anyone.goto("/talk/")
    press(anyone, "Ask for a talk", LOOKS)  # nothing filled in: what has to be mended
    anyone.get_by_label("For whom?").select_option(label="Surgery")
    anyone.locator("[name=topic]").select_option(index=1)
    anyone.locator("main [name=contact]").fill("a.very.long.address.indeed@hospital.example")
    press(anyone, "Ask for a talk", LOOKS)
    page = signed_in(school.cora)
    for address in (*TALKS, "/desk/talks/?show=over"):
        visit(page, address)
    for one in (asked, talk, held):
        visit(page, f"/desk/talks/{one.pk}/")
    for one in (group, over):
        visit(page, f"/desk/talks/groups/{one.pk}/")
    visit(page, f"/desk/talks/{asked.pk}/plan/")
    visit(page, f"/desk/talks/groups/{group.pk}/plan/")
    page.goto("/desk/talks/groups/new/")
    page.locator("[name=department]").select_option(label="Surgery")
    page.locator("[name=offered][value=no]").check()
    press(page, "Keep this plan")
    expect(page.get_by_role("link", name="Report the event").first).to_be_visible()
    visit(signed_in(school.sue.member), "/outreach/")


def test_every_page_of_a_legal_hold(
    school: Cast, signed_in: Callable[[Member], Page], open_page: OpenPage
):
    tell(school, FOUR, at=timezone.now())
    lea, ann = signed_in(school.lea), signed_in(school.ann)
    visit(lea, "/desk/holds/")
    visit(lea, "/desk/holds/ask/")
    lea.get_by_role("link", name="One event, and everybody in it").click()
    look_at(lea)
    press(lea, "Ask a second person to agree")  # nothing chosen: what has to be mended
    lea.locator("[name=event]").select_option(index=1)
    lea.get_by_label("a court asks for it").check()
    press(lea, "Ask a second person to agree")
    visit(ann, "/machine/")
    ann.get_by_role("link", name="Look at it").click()
    look_at(ann)
    ann.get_by_role("link", name="Look at it, and agree").click()
    look_at(ann)
    press(ann, "Agree")
    visit(lea, "/desk/holds/")
    for name in ("Renew", "End"):
        lea.goto("/desk/holds/")
        lea.get_by_role("link", name=name).first.click()
        look_at(lea)
    visit(lea, "/desk/overview/")
    for address in ("/promise/", "/my-code/"):
        visit(open_page(PHONE), address, LOOKS)


def test_what_a_code_shows_while_its_deletion_is_suspended(school: Cast, open_page: OpenPage):
    page = open_page(PHONE)
    page.goto("/for-me/")
    page.locator("[name=name]").fill("Nia")
    page.locator("main [name=contact]").fill("503-555-0177")
    page.get_by_role("button", name="Ask someone to reach me").click()
    code = code_on(page)
    hold(school, at=timezone.now())
    page.goto("/my-code/")
    page.locator("main [name=code]").fill(code)
    press(page, "Show what you hold", LOOKS)
    press(page, "Stop this", LOOKS)
    press(page, "Stop this", LOOKS)
    expect(page.get_by_role("heading", level=1)).to_have_text("This is over, and nobody will call")


def test_every_page_of_many_people_at_once(
    school: Cast, signed_in: Callable[[Member], Page], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(budgets, "COORDINATOR_HOUR", 0)
    row = waiting(school, at=timezone.now())
    cora, lea = signed_in(school.cora), signed_in(school.lea)
    cora.goto(f"/desk/{row.handle}/")
    with cora.expect_navigation():
        cora.get_by_role("button", name="Open the name").click()
    expect(cora.get_by_role("heading", level=1)).to_contain_text("No more names")
    look_at(cora)
    cora.reload()
    expect(cora.get_by_role("heading", level=1)).to_contain_text("No more names")
    visit(cora, "/desk/many/")
    press(cora, "We have many people at once")
    note_alarms(timezone.now())
    visit(lea, "/desk/overview/")
    visit(lea, "/desk/many/")
    press(lea, "Agree, for 24 hours")
    visit(cora, "/desk/")
