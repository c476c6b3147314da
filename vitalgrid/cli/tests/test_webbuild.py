"""A build is published so that no open page loses a file."""

import os
import time
from pathlib import Path

import pytest

from vitalgrid.cli import webbuild


def make(folder: Path, **files: str) -> Path:
    (folder / "assets").mkdir(parents=True)
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.write_text(text)
    return folder


def test_old_files_outlive_a_new_build_for_a_while(tmp_path: Path) -> None:
    dist = make(tmp_path / "dist", assets__a_js="old", assets__older_js="older", manifest_json="1")
    os.utime(dist / "assets" / "older.js", (time.time() - 5 * 86400,) * 2)
    webbuild.publish(make(tmp_path / "made", assets__b_js="new", manifest_json="2"), dist)
    assert sorted(path.name for path in (dist / "assets").iterdir()) == ["a.js", "b.js"]
    assert (dist / "manifest.json").read_text() == "2"
    assert not (tmp_path / "made").exists()


def test_a_node_that_is_too_old_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in (("node", "#!/bin/sh\necho v18.20.4\n"), ("npm", "#!/bin/sh\n")):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert webbuild.version_of(str(tmp_path / "node")) == (18, 20, 4)
    monkeypatch.setattr(webbuild, "_bundled", lambda: "/wheel/node")
    assert webbuild.find_node() == "/wheel/node"


def test_a_failure_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(**_given: object) -> bool:
        raise webbuild.BuildError("npm is away.")

    monkeypatch.setattr(webbuild, "build", fail)
    assert webbuild.main([]) == 1
    assert capsys.readouterr().err == "npm is away.\n"


def test_only_what_names_icons_counts_of_the_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "web").mkdir()
    page = tmp_path / "vitalgrid" / "page.html"
    page.parent.mkdir()
    monkeypatch.setattr(webbuild, "ROOT", tmp_path)
    monkeypatch.setattr(webbuild, "WEB", tmp_path / "web")
    page.write_text('<p>one</p>\n{% icon "inbox" %}\n')
    before = webbuild.fingerprint()
    page.write_text('<p>two</p>\n{% icon "inbox" %}\n')
    assert webbuild.fingerprint() == before
    page.write_text('<p>two</p>\n{% icon "map" %}\n')
    assert webbuild.fingerprint() != before
