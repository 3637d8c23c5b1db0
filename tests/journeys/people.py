"""What each person does on the way, tap by tap, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.house import House
from tests.journeys.seeding import SUPPORTERS, supporter_email, supporter_name

CASES = Path(__file__).resolve().parents[1] / "cases"
EMERGENCY = CASES / "event-emergency-department.tsv"
EMAIL_OF = {supporter_name(number): supporter_email(number) for number in range(SUPPORTERS)}


def tell_of_event(page: Page, people: str, unit: str = "Pediatrics") -> str:
    """Something happened: two steps, and the code at the end."""
    page.goto("/event/")
    page.get_by_label("Where?").select_option(label=unit)
    page.locator("[name=kind]").first.check()
    page.locator("[name=urgency][value=today]").check()
    page.locator("[name=exposed]").fill(people)
    page.locator("[name=complete][value=all]").check()
    page.get_by_role("button", name="Look it over").click()
    page.get_by_role("button", name="Send").click()
    return code_on(page)


def code_on(page: Page) -> str:
    found = re.search(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}", page.locator("main").inner_text())
    assert found, page.locator("main").inner_text()
    return found[0]


class Desk:
    """A coordinator at the desk."""

    def __init__(self, house: House, email: str = "cora@office.example") -> None:
        self.house = house
        self.page = house.member("coordinator", email)

    def events(self) -> list[str]:
        self.page.goto("/desk/events/")
        return _addresses(self.page, "/desk/events/")

    def find_everyone(self, event: str) -> list[str]:
        """Open the names of an event and say of each who is meant; their addresses at the desk."""
        self.page.goto(event)
        self.page.locator("button[value=open]").click()
        for group in self.page.locator("fieldset").all():
            options = group.locator("input[type=radio]")
            values = [str(one.get_attribute("value")) for one in options.all()]
            known = [one for one in values if one.isdecimal()]
            options.and_(self.page.locator(f"[value='{(known or ['outside'])[0]}']")).check()
        self.page.locator("button[value=resolve]").click()
        expect(self.page.locator("button[value=resolve]")).to_have_count(0)
        return self.of(event)

    def of(self, event: str) -> list[str]:
        """The requests of an event that the desk can see."""
        self.page.goto(event)
        found = _addresses(self.page, "/desk/")
        return [one for one in found if re.fullmatch(r"/desk/[0-9a-f-]{36}/", one)]

    def coverage(self, event: str) -> str:
        self.page.goto(event)
        return self.page.locator("p.lead").inner_text()

    def ask(self, request: str) -> str:
        """Ask the first who is suggested; her name."""
        self.page.goto(request)
        offer = self.page.locator("li.offer").first
        name = offer.locator("h3").inner_text()
        offer.get_by_role("button").click()
        expect(self.page.get_by_role("status").first).to_contain_text("Asked")
        return name

    def record(self, request: str, step: str, **given: str) -> None:
        """Record a step that somebody told by telephone."""
        self.page.goto(f"{request}step/{step}/")
        for name, value in given.items():
            field = self.page.locator(f"[name={name}]")
            kind = field.first.evaluate("one => one.tagName + ':' + one.type")
            if kind == "INPUT:checkbox":
                field.set_checked(value == "yes")
            elif kind.startswith("SELECT"):
                field.select_option(value)
            elif kind == "INPUT:radio":
                self.page.locator(f"[name={name}][value='{value}']").check()
            else:
                field.fill(value)
        self.page.locator("main form button").last.click()
        expect(self.page.get_by_role("status").first).to_be_visible()


class Supporter:
    """A peer supporter with her phone."""

    def __init__(self, house: House, name: str) -> None:
        from tests.browser import PHONE

        self.house = house
        self.page = house.member("supporter", EMAIL_OF[name], PHONE)

    def open(self, request: str) -> None:
        self.page.goto(request.replace("/desk/", "/outreach/"))

    def answer(self, request: str, *values: str) -> None:
        """Tap one answer after another on the same request; a word beginning with `?` is a link."""
        here = request.replace("/desk/", "/outreach/")
        self.page.goto(here)
        for value in values:
            if value.startswith("?"):
                self.page.goto(f"{here}?then={value[1:]}")
                continue
            if here not in self.page.url:
                self.page.goto(here)
            button = self.page.locator(f"button[name=answer][value='{value}']")
            if not button.is_visible():
                self.page.locator("details summary", has_text="Something else").click()
            with self.page.expect_navigation():
                button.click()

    def take(self, request: str) -> None:
        """Yes; the name without the contact; nothing stands between us; the contact."""
        self.open(request)
        body = self.page.locator("main")
        assert not re.search(r"@|\d{3}[-. ]\d{3,4}|\+\d", body.inner_text()), "no contact yet"
        self.answer(request, "yes")
        assert body.locator("a[href^='tel:'], a[href^='mailto:']").count() == 0
        self.answer(request, "conflict-none")

    def undo(self, request: str) -> None:
        self.open(request)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Undo").click()

    def leave(self) -> None:
        """Put the phone away; nowhere was there anything to type into."""
        assert self.page.locator("textarea, input[type=text]").count() == 0
        self.house.leave(self.page)


def _addresses(page: Page, start: str) -> list[str]:
    links = [str(one.get_attribute("href")) for one in page.locator(f"a[href^='{start}']").all()]
    found = [re.sub(r"[?#].*", "", one) for one in links]
    wanted = [one for one in found if re.search(r"/[0-9a-f-]{36}/$", one)]
    return list(dict.fromkeys(wanted))
