"""What every API operation shares: problems as JSON, forgery protection, and repeats that change nothing."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI, Schema, Status
from ninja.errors import HttpError, ValidationError
from ninja.schema import NinjaGenerateJsonSchema
from ninja.utils import check_csrf
from pydantic import BeforeValidator, Field, TypeAdapter
from pydantic_core import PydanticCustomError

from vitalgrid.foundation.kit.idempotency import LONGEST_KEY, Ready, once, once_ready
from vitalgrid.foundation.kit.pages import note, problem_of, problem_response
from vitalgrid.foundation.kit.problems import (
    FORBIDDEN,
    INVALID,
    MALFORMED,
    NOT_A_CHOICE,
    REQUIRED,
    TOO_LONG,
    Kind,
    Problem,
    define,
)

WRONG_TYPE = define("kit.wrong_type", 422, _("This value has the wrong form. The API's document says which one."))
NOT_A_NUMBER = define("kit.not_a_number", 422, _("Give a number here."))
NOT_A_TEXT = define("kit.not_a_text", 422, _("Give a text here."))
NOT_A_LIST = define("kit.not_a_list", 422, _("Give a list here."))
NOT_A_MOMENT = define("kit.not_a_moment", 422, _("Give a moment such as 2026-03-05T14:30:00+08:00."))
OUT_OF_RANGE = define("kit.out_of_range", 422, _("This number is outside what is possible here."))
TOO_MANY_ITEMS = define("kit.too_many_items", 422, _("There are too many entries, or none."))
NO_SUCH_MEMBER = define("kit.no_such_member", 422, _("There is no such field. Check its name."))

# The beginnings of pydantic's error types, and what they mean in our words.
KINDS: tuple[tuple[tuple[str, ...], Kind], ...] = (
    (("missing",), REQUIRED),
    (("enum", "literal_error"), NOT_A_CHOICE),
    (("extra_forbidden",), NO_SUCH_MEMBER),
    (("int_", "float_", "decimal_", "finite_"), NOT_A_NUMBER),
    (("datetime_", "date_", "timezone_"), NOT_A_MOMENT),
    (("greater_than", "less_than"), OUT_OF_RANGE),
    (("too_long", "too_short"), TOO_MANY_ITEMS),
    (("string_type", "string_sub_type", "string_unicode"), NOT_A_TEXT),
    (("list_type", "tuple_type", "set_type"), NOT_A_LIST),
)


class FieldProblem(Schema):
    """What is wrong at one field."""

    field: str = Field(examples=["description"])
    code: str = Field(examples=["kit.required"])
    detail: str = Field(examples=["Please fill this in."])


class ProblemOut(Schema):
    """application/problem+json (RFC 9457). `code` is stable; `detail` is in the reader's language."""

    type: str = Field(examples=["urn:vitalgrid:problem:kit.not_found"])
    title: str
    status: int = Field(examples=[404])
    detail: str
    instance: str
    code: str = Field(examples=["kit.not_found"])
    field: str | None = None
    errors: list[FieldProblem] | None = None


# Every operation may answer these. They are told in the document and never made by an operation itself: ninja would
# build a model for each of them and each operation, half of what the start of a process took.
PROBLEMS = (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 503, 507)


def _as_written(value: Any) -> Any:
    """A day is written 2026-03-02: a number is none, though pydantic would count it as seconds since 1970."""
    if isinstance(value, int | float) or (isinstance(value, str) and not _DAY.fullmatch(value)):
        raise PydanticCustomError("date_type", "a day is written as 2026-03-02")
    return value


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Day = Annotated[date, BeforeValidator(_as_written)]


def answers(*given: tuple[int, Any]) -> Any:
    """The `response=` of an operation: its own answers. Every problem is added where the document is written."""
    return dict(given)


REPEAT = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
    "description": "A name for this request. Sent again with it, the same body gives the stored answer, another 409.",
    "example": "night-run-2026-03-02-0001",
}


READS = "x-reads"  # marks a POST that changes nothing: what it asks must stand in no address


def declare_problems(document: Mapping[str, Any]) -> None:
    """Say in an OpenAPI document that every problem comes as `application/problem+json`, which is what is sent.

    And that every POST may be named by a key, but those that only read (`openapi_extra={READS: True}`).
    """
    components = document["components"]
    components.setdefault("parameters", {})["IdempotencyKey"] = REPEAT
    shape = ProblemOut.model_json_schema(
        ref_template="#/components/schemas/{model}", schema_generator=NinjaGenerateJsonSchema
    )
    components["schemas"] |= {**shape.pop("$defs"), "ProblemOut": shape}
    for operations in document.get("paths", {}).values():
        for method, operation in operations.items():
            if method == "post" and not operation.pop(READS, False):
                operation.setdefault("parameters", []).append({"$ref": "#/components/parameters/IdempotencyKey"})
            told = operation.setdefault("responses", {})
            operation["responses"] = {status: _problem_told(status) for status in PROBLEMS} | told


