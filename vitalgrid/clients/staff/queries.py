"""What stands on the worker's first page."""

from django.db.models import QuerySet

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.outbox.models import Notice
from vitalgrid.foundation.outbox.queries import notices_for
from vitalgrid.loop.tasks.models import Task

LOOKED_AT = 500


def news_for(by: Actor) -> QuerySet[Notice]:
    """What `by` has not read, newest first, without what asks for a task that nobody has to do any more."""
    unread = notices_for(by).filter(read_at=None)
    asked = list(unread.filter(about_kind="task").values_list("about_id", flat=True)[:LOOKED_AT])
    if not asked:
        return unread
    over = Task.objects.filter(pk__in=asked).exclude(state=Task.State.OPEN).values_list("pk", flat=True)
    return unread.exclude(about_kind="task", about_id__in=[str(number) for number in over])
