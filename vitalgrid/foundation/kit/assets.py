"""Which built file stands behind a source name: reads the manifest that Vite leaves in `web/dist`.

Read once a process, like the files themselves: a build under a running server counts after its restart. Pages must
stand without it: a missing build is said once in the log, and the page comes unstyled but whole.
"""

import json
import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

log = logging.getLogger(__name__)

MISSING = "web/dist has no %s: pages come without style. Run `make install` (python -m vitalgrid.cli.webbuild)."


def manifest_path() -> Path:
    """Where the build leaves its manifest (a setting, so that an installed package may keep it elsewhere)."""
    given = getattr(settings, "WEB_MANIFEST", None)
    return Path(given) if given else _usual_path(settings.ROOT)


@lru_cache(maxsize=8)
def _usual_path(root: Path) -> Path:
    return root / "web" / "dist" / "manifest.json"


@lru_cache(maxsize=8)
def _read(path: Path, _changed_ns: int) -> dict[str, Any]:
    entries: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return entries


@lru_cache(maxsize=64)
def _say_missing(name: str) -> None:
    log.warning(MISSING, name)


def _manifest() -> dict[str, Any]:
    path = manifest_path()
    try:
        return _read(path, path.stat().st_mtime_ns if settings.DEBUG else 0)
    except (OSError, ValueError):
        return {}


def entry(name: str) -> dict[str, Any] | None:
    """The manifest's entry for `shell.js`, `console.css` or `icons.svg`; None when it was not built."""
    source = {"js": f"src/{name[:-3]}.ts", "css": f"src/css/{name}"}.get(name.rpartition(".")[2], name)
    found: dict[str, Any] | None = _manifest().get(source)
    if found is None:
        _say_missing(name)
    return found


def address(name: str) -> str:
    """The address of a built file, "" when it was not built."""
    found = entry(name)
    return static(found["file"]) if found else ""


def _sheets_of(found: dict[str, Any]) -> list[str]:
    """The style sheets of a module and of what it imports: a piece shared by two modules carries its own."""
    manifest, seen, sheets = _manifest(), set(), []
    left = [found]
    while left:
        one = left.pop(0)
        sheets += [sheet for sheet in one.get("css", []) if sheet not in sheets]
        new = [key for key in one.get("imports", []) if key not in seen]
        seen.update(new)
        left += [manifest[key] for key in new if key in manifest]
    return sheets


def element(name: str) -> SafeString:
    """The markup that loads a built file: a style sheet, or a module with the style sheets it brings."""
    found = entry(name)
    if not found:
        return mark_safe("")
    sheets = [found["file"]] if name.endswith(".css") else _sheets_of(found)
    markup = format_html_join("", '<link rel="stylesheet" href="{}">', ((static(file),) for file in sheets))
    if name.endswith(".js"):
        markup += format_html('<script type="module" src="{}"></script>', static(found["file"]))
    return markup
