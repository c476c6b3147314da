"""The net's part of a city pack: city, duty areas, areas, boundaries, units and posts."""

from vitalgrid.city.grids.pack import areas, boundaries, city, posts, schemas, units
from vitalgrid.foundation.kit.parts import Part

PARTS = (
    Part("city", "city.yaml", schemas.CITY, city.load_city, city.check_city),
    Part("duty_areas", "duty_areas.yaml", schemas.DUTY_AREA, city.load_duty_areas, city.check_duty_areas),
    Part("areas", "areas.csv", schemas.AREA, areas.load, areas.check),
    Part("boundaries", "boundaries.geojson", schemas.BOUNDARY, boundaries.load, boundaries.check, is_required=False),
    Part("units", "units.csv", schemas.UNIT, units.load, units.check),
    Part("posts", "posts.csv", schemas.POST, posts.load, posts.check, is_required=False),
)
