"""Who may write, and how a write looks."""

import ast

from tests.house.source import Function, Source, dotted, product

# Files whose business is writing. Everything else asks an action.
WRITERS = ("actions", "jobs", "pack", "importer", "demo")
# Machinery below the actions: each writes only its own room's tables, and says why it cannot be an action.
MACHINERY: dict[str, str] = {
    "vitalgrid/foundation/changes/reactions.py": "workers claim and settle their own queue",
    "vitalgrid/foundation/journal/sealing.py": "the sealer settles its own pending batch; nobody acts",
    "vitalgrid/foundation/kit/idempotency.py": "keeps the stored outcome of a request; no domain row",
    "vitalgrid/foundation/kit/schedule.py": "workers lease their periodic jobs",
    "vitalgrid/foundation/outbox/channels.py": "delivering a notice is writing its row",
    "vitalgrid/foundation/kit/parts.py": "puts pack rows for the rooms' pack.py",
    "vitalgrid/city/grids/queries/memory.py": "raises the version by which other processes drop what they remember",
}
ROW_WRITES = {"save", "delete", "asave", "adelete"}
TABLE_WRITES = {
    "create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update", "delete", "acreate",
}  # fmt: skip
QUERY_PARTS = {"objects", "filter", "exclude", "all", "select_for_update", "order_by", "_default_manager"}


# Part of other rooms' actions, inside their transaction: what happened is their event.
DERIVED = {"vitalgrid/foundation/search/actions.py": "the index follows the text that an action wrote"}


def _writes(source: Source) -> list[tuple[ast.AST, str]]:
    found: list[tuple[ast.AST, str]] = []
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        verb, chain = node.func.attr, dotted(node.func.value)
        on_table = verb in TABLE_WRITES and bool(QUERY_PARTS & set(chain.split(".")))
        plain = not node.args and all(word.arg in ("update_fields", "force_insert", "using") for word in node.keywords)
        on_row = verb in ROW_WRITES and plain and chain not in ("self", "cache", "request.session")
        if on_table or on_row:
            found.append((node, f"{chain}.{verb}()"))
    return found


def test_only_actions_write() -> None:
    """A page that saves a row itself skips access, rule, lock and journal, and the audit cannot tell who it was."""
    wrong = [
        source.at(node, what)
        for source in product()
        if not source.has_part(*WRITERS) and source.name not in MACHINERY
        for node, what in _writes(source)
    ]
    assert not wrong, "write through an action:\n" + "\n".join(wrong)


def _is_action(node: Function) -> bool:
    """Public, with a transaction of its own that writes. What only takes part in one may take its context by place."""
    decorators = {dotted(one) for one in node.decorator_list}
    named = {dotted(inner.func) for inner in ast.walk(node) if isinstance(inner, ast.Call)}
    opens = "transaction.atomic" in named and bool(
        {name.rpartition(".")[2] for name in named} & (TABLE_WRITES | ROW_WRITES)
    )
    return not node.name.startswith("_") and ("transaction.atomic" in decorators or opens)


def test_every_action_says_who_by_keyword() -> None:
    """Two ids given by place and swapped close the wrong case; and without `by` nobody did it."""
    wrong = []
    for source in product():
        if not source.has_part("actions") or source.name in DERIVED or source.has_part("changes", "demo"):
            continue
        for node in source.tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _is_action(node):
                keywords = {argument.arg for argument in node.args.kwonlyargs}
                if node.args.args or node.args.posonlyargs or node.args.vararg:
                    wrong.append(source.at(node, f"{node.name} takes arguments by place"))
                if "by" not in keywords:
                    wrong.append(source.at(node, f"{node.name} does not say `by`"))
    assert not wrong, "\n".join(wrong)
