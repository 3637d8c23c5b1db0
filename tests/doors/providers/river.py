"""River Hospital's sign-on: SimpleSAMLphp, a SAML identity provider, in PHP's own web server."""

from __future__ import annotations

import datetime
import html
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from playwright.sync_api import Page

from tests import machine
from tests.doors.providers.running import PASSWORD, PEOPLE, Program, start

NAME, ID = "River Hospital", "river"
VERIFIED = "http://schemas.auth0.com/email_verified"


@dataclass
class River:
    program: Program
    folder: Path
    homes: list[str]

    @property
    def key(self) -> str:
        return (self.folder / "cert/key").read_text()

    @property
    def certificate(self) -> str:
        return (self.folder / "cert/certificate").read_text()

    @property
    def entity(self) -> str:
        return f"{self.program.url}/idp"

    @property
    def address(self) -> str:
        return f"{self.program.url}/saml2/idp/SSOService.php"

    @property
    def described(self) -> str:
        """What stands in our `sign-on.toml`."""
        return (
            f'[[saml]]\nid = "{ID}"\nname = "{NAME}"\nentity = "{self.entity}"\n'
            f'address = "{self.address}"\ncertificate = """{self.certificate}"""\nemail = "mail"\n'
        )

    def welcome(self, home: str) -> None:
        """Our site answers here too."""
        if home not in self.homes:
            self.homes.append(home)
            (self.folder / "metadata/saml20-sp-remote.php").write_text(_services(self.homes))

    def log_in(self, page: Page, who: str, password: str = PASSWORD) -> None:
        """Its own page, in a browser."""
        page.locator("#username").fill(PEOPLE[who].login)
        page.locator("#password").fill(password)
        page.locator("#submit_button, #regularsubmit button").first.click()

    def forget_agreements(self) -> None:
        """There are none."""

    def agree(self, page: Page) -> None:
        """It asks nothing."""

    def refusal(self, page: Page) -> Any:
        return page.get_by_text("Incorrect username or password").first

    def answer(self, asked: str, who: str) -> str:
        """The signed answer that its page would let somebody's browser send to us."""
        return self.form(asked, who)["SAMLResponse"]

    def form(self, asked: str, who: str) -> dict[str, str]:
        """Everything that its page would send, by name."""
        with requests.Session() as session:
            page = session.get(asked, timeout=10)
            state = html.unescape(re.search(r'name="AuthState" value="([^"]+)"', page.text)[1])  # type: ignore[index]
            said = {"username": PEOPLE[who].login, "password": PASSWORD, "AuthState": state}
            back = session.post(page.url, said, timeout=10)
            found = dict(re.findall(r'name="(\w+)" value="([^"]*)"', back.text))
            assert "SAMLResponse" in found, back.text
            return {name: html.unescape(value) for name, value in found.items()}

    def unasked(self, home: str, who: str) -> str:
        """An answer to a question nobody asked: begun over there."""
        service = f"{home}/sign-in/saml/{ID}/metadata/"
        return self.answer(f"{self.address}?spentityid={service}", who)

    def canaries(self) -> list[str]:
        return [text for one in PEOPLE.values() for text in (one.login, one.name)]


def begin(folder: Path) -> River:
    """Set it up and start it."""
    machine.simplesamlphp()
    for name in ("config", "metadata", "cert", "log", "data", "temporary", "sessions"):
        (folder / name).mkdir()
    key, certificate = made_key("river")
    (folder / "cert/key").write_text(key)
    (folder / "cert/certificate").write_text(certificate)
    homes = ["http://testserver"]
    (folder / "config/authsources.php").write_text(_people())
    (folder / "metadata/saml20-sp-remote.php").write_text(_services(homes))

    def prepare(port: int) -> list[str]:
        url = f"http://127.0.0.1:{port}"
        (folder / "config/config.php").write_text(_settings(folder, url))
        (folder / "metadata/saml20-idp-hosted.php").write_text(_itself(url))
        php, pages = machine.simplesamlphp()
        # Without a cache, so that it hears of us at once.
        return [php, "-d", "opcache.enable=0", "-S", f"127.0.0.1:{port}", "-t", str(pages)]

    program = start(
        folder, prepare, SIMPLESAMLPHP_CONFIG_DIR=str(folder / "config"), PHP_CLI_SERVER_WORKERS="3"
    )
    return River(program, folder, homes)


def made_key(name: str) -> tuple[str, str]:
    """A key and a certificate of its own, good for a day."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    return private.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()


def _settings(folder: Path, url: str) -> str:
    return f"""<?php
$config = [
    'baseurlpath' => '{url}/',
    'certdir' => '{folder}/cert/',
    'loggingdir' => '{folder}/log/',
    'datadir' => '{folder}/data/',
    'tempdir' => '{folder}/temporary/',
    'metadatadir' => '{folder}/metadata/',
    'secretsalt' => 'kestrel-salt',
    'auth.adminpassword' => 'kestrel-administrator',
    'timezone' => 'UTC',
    'technicalcontact_email' => 'na@example.edu',
    'enable.saml20-idp' => true,
    'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true],
    'logging.handler' => 'file',
    'logging.level' => 5,
    'logging.logfile' => 'log',
    'errorreporting' => false,
    'admin.checkforupdates' => false,
    'session.cookie.secure' => false,
    'session.cookie.samesite' => null,
    'session.phpsession.savepath' => '{folder}/sessions',
    'language.cookie.secure' => false,
    'language.available' => ['en'],
    'language.default' => 'en',
    'metadata.sources' => [['type' => 'flatfile']],
    'store.type' => 'phpsession',
];
"""


def _people() -> str:
    lines = "\n".join(
        f"    '{one.login}:{PASSWORD}' => ['uid' => ['{one.login}'], 'mail' => ['{one.email}'],"
        f" 'displayName' => ['{one.name}'],"
        f" '{VERIFIED}' => ['{str(one.is_verified).lower()}']],"
        for one in PEOPLE.values()
    )
    return f"<?php\n$config = ['people' => ['exampleauth:UserPass',\n{lines}\n]];\n"


def _itself(url: str) -> str:
    return f"""<?php
$metadata['{url}/idp'] = [
    'host' => '__DEFAULT__',
    'privatekey' => 'key',
    'certificate' => 'certificate',
    'auth' => 'people',
    'signature.algorithm' => 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
];
"""


def _services(homes: list[str]) -> str:
    return "<?php\n" + "".join(
        f"$metadata['{home}/sign-in/saml/{ID}/metadata/'] = "
        f"['AssertionConsumerService' => '{home}/sign-in/saml/{ID}/acs/'];\n"
        for home in homes
    )
