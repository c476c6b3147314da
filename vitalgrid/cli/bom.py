"""`vitalgrid bom`: what this installation is made of, read from what is installed (CycloneDX 1.6, JSON)."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
from django.conf import settings
from django.utils.translation import gettext as _

from vitalgrid.foundation.kit import clock

PRODUCT = "vitalgrid"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_PLAIN = re.compile(r"[A-Za-z0-9.+-]+( (OR|AND|WITH) [A-Za-z0-9.+-]+)*")


def canonical(name: str) -> str:
    """A package's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(one: Distribution) -> str:
    """The licence as the package states it: an SPDX expression, else its classifiers, else its words."""
    told = one.metadata
    if "License-Expression" in told:
        return told["License-Expression"]
    classifiers = [c.rsplit("::", 1)[-1].strip() for c in told.get_all("Classifier") or [] if c.startswith("License")]
    words: str = (told.get_all("License") or [""])[0]
    return "; ".join(classifiers) or words.strip().split("\n")[0][:120]


def needed_by(one: Distribution) -> Iterator[str]:
    """The names of the packages that it asks for on this machine, extras aside."""
    for wanted in one.requires or []:
        text, _semicolon, condition = wanted.partition(";")
        found = _NAME.match(text.strip())
        if found and "extra" not in condition:
            yield canonical(found[0])


def closure(root: str, known: Mapping[str, Distribution]) -> set[str]:
    """`root` and everything that it needs, directly or not, as far as it is installed."""
    found, waiting = set(), [canonical(root)]
    while waiting:
        name = waiting.pop()
        if name in known and name not in found:
            found.add(name)
            waiting += needed_by(known[name])
    return found


def installed() -> dict[str, Distribution]:
    """Every package in this environment, by its canonical name."""
    return {canonical(one.metadata["Name"]): one for one in distributions() if one.metadata["Name"]}


def _python(name: str, one: Distribution, scope: str) -> dict[str, Any]:
    licence = licence_of(one)
    told: list[dict[str, Any]] = []
    if licence:
        told = [{"expression": licence}] if _PLAIN.fullmatch(licence) else [{"license": {"name": licence}}]
    record = one.read_text("RECORD") or ""
    return {
        "type": "library",
        "bom-ref": f"pkg:pypi/{name}@{one.version}",
        "name": name,
        "version": one.version,
        "purl": f"pkg:pypi/{name}@{one.version}",
        "scope": scope,
        "licenses": told,
        "properties": [{"name": "vitalgrid:record-sha256", "value": hashlib.sha256(record.encode()).hexdigest()}],
    }


def _web(lock: Path) -> Iterator[dict[str, Any]]:
    """What the built web client was made with: what runs in browsers is required, the rest only builds."""
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"] if lock.exists() else {}
    for place, told in sorted(packages.items()):
        if not place:
            continue
        name = place.rpartition("node_modules/")[2]
        purl = f"pkg:npm/{name.replace('@', '%40', 1)}@{told['version']}"
        yield {
            "type": "library",
            "bom-ref": f"{purl}#{place}",
            "name": name,
            "version": told["version"],
            "purl": purl,
            "scope": "excluded" if told.get("dev") else "required",
            "licenses": [{"license": {"name": told["license"]}}] if told.get("license") else [],
        }


def bill(moment: str) -> dict[str, Any]:
    """The bill of materials of this installation, made at `moment` (ISO 8601)."""
    known = installed()
    product = known.pop(PRODUCT, None)
    asked = list(needed_by(product)) if product else list(known)
    ours = set().union(*(closure(name, known) for name in asked)) if asked else set()
    parts = [_python(name, one, "required" if name in ours else "excluded") for name, one in sorted(known.items())]
    references = {part["name"]: part["bom-ref"] for part in parts}
    links = [
        {"ref": references[name], "dependsOn": sorted({references[n] for n in needed_by(one) if n in references})}
        for name, one in sorted(known.items())
    ]
    links.insert(0, {"ref": PRODUCT, "dependsOn": sorted(references[name] for name in asked if name in references)})
    root = {"type": "application", "bom-ref": PRODUCT, "name": PRODUCT, "version": _version()}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid4()}",
        "version": 1,
        "metadata": {"timestamp": moment, "component": root | {"licenses": [{"expression": "AGPL-3.0-or-later"}]}},
        "components": [*parts, *_web(settings.ROOT / "web" / "package-lock.json")],
        "dependencies": [
            {"ref": PRODUCT, "dependsOn": sorted(references[n] for n in asked if n in references)},
            *links,
        ],
    }


def _version() -> str:
    found = installed().get(PRODUCT)
    return found.version if found else "0"


@click.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it there instead of printing it.")
def bom(out: Path | None) -> None:
    """Print the bill of materials of what is installed here (CycloneDX 1.6, JSON)."""
    made = bill(clock.now().isoformat(timespec="seconds"))
    text = json.dumps(made, ensure_ascii=False, indent=1)
    if out is None:
        click.echo(text)
        return
    out.write_text(text + "\n", encoding="utf-8")
    click.echo(_("%(count)s components in %(file)s.") % {"count": len(made["components"]), "file": out})
