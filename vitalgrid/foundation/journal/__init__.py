"""The append-only, sealed record of who did what to which thing.

Nouns: entry, seal, checkpoint. Entries are written by `changes.actions.emit` in the action's own transaction;
the sealer chains them in batches."""
