"""A whole journey through a real server, and everything that can go wrong on the way: what it logs.

Not the address of a visitor, not what stood behind the question mark, not a word of a form, not a
path with a handle. A failure is a code and a place.
"""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests import postgres, surroundings
from tests.attacks.canaries import Canary
from tests.attacks.doors import CODE
from tests.attacks.ledger import Ledger
from tests.attacks.lives import ROOT, surrounding
from tests.attacks.planted import plant
from tests.attacks.restoring import free_port
from tests.attacks.wire import ADDRESSES, AGENT, REFERER, Answer, Wire
from tests.desk.pages import Desk
from tests.events.paging import forms_of, press
from tests.searching import Found, Source, Wanted, files, search

ROSA, REMY, FAYE, UMA, OTTO = (Canary(number) for number in range(21, 26))
TOKEN = re.compile(r'name="once" value="([^"]+)"')
QUERY = "Pelquorvist"  # stands behind a question mark, and nowhere else
PATH = "Drumwixel"  # a made-up path
HOST = "grenfolquist.example"
COOKIE = "hulvanbrexit77wolquist"
POSTGRES = ("fsync=off", "log_statement=all", "log_min_duration_statement=0",
            "log_parameter_max_length=-1", "log_parameter_max_length_on_error=-1",
            "log_error_verbosity=verbose", "log_min_error_statement=debug5")  # fmt: skip
PREPARE = """
import json, django
django.setup()
from django.test import Client
from tests import signing
from tests.cast import create
cast = create()
found = {"unit": cast.surgery.pk, "sue": cast.sue.pk}
for name, member in (("cora", cast.cora), ("hers", cast.sue.member), ("lea", cast.lea)):
    client = Client()
    signing.whole(client, member)
    found[name] = client.cookies["sessionid"].value
print(json.dumps(found))
"""


@dataclass
class Served:
    """One installation whose server and worker are run, and what the journey came upon."""

    folder: Path
    port: int
    url: str
    who: dict[str, Any]
    environment: dict[str, str]
    secrets: list[str] = field(default_factory=list)  # handles, codes, tokens: of what must not
    answers: dict[str, int] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def visitor(self, **more: str) -> Wire:
        return Wire(self.port, more=more)

    def member(self, name: str) -> Wire:
        return Wire(self.port, self.who[name])

    def note(self, what: str, answer: Answer) -> Answer:
        self.answers[what] = answer.status_code
        return answer

    def logs(self) -> list[Source]:
        """What server and worker said, and every file they wrote that is no store."""
        stores = ("sqlite3", "keyring")
        rest = [
            one
            for one in files(self.home)
            if not any(word in str(Path(one[0]).relative_to(self.home)) for word in stores)
        ]
        return [*files(self.folder / "serve.log", self.folder / "work.log"), *rest]

    def stores(self) -> list[Source]:
        """Database, keyring and the database server's own log, if it has one."""
        kept = [*files(self.home)]
        if (self.folder / "postgres").exists():
            kept += files(self.folder / "postgres" / "log", self.folder / "postgres" / "data")
        return kept


@contextmanager
def served(folder: Path, **more: str) -> Iterator[Served]:
    folder.mkdir()
    folder.chmod(0o711)
    with _database(folder) as url:
        port = free_port()
        environment = surrounding(folder / "home", url, PORT=str(port), **more)
        environment["PYTHONPATH"] = f"{plant(folder / 'planted')}:{environment['PYTHONPATH']}"
        environment["DJANGO_SETTINGS_MODULE"] = "beside.settings"
        _do(environment, "-m", "beside", "setup")
        who = json.loads(_do(environment, "-c", PREPARE))
        running = [_start(folder / f"{one}.log", environment, one) for one in ("serve", "work")]
        life = Served(folder, port, url, who, environment)
        try:
            _wait(life)
            yield life
        finally:
            for one in running:
                one.terminate()
                one.wait(timeout=60)


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    if not surroundings.ON_POSTGRES:
        yield ""
        return
    home = folder / "postgres"
    home.mkdir(mode=0o711)
    postgres.make(home)
    with postgres.running(home, *POSTGRES) as url:
        postgres.run(home, "createdb", postgres.NAME)
        yield url


