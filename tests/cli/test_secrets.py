"""Every secret is read from a file that only its owner can read, or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from beside import configuration, secret_files
from beside.refused import Refused
from tests.cli.conftest import Machine
from tests.cli.test_refusals import assert_one_sentence

HOSTS = {"BESIDE_HOSTS": "peers.example.edu"}
NOBODY = 65534


def opened_to_others(path: Path) -> str:
    path.chmod(0o640)
    return "can be read by others; give it the permissions 0600"


def made_a_link_that_leads_out(path: Path) -> str:
    outside = path.parent.parent / f"elsewhere-{path.name}"
    path.rename(outside)
    path.symlink_to(outside)
    return f"is a link out of its folder, to {outside}"


def put_where_others_may_write(path: Path) -> str:
    path.parent.chmod(0o770)
    return f"Others can put files into {path.parent}"


Spoil = Callable[[Path], str]
SPOILED = [
    opened_to_others,
    made_a_link_that_leads_out,
    put_where_others_may_write,
]


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o700)
    path = folder / "secret"
    path.write_text("the secret\n")
    path.chmod(0o600)
    return path


def test_a_file_of_ones_own_is_read(secret: Path) -> None:
    assert secret_files.read_line(secret) == "the secret"
    assert secret_files.trouble(secret) == ""
    assert secret_files.folder_trouble(secret.parent) == ""


@pytest.mark.parametrize("spoil", SPOILED)
def test_an_unsafe_file_is_not_read_and_the_sentence_says_why(secret: Path, spoil: Spoil) -> None:
    words = spoil(secret)
    with pytest.raises(Refused) as refused:
        secret_files.read(secret)
    assert words in str(refused.value)
    assert words in secret_files.trouble(secret)
    assert "the secret" not in str(refused.value)


def test_a_link_within_its_own_folder_is_how_some_machines_hand_secrets_out(secret: Path) -> None:
    link = secret.parent / "handed-out"
    link.symlink_to(secret.name)
    assert secret_files.read_line(link) == "the secret"
    secret.chmod(0o644)
    with pytest.raises(Refused, match="read by others"):
        secret_files.read_line(link)


def test_a_link_to_nowhere_is_a_sentence_too(secret: Path) -> None:
    secret.unlink()
    secret.symlink_to(secret.parent / "gone")
    with pytest.raises(Refused, match="cannot be read"):
        secret_files.read(secret)


def test_a_folder_is_no_secret(secret: Path) -> None:
    with pytest.raises(Refused, match="is no file"):
        secret_files.read(secret.parent)


def test_a_pipe_does_not_keep_us_waiting(secret: Path) -> None:
    secret.unlink()
    os.mkfifo(secret, 0o600)
    with pytest.raises(Refused, match="is no file"):
        secret_files.read(secret)


@pytest.mark.parametrize("content", [b"", b"\n", b"two\nlines\n", b"\xff\xfe"])
def test_what_is_not_one_line_is_no_password(secret: Path, content: bytes) -> None:
    secret.write_bytes(content)
    with pytest.raises(Refused, match="one line"):
        secret_files.read_line(secret)


def test_a_file_of_somebody_else_is_not_read(secret: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only root can give a file away; anybody can be somebody else."""
    if os.geteuid() == 0:
        os.chown(secret, 12345, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: secret.stat().st_uid + 1)
    with pytest.raises(Refused, match="belongs to"):
        secret_files.read(secret)
    assert "belongs to" in secret_files.trouble(secret)


def test_root_may_hand_a_secret_to_a_program_and_nobody_else_may(
    secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: secret.stat().st_uid + 1)
    if secret.stat().st_uid == 0:
        assert secret_files.read_line(secret) == "the secret"
    else:
        with pytest.raises(Refused, match="belongs to"):
            secret_files.read_line(secret)


# ---- every secret of an installation ----


@pytest.fixture
def ready(production: Machine) -> Machine:
    done = production.beside("setup", **HOSTS)
    assert done.returncode == 0, done.stderr
    return production


@pytest.mark.parametrize("spoil", [opened_to_others, made_a_link_that_leads_out])
@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("secret-key", "holdings"),
        ("keyring/keyring.sqlite3", "sweep"),
        ("keyring/roots", "sweep"),
    ],
)
def test_no_secret_of_an_installation_is_used_once_it_is_unsafe(
    ready: Machine, name: str, command: str, spoil: Spoil
) -> None:
    words = spoil(ready.home / name)
    done = ready.beside(command, **HOSTS)
    assert_one_sentence(done, words)
    told = ready.beside("doctor", **HOSTS)
    assert told.returncode == 1
    assert words in told.stdout


def test_a_keyring_whose_folder_others_may_look_into_is_not_used(ready: Machine) -> None:
    (ready.home / "keyring").chmod(0o750)
    assert_one_sentence(ready.beside("sweep", **HOSTS), "give it the permissions 0700")


@pytest.mark.parametrize("name", ["BESIDE_DATABASE_PASSWORD_FILE", "BESIDE_EMAIL_PASSWORD_FILE"])
def test_a_password_file_is_read_only_when_it_is_safe(name: str, secret: Path) -> None:
    surroundings = {"BESIDE_MODE": "test", "BESIDE_HOME": str(secret.parent), name: str(secret)}
    read = configuration.read(surroundings)
    assert "the secret" in (read.database_password, read.email_password)
    assert secret in read.secret_files
    secret.chmod(0o644)
    with pytest.raises(Refused, match="read by others"):
        configuration.read(surroundings)


def test_a_password_file_that_is_not_there_is_said(secret: Path) -> None:
    name = str(secret.parent / "gone")
    with pytest.raises(Refused, match="cannot be read: No such file"):
        configuration.read(
            {
                "BESIDE_MODE": "test",
                "BESIDE_HOME": str(secret.parent),
                "BESIDE_EMAIL_PASSWORD_FILE": name,
            }
        )


def test_printing_the_configuration_shows_no_secret(secret: Path) -> None:
    read = configuration.read(
        {
            "BESIDE_MODE": "test",
            "BESIDE_HOME": str(secret.parent),
            "BESIDE_SECRET_KEY": "a-key-that-nobody-sees",
            "DATABASE_URL": "postgresql://beside:sesame-one@db/beside",
            "BESIDE_EMAIL_URL": "smtps://beside:sesame-two@mail.example.edu",
            "BESIDE_DATABASE_PASSWORD_FILE": str(secret),
        }
    )
    for hidden in ("nobody-sees", "sesame", "the secret"):
        assert hidden not in repr(read)


def test_the_doctor_says_which_secrets_stand_in_the_environment(ready: Machine) -> None:
    done = ready.beside("doctor", **HOSTS, BESIDE_EMAIL_URL="smtps://ann:sesame@mail.example.edu")
    assert "The mail password is in the environment" in done.stdout
    assert "sesame" not in done.stdout
    key = (ready.home / "secret-key").read_text().strip()
    assert "The secret key is in" in ready.beside("doctor", **HOSTS, BESIDE_SECRET_KEY=key).stdout
