"""Whole lives: one matter through every hand, on quite different cities."""