def _do(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], env=environment, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _start(log: Path, environment: dict[str, str], command: str) -> subprocess.Popen[bytes]:
    with log.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "beside", command],
            env=environment, cwd=ROOT, stdout=file, stderr=file,
        )  # fmt: skip


def _wait(life: Served) -> None:
    until = time.monotonic() + 90
    while life.visitor().get("/help-now/").status_code != 200:
        assert time.monotonic() < until, "the server does not answer"
        time.sleep(0.2)


# The journey.


def journey(life: Served) -> None:
    code = ask(life)
    tell(life)
    handle = at_the_desk(life)
    reached(life, handle)
    life.note("a code", life.visitor().post("/my-code/", {"code": code}))
    wrongly(life)
    not_even_http(life)
    with_a_broken_database(life)


def send(browser: Wire, page: Answer, go: str, **typed: object) -> Answer:
    """The form of this page that has this button, filled and pressed."""
    answer: Answer = press(browser, page, go, typed=typed)  # type: ignore[arg-type]
    return answer


def token_of(page: Answer) -> str:
    found = TOKEN.search(page.content.decode())
    return found[1] if found else ""


def hidden_of(page: Answer) -> dict[str, str]:
    """What the first form of the page would send by itself; it is a member's or a visitor's."""
    return next((one.fields for one in forms_of(page) if "once" in one.fields), {})


def ask(life: Served) -> str:
    """For oneself and for a colleague; with slips, and twice."""
    visitor = life.visitor()
    page = visitor.get(f"/for-me/?name={QUERY}&x=%41")
    life.note("a slip", send(visitor, page, "send", name=ROSA.name, contact="no contact"))
    page = visitor.get("/for-me/")
    typed = {"name": ROSA.name, "contact": ROSA.email}
    done = send(visitor, page, "send", **typed)
    code = CODE.search(done.content.decode())
    assert code, done.content.decode()
    life.note("asked", done)
    again = send(visitor, page, "send", **typed)
    life.note("sent twice", again)
    page = visitor.get("/for-a-colleague/")
    typed = {"once": token_of(page), "go": "send", "name": REMY.name, "contact": REMY.spoken_phone}
    life.note("for a colleague", visitor.post("/for-a-colleague/", typed))
    life.secrets += [code[0], token_of(page)]
    return code[0]


def tell(life: Served) -> None:
    visitor = life.visitor()
    lines = f"{FAYE.name}\t{FAYE.email}\tresident\tSurgery\n{UMA.name}\t{UMA.spoken_phone}"
    said = {"unit": life.who["unit"], "kind": "died", "urgency": "today", "exposed": lines,
            "date": time.strftime("%Y-%m-%d"), "complete": "all"}  # fmt: skip
    looked = send(visitor, visitor.get(f"/event/?{QUERY}"), "look", **said)
    done = send(visitor, looked, "send")
    life.note("told of an event", done)
    assert CODE.search(done.content.decode()), done.content.decode()


def at_the_desk(life: Served) -> str:
    """Cora finds out who Rosa is, and asks Sue."""
    desk = Desk(life.member("cora"))  # type: ignore[arg-type]
    found = re.findall(r"/desk/([0-9a-f-]{36})/", desk.go(f"/desk/?q={QUERY}").text)
    assert found
    life.secrets += found + [one.replace("-", "") for one in found]
    handle = ""
    for one in dict.fromkeys(found):
        desk.go(f"/desk/{one}/?{QUERY}={ROSA.last}")
        page = desk.send("/open/")
        handle = one if ROSA.name in page else handle
        if f"/desk/{one}/search/" in page.text:
            desk.send("/search/", words=UMA.name)
            desk.send("/who/", person="outside")
    assert handle
    desk.one(UUID(handle))
    desk.send("/ask/", supporter=str(life.who["sue"]))
    desk.go("/desk/overview/")
    Desk(life.member("lea")).go("/desk/overview/")  # type: ignore[arg-type]
    events = re.findall(r"/desk/events/([0-9a-f-]{36})/", desk.go("/desk/events/").text)
    assert events
    life.secrets += events
    desk.go(f"/desk/events/{events[0]}/?{QUERY}")
    return handle


