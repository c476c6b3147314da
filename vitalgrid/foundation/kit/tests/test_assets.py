"""Pages stand without the build: unstyled, whole, and with one clear line in the log."""

import json
from pathlib import Path
from typing import Any

import pytest

from vitalgrid.foundation.kit import assets


@pytest.fixture
def built(tmp_path: Path, settings: Any) -> Path:
    path = tmp_path / "manifest.json"
    path.write_text(
        json.dumps(
            {
                "src/map.ts": {"file": "assets/map-1.js", "css": ["assets/map-2.css"]},
                "src/css/console.css": {"file": "assets/console-3.css"},
                "icons.svg": {"file": "assets/icons-4.svg"},
            }
        )
    )
    settings.WEB_MANIFEST = path
    return path


def test_a_script_brings_its_sheets(built: Path) -> None:
    assert assets.element("map.js") == (
        '<link rel="stylesheet" href="/static/assets/map-2.css">'
        '<script type="module" src="/static/assets/map-1.js"></script>'
    )
    assert assets.element("console.css") == '<link rel="stylesheet" href="/static/assets/console-3.css">'
    assert assets.address("icons.svg") == "/static/assets/icons-4.svg"


@pytest.mark.parametrize(("is_developed", "file"), [(False, "icons-4.svg"), (True, "icons-5.svg")])
def test_a_new_build_counts_after_a_restart(built: Path, settings: Any, is_developed: bool, file: str) -> None:
    """The server has listed its files when it started: a page must not name one that it does not know."""
    settings.DEBUG = is_developed
    assert assets.address("icons.svg").endswith("icons-4.svg")
    built.write_text('{"icons.svg": {"file": "assets/icons-5.svg"}}')
    assert assets.address("icons.svg").endswith(file)


def test_without_the_build(tmp_path: Path, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.WEB_MANIFEST = tmp_path / "none.json"
    assets._say_missing.cache_clear()
    assert assets.element("shell.js") == ""
    assert assets.element("shell.js") == ""
    assert assets.address("icons.svg") == ""
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2
    assert "make install" in said[0]


def test_a_piece_shared_by_two_scripts_brings_its_sheet_to_both(built: Path) -> None:
    built.write_text(
        json.dumps(
            {
                "src/map.ts": {"file": "assets/map-1.js", "imports": ["_ground.js"]},
                "_ground.js": {"file": "assets/ground-2.js", "css": ["assets/ground-3.css"], "imports": ["_ground.js"]},
            }
        )
    )
    assets._read.cache_clear()
    assert assets.element("map.js") == (
        '<link rel="stylesheet" href="/static/assets/ground-3.css">'
        '<script type="module" src="/static/assets/map-1.js"></script>'
    )
