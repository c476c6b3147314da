"""The editable working-day calendar and the arithmetic of time limits.

Nouns: city clock settings, day, limit. Rules are pure: `now` and the calendar are arguments."""