def reached(life: Served, handle: str) -> None:
    """Sue takes her, sees no conflict, reaches her, they talk, it is closed."""
    phone, page = life.member("hers"), f"/outreach/{handle}/"
    for pressed in ("yes", "conflict-none", "not_yet", "talk", "met"):
        shown = phone.get(f"{page}?then=meet" if pressed == "met" else page)
        answer = phone.post(page, {**hidden_of(shown), "answer": pressed})
        assert answer.status_code == 302, pressed
    life.note("a safety page", phone.get(f"{page}safety/?{QUERY}"))
    life.note("closed", phone.get(page))


def wrongly(life: Served) -> None:
    """Whatever may be sent to a server by mistake or by malice."""
    visitor, cora = life.visitor(), life.member("cora")
    handle = life.secrets[-1]
    form = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    name = ROSA.last.encode()
    asked = {
        "nowhere": ("GET", f"/{PATH}/{ROSA.first}/?q={QUERY}", b"", {}),
        "no such request": ("GET", f"/desk/6f1c2b7a-0d3e-4c59-8a41-9be2f7d05c13/?{QUERY}", b"", {}),
        "signed out": ("GET", f"/desk/?next={QUERY}", b"", {}),
        "a wrong method": ("PUT", f"/for-me/?{QUERY}", name, {}),
        "delete": ("DELETE", f"/event/?{QUERY}", b"", {}),
        "trace": ("TRACE", f"/{PATH}", b"", {}),
        "from elsewhere": ("POST", "/for-me/", b"name=" + name, {"Origin": f"https://{HOST}"}),
        "a wrong host": ("GET", f"/for-me/?{QUERY}", b"", {"Host": HOST}),
        "too large": ("POST", "/for-me/", b"name=" + name * 60_000, form),
        "too many fields": ("POST", "/event/", b"&".join(b"%s=%d" % (name, n)
                                                         for n in range(5000)), form),
        "not utf-8": ("POST", "/for-me/", b"name=\xff\xfe%ff%fe%00" + name, form),
        "null bytes": ("POST", "/for-me/", b"once=%00&name=%00" + name + b"&go=send", form),
        "an unknown charset": ("POST", "/for-me/", b"name=" + name, {
            **form, "Content-Type": f"application/x-www-form-urlencoded; charset={PATH}"}),
        "no boundary": ("POST", "/for-me/", name, {**form, "Content-Type": "multipart/form-data"}),
        "half a multipart": ("POST", "/for-me/", b"--x\r\nContent-Disposition: form-data; "
                             b'name="name"; filename="' + name + b'"\r\n\r\n' + name, {
            **form, "Content-Type": "multipart/form-data; boundary=x"}),
        "a multipart in base64": ("POST", "/for-me/", b"--x\r\nContent-Disposition: form-data; "
                                  b'name="name"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
                                  + name + b"!\r\n--x--\r\n", {
            **form, "Content-Type": "multipart/form-data; boundary=x"}),
        "an old token": ("POST", "/for-me/", b"once=AAAA&go=send&name=" + name, form),
        "percent signs": ("GET", f"/for-me/%zz%ff{PATH}?{QUERY}=%zz", b"", {}),
        "dots": ("GET", f"/static/../../{PATH}?{QUERY}", b"", {}),
        "no such file": ("GET", f"/static/{PATH}.css?{QUERY}", b"", {}),
        "a stranger's cookie": ("GET", "/desk/", b"", {"Cookie": f"sessionid={COOKIE}"}),
        "a long line": ("GET", f"/{PATH * 2000}?{QUERY}", b"", {}),
        "many headers": ("GET", "/", b"", {f"X-{PATH}-{n}": PATH for n in range(150)}),
        "an invitation": ("GET", f"/sign-in/invitation/{PATH}/?{QUERY}", b"", {}),
    }  # fmt: skip
    for what, (method, address, body, headers) in asked.items():
        life.note(what, visitor.ask(method, address, body, headers))
    life.note("without the check", cora.post(f"/desk/{handle}/open/", {"once": "x"}))
    for who in (visitor, cora):
        there = "/for-me/" if who is visitor else "/desk/call/for-themselves/"
        typed = {**hidden_of(who.get(there)), "go": "send", "name": OTTO.name,
                 "contact": f"fault {OTTO.email}"}  # fmt: skip
        life.note(f"a planted fault, {there}", who.post(f"{there}?{QUERY}", typed))


