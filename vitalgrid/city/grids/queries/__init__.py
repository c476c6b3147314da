"""Every read of the net."""

from vitalgrid.city.grids.queries.known import Family, KnownArea, KnownUnit
from vitalgrid.city.grids.queries.memory import Net, forget, net, touch

__all__ = ["Family", "KnownArea", "KnownUnit", "Net", "forget", "net", "touch"]
