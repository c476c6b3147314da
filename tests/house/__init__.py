"""House rules as tests. Each docstring names the harm that made the rule."""
