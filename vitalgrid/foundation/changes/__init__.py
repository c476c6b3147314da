"""The commit-ordered feed of what changed, and what must follow.

Nouns: change, pending reaction. `actions.emit` is the one door through which an action tells the house."""
