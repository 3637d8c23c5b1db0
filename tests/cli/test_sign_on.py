"""`sign-on.toml`: what is wrong in it is refused with a sentence, and the doctor asks further."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from beside.configuration import Refused
from beside.doors import house, house_call
from tests.cli.conftest import Machine
from tests.cli.test_refusals import assert_one_sentence
from tests.doors.conftest import hill as hill
from tests.doors.conftest import river as river
from tests.doors.providers.hill import Hill
from tests.doors.providers.river import River, made_key

NOW = datetime.now(UTC)
OPENID = {
    "id": "hill",
    "name": "Hill University",
    "server": "https://sign-on.example.edu",
    "client": "beside",
    "secret": "hush",
}
SAML = {
    "id": "river",
    "name": "River Hospital",
    "entity": "https://river.example.edu/metadata",
    "address": "https://river.example.edu/sign-on",
    "certificate": made_key("river")[1],
    "email": "mail",
}


def described(kind: str, whole: dict[str, str], **changed: str | None) -> str:
    told = {name: value for name, value in (whole | changed).items() if value is not None}
    lines = [f'{name} = """{value}"""' for name, value in told.items()]
    return "\n".join([f"[[{kind}]]", *lines, ""])


def written(path: Path, said: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(said)
    path.chmod(0o600)
    return path


BOTH = described("openid", OPENID) + described("saml", SAML)
WRONG = [
    ("[[openid]", "cannot be read"),
    ("\x00", "cannot be read"),
    ("[openid]\nid = 'hill'", "under [[openid]] or [[saml]]"),
    ("[[oidc]]\nid = 'hill'", "not under 'oidc'"),
    ("openid = ['hill']", "not under 'openid'"),
    (described("openid", OPENID, secret=None), "no secret"),
    (described("openid", OPENID, name="", client=None), "no name, client"),
    (described("openid", OPENID, email="mail"), "'email' is nothing a sign-on has"),
    (described("openid", OPENID, id="Hill University"), "cannot be an id"),
    (described("openid", OPENID, id="../hill"), "cannot be an id"),
    (described("openid", OPENID, id="saml"), "cannot be an id"),
    (described("openid", OPENID) * 2, "two sign-ons have the id 'hill'"),
    (described("openid", OPENID) + described("saml", SAML, id="hill"), "the id 'hill'"),
    (described("openid", OPENID, server="sign-on.example.edu"), "a whole https address"),
    (described("saml", SAML, address="ftp://x.example.edu"), "a whole https address"),
    (described("saml", SAML, certificate="MIIC..."), "the certificate of 'river' is none"),
    (described("saml", SAML, certificate="hush"), "the certificate of 'river' is none"),
]


def test_what_is_described_well_is_read_with_or_without_the_frame_of_a_certificate(
    tmp_path: Path,
) -> None:
    bare = "".join(SAML["certificate"].splitlines()[1:-1])
    for said in (BOTH, described("openid", OPENID) + described("saml", SAML, certificate=bare)):
        found = house.read(written(tmp_path / "sign-on.toml", said), needs_tls=True)
        assert [len(one["APPS"]) for one in found.values()] == [1, 1]
    assert house.read(tmp_path / "nothing.toml") == {}


@pytest.mark.parametrize(("said", "words"), WRONG)
def test_what_is_wrong_is_refused_with_a_sentence(tmp_path: Path, said: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        house.read(written(tmp_path / "sign-on.toml", said))
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize(
    "said",
    [
        described("openid", OPENID, server="http://sign-on.example.edu"),
        described("saml", SAML, address="http://river.example.edu"),
    ],
)
def test_in_production_it_is_reached_over_tls(tmp_path: Path, said: str) -> None:
    path = written(tmp_path / "sign-on.toml", said)
    house.read(path)
    with pytest.raises(Refused, match="must begin with https://"):
        house.read(path, needs_tls=True)


@pytest.mark.parametrize("command", ["serve", "work", "setup"])
def test_no_command_starts_with_a_wrong_one(machine: Machine, command: str) -> None:
    written(machine.home / "sign-on.toml", described("openid", OPENID, id="Hill"))
    assert_one_sentence(machine.beside(command), "'Hill' cannot be an id")


def test_production_does_not_start_with_one_in_the_clear(production: Machine) -> None:
    assert production.beside("setup", BESIDE_HOSTS="peers.example.edu").returncode == 0
    written(
        production.home / "sign-on.toml",
        described("openid", OPENID, server="http://sign-on.example.edu"),
    )
    done = production.beside("serve", BESIDE_HOSTS="peers.example.edu")
    assert_one_sentence(done, "must begin with https://")


def test_one_that_others_can_read_is_refused(machine: Machine) -> None:
    written(machine.home / "sign-on.toml", BOTH).chmod(0o640)
    assert_one_sentence(machine.beside("serve"), "give it the permissions 0600")


def test_one_that_is_no_file_is_refused(machine: Machine) -> None:
    (machine.home / "sign-on.toml").mkdir(parents=True, mode=0o700)
    assert_one_sentence(machine.beside("serve"), "is no file")


# ---- the doctor ----


def told(path: Path, at: datetime = NOW) -> list[tuple[str, bool]]:
    return list(house_call.examine(path, at=at))


def doctor(machine: Machine, said: str) -> subprocess.CompletedProcess[str]:
    written(machine.home / "sign-on.toml", said)
    return machine.beside("doctor")


def test_the_command_tells_a_wrong_file_in_the_same_words(school: Machine) -> None:
    done = doctor(school, described("openid", OPENID, secret=None))
    assert (done.returncode, done.stderr) == (1, "")
    assert "says of one sign-on no secret" in done.stdout


def test_the_command_tells_a_house_that_does_not_answer(school: Machine, free_port: int) -> None:
    nowhere = f"http://127.0.0.1:{free_port}"
    done = doctor(
        school,
        described("openid", OPENID, server=nowhere) + described("saml", SAML, address=nowhere),
    )
    assert f"Hill University does not answer at {nowhere}/.well-known/" in done.stdout
    assert f"River Hospital does not answer at {nowhere} (ConnectionError)" in done.stdout
    assert "members come in by passkey or by a code" in done.stdout
    assert "hush" not in done.stdout


def test_of_two_that_answer_only_a_certificate_that_ends_tomorrow_is_told(
    hill: Hill, river: River, tmp_path: Path
) -> None:
    path = written(tmp_path / "sign-on.toml", hill.described + river.described)
    [(sentence, is_wrong)] = told(path)
    assert "certificate of River Hospital ends on" in sentence
    assert not is_wrong


def test_a_certificate_that_is_over_is_wrong(river: River, tmp_path: Path) -> None:
    path = written(tmp_path / "sign-on.toml", river.described)
    [(sentence, is_wrong)] = told(path, NOW + timedelta(days=2))
    assert "certificate of River Hospital ended on" in sentence
    assert is_wrong


def test_a_server_that_is_another_page_of_the_house_is_told(hill: Hill, tmp_path: Path) -> None:
    """The address of its sign-in page, say, instead of the protocol's."""
    said = hill.described.replace(hill.server, f"{hill.program.url}/nothing")
    [(sentence, is_wrong)] = told(written(tmp_path / "sign-on.toml", said))
    assert "does not answer" in sentence
    assert is_wrong


def test_a_house_that_hangs_is_told(
    hill: Hill,
    tmp_path: Path,
    settings,  # type: ignore[no-untyped-def]
) -> None:
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.3
    path = written(tmp_path / "sign-on.toml", hill.described)
    with hill.program.asleep():
        [(sentence, is_wrong)] = told(path)
    assert "(ReadTimeout)" in sentence
    assert is_wrong
