"""Checks and loads a city pack; each room brings the schema of its part in `pack.py`."""
