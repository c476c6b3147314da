"""Arithmetic and decisions of the net on plain values."""