def not_even_http(life: Served) -> None:
    visitor, name = life.visitor(), ROSA.last.encode()
    for text in (
        b"GET /" + name + b" HTTP/9.9\r\n\r\n",
        name + b"\r\n\r\n",
        b"\x16\x03\x01" + name * 20,
        b"POST /for-me/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\nname=" + name,
        b"POST /for-me/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + name + b"\r\n\r\n",
        b"POST /for-me/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
        b"Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"
        b"zz\r\nname=" + name,
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + name + b"\x00: x\r\n\r\n",
    ):
        visitor.say(text)


def with_a_broken_database(life: Served) -> None:
    """Tables that are gone while pages ask for them: the database's own sentences."""
    for table, who, address in (
        ("vault_spenttoken", "", "/for-me/"),
        ("referrals_referral", "cora", "/desk/"),
        ("doors_signedin", "cora", f"/desk/?{QUERY}"),
        ("program_policy", "", f"/promise/?{QUERY}"),
    ):
        browser = life.member(who) if who else life.visitor()
        page = browser.get(address)
        statement(life, f"ALTER TABLE {table} RENAME TO aside")
        try:
            if address == "/for-me/":
                typed = {"name": OTTO.name, "contact": OTTO.email}
                life.note(f"without {table}", send(browser, page, "send", **typed))
            else:
                life.note(f"without {table}", browser.get(address))
        finally:
            statement(life, f"ALTER TABLE aside RENAME TO {table}")


def statement(life: Served, text: str) -> None:
    if life.url:
        with psycopg.connect(life.url, autocommit=True) as connection:
            connection.execute(text)  # type: ignore[call-overload]
        return
    with sqlite3.connect(life.home / "beside.sqlite3", timeout=30) as connection:
        connection.execute(text)


# What is looked for.


def people() -> list[str]:
    return [text for one in (ROSA, REMY, FAYE, UMA, OTTO) for text in (*one.texts, one.last)]


VISITOR = [*ADDRESSES, "Quornblix", "wexlibrand", "Tolvanquist", QUERY, HOST, COOKIE]


def kinds(life: Served) -> dict[str, list[str]]:
    return {
        "names and contacts": people(),
        "visitors' addresses": list(ADDRESSES),
        "browsers, and where they came from": ["Quornblix", "wexlibrand", "Tolvanquist"],
        "query strings": [QUERY],
        "paths": [PATH, HOST, "/desk/", "/outreach/", "/for-me/", "/event/"],
        "handles, codes, tokens, sessions": [*life.secrets, COOKIE, *_sessions(life)],
    }


def _sessions(life: Served) -> list[str]:
    return [life.who[one] for one in ("cora", "hers", "lea")]


def found_in(life: Served, sources: list[Source], wanted: list[str]) -> Found:
    return search(Wanted(wanted), sources)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """One that the database server's own account may pass through."""
    with TemporaryDirectory(prefix="beside-logs-") as made:
        Path(made).chmod(0o711)
        yield Path(made)


@pytest.fixture(scope="module")
def careful(folder: Path) -> Served:
    with served(folder / "careful") as life:
        journey(life)
        time.sleep(6)  # a round of the worker
    return life


