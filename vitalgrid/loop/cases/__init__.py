"""The loop: reports as told, and the cases they open, from receipt to a verified, honest close.

Nouns: report, case, step, assignment, clock, pause, extension, category, matter. The states and verbs are one
table in `workflow`; every write is in `actions`."""
