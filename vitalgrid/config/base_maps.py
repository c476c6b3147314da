"""Pictures and vector tiles below the map, from a file that the city writes (docs/howto/put-a-map-below.md).

None is needed: without one the map draws outlines on plain ground and asks no other host for anything.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from django.core.exceptions import ImproperlyConfigured

KINDS = ("raster", "vector")
FRAMES = {"wgs84": "wgs84", "cgcs2000": "wgs84", "gcj02": "gcj02", "bd09": "bd09"}
KEYS = {"code", "name", "name_en", "kind", "tiles", "frame", "min_zoom", "max_zoom", "tile_size", "credit", "layers"}


def base_maps(path: str) -> list[dict[str, Any]]:
    """The base maps of the YAML file at `path`, as the page hands them to the map; none for an empty path.

    Raises `ImproperlyConfigured` with the place in the file and what to write there.
    """
    if not path:
        return []
    try:
        told = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ImproperlyConfigured(f"{path}: cannot be read as YAML ({error})") from error
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise ImproperlyConfigured(f"{path}: write a list, an entry for each base map")
    return [_checked(one, f"{path}, entry {number}") for number, one in enumerate(told, start=1)]


def _checked(one: dict[str, Any], where: str) -> dict[str, Any]:
    unknown = sorted(set(map(str, one)) - KEYS)
    if unknown:
        raise ImproperlyConfigured(f"{where}: {', '.join(unknown)} is not known; use {', '.join(sorted(KEYS))}")
    if not one.get("code") or not one.get("name"):
        raise ImproperlyConfigured(f"{where}: give a code and a name")
    kind, frame = one.get("kind", "raster"), str(one.get("frame", "wgs84")).lower().replace("-", "")
    if kind not in KINDS:
        raise ImproperlyConfigured(f"{where}: kind is raster or vector")
    if frame not in FRAMES:
        raise ImproperlyConfigured(f"{where}: frame is one of {', '.join(FRAMES)}")
    tiles = one.get("tiles")
    if not isinstance(tiles, list) or not tiles or not all(_is_tile(address) for address in tiles):
        raise ImproperlyConfigured(
            f"{where}: tiles is a list of https:// or /local addresses that contain {{z}}, {{x}} and {{y}}"
        )
    if kind == "vector" and not isinstance(one.get("layers"), list):
        raise ImproperlyConfigured(f"{where}: vector tiles need layers, a list of MapLibre style layers")
    return {
        "code": str(one["code"]),
        "name": str(one["name"]),
        "name_en": str(one.get("name_en", "")),
        "kind": kind,
        "tiles": tiles,
        "frame": FRAMES[frame],
        "min_zoom": int(one.get("min_zoom", 0)),
        "max_zoom": int(one.get("max_zoom", 18)),
        "tile_size": int(one.get("tile_size", 256)),
        "credit": str(one.get("credit", "")),
        "layers": one.get("layers") or [],
    }


def _is_tile(address: Any) -> bool:
    if not isinstance(address, str) or not all(part in address for part in ("{z}", "{x}", "{y}")):
        return False
    parts = urlsplit(address)
    is_local = address.startswith("/") and not address.startswith("//")
    # A host goes into the content policy: nothing that could end its word there.
    is_plain = not any(sign in parts.netloc for sign in " ;,'\"*{}")
    return is_local or (parts.scheme == "https" and bool(parts.netloc) and is_plain)


def hosts_of(maps: list[dict[str, Any]]) -> list[str]:
    """The hosts that the tiles come from, for the content policy."""
    found = {f"https://{urlsplit(address).netloc}" for one in maps for address in one["tiles"] if "://" in address}
    return sorted(found)
