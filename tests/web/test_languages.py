"""The same pages in each language: by the address alone, with a way across, nothing left over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from beside.program.models import Holiday, Member, Policy
from beside.talks.models import Topic
from tests.access.addresses import Address, addresses
from tests.access.test_matrix import there as there
from tests.cast import NOW, Cast

pytestmark = pytest.mark.looks
OTHERS = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PUBLIC = [one for one in addresses() if one.is_public and "GET" in (one.methods or ())]
SIGNED_IN = [one for one in addresses() if not one.is_public and "GET" in (one.methods or ())]
# What stands in other systems, to the letter.
IN_NO_LANGUAGE = {
    "openid_connect_callback", "saml_acs", "saml_finish_acs", "saml_metadata", "saml_sls",
}  # fmt: skip
SAID_AS_IT_IS = re.compile(
    r"\b[\w.+-]+@[\w.-]+|\+?[\d ()-]{7,}|\b\d+\b|"  # addresses, numbers
    r"otpauth:\S+|[A-Z2-7]{16,}|"
    r"\b[a-z]+(?:_[a-z]+)+\b"  # what a column is called
)
There = Callable[[Address], str]
FROM_OUR_PAGE = {"sec-fetch-site": "same-origin"}


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


class Seen(HTMLParser):
    """What a page says: its texts and what is read aloud, and where it leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.leads: list[tuple[str, dict[str, str | None]]] = []
        self.lang = ""
        self._foreign: list[str] = []  # within a part that says it is in English
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.lang = str(given["lang"])
        elif tag in ("script", "style", "code") or (tag == "ul" and given.get("lang") == "en"):
            self._foreign.append(tag)
        self.texts += [str(given[one]) for one in ("aria-label", "title", "alt") if given.get(one)]
        for one in ("href", "action"):
            if given.get(one):
                self.leads.append((str(given[one]), given))

    def handle_endtag(self, tag: str) -> None:
        if self._foreign and tag == self._foreign[-1]:
            self._foreign.pop()

    def handle_data(self, data: str) -> None:
        if not self._foreign and data.strip():
            self.texts.append(" ".join(data.split()))


def own_words(cast: Cast) -> set[str]:
    """What the program and its people have written themselves: that is in no catalogue."""
    policy = Policy.current()
    found = {str(value) for value in vars(policy).values() if isinstance(value, str)}
    found |= {one.name for one in Member.objects.all()} | {"New"}
    found |= {one.name for one in Holiday.objects.all()}
    for topic in Topic.objects.all():
        found |= {topic.name, f"({topic.name})"}
    return found | {name for _code, name in settings.LANGUAGES}


def sentences(page: str, cast: Cast, longer_than: int = 3) -> set[str]:
    found = set()
    for text in Seen(page).texts:
        words = re.findall(r"[^\W\d_]{2,}", SAID_AS_IT_IS.sub(" ", text))
        if len(words) > longer_than and text not in own_words(cast):
            found.add(text)
    return found


def link_across(page: str, code: str) -> str:
    across = [(where, more) for where, more in Seen(page).leads if more.get("class") == "language"]
    found = [where for where, more in across if more.get("lang") == more.get("hreflang") == code]
    assert len(found) == 1, found
    return found[0]


def pages(cast: Cast, there: There, code: str) -> Iterator[tuple[str, str, str]]:
    """Every page there is, empty and refused too: its name, and what it says in both languages."""
    by_role = {
        "coordinator": cast.cora, "lead": cast.lea, "supporter": cast.sue.member,
        "administrator": cast.ann,
    }  # fmt: skip
    for one in (*PUBLIC, *SIGNED_IN):
        if one.name in IN_NO_LANGUAGE:
            continue
        client = Client(raise_request_exception=False)
        if not one.is_public:
            role = "coordinator" if "coordinator" in one.roles else next(iter(one.roles), "lead")
            client.force_login(by_role[role])
        methods = [client.get]
        # An invitation is accepted once, and then it is gone.
        if one.is_public and "POST" in (one.methods or ()) and one.name != "doors:invitation":
            methods.append(lambda where, at=client: at.post(where, headers=FROM_OUR_PAGE))
        for method in methods:
            plain = method(there(one))
            with translation.override(code):
                other = method(there(one))
            assert plain.status_code == other.status_code, one.name
            if plain.headers.get("Content-Type", "").startswith("text/html") and plain.content:
                yield one.name, plain.content.decode(), other.content.decode()


@pytest.mark.parametrize("code", OTHERS)
def test_no_sentence_of_ours_is_left_in_english(cast: Cast, there: There, code: str) -> None:
    looked_at, left = 0, {}
    for name, plain, other in pages(cast, there, code):
        if name.startswith("desk:page"):
            continue  # there the texts of all languages stand side by side
        looked_at += len(sentences(other, cast))
        if same := sentences(plain, cast) & sentences(other, cast):
            left[name] = same
    assert not left
    assert looked_at > 500


@pytest.mark.parametrize("code", OTHERS)
def test_the_control_an_english_sentence_is_found_and_a_name_is_not(cast: Cast, code: str) -> None:
    left = "<p>Somebody forgot to mark this one.</p><p>+1 503 555 0100</p><p>Sue Sato</p>"
    plain, other = (
        Client().get(where).content.decode().replace("</main>", f"{left}</main>")
        for where in ("/help-now/", f"/{code}/help-now/")
    )
    found = sentences(plain, cast) & sentences(other, cast)
    assert found == {"Somebody forgot to mark this one."}


