"""Lists taken as files: asked for, written by a worker when long, fetched once signed in, gone after some days.

Nouns: export (what can be taken), job (one taking of it). Rooms declare their lists in their own `exports.py`; the
table of all of them is `config/exports.py`. Files are for their owner alone; nothing in them that the page masks."""
