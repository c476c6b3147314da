"""Reads, checks and loads a city pack; each room brings the form of its part in `pack.py`.

Nouns: pack, part, row, finding, note, loading, schematic. Nobody imports this room but `imports`, `demo` and `cli`; it
knows which city the instance holds and refuses another."""
