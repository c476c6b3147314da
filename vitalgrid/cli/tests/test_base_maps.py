"""Base maps come from the city's own file; a mistake in it is said before anybody opens the map."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from vitalgrid.config.base_maps import base_maps, hosts_of

GOOD = """
- {code: a, name: 甲, frame: CGCS2000, tiles: ["https://t0.example.org/{z}/{x}/{y}.png?tk=1"]}
- {code: b, name: 乙, kind: vector, frame: gcj02, tiles: ["/tiles/{z}/{x}/{y}.pbf"], layers: [{type: line}]}
"""


def _written(folder: Path, text: str) -> str:
    path = folder / "maps.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_maps_and_the_hosts_that_the_content_policy_opens(tmp_path: Path) -> None:
    assert base_maps("") == []
    maps = base_maps(_written(tmp_path, GOOD))
    assert [(one["code"], one["kind"], one["frame"]) for one in maps] == [
        ("a", "raster", "wgs84"),
        ("b", "vector", "gcj02"),
    ]
    assert hosts_of(maps) == ["https://t0.example.org"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1", "write a list"),
        ("- {code: a, name: 甲, tiles: ['http://t.example.org/{z}/{x}/{y}']}", "https://"),
        ("- {code: a, name: 甲, tiles: ['https://t.example.org/{z}/{x}']}", "{y}"),
        ('- {code: a, name: 甲, tiles: ["https://t.example.org; script-src *\'/{z}/{x}/{y}"]}', "https://"),
        ("- {code: a, name: 甲, tiles: ['//t.example.org/{z}/{x}/{y}']}", "https://"),
        ("- {name: 甲, tiles: ['/{z}/{x}/{y}']}", "code"),
        ("- {code: a, name: 甲, frame: mars, tiles: ['/{z}/{x}/{y}']}", "frame"),
        ("- {code: a, name: 甲, kind: vector, tiles: ['/{z}/{x}/{y}']}", "layers"),
        ("- {code: a, name: 甲, tile: ['/{z}/{x}/{y}']}", "tile is not known"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ImproperlyConfigured) as told:
        base_maps(_written(tmp_path, text))
    assert said in str(told.value)
