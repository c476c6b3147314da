"""The played city: calls actions only, with a clock given in."""
