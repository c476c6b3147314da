"""The small loop of `cases`."""

from vitalgrid.loop.cases.tests.conftest import loop

__all__ = ["loop"]
