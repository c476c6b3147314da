"""What `vitalgrid check` asks, on one screen: (name, dotted path of a function without arguments that gives breaks)."""

CHECKS = (
    ("cases", "vitalgrid.loop.cases.queries.whole.breaks"),
    ("changes", "vitalgrid.foundation.changes.queries.breaks"),
    ("outbox", "vitalgrid.foundation.outbox.queries.breaks"),
    ("files", "vitalgrid.foundation.files.queries.breaks"),
)
