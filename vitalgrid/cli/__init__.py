"""The `vitalgrid` command."""
