"""Ten thousand odd texts in every box of every form: nothing breaks, nothing typed is lost."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from beside.desk.hold_forms import shapes
from beside.directory.people import clean
from beside.doors import rush
from beside.program.models import Member
from beside.referrals import actions as referrals
from beside.referrals.models import Referral
from beside.rules.stages import Stage
from beside.vault import actions as vault
from tests.attacks.ledger import Ledger
from tests.attacks.odd import FIXED, HUGE, SCRIPT, odd, odd_bytes
from tests.attacks.test_origin import addresses
from tests.cast import NOW, Cast
from tests.events.paging import forms_of
from tests.referrals.making import at_stage, received, waiting
from tests.referrals.visitor import HERE, token_on

# In the usual run a few; in the long one ten thousand, in four parts.
PARTS = [(4, 300), *(pytest.param(n, 2500, marks=pytest.mark.attack_long) for n in range(5, 9))]
KEEP = ("once", "csrfmiddlewaretoken")
CODE = "0000-0000-0000-0000-0000-0000"
OPEN = ("/for-me/", "/for-a-colleague/", "/event/", "/talk/", "/my-code/", "/event/code/")
STATUS = {200, 302, 400, 404, 405, 409, 413, 422, 429}


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    monkeypatch.setattr(rush, "is_rush", lambda *_given: False)


class _Scripts(HTMLParser):
    """Finds what would run: a script of another making, or an act in an attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_data = given.get("type") == "application/json" and given.get("id") == "options"
        if tag == "script" and not is_data and not (given.get("src") or "").startswith("/static/"):
            self.found.append(tag)
        self.found += [name for name in given if name.startswith("on")]
        if (given.get("href") or "").startswith(("javascript:", "//", "http")):
            # A source of a page, and the way away from here, tell nobody where one came from.
            is_ours = tag == "a" and "noreferrer" in (given.get("rel") or "").split()
            self.found += [] if is_ours else [given["href"] or ""]


def runs(answer: Any) -> list[str]:
    if "html" not in answer.get("Content-Type", ""):
        return []
    reader = _Scripts()
    reader.feed(answer.content.decode())
    return reader.found


def members(cast: Cast) -> list[Member | None]:
    return [None, cast.cora, cast.sue.member, cast.lea, cast.ann]


def browser(member: Member | None) -> Client:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if member is not None:
        client.force_login(member)
    return client


def pages(cast: Cast) -> list[str]:
    """Every address, and the pages of requests at several stages."""
    found = [where for where, _is_public in addresses(cast)]
    found += [f"/desk/holds/ask/?shape={shape}" for shape in shapes(cast.lea)]
    for stage in (Stage.RECEIVED, Stage.TAKEN, Stage.CONFIRMED, Stage.TALKING, Stage.CONTACT):
        row = at_stage(cast, stage)
        found += [f"/desk/{row.handle}/", f"/outreach/{row.handle}/"]
    return list(dict.fromkeys(found))


def every_form(cast: Cast) -> list[tuple[Client, str, dict[str, str], list[tuple[str, str]]]]:
    """Who may send it, where to, its fields and its buttons, from every page anybody may open."""
    found: dict[Any, Any] = {}
    where = pages(cast)
    for number, member in enumerate(members(cast)):
        client = browser(member)
        for address in where:
            answer = client.get(address)
            if "html" not in answer.get("Content-Type", "") or answer.status_code != 200:
                continue
            for form in forms_of(answer):
                action = form.action or address
                if action == "/sign-out/":
                    continue
                key = (number, action, *sorted(form.fields), *form.buttons)
                found.setdefault(key, (client, action, form.fields, form.buttons))
    return list(found.values())


