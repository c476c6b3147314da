"""Blobs by hash: photos re-encoded without metadata, and documents as evidence.

Nouns: blob. Neighbours: `cases` and every room that shows a picture; who may see one is asked of the room that shows
it, which then hands out a signed, short-lived address (`addresses.signed_url`)."""
