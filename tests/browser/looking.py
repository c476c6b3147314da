"""Pictures of a whole instance; called by `python -m tests.browser.look --out DIR [--only REGEX] [--role ROLE] …`.

Serves the instance in VITALGRID_DATA on a port of this machine, opens one page of every address as the first role that
may see it (`--each`: as every role), and leaves a PNG for every look. Prints what axe and the browser complain about.
"""

import argparse
import os
import re
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import sync_playwright

from tests import chromium
from tests.browser.crawl import discover
from tests.browser.stage import FLAGS, Stage
from vitalgrid.city.grids.models import Post
from vitalgrid.foundation.accounts.roles import ROLES

LOOKS = ("1440-light", "1440-dark", "390-light", "390-dark")


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *given: Any) -> None:  # noqa: A002 - the name it has above
        """Say nothing of every request."""


@contextmanager
def serving() -> Iterator[str]:
    """The instance on a free port of this machine; its address."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet, ipv6=False)
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def holders(roles: Sequence[str]) -> dict[str, Any]:
    """Role → somebody who holds it now; "" → nobody."""
    found: dict[str, Any] = {"": None}
    for role in roles or [*ROLES]:
        post = Post.objects.filter(role=role, ended_on=None, user__is_active=True).select_related("user").first()
        if post:
            found[role] = post.user
    return found


def main(arguments: Sequence[str]) -> int:
    """The command; 1 when something was complained about."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.look")
    parser.add_argument("--out", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--role", action="append", default=[])
    parser.add_argument("--looks", nargs="*", default=LOOKS)
    parser.add_argument("--language", default="zh-hans")
    parser.add_argument("--each", action="store_true")
    given = parser.parse_args(arguments)
    settings.DEMO = True  # nobody needs a second factor to be looked at
    users = holders(given.role)
    groups = [{who: user} for who, user in users.items()] if given.each else [users]
    visits = [visit for group in groups for visit in discover(group) if re.search(given.only, visit.path)]
    faults = 0
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        for look in given.looks:
            width, theme = look.split("-")
            for visit in visits:
                folder = Path(given.out) / (visit.who or "anybody")
                os.environ["VITALGRID_LOOK"] = str(folder)
                user, language = users[visit.who], given.language
                one = Stage(browser, address, user=user, width=int(width), theme=theme, language=language)
                one.open(visit.path)
                said = [*one.violations(), *one.too_wide(), *one.complaints]
                faults += len(said)
                sys.stdout.writelines(f"{visit} {look}: {line}\n" for line in said)
                one.close()
        browser.close()
    sys.stdout.write(f"{len(visits)} pages, {len(given.looks)} looks, {faults} faults\n")
    return 1 if faults else 0
