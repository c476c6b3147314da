"""Progress of long work: a bar on a terminal, a line now and then elsewhere, nothing in the first two seconds."""

import sys
from time import monotonic

import click
from django.utils.translation import gettext as _

PATIENCE = 2.0  # seconds before anything is shown
BETWEEN = 5.0  # seconds between plain lines
SOON = 0.05  # the part of the work after which the rest is foretold; before, the guess frightens
WIDTH = 30


class Progress:
    """Call `show(done, total)` as often as you like; use as a context so that the bar's line is ended."""

    def __init__(self, label: str) -> None:
        self.label = label
        self._started = monotonic()
        self._shown = 0.0
        self._is_terminal = sys.stderr.isatty()

    def show(self, done: int, total: int) -> None:
        """`done` of `total` (0: unknown)."""
        now = monotonic()
        between = 0.2 if self._is_terminal else BETWEEN
        if now - self._started < PATIENCE or now - self._shown < between:
            return
        self._shown = now
        click.echo(self._line(done, total, now - self._started), err=True, nl=not self._is_terminal)

    def _line(self, done: int, total: int, seconds: float) -> str:
        if not total:
            text = f"{self.label}: {done:,}"
        else:
            part = min(1.0, done / total)
            is_known = part >= SOON
            left = _("%(seconds)s s left") % {"seconds": f"{seconds / part - seconds:.0f}"} if is_known else ""
            bar = f"[{'#' * int(part * WIDTH):<{WIDTH}}] " if self._is_terminal else ""
            text = f"{self.label}: {bar}{done:,}/{total:,} {left}"
        return f"\r\x1b[K{text}" if self._is_terminal else text

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_error: object) -> None:
        if self._is_terminal and self._shown:
            click.echo("\r\x1b[K", err=True, nl=False)
