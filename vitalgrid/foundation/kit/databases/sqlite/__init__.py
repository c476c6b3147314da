"""SQLite: writers of one process queue for its one write lock instead of sleeping and trying again."""
