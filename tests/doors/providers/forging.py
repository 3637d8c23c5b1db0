"""What somebody could do to a true answer of the house, and sign again or not.

Signed with the house's own key an answer differs from an accepted one in the one thing that is
asked about; without it, it is what somebody on the way can make.
"""

from __future__ import annotations

import base64
import copy
from collections.abc import Callable
from typing import Any

from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from tests.doors.providers.river import River

SPACES = {"p": Names.NS_SAMLP, "a": Names.NS_SAML, "ds": Names.NS_DS}
Tree = Any
Change = Callable[[Tree], None]


def opened(answer: str) -> Tree:
    return etree.fromstring(base64.b64decode(answer))


def closed(tree: Tree) -> str:
    return base64.b64encode(etree.tostring(tree)).decode()


def one(tree: Tree, path: str) -> Tree:
    found = tree.xpath(path, namespaces=SPACES)
    assert found, path
    return found[0]


def unsigned(tree: Tree) -> Tree:
    for signature in tree.xpath("//ds:Signature", namespaces=SPACES):
        signature.getparent().remove(signature)
    return tree


def resigned(
    answer: str,
    river: River,
    change: Change = lambda tree: None,
    *,
    key: tuple[str, str] | None = None,
    only_assertion: bool = False,
    with_sha1: bool = False,
) -> str:
    """Changed, and signed again: as a whole, or the assertion alone."""
    tree = unsigned(opened(answer))
    change(tree)
    signing = key or (river.key, river.certificate)
    if not only_assertion:
        return base64.b64encode(_signed(tree, signing, with_sha1)).decode()
    assertion = one(tree, "/p:Response/a:Assertion")
    parent = assertion.getparent()
    parent.replace(assertion, etree.fromstring(_signed(assertion, signing, with_sha1)))
    return closed(tree)


def _signed(tree: Tree, signing: tuple[str, str], with_sha1: bool) -> bytes:
    key, certificate = signing
    signature = Names.RSA_SHA1 if with_sha1 else Names.RSA_SHA256
    digest = Names.SHA1 if with_sha1 else Names.SHA256
    whole = copy.deepcopy(tree)  # by itself, with every name space it needs
    signed: bytes = OneLogin_Saml2_Utils.add_sign(
        etree.tostring(whole), key, certificate, False, signature, digest
    )
    return signed


# One change each.


def email(tree: Tree, told: str = "sam@example.edu") -> None:
    one(tree, "//a:Attribute[@Name='mail']/a:AttributeValue").text = told


def audience(tree: Tree) -> None:
    one(tree, "//a:Audience").text = "http://somebody-else.test/metadata/"


def no_audience(tree: Tree) -> None:
    found = one(tree, "//a:AudienceRestriction")
    found.getparent().remove(found)


def expired(tree: Tree) -> None:
    one(tree, "//a:Conditions").set("NotOnOrAfter", "2020-01-01T00:00:00Z")


def confirmation_expired(tree: Tree) -> None:
    one(tree, "//a:SubjectConfirmationData").set("NotOnOrAfter", "2020-01-01T00:00:00Z")


def not_yet(tree: Tree) -> None:
    one(tree, "//a:Conditions").set("NotBefore", "2120-01-01T00:00:00Z")
    one(tree, "//a:Conditions").set("NotOnOrAfter", "2121-01-01T00:00:00Z")


def recipient(tree: Tree) -> None:
    one(tree, "//a:SubjectConfirmationData").set("Recipient", "http://somebody-else.test/acs/")


def destination(tree: Tree) -> None:
    tree.set("Destination", "http://somebody-else.test/acs/")


def issuer(tree: Tree) -> None:
    one(tree, "//a:Assertion/a:Issuer").text = "http://somebody-else.test/idp"


def refused(tree: Tree) -> None:
    one(tree, "//p:StatusCode").set("Value", "urn:oasis:names:tc:SAML:2.0:status:Responder")


def another_question(tree: Tree) -> None:
    tree.set("InResponseTo", "ONELOGIN_0000000000000000000000000000000000000000")


def no_question(tree: Tree) -> None:
    del tree.attrib["InResponseTo"]
    one(tree, "//a:SubjectConfirmationData").attrib.pop("InResponseTo", None)


def question_outside_only(tree: Tree) -> None:
    """What is signed answers nobody; the envelope says that it does."""
    del one(tree, "//a:SubjectConfirmationData").attrib["InResponseTo"]


# Signature wrapping: what is signed is carried along, what is read is another.


def _evil(tree: Tree) -> tuple[Tree, Tree]:
    """The signed assertion, and one beside it that says somebody else."""
    true = one(tree, "/p:Response/a:Assertion")
    evil = unsigned(copy.deepcopy(true))
    evil.set("ID", "_evil")
    email(evil)
    return true, evil


def wrapped_first(tree: Tree) -> None:
    true, evil = _evil(tree)
    true.addprevious(evil)


def wrapped_last(tree: Tree) -> None:
    true, evil = _evil(tree)
    true.addnext(evil)


def wrapped_within(tree: Tree) -> None:
    """The true one inside of the evil one."""
    true, evil = _evil(tree)
    true.getparent().replace(true, evil)
    evil.append(true)


def wrapped_in_the_signature(tree: Tree) -> None:
    """The evil one carries the true signature, and that carries the true one as its object."""
    true, evil = _evil(tree)
    signature = one(true, "./ds:Signature")
    true.getparent().replace(true, evil)
    true.remove(signature)
    evil.insert(1, signature)
    held = etree.SubElement(signature, f"{{{Names.NS_DS}}}Object")
    held.append(true)


def wrapped_in_extensions(tree: Tree) -> None:
    true, evil = _evil(tree)
    true.getparent().replace(true, evil)
    held = etree.Element(f"{{{Names.NS_SAMLP}}}Extensions")
    held.append(true)
    one(tree, "/p:Response/a:Issuer").addnext(held)


def wrapped_under_the_same_id(tree: Tree) -> None:
    true, evil = _evil(tree)
    evil.set("ID", true.get("ID"))
    true.addprevious(evil)


def wrapped_whole(tree: Tree) -> None:
    """The whole true answer inside of another one."""
    true = copy.deepcopy(tree)
    unsigned(tree)
    tree.set("ID", "_evil")
    email(tree)
    held = etree.Element(f"{{{Names.NS_SAMLP}}}Extensions")
    held.append(true)
    one(tree, "/p:Response/a:Issuer").addnext(held)


WRAPPINGS: tuple[Change, ...] = (
    wrapped_first,
    wrapped_last,
    wrapped_within,
    wrapped_in_the_signature,
    wrapped_in_extensions,
    wrapped_under_the_same_id,
    wrapped_whole,
)
