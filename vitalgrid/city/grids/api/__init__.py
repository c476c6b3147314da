"""The API of the net."""

from ninja import Router

from vitalgrid.city.grids.api import areas, posts, public, units

router = Router()
for each in (public, areas, posts, units):
    router.add_router("", each.router)
