"""Points and outlines: frames of coordinates, placing points in areas, and checking outlines.

Degrees are WGS-84 (CGCS2000 differs from it by centimetres and counts as the same), longitude first. No GDAL.
"""
