"""People who sign in, their devices and keys, roles, the one permission vocabulary, and `Actor`.

Nouns: user, API key, role, permission, actor. Posts (who holds which role where) live in `city.grids`."""