@pytest.mark.parametrize("code", OTHERS)
def test_every_page_says_its_language_and_stays_in_it(cast: Cast, there: There, code: str) -> None:
    led = 0
    for name, plain, other in pages(cast, there, code):
        assert Seen(plain).lang == settings.LANGUAGE_CODE, name
        assert Seen(other).lang == code, name
        for where, more in Seen(other).leads:
            is_across = more.get("hreflang") == settings.LANGUAGE_CODE
            if where.startswith("/") and not where.startswith("/static/") and not is_across:
                assert where.startswith(f"/{code}/"), (name, where)
                led += 1
        for where, more in Seen(plain).leads:
            assert more.get("hreflang") or not where.startswith(f"/{code}/"), (name, where)
    assert led > 300


@pytest.mark.parametrize("code", OTHERS)
def test_every_page_leads_to_itself_in_the_other_language_and_back(
    cast: Cast, there: There, code: str
) -> None:
    crossed = 0
    for one in (*PUBLIC, *SIGNED_IN):
        if one.name in IN_NO_LANGUAGE:
            continue
        client, where = Client(), there(one)
        if not one.is_public:
            client.force_login(cast.ann if one.roles == ("administrator",) else cast.lea)
        plain = client.get(where)
        if plain.status_code != 200 or "html" not in plain["Content-Type"]:
            continue  # a calendar's file is in the language it was asked for in
        across = link_across(plain.content.decode(), code)
        assert across == f"/{code}{where}"
        other = client.get(across)
        assert other.status_code == 200
        assert other.headers["Content-Language"] == code
        assert link_across(other.content.decode(), settings.LANGUAGE_CODE) == where
        crossed += 1
    assert crossed > 15


def test_what_came_of_a_form_leads_to_the_form(cast: Cast) -> None:
    answer = Client().post("/es/for-me/", {"name": "Nia"}, headers=FROM_OUR_PAGE)
    assert answer.status_code == 422
    assert link_across(answer.content.decode(), "en") == "/for-me/"


def test_what_an_address_asks_for_goes_along_and_what_was_said_does_not(cast: Cast) -> None:
    page = Client().get(f"/for-me/?with={cast.sue.pk}&said=undone").content.decode()
    assert link_across(page, "es") == f"/es/for-me/?with={cast.sue.pk}"


def test_what_is_not_there_says_so_in_the_language_of_its_address(cast: Cast) -> None:
    answer = Client().get("/es/nowhere/")
    assert answer.status_code == 404
    assert "No existe esa página" in answer.content.decode()
    assert link_across(answer.content.decode(), "en") == "/"
    assert link_across(Client().get("/nowhere/").content.decode(), "es") == "/es/"


def test_what_is_not_hers_leads_where_what_is_not_there_leads(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.sue.member)
    pages = [client.get(f"/desk/{one}/") for one in (uuid4(), "overview", "nowhere")]
    assert {one.status_code for one in pages} == {404}
    assert {link_across(one.content.decode(), "es") for one in pages} == {"/es/"}


def test_there_is_no_second_address_in_english(cast: Cast) -> None:
    assert Client().get("/en/").status_code == 404
    assert Client().get("/en/for-me/").status_code == 404


def test_who_is_not_signed_in_is_led_to_sign_in_in_their_language_and_back(cast: Cast) -> None:
    client = Client()
    answer = client.get("/es/desk/")
    assert answer.headers["Location"] == "/es/sign-in/?next=/es/desk/"
    client.force_login(cast.cora)
    assert client.post("/es/sign-out/").headers["Location"] == "/es/sign-in/?said=signed_out"


def test_what_other_systems_know_stands_in_no_language(cast: Cast) -> None:
    for name in IN_NO_LANGUAGE:
        key = "provider_id" if name.startswith("openid") else "organization_slug"
        with translation.override("es"):
            assert reverse(name, kwargs={key: "house"}).startswith("/sign-in/"), name


@pytest.mark.parametrize(
    ("says", "is_offered"),
    [
        ("es", True),
        ("es-MX,es;q=0.9,en;q=0.8", True),
        ("fr,es;q=0.9,en;q=0.8", True),
        ("en-US,en;q=0.9,es;q=0.8", False),
        ("fr", False),
        ("", False),
        ("*", False),
    ],
)
def test_a_browser_that_would_rather_read_spanish_is_told_in_spanish(
    cast: Cast, says: str, is_offered: bool
) -> None:
    answer = Client().get("/", headers={"accept-language": says})
    assert answer.status_code == 200, "nobody is led away"
    line = '<div class="preferred" lang="es">'
    assert (line in answer.content.decode()) == is_offered
    assert ("Esta página también está en español." in answer.content.decode()) == is_offered
    assert "Accept-Language" in answer.headers["Vary"]
    assert not answer.cookies


def test_no_other_page_depends_on_what_the_browser_would_rather_read(cast: Cast) -> None:
    for address in ("/help-now/", "/promise/", "/for-me/", "/es/for-me/", "/supporters/"):
        answer = Client().get(address, headers={"accept-language": "es"})
        assert "Accept-Language" not in answer.headers.get("Vary", ""), address
        assert "preferred" not in answer.content.decode(), address


def test_who_reads_spanish_already_is_told_nothing(cast: Cast) -> None:
    assert (
        "preferred" not in Client().get("/es/", headers={"accept-language": "es"}).content.decode()
    )


def test_a_page_with_a_code_that_is_shown_once_leads_nowhere_by_language(cast: Cast) -> None:
    client = Client()
    form = client.get("/es/for-me/").content.decode()
    once = re.search(r'name="once" value="([^"]+)"', form)
    assert once
    typed = {"name": "Nia", "contact": "503-555-0177", "once": once[1], "go": "send"}
    page = client.post("/es/for-me/", typed, headers=FROM_OUR_PAGE).content.decode()
    assert "Lo recibimos." in page
    assert "/es/my-code/" in page
    assert not [more for _where, more in Seen(page).leads if more.get("class") == "language"]
