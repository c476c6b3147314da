"""How a case stood: columns, clocks, shares, pauses and extensions, as plain values that can be put back exactly."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Model

from vitalgrid.loop.cases.models import Assignment, Case, Clock, Extension, Pause, Undoable
from vitalgrid.loop.cases.rules import UNDO_WINDOW
from vitalgrid.loop.cases.workflow import UNDOABLE, Procedure, State

if TYPE_CHECKING:
    from vitalgrid.loop.cases.actions.moving import Move

Picture = dict[str, Any]
TABLES: tuple[type[Model], ...] = (Clock, Assignment, Pause, Extension)
NEVER = frozenset({"id", "code", "revision", "case_id"})  # what an undo must not touch


def picture_of(case: Case) -> Picture:
    """The case as it stands now, ready for JSON. Four statements."""
    return {"case": _columns(case), "rows": {model.__name__: _rows(model, case) for model in TABLES}}


def before(move: "Move") -> Picture | None:
    """What an undo of this move will need; None when it cannot be taken back.

    An emergency waits for nobody, so nothing of it is held for an undo; of a complaint about staff people are kept out
    at once.
    """
    if move.row.verb not in UNDOABLE or move.by.user_id is None or move.case.is_integrity:
        return None
    return {} if move.row.verb == "join" else picture_of(move.case)  # a joining keeps what its undo puts back


def hold(move: "Move", was: Picture | None) -> bool:
    """Let the move be taken back for some seconds, in which nobody outside hears of it. Call before it is written."""
    case, user = move.case, move.by.user_id
    if was is None or user is None or case.is_integrity or case.procedure == Procedure.EMERGENCY:
        return False
    move.hold_until = move.at + UNDO_WINDOW
    kept = Undoable(case=case, number=case.revision + 1, by_user_id=user, until=move.hold_until, was=was)
    Undoable.objects.bulk_create(
        [kept], update_conflicts=True, unique_fields=["case"], update_fields=["number", "by_user", "until", "was"]
    )
    return True


def put_back(move: "Move", was: Picture) -> None:
    """Let the case stand as in `was`: every column, and of its rows exactly those that were there, as they were."""
    for model in TABLES:
        _put_rows(model, move.case, was["rows"][model.__name__])
    columns = {name: _typed(Case, name, value) for name, value in was["case"].items()}
    move.to_state = State(columns.pop("state"))
    columns.pop("is_open")
    move.set(**columns)
    move.is_clock_kept = True


def _put_rows(model: type[Model], case: Case, was: dict[str, dict[str, Any]]) -> None:
    now = _rows(model, case)
    table = model._default_manager.filter(case=case)
    new = [pk for pk in now if pk not in was]
    if new:
        table.filter(pk__in=new).delete()
    for pk, values in was.items():
        if now.get(pk) != values:
            table.filter(pk=pk).update(**{name: _typed(model, name, value) for name, value in values.items()})


def _rows(model: type[Model], case: Case) -> dict[str, dict[str, Any]]:
    return {str(row.pk): _columns(row) for row in model._default_manager.filter(case=case)}


def _columns(row: Model) -> dict[str, Any]:
    fields = row._meta.concrete_fields
    return {field.attname: _plain(getattr(row, field.attname)) for field in fields if field.attname not in NEVER}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _typed(model: type[Model], name: str, value: Any) -> Any:
    field = next(one for one in model._meta.concrete_fields if one.attname == name)
    return field.to_python(value) if value is not None else None
