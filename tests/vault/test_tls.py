"""A keyring on another host: mutual TLS 1.3, and nobody comes in without our own certificate."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from beside.vault.keyring import wire
from beside.vault.keyring.address import TlsAddress
from beside.vault.keyring.interface import Context, KeyringProblem, Sealed
from beside.vault.keyring.listening import listening
from beside.vault.keyring.local import LocalKeyring
from beside.vault.keyring.served import ServedKeyring
from beside.vault.keyring.serving import LIMITS, Limits
from tests.vault.keyrings import NOW, TODAY, serving

FACTS = Context("referral", "facts", 4096)
PEM = serialization.Encoding.PEM


class Authority:
    """An authority of our own that signs certificates into folders."""

    def __init__(self, name: str = "Ours") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = self._sign(
            self.name, self.key, x509.BasicConstraints(ca=True, path_length=0)
        )

    def folder(self, path: Path, address: str = "127.0.0.1", *, days: int = 1) -> Path:
        """A folder with ca.pem, cert.pem and key.pem for a host at this address."""
        path.mkdir(mode=0o700)
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, path.name)])
        host = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        certificate = self._sign(name, key, host, days=days)
        (path / "ca.pem").write_bytes(self.certificate.public_bytes(PEM))
        (path / "cert.pem").write_bytes(certificate.public_bytes(PEM))
        (path / "key.pem").write_bytes(
            key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        )
        (path / "key.pem").chmod(0o600)
        return path

    def _sign(
        self,
        name: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        *extensions: x509.ExtensionType,
        days: int = 1,
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        ours = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=2))
            .not_valid_after(now + timedelta(days=days))
        )
        for extension in (
            *extensions,
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()),
            ours,
        ):
            builder = builder.add_extension(extension, critical=False)
        return builder.sign(self.key, hashes.SHA256())


@pytest.fixture(scope="module")
def ours() -> Authority:
    return Authority()


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


@contextlib.contextmanager
def hosted(
    local: LocalKeyring, folder: Path, client: Path, limits: Limits = LIMITS
) -> Iterator[TlsAddress]:
    """The keyring served with this folder; its address as a client with that folder sees it."""
    port = free_port()
    with serving(local, TlsAddress("127.0.0.1", port, folder), limits=limits):
        yield TlsAddress("127.0.0.1", port, client)


def test_facts_pass_both_ways_over_mutual_tls(
    local: LocalKeyring, ours: Authority, tmp_path: Path
) -> None:
    host, client = ours.folder(tmp_path / "host"), ours.folder(tmp_path / "client")
    with hosted(local, host, client) as address:
        keyring = ServedKeyring(address)
        handles = keyring.create("referral", TODAY, 300, NOW)
        texts = [b"%04d" % number * 1000 for number in range(300)]
        items = [Sealed(h, FACTS, text) for h, text in zip(handles, texts, strict=True)]
        sealed = keyring.seal(items)
        asked = [Sealed(h, FACTS, one) for h, one in zip(handles, sealed, strict=True)]
        assert keyring.open(asked) == texts
        assert local.holds(handles) == [True] * 300


def test_a_restarted_host_is_found_again(
    local: LocalKeyring, ours: Authority, tmp_path: Path
) -> None:
    host, client = ours.folder(tmp_path / "host"), ours.folder(tmp_path / "client")
    port = free_port()
    keyring = ServedKeyring(TlsAddress("127.0.0.1", port, client))
    for _time in range(2):
        with serving(local, TlsAddress("127.0.0.1", port, host)):
            keyring.create("referral", TODAY, 1, NOW)
    assert len(local.unconfirmed()) == 2


STRANGERS = {
    "of another authority": lambda ours, path: mixed(ours, Authority("Theirs"), path),
    "that is over": lambda ours, path: ours.folder(path, days=-1),
}


def mixed(ours: Authority, theirs: Authority, path: Path) -> Path:
    """Trusts our authority and shows a certificate of another one."""
    theirs.folder(path)
    (path / "ca.pem").write_bytes(ours.certificate.public_bytes(PEM))
    return path


@pytest.mark.parametrize("stranger", STRANGERS)
def test_whoever_shows_a_certificate_that_is_not_ours_is_not_heard(
    local: LocalKeyring, ours: Authority, tmp_path: Path, stranger: str
) -> None:
    host = ours.folder(tmp_path / "host")
    client = STRANGERS[stranger](ours, tmp_path / "client")
    with (
        hosted(local, host, client) as address,
        pytest.raises(KeyringProblem, match="does not accept our certificate"),
    ):
        ServedKeyring(address).create("referral", TODAY, 1, NOW)
    assert local.unconfirmed() == []


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, None])
def test_without_a_certificate_or_with_an_older_tls_nobody_is_heard(
    local: LocalKeyring, ours: Authority, tmp_path: Path, version: ssl.TLSVersion | None
) -> None:
    host, client = ours.folder(tmp_path / "host"), ours.folder(tmp_path / "client")
    context = ssl.create_default_context(cafile=str(client / "ca.pem"))
    if version is not None:
        context.load_cert_chain(client / "cert.pem", client / "key.pem")
        context.maximum_version = version
    with (
        hosted(local, host, client) as address,
        pytest.raises(OSError, match=r"(?i)alert|SSL|reset"),
    ):
        greeting(address, context)


def greeting(address: TlsAddress, context: ssl.SSLContext) -> object:
    with (
        socket.create_connection((address.host, address.port), 20) as plain,
        context.wrap_socket(plain, server_hostname=address.host) as client,
    ):
        return wire.value_of(wire.read(client.recv))


@pytest.mark.parametrize("wrong", ["another authority", "another name"])
def test_a_host_that_is_not_the_one_we_trust_is_not_asked(
    local: LocalKeyring, ours: Authority, tmp_path: Path, wrong: str
) -> None:
    if wrong == "another authority":
        host = mixed(ours, Authority("Theirs"), tmp_path / "host")
    else:
        host = ours.folder(tmp_path / "host", address="127.0.0.2")
    client = ours.folder(tmp_path / "client")
    with (
        hosted(local, host, client) as address,
        pytest.raises(KeyringProblem, match="its certificate is not the one we trust"),
    ):
        ServedKeyring(address).about()


def test_whoever_begins_no_handshake_is_let_go(
    local: LocalKeyring, ours: Authority, tmp_path: Path
) -> None:
    host, client = ours.folder(tmp_path / "host"), ours.folder(tmp_path / "client")
    with (
        hosted(local, host, client, Limits(connections=1, whole=0.05)) as address,
        socket.create_connection((address.host, address.port), 20) as silent,
    ):
        silent.sendall(b"\x16\x03")
        assert silent.recv(1) == b""


@pytest.mark.parametrize(("strangers", "is_room"), [(8, True), (99, False)])
def test_one_host_that_shakes_no_hands_leaves_room_for_whoever_has_a_certificate(
    local: LocalKeyring, ours: Authority, tmp_path: Path, strangers: int, is_room: bool
) -> None:
    """Nobody waits until the silent ones are let go; without that limit, somebody would."""
    host, client = ours.folder(tmp_path / "host"), ours.folder(tmp_path / "client")
    limits = Limits(connections=12, strangers=strangers, whole=60)
    with hosted(local, host, client, limits) as address, contextlib.ExitStack() as silent:
        for _one in range(20):
            there = (address.host, address.port)
            elsewhere = socket.create_connection(there, 20, source_address=("127.0.0.2", 0))
            silent.enter_context(elsewhere)
        if is_room:
            assert ServedKeyring(address).about() == local.about()
        else:
            with pytest.raises(KeyringProblem):
                ServedKeyring(address).about()


def damage(folder: Path, how: str) -> None:
    if how == "open":
        (folder / "key.pem").chmod(0o640)
    elif how == "missing":
        (folder / "ca.pem").unlink()
    elif how == "garbage":
        (folder / "cert.pem").write_text("nothing")
    else:
        (folder / "key.pem").write_bytes(
            ec.generate_private_key(ec.SECP256R1()).private_bytes(
                PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("open", "give it the permissions 0600"),
        ("missing", r"ca\.pem is missing"),
        ("garbage", "cannot be used"),
        ("another key", "cannot be used"),
    ],
)
def test_a_folder_of_certificates_that_is_not_in_order_is_refused_on_both_sides(
    local: LocalKeyring, ours: Authority, tmp_path: Path, how: str, words: str
) -> None:
    folder = ours.folder(tmp_path / "folder")
    damage(folder, how)
    address = TlsAddress("127.0.0.1", 1, folder)
    with pytest.raises(KeyringProblem, match=words):
        ServedKeyring(address).about()
    with pytest.raises(KeyringProblem, match=words), listening(address, local):
        pass


def test_users_are_not_allowed_over_tls_where_nobody_knows_them(
    local: LocalKeyring, ours: Authority, tmp_path: Path
) -> None:
    address = TlsAddress("127.0.0.1", 1, ours.folder(tmp_path / "folder"))
    with (
        pytest.raises(KeyringProblem, match="a certificate lets in"),
        listening(address, local, ("nobody",)),
    ):
        pass


def test_a_host_that_is_not_there_says_so(ours: Authority, tmp_path: Path) -> None:
    address = TlsAddress("127.0.0.1", free_port(), ours.folder(tmp_path / "folder"))
    with pytest.raises(KeyringProblem, match="nothing listens there"):
        ServedKeyring(address).about()