@pytest.mark.parametrize(("seed", "count"), PARTS)
def test_no_odd_text_in_any_box_breaks_a_page_or_comes_back_as_a_script(
    seed: int, count: int, cast: Cast, ledger: Ledger
) -> None:
    chance = random.Random(seed)
    vault.set_code(waiting(cast).handle, CODE)
    forms = every_form(cast)
    assert len(forms) > 40
    sent, broken = 0, []
    statuses: dict[int, int] = {}
    while sent < count:
        client, action, fields, buttons = forms[sent % len(forms)]
        boxes = [name for name in fields if name not in KEEP]
        typed = {name: odd(chance) for name in boxes if chance.random() < 0.7}
        name, value = chance.choice(buttons or [("go", "send")])
        given = {**fields, **typed, **({name: value} if name else {})}
        if "code" in given and chance.random() < 0.7:
            given["code"] = CODE
        if chance.random() < 0.2:
            given |= {"kind": "died", "urgency": "today", "date": "2026-11-23", "go": "send",
                      "unit": str(cast.surgery.pk)}  # fmt: skip
        sent += 1
        method = client.get if chance.random() < 0.1 else client.post
        answer = method(action, given, headers=HERE)
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        if answer.status_code not in STATUS | {403} or runs(answer):
            broken.append((action, answer.status_code, runs(answer), typed))
        location = answer.get("Location", "/")
        if not location.startswith("/") or location.startswith("//"):
            broken.append((action, "leads away", location, typed))
        if answer.cookies and "odd" in answer.cookies:
            broken.append((action, "a cookie", answer.cookies, typed))
    assert broken == [], broken[:3]
    ledger.record(
        f"fuzz: {count} times odd texts in {len(forms)} forms, part {seed}",
        places=sent,
        hits=len(broken),
        control=_careless(),
        remark=" ".join(f"{one}: {number}" for one, number in sorted(statuses.items())),
    )


def _careless() -> int:
    """The control: a page that shows what was typed as it was typed."""
    from django.http import HttpResponse

    return sum(bool(runs(HttpResponse(f"<p>{one}</p>"))) for one in FIXED)


# Nothing typed is lost.


def shown_in(answer: Any, name: str) -> str:
    """What stands in the box of this name, as a browser would send it again."""
    found = [form.fields[name] for form in forms_of(answer) if name in form.fields]
    assert found, f"no box for {name}"
    return found[0]


def lines(text: str) -> str:
    return "\n".join(text.replace("\0", "").splitlines())


DOORS: dict[str, tuple[str, dict[str, str], str]] = {
    "for me": ("/for-me/", {"contact": "no contact", "go": "send"}, "name"),
    "for me, how": ("/for-me/", {"name": "", "go": "send"}, "contact"),
    "a colleague": ("/for-a-colleague/", {"contact": "no contact"}, "name"),
    "an event": ("/event/", {"go": "look"}, "exposed"),
    "who knows": ("/event/", {"go": "look"}, "who_knows"),
    "call back": ("/event/", {"go": "look"}, "call_back"),
    "a talk, when": ("/talk/", {}, "wished"),
    "a talk, how": ("/talk/", {}, "contact"),
    "a code": ("/my-code/", {}, "code"),
    "a report's code": ("/event/code/", {}, "code"),
}


@pytest.mark.parametrize("door", DOORS)
def test_a_form_that_is_refused_comes_back_with_everything_typed(door: str, cast: Cast) -> None:
    address, others, box = DOORS[door]
    client = browser(None)
    once = token_on(client.get(address)) if "code" not in address else ""
    for text in FIXED:
        answer = client.post(address, {"once": once, **others, box: text}, headers=HERE)
        if answer.status_code == 200:
            continue  # this one was good as it was
        assert answer.status_code in (422, 413), (door, text, answer.status_code)
        assert lines(shown_in(answer, box)) == lines(text), (door, text)


def test_what_is_accepted_is_on_the_desk_as_it_was_typed(cast: Cast) -> None:
    client, accepted = browser(None), 0
    for number, text in enumerate(FIXED):
        before = set(Referral.objects.values_list("handle", flat=True))
        fields = {"name": text, "contact": f"n{number}@example.org", "go": "send"}
        once = token_on(client.get("/for-me/"))
        answer = client.post("/for-me/", {"once": once, **fields}, headers=HERE)
        new = Referral.objects.exclude(handle__in=before)
        if answer.status_code != 200:
            assert answer.status_code == 422, (text, answer.status_code)
            assert not new, text
            continue
        [row] = new
        held = referrals.peek(row)
        assert (held.called or held.name) == text.replace("\0", "").strip()
        assert [one.value for one in held.contacts] == [fields["contact"]]
        accepted += 1
    assert accepted > 50


