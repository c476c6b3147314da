"""What people choose channels for, on one screen: groups of the events that `reactions.py` lets people be told of."""

from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.outbox.groups import Group

GROUPS = (
    Group(
        "emergency",
        _("Emergencies (also in quiet hours)"),
        ("case.opened", "case.accepted", "case.recategorised"),
        is_urgent=True,
    ),
    Group("assigned", _("A case for my unit"), ("case.assigned", "case.reassigned", "case.ruled")),
    Group(
        "pressed", _("My unit is pressed, or a result was not in order"), ("case.pressed", "case.verification_failed")
    ),
    Group("time", _("More time was decided on"), ("case.extension_decided",)),
    Group("desk", _("A case came back to my desk"), ("case.returned", "case.extension_asked", "case.reopened")),
    Group("overdue", _("A case is overdue"), ("case.overdue",)),
    Group("tasks", _("A check for me"), ("task.given",)),
    Group("files", _("A file that I asked for is ready"), ("export.ready",)),
)
