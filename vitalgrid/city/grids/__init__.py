"""The net: areas, boundaries, units, posts, staffing and duties, each with days of validity.

Nouns: area, boundary, unit, post, handover, duty area. Neighbours: `loop.cases` places reports here."""
