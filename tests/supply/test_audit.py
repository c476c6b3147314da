"""The audit finds what it is for. That everything is as locked is asked by `make audit`, in the environment it made."""

import json
import re
from datetime import date
from importlib.metadata import distribution
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.house.source import ROOT
from tests.supply import audit
from vitalgrid.cli.bom import bill, bom, closure, installed


def test_every_locked_package_has_a_hash() -> None:
    """Without one, whoever answers for the index answers with what they like."""
    pins = audit.locked()
    assert len(pins) > 60
    assert [name for name, (_version, hashes) in pins.items() if not hashes] == []


def test_a_package_that_is_not_locked_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    pins = audit.locked()
    monkeypatch.setattr(audit, "locked", lambda: {**pins, "django": ("0.1", 1), "pillow": (pins["pillow"][0], 0)})
    found = audit.unlike_the_lock()
    assert any(re.fullmatch(r"django \S+ is installed, the lock says 0\.1", one) for one in found)
    assert "pillow is locked without a hash" in found


def test_a_changed_file_is_found(tmp_path: Path) -> None:
    """Somebody who may write into site-packages needs to change one line."""
    segno = distribution("segno")
    assert list(audit.changed_files({"segno": segno})) == []
    file = next(one for one in segno.files or [] if one.name == "encoder.py")
    info = tmp_path / "segno-0.dist-info"
    info.mkdir()
    (tmp_path / "encoder.py").write_text("changed")
    assert file.hash
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: segno\nVersion: 0\n")
    (info / "RECORD").write_text(f"encoder.py,sha256={file.hash.value},1\ngone.py,sha256={file.hash.value},1\n")
    changed = list(audit.changed_files({"segno": type(segno).at(info)}))
    assert changed == ["segno: encoder.py differs from what was installed", "segno: gone.py is gone"]


def test_licences_go_together_with_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    assert audit.forbidden_licences() == []
    monkeypatch.setattr(audit, "licence_of", lambda one: "Proprietary")
    assert len(audit.forbidden_licences()) > 50


def test_a_weak_version_is_found() -> None:
    advisories = audit.read_advisories()
    weak = audit.weak_versions({"django": "5.2.5", "pillow": "10.10.0", "idna": "3.7"}, advisories)
    assert {one.split(":")[0] for one in weak} == {"django 5.2.5", "pillow 10.10.0"}
    assert audit.weak_versions({name: one.version for name, one in installed().items()}, advisories) == []
    assert audit.age_of_list({"looked_through": date(2026, 1, 1)}, date(2026, 1, 31)) == 30


def test_the_bill_names_what_runs_and_what_only_builds() -> None:
    made = bill("2026-03-02T10:00:00+08:00")
    parts = {part["name"]: part for part in made["components"]}
    assert {"django", "pillow", "cryptography", "maplibre-gl", "vite"} <= set(parts)
    assert parts["django"]["scope"] == parts["maplibre-gl"]["scope"] == "required"
    assert parts["pytest"]["scope"] == parts["vite"]["scope"] == "excluded"
    assert parts["pillow"]["purl"] == f"pkg:pypi/pillow@{distribution('pillow').version}"
    references = [part["bom-ref"] for part in made["components"]]
    assert len(references) == len(set(references))
    known = {made["metadata"]["component"]["bom-ref"], *references}
    assert all({link["ref"], *link["dependsOn"]} <= known for link in made["dependencies"])
    assert [part["name"] for part in made["components"] if not part["licenses"]] in ([], ["axe-playwright-python"])
    wanted = {line.strip() for line in (ROOT / "requirements.in").read_text().splitlines()}
    assert {"granian", "segno"} <= wanted & set(closure("vitalgrid", installed()) | wanted)


def test_the_command_writes_it(tmp_path: Path) -> None:
    done = CliRunner().invoke(bom, ["--out", str(tmp_path / "sbom.json")])
    assert done.exit_code == 0, done.output
    told = json.loads((tmp_path / "sbom.json").read_text())
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", told["serialNumber"])
