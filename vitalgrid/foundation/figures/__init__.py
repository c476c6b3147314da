"""The engine of indicators: registry, periods, compilation for each database. No city word in it.

Nouns: indicator, fact, period, figure."""
