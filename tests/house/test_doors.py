"""Everything that can be done on a page can be done by API, or it is written down why not."""

import ast
from collections.abc import Iterator

from tests.house.source import Function, Source, product

# Room -> action -> why a program is not offered it. Read it before adding a line: most lines are signing in, which a
# person does, and what another action does on the way.
WHY_NOT: dict[str, dict[str, str]] = {
    "vitalgrid.foundation.accounts": {
        "change_password": "signing in: a password is typed by its owner into the page that checks it",
        "require_longer_password": "follows from removing the last second factor, on its own page",
        "record_sign_in": "signing in is a page",
        "record_sign_out": "signing out is a page",
        "record_failure": "what the sign-in page saw",
        "record_lock": "what the sign-in page saw",
        "record_confirmation": "confirming who one is, is a page",
        "record_second_factor": "authenticators and passkeys are set up before the browser",
        "register_resident": "a resident's sign-up is a page, where the instance allows it at all",
        "create_users": "the import of posts makes its holders; by API they are made one by one",
    },
    "vitalgrid.foundation.calendar": {"announce": "tells the event of the room's other actions"},
    "vitalgrid.foundation.exports": {"note_taken": "follows from taking a file that is made on the spot"},
    "vitalgrid.foundation.files": {"store_document": "no page takes documents yet; imports and bulletins will"},
    "vitalgrid.foundation.journal": {"record_reading": "follows from reading personal data"},
    "vitalgrid.foundation.outbox": {"acknowledge_message": "the receiver acknowledges on its channel, not the office"},
    "vitalgrid.city.grids": {
        "import_areas": "a file on the server: `vitalgrid import areas`; single areas by API",
        "import_posts": "a file on the server: `vitalgrid import posts`; single posts by API",
    },
    "vitalgrid.centre.console": {
        **dict.fromkeys(
            ("save_view", "rename_view", "choose_default", "remove_view", "restore_view", "choose_keys"),
            "how one person arranges their own console; a program has none",
        ),
        "be_at": "tells colleagues that a person has a case open on a screen",
    },
    "vitalgrid.loop.tasks": {
        "give_task": "follows from a verb of the loop (ask_check), which asks who may",
        "cancel_tasks": "follows from a verb of the loop",
        "hide_tasks": "follows from excluding somebody from a case",
    },
    "vitalgrid.loop.cases": {
        "carry_out": "the inside of move_case",
        "event_of": "tells the event of move_case",
        "open_case": "the inside of receive_reports",
        "receive_report": "pages call it; by API prepare_report, whose receipt is known before it is written",
        "open_parts": "the inside of the verb split",
        "clean": "reads what a verb was given",
        "clean_field": "reads what a verb was given",
        "undo_step": "takes back a slip of the hand at a desk; a program corrects by the next step",
        "lay_aside": "the order of one person's own desk; a program has none",
        "take_up": "the order of one person's own desk",
        "write_reply": "words that a person weighs on the page of standard answers; packs bring a city's own",
        "end_reply": "as above",
        "drop_draft": "POST drafts with an empty text",
        "import_reports": "a file on the server: `vitalgrid import reports`; by API POST reports/batch",
    },
}
# Rooms of the command line alone: they read files of the server.
AT_THE_SERVER = ("vitalgrid.imports", "vitalgrid.packs", "vitalgrid.demo", "vitalgrid.cli")
POSTED = {"post", "put", "patch", "delete"}
REPEATABLE = {"repeatable", "repeatable_ready"}
# Operations whose answer must not be stored for a repeat, or that are the same however often they are sent.
NOT_STORED: dict[str, str] = {
    "reveal": "a contact in clear is never stored; each look is journalled",
    "search_cases": "it reads; by POST only so that a telephone number stands in no address",
    "add_photo": "the answer is the digest of what was sent: a repeat finds the same photo",
}


def _room(source: Source) -> str:
    return ".".join(source.module.split(".")[:3])


def _public(node: Function) -> bool:
    named = [one.arg for one in (*node.args.args, *node.args.kwonlyargs)]
    return not node.name.startswith("_") and "by" in named


def _actions() -> Iterator[tuple[Source, Function]]:
    for source in product():
        if source.has_part("actions") and not source.module.startswith(AT_THE_SERVER):
            for node in source.tree.body:
                if isinstance(node, ast.FunctionDef) and _public(node):
                    yield source, node


def _api_files() -> list[Source]:
    return [one for one in product() if one.has_part("api") or one.path.stem.startswith("api_")]


def _offered() -> set[str]:
    """Every name that an API file calls."""
    return {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for source in _api_files()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
    }


def test_every_action_has_an_operation_or_a_reason() -> None:
    """A department's system that must press a button on a page by hand stays a person with a browser."""
    offered = _offered()
    wrong = [
        source.at(node, node.name)
        for source, node in _actions()
        if node.name not in offered and node.name not in WHY_NOT.get(_room(source), {})
    ]
    assert not wrong, "give it an operation in the room's api.py, or say here why not:\n" + "\n".join(wrong)


def test_no_reason_has_outlived_its_action() -> None:
    """A list of exceptions that nobody prunes is where the next gap hides."""
    offered, known = _offered(), {(_room(source), node.name) for source, node in _actions()}
    stale = [
        f"{room}.{name}"
        for room, reasons in WHY_NOT.items()
        for name in reasons
        if (room, name) not in known or name in offered
    ]
    assert stale == []


def test_every_post_can_be_repeated() -> None:
    """A request that timed out is sent again; without a key the second one makes a second account."""
    wrong = []
    for source in _api_files():
        for node in source.functions():
            verbs = {
                one.func.attr
                for one in node.decorator_list
                if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)
            }
            called = {getattr(one.func, "id", "") for one in ast.walk(node) if isinstance(one, ast.Call)}
            if verbs & POSTED and not called & REPEATABLE and node.name not in NOT_STORED:
                wrong.append(source.at(node, node.name))
    assert not wrong, "answer through kit.api.repeatable:\n" + "\n".join(wrong)
