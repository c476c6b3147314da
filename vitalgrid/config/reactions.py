"""What follows what, on one screen.

Event name -> (functions called now, in the same transaction; functions called later by a worker), as dotted paths.
Each takes the event as its only argument (`changes.events.Event`).
"""

ACTIONS = "vitalgrid.loop.cases.actions"
UNIT, DESK, WORKER = f"{ACTIONS}.notices.tell_unit", f"{ACTIONS}.notices.tell_desk", f"{ACTIONS}.notices.tell_worker"
REPORTER, EVERYBODY = f"{ACTIONS}.notices.tell_reporter", f"{ACTIONS}.notices.tell_of_emergency"
DROP = f"{ACTIONS}.effects.checking.drop_checks"

REACTIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "calendar.changed": ((), (f"{ACTIONS}.calendar.move_dues",)),
    "case.opened": ((f"{ACTIONS}.alerting.alert_everybody",), (EVERYBODY,)),
    "case.accepted": ((), (REPORTER, EVERYBODY)),
    "case.recategorised": ((), (EVERYBODY,)),
    "case.withdrawn": ((DROP,), ()),
    "case.answered_at_once": ((), (REPORTER,)),
    "case.refused": ((), (REPORTER,)),
    "case.assigned": ((), (UNIT, REPORTER)),
    "case.reassigned": ((), (UNIT,)),
    "case.ruled": ((), (UNIT,)),
    "case.returned": ((), (DESK,)),
    "case.pressed": ((), (UNIT,)),
    "case.paused": ((), (REPORTER,)),
    "case.extension_asked": ((), (DESK,)),
    "case.extension_decided": ((), (UNIT, REPORTER)),
    "case.verified": ((DROP,), ()),
    "case.verification_failed": ((DROP,), (UNIT,)),
    "case.closed": ((), (REPORTER,)),
    "case.reopened": ((), (DESK,)),
    "case.review_decided": ((), (REPORTER,)),
    "case.overdue": ((), (UNIT, DESK)),
    "task.given": ((), (WORKER,)),
    "task.finished": ((f"{ACTIONS}.effects.checking.conclude_check",), ()),
}
