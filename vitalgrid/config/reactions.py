"""What follows what, on one screen.

Event name -> (functions called now, in the same transaction; functions called later by a worker), as dotted paths.
Each takes the event as its only argument (`changes.events.Event`).
"""

CASES = "vitalgrid.loop.cases"

REACTIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "case.opened": ((f"{CASES}.actions.alerting.alert_everybody",), ()),
    "task.finished": ((f"{CASES}.actions.effects.checking.conclude_check",), ()),
    "case.verified": ((f"{CASES}.actions.effects.checking.drop_checks",), ()),
    "case.verification_failed": ((f"{CASES}.actions.effects.checking.drop_checks",), ()),
}
