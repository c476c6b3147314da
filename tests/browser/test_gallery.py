"""The parts of the shell, without any room: readable by everybody, at every width, in every dress."""

from collections.abc import Callable

import pytest

from tests.browser.stage import Stage

Make = Callable[..., Stage]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("dress", ["light", "dark"])
@pytest.mark.parametrize("state", ["", "?errors", "?empty"])
def test_console(gallery: str, stage: Make, width: int, dress: str, state: str) -> None:
    page = stage(width=width, theme=dress).open(f"/gallery/console/{state}")
    page.axe()
    assert not page.too_wide()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("wishes", [{}, {"elder": "yes"}, {"contrast": "more"}], ids=["usual", "elder", "contrast"])
@pytest.mark.parametrize("state", ["", "?errors"])
def test_public(gallery: str, stage: Make, width: int, wishes: dict[str, str], state: str) -> None:
    page = stage(width=width, **wishes).open(f"/gallery/public/{state}")
    page.axe()
    assert not page.too_wide()


@pytest.mark.parametrize("face", ["field", "print"])
@pytest.mark.parametrize("state", ["", "?errors"])
def test_field_and_paper(gallery: str, stage: Make, face: str, state: str) -> None:
    page = stage(width=390).open(f"/gallery/{face}/{state}")
    page.axe()
    assert not page.too_wide()


@pytest.mark.parametrize("wishes", [{}, {"elder": "yes"}], ids=["usual", "elder"])
def test_targets_are_large_enough(gallery: str, stage: Make, wishes: dict[str, str]) -> None:
    """A thumb finds every control: 44 px on public pages, 60 in the elder mode (GB/T 37668, MIIT's rule)."""
    page = stage(width=390, **wishes).open("/gallery/public/").page
    least = 60 if wishes else 44
    small = page.evaluate(
        """least => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea')]
            .filter(element => element.offsetParent && !element.closest('.hidden-text, .skip'))
            .map(element => (element.closest('label') || element))
            .filter(element => element.getBoundingClientRect().height < least)
            .map(element => element.outerHTML.slice(0, 80))""",
        least,
    )
    assert not small
