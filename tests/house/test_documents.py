"""Documents that must exist, and links in them that must lead somewhere."""

import re

import pytest
import yaml

from tests.house.source import ROOT, tracked

WANTED = (
    "README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE", "publiccode.yml",
    "docs/glossary.md", "docs/decisions/0001-licence.md", "docs/reference/requirements.md",
)  # fmt: skip
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
MARKDOWN = sorted(path.relative_to(ROOT).as_posix() for path in tracked() if path.suffix == ".md")


@pytest.mark.parametrize("name", WANTED)
def test_a_document_that_others_rely_on_is_there(name: str) -> None:
    """Whoever evaluates public software looks for these names, and goes on when they are missing."""
    assert (ROOT / name).stat().st_size > 200


@pytest.mark.parametrize("name", MARKDOWN)
def test_links_lead_somewhere(name: str) -> None:
    """A newcomer follows one dead link, and believes no other."""
    path = ROOT / name
    dead = [
        target
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists()
    ]
    assert not dead, f"{name}: {dead}"


def test_publiccode_can_be_read_by_catalogues() -> None:
    """Catalogues of public software drop an entry silently when one mandatory key is missing."""
    entry = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    mandatory = {"publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description"}
    assert mandatory | {"legal", "maintenance", "localisation"} <= set(entry)
    assert entry["legal"]["license"] == "AGPL-3.0-or-later"
    for words in entry["description"].values():
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert words["features"]


def test_every_decision_is_listed() -> None:
    """A decision that no list names is taken a second time, differently."""
    folder = ROOT / "docs" / "decisions"
    listed = set(re.findall(r"\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8")))
    assert listed == {path.name for path in folder.glob("[0-9]*.md")}


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_lists_the_sign_ins_of_the_demonstration(name: str) -> None:
    """The first thing a visitor types is a sign-in of this table; when it is refused there is no second thing."""
    text = (
        (ROOT / name).read_text(encoding="utf-8").partition("<!-- sign-ins -->")[2].partition("<!-- /sign-ins -->")[0]
    )
    city = yaml.safe_load((ROOT / "vitalgrid" / "demo" / "city.yaml").read_text(encoding="utf-8"))
    assert re.findall(r"^\| `([^`]+)` \|", text, re.M) == [*city["sign_ins"], city["resident"]["username"]]
    assert f"`{city['password']}`" in text
