"""The bill of materials of what is shipped, as CycloneDX JSON: `make bom`.

Versions and hashes come from the lock, licences from the packages as they are installed. A package
without a hash or a licence is an error: a bill with holes would only look like one. The same lock
gives the same bill, byte for byte; it names no index and no address of one.
"""

from __future__ import annotations

import json
import sys
import tomllib
import uuid
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from tools.locked import ROOT, RUN, Pin, pins

SCHEMA = SchemaVersion.V1_6
WHERE = ROOT / "build" / "beside.cdx.json"
_BILLS = uuid.UUID("9b0a1c7e-5d0f-4f0e-8f53-0d4d6b8f2a11")  # the space of our own serial numbers


class Incomplete(Exception):
    """Something the bill must say is not known."""


def bill(lock: str) -> str:
    """The bill of this lock, checked against the schema that comes with the library."""
    text = _written(_bom(lock))
    if (wrong := JsonStrictValidator(SCHEMA).validate_str(text)) is not None:
        raise Incomplete(f"The bill does not follow its schema: {wrong}")
    return text


def _bom(lock: str) -> Bom:
    ours, listed = _beside(), pins(lock)
    made = {pin.name: _component(pin) for pin in listed}
    bom = Bom(components=made.values(), serial_number=uuid.uuid5(_BILLS, lock))
    bom.metadata.component = ours
    bom.register_dependency(ours, [made[pin.name] for pin in listed if "beside" in pin.wanted_by])
    for name, component in made.items():
        bom.register_dependency(
            component, [made[pin.name] for pin in listed if name in pin.wanted_by]
        )
    return bom


def _written(bom: Bom) -> str:
    written = json.loads(make_outputter(bom, OutputFormat.JSON, SCHEMA).output_as_string())
    written["metadata"].pop("timestamp", None)  # or no two bills of one lock would be the same
    return json.dumps(written, indent=2, sort_keys=True) + "\n"


def _beside() -> Component:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        bom_ref="beside",
        licenses=[LicenseFactory().make_from_string(project["license"])],
    )


def _component(pin: Pin) -> Component:
    if not pin.hashes:
        raise Incomplete(f"{pin.name} {pin.version} has no hash in the lock.")
    return Component(
        name=pin.name,
        version=pin.version,
        bom_ref=f"{pin.name}=={pin.version}",
        purl=PackageURL("pypi", name=pin.name, version=pin.version),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one) for one in pin.hashes],
        licenses=[_licence(pin)],
        # One hash for each file that may be installed: wheels of several machines, and the source.
        properties=[Property(name="beside:files", value=str(len(pin.hashes)))],
    )


def _licence(pin: Pin) -> License:
    try:
        said = metadata(pin.name)
    except PackageNotFoundError:
        raise Incomplete(
            f"{pin.name} is not installed here, so nobody can say its licence."
        ) from None
    if said["Version"] != pin.version:
        raise Incomplete(f"{pin.name} {said['Version']} is installed; the lock says {pin.version}.")
    kinds = [
        one.rpartition(" :: ")[2]
        for one in said.get_all("Classifier") or []
        if one.startswith("License ::")
    ]
    short = "" if "\n" in (said["License"] or "") else said["License"]  # some put the whole text
    text = said["License-Expression"] or short or " AND ".join(kinds)
    if not text:
        raise Incomplete(f"{pin.name} {pin.version} does not say its licence.")
    return LicenseFactory().make_from_string(text)


def main(where: Path = WHERE) -> int:
    try:
        text = bill(RUN.read_text())
    except Incomplete as trouble:
        print(trouble, file=sys.stderr)
        return 1
    where.parent.mkdir(exist_ok=True)
    where.write_text(text)
    print(f"{len(json.loads(text)['components'])} packages are in {where.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