def test_every_line_of_a_pasted_list_is_understood_or_asked_about(cast: Cast) -> None:
    """Read, looked over and sent: whoever was understood stands on the desk, the rest is asked."""
    client, chance = browser(None), random.Random(5)
    said = {"kind": "died", "urgency": "today", "date": "2026-11-23", "complete": "all",
            "unit": str(cast.surgery.pk)}  # fmt: skip
    for _paste in range(40):
        text = "\n".join(odd(chance) for _line in range(6))
        if len(text) > 50_000:
            continue
        once = token_on(client.get("/event/"))
        answer = client.post(
            "/event/", {"once": once, "go": "look", "exposed": text, **said}, headers=HERE
        )
        assert answer.status_code in (200, 422), text
        assert lines(shown_in(answer, "exposed")) == lines(text) or _mended(answer, text)
        assert not runs(answer)


def _mended(answer: Any, text: str) -> bool:
    """The list may have been put in order; no visible sign of it is gone."""
    page = shown_in(answer, "exposed")
    return sorted(clean(page).replace(" ", "")) == sorted(clean(text).replace(" ", ""))


def test_what_is_too_much_is_refused_kindly_at_every_door(cast: Cast) -> None:
    for address in OPEN:
        for text in HUGE:
            for box in ("name", "exposed", "code"):
                answer = browser(None).post(address, {"go": "send", box: text}, headers=HERE)
                assert answer.status_code == 413, address
                assert b"more than we can take at once" in answer.content
        many = {f"f{number}": "1" for number in range(5000)}
        assert browser(None).post(address, many, headers=HERE).status_code == 413


def test_bytes_that_are_no_text_break_nothing(cast: Cast) -> None:
    client = browser(None)
    form = "application/x-www-form-urlencoded"
    for address in OPEN:
        for body in odd_bytes():
            for name in (b"name", b"code", b"exposed", b"once", b"waited", body):
                answer = client.post(address, name + b"=" + body, content_type=form, headers=HERE)
                assert answer.status_code in STATUS | {403}, (address, name, body)
    for kind in ("text/plain", "application/json", "multipart/form-data; boundary=odd",
                 "odd/odd", "application/x-www-form-urlencoded; charset=utf-7",
                 "multipart/form-data"):  # fmt: skip
        for body in (b"--odd\r\nnonsense", b"{", b"\0\0\0"):
            answer = client.post("/for-me/", body, content_type=kind, headers=HERE)
            assert answer.status_code in STATUS, (kind, body)


def test_addresses_that_nobody_links_to_break_nothing(cast: Cast) -> None:
    row = received(cast)
    for member in members(cast):
        client = browser(member)
        for text in ("%00", "%FF", "..%2f", "%0d%0aX:y", "'", "%F0%9F%92%A9", "a" * 3000):
            for where in ("/{}", "/desk/{}/", "/desk/?show={}", "/desk/?said={}",
                          "/for-me/?with={}", "/sign-in/?next={}", "/figures/?year={}",
                          "/supporters/?{}",
                          f"/desk/{row.handle}/step/{{}}/", "/outreach/{}/", "/static/{}",
                          "/sign-in/invitation/{}/", "/desk/call/find/?name={}"):  # fmt: skip
                answer = client.get(where.format(text))
                assert answer.status_code in STATUS | {301, 403}, (where, text)
                assert "X" not in answer


def test_the_names_of_what_people_type_are_escaped_where_the_desk_reads_them(cast: Cast) -> None:
    row = received(cast, name=f"Rosa {SCRIPT}", contact="rosa@example.org")
    desk: Callable[..., Any] = browser(cast.cora).get
    assert not runs(desk(f"/desk/{row.handle}/"))
    client = Client()
    client.force_login(cast.cora)
    token = token_on(client.get(f"/desk/{row.handle}/"))
    answer = client.post(f"/desk/{row.handle}/open/", {"once": token})
    assert re.search(r"Rosa &lt;script&gt;", answer.content.decode())
    assert not runs(answer)
