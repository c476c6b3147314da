"""Whether the product lives and is ready, and what it measures: for load balancers and Prometheus, not for people."""

import hmac
import shutil
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from vitalgrid.foundation.kit.keyring import keyring
from vitalgrid.foundation.kit.metrics import exposition
from vitalgrid.foundation.kit.retry import said_of

LEAST_FREE = 200 * 1024 * 1024  # bytes; below it a photo or a seal may not be stored any more
_migrated: set[str] = set()  # databases seen complete: migrations are not undone while a process lives


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """/healthz: the process answers. Touches nothing else, so that a slow database restarts nobody."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """/readyz: database, migrations, keys and disk; 503 with the names of what is missing."""
    failed = {name: said for name, check in CHECKS.items() if (said := _failure(check))}
    status = 503 if failed else 200
    response = JsonResponse({"ready": not failed, "failed": sorted(failed)}, status=status)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """/metrics: for this machine, or for whoever sends the token of `VITALGRID_METRICS_TOKEN`; 404 for all others."""
    if not _may_measure(request):
        raise Http404
    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_measure(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if token:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    # What comes through a proxy on this machine also seems to come from this machine.
    if any(name in request.headers for name in ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _failure(check: Callable[[], bool]) -> str:
    try:
        return "" if check() else "no"
    except Exception as error:  # whatever is wrong, the answer is "not ready"
        return said_of(error)


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def is_migrated() -> bool:
    """Whether every migration was applied."""
    name = str(connection.settings_dict["NAME"])
    if name not in _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _migrated.add(name)
    return True


def _keys_are_there() -> bool:
    return all(keyring(purpose).key(keyring(purpose).current) for purpose in ("fields", "blind", "journal"))


def _disk_has_room() -> bool:
    return shutil.disk_usage(Path(settings.DATA)).free >= LEAST_FREE


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database_answers,
    "migrations": is_migrated,
    "keys": _keys_are_there,
    "disk": _disk_has_room,
}
