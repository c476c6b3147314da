"""Brings rows of files in: CSV, sheets, JSONL, GeoJSON, through a mapping; each room brings its kinds in `importer.py`.

Nouns: source (the file), mapping, row, bad row, note, run. Good rows go in, bad ones come back with their reasons."""
