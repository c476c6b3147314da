"""A POST without a database: the same server, framework and body, and nothing behind it.

`python -m benchmarks.bare PORT WORKERS SETTINGS` serves it: with `bare_settings` no middleware stands before it, with
`stack_settings` all that the product has. Their rates are the raw limits that the create is set beside.
"""

import os
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

os.environ["DJANGO_SETTINGS_MODULE"] = f"benchmarks.{sys.argv[3]}"

import django  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

django.setup()
application = get_wsgi_application()


def main() -> None:
    """Serve until ended."""
    Granian(
        "benchmarks.bare:application", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.WSGI,
        workers=int(sys.argv[2]), blocking_threads=6, backpressure=64, log_level=LogLevels.error, websockets=False,
    ).serve()  # fmt: skip


if __name__ == "__main__":
    main()
