"""Imports files: each room brings its `importer.py`; dry run and per-row errors for all."""
