"""`vitalgrid serve`, `vitalgrid worker`, `vitalgrid migrate`: the product running."""

import ctypes
import logging
import multiprocessing
import os
import signal
import socket
import sys
from importlib import import_module
from threading import Event, Thread
from types import FrameType

import click
from django.core.management import call_command
from django.db import connection, connections
from django.urls import get_resolver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from vitalgrid.cli.instance import make_ready, running
from vitalgrid.foundation.kit.problems import Problem, define
from vitalgrid.foundation.kit.schedule import jobs
from vitalgrid.foundation.kit.worker import Worker

THREADS = 6  # of one web process
# Connections of one web process. A browser keeps six and a slow sender holds one for as long as it likes: with few,
# a dozen idle browsers shut out everybody else.
CONNECTIONS = 4096
HEAD_SECONDS = 10  # for the first lines of a request, and between two requests on one connection
PARENT_DIED, CALLED = 1, 15  # PR_SET_PDEATHSIG and PR_SET_NAME of Linux
AGAIN = 2.0  # seconds before a worker process that died is started again
NO_PORT = define(
    "cli.no_port",
    409,
    gettext_lazy("Port %(port)s of %(host)s cannot be used; another program may hold it. Try --port."),
)
log = logging.getLogger("vitalgrid.serve")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", type=click.IntRange(1, 64), help="Web processes (PostgreSQL only; default: one a core).")
def serve(host: str, port: int, workers: int | None) -> None:
    """Serve the instance. On SQLite also run the worker; on PostgreSQL start `vitalgrid worker` beside it."""
    if make_ready():
        click.echo(_("A new database was made."), err=True)
    is_embedded = connection.vendor == "sqlite"
    if is_embedded and workers and workers > 1:
        click.echo(_("SQLite has one writer: one web process is used."), err=True)
    count = 1 if is_embedded else workers or os.cpu_count() or 1
    _check_port(host, port)
    import_module("vitalgrid.config.wsgi")  # once here instead of once in every web process, which then share it
    get_resolver().url_patterns  # noqa: B018 - read for what it imports
    connections.close_all()  # a connection must not be shared with a child
    _die_with_parent()
    server = Granian(
        "vitalgrid.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=count,
        blocking_threads=THREADS,
        backpressure=CONNECTIONS,
        backlog=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_SECONDS * 1000),
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
        websockets=False,
    )
    with running():
        if is_embedded:
            beside = _Beside()
            server.on_startup(beside.start)
            server.on_shutdown(beside.stop)
        server.on_startup(lambda: click.echo(_("Serving at %(url)s") % {"url": f"http://{host}:{port}/"}, err=True))
        server.serve()


@click.command()
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 32))
def worker(threads: int) -> None:
    """Run periodic jobs: seal the journal, run reactions, send messages, sweep clocks. Stops on SIGTERM."""
    make_ready()
    with running():
        click.echo(_("The worker runs %(count)s jobs.") % {"count": len(jobs())}, err=True)
        _work(threads)


@click.command()
def migrate() -> None:
    """Bring the database to the form that this program expects. Make a backup before."""
    call_command("migrate", verbosity=0, interactive=False)
    click.echo(_("The database is ready."))


def _work(threads: int = 4) -> None:
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(CALLED, b"vg-worker", 0, 0, 0)  # so that `ps` and `top` tell it from a web process
    stop = Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    Worker(jobs(), stop, threads).run()
    logging.shutdown()
    os._exit(0)  # a job that would not end in time is cut off here; its transaction is undone


def _check_port(host: str, port: int) -> None:
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as error:
        raise Problem(NO_PORT, host=host, port=port) from error


class _Beside:
    """The worker as a process beside the web process, started again when it dies, ended with it."""

    def __init__(self) -> None:
        self._stopping = Event()
        self._process: multiprocessing.process.BaseProcess | None = None

    def start(self) -> None:
        """Start it and watch it."""
        Thread(target=self._watch, daemon=True, name="worker-watch").start()

    def _watch(self) -> None:
        while not self._stopping.is_set():
            self._process = multiprocessing.get_context("fork").Process(target=_work, name="vitalgrid-worker")
            self._process.start()
            self._process.join()
            if not self._stopping.wait(AGAIN):
                log.error("the worker process ended; it is started again")

    def stop(self) -> None:
        """End it and wait."""
        self._stopping.set()
        if self._process and self._process.is_alive():
            self._process.terminate()
            self._process.join(25)


def _die_with_parent() -> None:
    """Let no child outlive this process: an orphan would hold the port and write on.

    By SIGKILL: on SIGTERM a web process may wait for ever for a lock that its own main thread holds.
    """
    if not sys.platform.startswith("linux"):
        return
    control = ctypes.CDLL(None, use_errno=True).prctl
    os.register_at_fork(after_in_child=lambda: control(PARENT_DIED, signal.SIGKILL, 0, 0, 0))
