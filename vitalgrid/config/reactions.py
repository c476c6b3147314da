"""What follows what, on one screen.

Event name -> (functions called now, in the same transaction; functions called later by a worker), as dotted paths.
Each takes the event as its only argument (`changes.events.Event`).
"""

REACTIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