def _problem_told(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/ProblemOut"}
    return {"description": HTTPStatus(status).phrase, "content": {"application/problem+json": {"schema": schema}}}


def protect(request: HttpRequest) -> bool:
    """Refuse a forged write: a browser's session must show the token; keys and anonymous residents have no session."""
    actor = getattr(request, "actor", None)
    is_session = actor is not None and actor.kind == "user"
    is_write = request.method not in ("GET", "HEAD", "OPTIONS")
    if is_session and is_write and check_csrf(request) is not None:
        raise Problem(FORBIDDEN)
    key = request.headers.get("Idempotency-Key") if is_write else None
    if key is not None and not 0 < len(key) <= LONGEST_KEY:  # somebody meant to name the request and did not
        raise Problem(MALFORMED, field="Idempotency-Key")
    return True


def _kind_of(error: Mapping[str, Any]) -> tuple[Kind, dict[str, Any]]:
    said = str(error["type"])
    if said == "string_too_long":
        return TOO_LONG, {"limit": error.get("ctx", {}).get("max_length", "")}
    return next((kind for starts, kind in KINDS if said.startswith(starts)), WRONG_TYPE), {}


def _field_of(error: Mapping[str, Any]) -> str:
    # ninja puts where the value came from (body, query …) and the argument's name before the field itself.
    path = [str(part) for part in error["loc"] if part not in ("body", "query", "path", "header", "form", "file")]
    names = [part for part in path if part not in ("given", "report", "batch")]
    return ".".join(names or path)


def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What pydantic found, in the catalogue's words and at its fields; JSON that cannot be read is malformed."""
    if any(one["type"] == "json_invalid" for one in error.errors):
        return problem_response(request, Problem(MALFORMED))
    found = [Problem(kind, field=_field_of(one), **params) for one in error.errors for kind, params in [_kind_of(one)]]
    return problem_response(request, Problem(INVALID, errors=found))


def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem_response(request, Problem(MALFORMED))


def handle_problems(api: NinjaAPI) -> None:
    """Let every error of `api` become problem+json."""

    def answer(request: HttpRequest, error: Exception) -> HttpResponse:
        problem = problem_of(error)
        if problem is None:
            raise error
        note(request, problem, error)
        return problem_response(request, problem)

    pairs: list[tuple[type[Exception], Callable[..., HttpResponse]]] = [
        (ValidationError, invalid),
        (HttpError, _refused),
        (Exception, answer),
    ]
    for kind, function in pairs:
        api.add_exception_handler(kind, function)


def repeatable(
    request: HttpRequest, work: Callable[[], tuple[int, Any]], *, out: Any, shown_once: Sequence[str] = ()
) -> Any:
    """Do `work` once for the request's `Idempotency-Key`: a repeat gets the first answer, another body 409.

    `work` returns the status and what `out` (a schema or a list of one) can read. Keys belong to who sent them. The
    fields `shown_once` (a password, a key's text) stand in the first answer alone: they are stored nowhere, so that a
    repeat has null there.
    """
    shape = _shape(out)
    secrets: dict[str, Any] = {}

    def answer() -> tuple[int, Any]:
        status, found = work()
        told = _plain(shape, found)
        for name in shown_once:
            secrets[name], told[name] = told[name], None
        return status, told

    done = once(**_claim_of(request), work=answer)
    return Status(done.status, {**done.response, **secrets} if shown_once else done.response)


def repeatable_ready(request: HttpRequest, ready: Ready, *, out: Any) -> Any:
    """The same for work whose answer is known before it is written: `ready` gives status, answer and what writes."""
    shape = _shape(out)

    def prepared() -> tuple[int, Any, Callable[[], None]]:
        status, found, write = ready()
        return status, _plain(shape, found), write

    done = once_ready(**_claim_of(request), ready=prepared)
    return Status(done.status, done.response)


@lru_cache(maxsize=256)
def _shape(out: Any) -> TypeAdapter[Any]:
    return TypeAdapter(out)


def _plain(shape: TypeAdapter[Any], found: Any) -> Any:
    return shape.dump_python(shape.validate_python(found, from_attributes=True), mode="json")


def _claim_of(request: HttpRequest) -> dict[str, Any]:
    """Under which key, of whom, for which address and with which body."""
    actor: Any = getattr(request, "actor", None)
    return {
        "key": request.headers.get("Idempotency-Key", ""),
        "scope": f"{actor.kind}:{actor.id} {sha256(request.path.encode()).hexdigest()[:32]}",
        "body": request.body,
    }
