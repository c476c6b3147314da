"""Which room may know which."""

import ast
from importlib.util import resolve_name

from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from tests.house.floors import ORDER, may_import, room_of
from tests.house.source import PACKAGE, Source, everything, product

FUNCTION_IMPORTS_ALLOWED = ("vitalgrid/cli/main.py",)


def _imported(source: Source) -> list[tuple[ast.AST, str]]:
    found: list[tuple[ast.AST, str]] = []
    package = source.module if source.path.name == "__init__.py" else source.module.rpartition(".")[0]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            found += [(node, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = resolve_name("." * node.level + (node.module or ""), package) if node.level else node.module or ""
            found += [(node, f"{base}.{alias.name}") for alias in node.names]
    return found


def test_imports_point_downward() -> None:
    """When cases ask the supervision desk for something, neither room can be changed or tested alone any more."""
    wrong = [
        source.at(node, f"{room} imports {target}")
        for source in product()
        if (room := room_of(source.module))
        for node, name in _imported(source)
        if (target := room_of(name)) and not may_import(room, target)
    ]
    assert not wrong, "\n".join(wrong)


def test_nothing_but_the_house_is_imported_by_path_tricks() -> None:
    """A dotted path to a higher room hides an upward import from every reader and from the test above."""
    wrong = [
        source.at(node, f"names {node.value}")
        for source in product()
        if (room := room_of(source.module)) and not room.endswith(("config", "cli", "demo", "packs", "imports"))
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("vitalgrid.")
        if (target := room_of(node.value)) and not may_import(room, target)
    ]
    assert not wrong, "\n".join(wrong)


def test_foreign_keys_point_downward() -> None:
    """A foreign key from a low room to a high one makes every table's deletion wait for the highest room's."""
    wrong = []
    for model in apps.get_models():
        room = room_of(model.__module__)
        for field in model._meta.get_fields() if room else ():
            if field.is_relation and not field.auto_created and field.related_model not in (None, "self"):
                target = room_of(field.related_model.__module__)
                if room and target and not may_import(room, target):
                    wrong.append(f"{model.__name__}.{field.name}: {room} -> {target}")
    assert not wrong, "\n".join(wrong)


def test_no_foreign_key_points_to_what_is_partitioned() -> None:
    """Journal, changes and outbox are cut into months in a big city; a foreign key to them would forbid that."""
    wrong = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        if getattr(field.related_model, "_meta", None)
        and field.related_model._meta.app_label in ("journal", "changes", "outbox")
        and model._meta.app_label != field.related_model._meta.app_label
    ]
    assert not wrong, "\n".join(wrong)


def test_migrations_depend_downward() -> None:
    """A migration that waits for a higher room's migration cannot run in an instance without that room."""
    rooms = {config.label: config.name for config in apps.get_app_configs() if config.name.startswith("vitalgrid.")}
    wrong = []
    for (label, name), migration in MigrationLoader(None, ignore_no_migrations=True).disk_migrations.items():
        for other, _ in migration.dependencies:
            if label in rooms and other in rooms and not may_import(rooms[label], rooms[other]):
                wrong.append(f"{label}.{name} depends on {other}")
    assert not wrong, "\n".join(wrong)


def test_settings_list_rooms_in_the_order_of_the_floors() -> None:
    """Packs load, and templates are found, in this order: two lists that disagree would load two different cities."""
    assert [room for room in ORDER if room in settings.ROOMS] == settings.ROOMS


def test_every_room_says_what_it_is_for() -> None:
    """Else a newcomer opens fourteen folders to find where units live: the first lines name purpose and nouns."""
    wrong = []
    for room in ORDER:
        start = PACKAGE.joinpath(*room.split(".")[1:], "__init__.py")
        if start.exists():
            text = ast.get_docstring(ast.parse(start.read_text())) or ""
            lines = [line for line in text.splitlines() if line.strip()]
            if not lines or len(lines) > 8:
                wrong.append(f"{room}: a docstring of one to eight lines is missing")
    assert not wrong, "\n".join(wrong)


def test_no_import_inside_a_function() -> None:
    """An import inside a function hides a cycle, and fails at night, on the one path that reaches it."""
    wrong = [
        source.at(inner, f"import inside {function.name}()")
        for source in everything()
        if source.path.name != "apps.py" and source.name not in FUNCTION_IMPORTS_ALLOWED
        for function in source.functions()
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not wrong, "\n".join(wrong)


def test_no_signal_receivers() -> None:
    """A receiver far away sends its message even when the case is rolled back. What follows stands in reactions.py."""
    wrong = [
        source.at(node, f"listens through {name}")
        for source in product()
        for node, name in _imported(source)
        if name.startswith(("django.dispatch", "django.db.models.signals", "django.core.signals"))
        or name.endswith(".signals")
        if source.path.name != "apps.py"
    ]
    assert not wrong, "\n".join(wrong)
