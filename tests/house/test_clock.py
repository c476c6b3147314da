"""One clock."""

import ast

from tests.house.source import Source, dotted, product

CLOCK = "vitalgrid/foundation/kit/clock.py"
CALLS = {
    "timezone.now", "timezone.localtime", "timezone.localdate", "datetime.now", "datetime.utcnow", "datetime.today",
    "date.today", "time.time", "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.date.today",
    "django.utils.timezone.now",
}  # fmt: skip
DATABASE_FUNCTIONS = {"Now", "CurrentTimestamp", "TransactionNow", "StatementNow"}


def _stray_clocks(source: Source) -> list[str]:
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            takes_a_moment = name in ("timezone.localtime", "timezone.localdate") and node.args
            if name in CALLS and not takes_a_moment:
                found.append(source.at(node, f"{name}()"))
            if name.rpartition(".")[2] in DATABASE_FUNCTIONS:
                found.append(source.at(node, f"{name}() asks the database what time it is"))
            for keyword in node.keywords:
                if keyword.arg in ("auto_now", "auto_now_add"):
                    found.append(source.at(node, keyword.arg))
                if keyword.arg in ("default", "db_default") and dotted(keyword.value) in CALLS:
                    found.append(source.at(node, f"{keyword.arg}={dotted(keyword.value)}"))
    return found


def test_only_the_clock_knows_the_time() -> None:
    """One `auto_now` in a played city: ninety days of cases, all of them changed today, and every duration false."""
    wrong = [finding for source in product() if source.name != CLOCK for finding in _stray_clocks(source)]
    assert not wrong, "use kit.clock.now():\n" + "\n".join(wrong)
