"""Blobs by hash: photos re-encoded without metadata, and other evidence.

Nouns: blob. Who may fetch one is asked of the room that shows it."""
