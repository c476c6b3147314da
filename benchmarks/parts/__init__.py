"""What `vitalgrid bench` measures, one module a part: a function `measure(where)` that gives figures."""
