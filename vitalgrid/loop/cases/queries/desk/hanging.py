"""All that hangs on one case, read in one statement."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from vitalgrid.foundation.files.models import Blob
from vitalgrid.foundation.kit.together import read_together
from vitalgrid.loop.cases.models import (
    Answer,
    Assignment,
    Attachment,
    Case,
    Clock,
    Extension,
    Joining,
    Meeting,
    Pause,
    Step,
)
from vitalgrid.loop.cases.queries.desk import story
from vitalgrid.loop.tasks.models import Task


@dataclass
class Hanging:
    """The rows, each kind in the order in which a page tells it."""

    assignments: list[Assignment]
    steps: list[Step]
    photos: list[Attachment]
    pauses: list[Pause]
    clocks: list[Clock]
    meetings: list[Meeting]
    extensions: list[Extension]
    answers: list[Answer]
    joinings: list[Joining]
    tasks: list[Task]


def hanging_on(case: Case, steps: "QuerySet[Step]", *, is_all: bool) -> Hanging:
    """What hangs on `case`: `steps` as they are asked for, and the photos of these alone unless `is_all` are wanted."""
    photos = story.photos_shown(case, steps, is_all=is_all)
    joinings = Joining.objects.filter(case=case, undone_at=None).order_by("at", "id")
    *rows, blobs, absorbed = read_together(
        Assignment.objects.filter(case=case),  # as they were written: of one moment, the ids would say nothing
        steps,
        photos,
        Pause.objects.filter(case=case).order_by("from_at"),
        Clock.objects.filter(case=case).order_by("started_at", "id"),
        Meeting.objects.filter(case=case).order_by("held_at"),
        Extension.objects.filter(case=case).order_by("asked_at"),
        Answer.objects.filter(case=case).order_by("at"),
        joinings,
        Task.objects.filter(object_id=str(case.pk)).order_by("given_at"),
        Blob.objects.filter(pk__in=photos.order_by().values("blob")),
        Case.objects.filter(pk__in=joinings.order_by().values("absorbed")),
    )
    made = Hanging(*rows)
    _tie(made, {one.pk: one for one in blobs}, {one.pk: one for one in absorbed})
    known = Assignment.objects.filter(case=case)
    known._result_cache = made.assignments  # type: ignore[attr-defined]
    # Who has it is asked once, not once a verb.
    case._prefetched_objects_cache = {"assignments": known}  # type: ignore[attr-defined]
    return made


def _tie(made: Hanging, blobs: dict[str, Blob], absorbed: dict[UUID, Case]) -> None:
    for photo in made.photos:
        photo.blob = blobs[photo.blob_id]
    for joining in made.joinings:
        joining.absorbed = absorbed[joining.absorbed_id]