@pytest.fixture(scope="module")
def careless(folder: Path) -> Served:
    """The control: the same journey with the log as it is elsewhere."""
    with served(folder / "careless", BESIDE_CARELESS="1") as life:
        journey(life)
        told = (ROSA.name, ADDRESSES[1], AGENT, REFERER, QUERY)
        values = ", ".join(f"'{one}' AS v{number}" for number, one in enumerate(told))
        statement(life, f"CREATE TABLE careless AS SELECT {values}")
    return life


def test_the_journey_goes_where_it_should(careful: Served) -> None:
    """Or its silence would prove nothing."""
    answers = careful.answers
    assert {what: answers[what] for what in ("asked", "sent twice", "told of an event", "a code")} \
        == dict.fromkeys(("asked", "sent twice", "told of an event", "a code"), 200)  # fmt: skip
    assert answers["nowhere"] == answers["no such file"] == 404
    assert answers["a wrong host"] == answers["no boundary"] == 400
    assert answers["too large"] == 413
    failed = {what for what, status in answers.items() if status in (500, 503)}
    assert failed == {
        "a planted fault, /for-me/", "a planted fault, /desk/call/for-themselves/",
        "without vault_spenttoken", "without referrals_referral", "without doors_signedin",
        "without program_policy",
    }, answers  # fmt: skip
    refused = {what for what, status in answers.items() if 400 <= status < 500}
    assert len(refused) >= 12, answers
    assert len(answers) >= 35


@pytest.mark.parametrize(
    "kind",
    [
        "names and contacts", "visitors' addresses", "browsers, and where they came from",
        "query strings", "paths", "handles, codes, tokens, sessions",
    ],
)  # fmt: skip
def test_no_log_says_anything_of_a_visitor(
    kind: str, careful: Served, careless: Served, ledger: Ledger
) -> None:
    wanted = kinds(careful)[kind]
    found = found_in(careful, careful.logs(), wanted)
    control = found_in(careless, careless.logs(), kinds(careless)[kind])
    ledger.record_search(
        f"logs of a real server: {kind}",
        found,
        canaries=len(wanted),
        control=len(control.hits),
        remark=f"{len(careful.answers)} requests noted",
    )


def test_no_store_keeps_who_a_visitor_was(
    careful: Served, careless: Served, ledger: Ledger
) -> None:
    """Neither the database, with every statement logged, nor the keyring: no address, no browser,
    no query; and no name in the clear."""
    wanted = [*ADDRESSES, "Quornblix", "wexlibrand", QUERY, *people()]
    found = found_in(careful, careful.stores(), wanted)
    control = found_in(careless, careless.stores(), wanted)
    ledger.record_search(
        "stores and statements: a visitor's address, browser, query, name",
        found,
        canaries=len(wanted),
        control=len(control.hits),
    )


def test_a_failure_is_a_code_and_a_place(careful: Served) -> None:
    said = (careful.folder / "serve.log").read_text()
    lines = [line for line in said.splitlines() if line.strip()]
    assert re.search(
        r"^ERROR beside failure [0-9a-f]{8} ValueError at read_contact:\d+$", said, re.M
    )
    assert not [line for line in lines if "Traceback" in line or line.startswith(" ")], lines
    shapes = (
        r"ERROR beside failure [0-9a-f]{8} \w+ at \w+:\d+",
        r"ERROR beside the database takes nothing in; run `beside doctor`",
        r"(ERROR|WARNING) [\w.]+ \w+ from \w+:\d+",
        r"(ERROR|WARNING|INFO) (_granian|granian)[\w.]* .{0,120}",
    )
    strange = [line for line in lines if not any(re.fullmatch(one, line) for one in shapes)]
    assert strange == []


@pytest.mark.postgres
def test_the_database_logged_every_statement_and_every_error(careful: Served) -> None:
    """What the search above has gone through: else it would prove nothing."""
    log = (careful.folder / "postgres" / "log").read_text()
    assert log.count("statement: ") + log.count("execute ") > 500
    assert "INSERT INTO" in log
    assert "ERROR:  42P01" in log, "errors with their codes"
    assert "STATEMENT:" in log, "and with the statement that failed"
    assert "ERROR:  23505" in log, "a form that was sent twice"
    assert "DETAIL:" in log, "and what was there already: a digest"
