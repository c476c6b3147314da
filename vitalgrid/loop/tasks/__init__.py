"""Something for somebody by some time, about some object.

Nouns: task. An on-site check of a handled case is the first kind."""
