# ruff: noqa: E501 - addresses stand together
"""The product asks nobody else on the network (ASVS 1.3.6), and no door leads to other sites."""

import ast

import pytest
from django.test import Client

from tests.house.source import ROOT
from tests.matrix.routes import Stage

ASKING = {"requests", "httpx", "urllib3", "aiohttp", "http.client", "ftplib", "telnetlib", "xmlrpc", "urllib.request"}
# Where the product looks for its own port, and builds its web client on the developer's machine.
KNOWN = {"vitalgrid/cli/serving.py", "vitalgrid/cli/webbuild.py"}


def _imports(path: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def test_nothing_in_the_product_asks_other_hosts() -> None:
    """A web hook or a map proxy that fetches what somebody names fetches what lies behind the firewall."""
    wrong = []
    for file in sorted((ROOT / "vitalgrid").rglob("*.py")):
        path = str(file.relative_to(ROOT))
        if "/tests/" in path or path in KNOWN or path.startswith("vitalgrid/cli/bench"):
            continue
        wrong += [f"{path}: {name}" for name in sorted(_imports(path) & ASKING)]
    assert wrong == []


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)",
                                    "https:evil.example", "\thttps://evil.example", "/%0d%0aSet-Cookie: a=b"])  # fmt: skip
def test_no_redirect_leads_elsewhere(stage: Stage, target: str) -> None:
    for client in (Client(), stage.clients["intake"]):
        for address in (
            "/accounts/login/",
            "/accounts/reauthenticate/",
            "/accounts/logout/",
            "/choose/",
            "/accounts/language/",
        ):
            for answer in (client.get(address, {"next": target}), Client().post(address, {"next": target})):
                where = answer.headers.get("Location", "/")
                assert where.startswith("/") and not where.startswith(("//", "/\\")), (address, where)
                assert "\n" not in where and "\r" not in where


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1@evil.example", "127.0.0.1:80\r\nX: y", ""]
)
def test_a_host_that_is_not_ours_is_refused(stage: Stage, host: str) -> None:
    """A reporter's link is made from the host of the request: a forged one would send them elsewhere."""
    answer = Client(raise_request_exception=False).get("/report/", headers={"host": host})
    if host:
        assert answer.status_code == 400
        assert "evil" not in answer.content.decode()


def test_a_forged_form_is_refused(stage: Stage) -> None:
    """Another site's page posts with the person's cookies, and with HTMX's header too."""
    for who in ("intake", "administrator"):
        client = Client(enforce_csrf_checks=True)
        client.cookies.update(stage.clients[who].cookies)
        for headers in (
            {},
            {"HX-Request": "true"},
            {"X-Requested-With": "XMLHttpRequest"},
            {"Content-Type": "text/plain"},
        ):
            for address in ("/console/draft/", "/accounts/logout/", "/accounts/sessions/end-others/",
                            f"/console/cases/{stage.case('near')}/note/", f"/api/v1/cases/{stage.case('near')}/note"):  # fmt: skip
                assert client.post(address, {"text": "x"}, headers=headers).status_code == 403, (who, address, headers)


def test_a_planted_session_is_not_taken_over(stage: Stage) -> None:
    """Session fixation: the name that was planted before the sign-in opens nothing after it."""
    for name in ("a" * 32, "planted"):
        client = Client()
        client.cookies["sessionid"] = name
        assert client.get("/console/").status_code == 302
        assert (
            "sessionid" not in client.cookies or client.cookies["sessionid"].value != name or not client.session.items()
        )
