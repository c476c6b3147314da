"""What has no domain: clock, problems, ids, geometry, field encryption, paging, idempotency, the page shell.

Lowest room of the house: it imports no other room. Everything else stands on it."""
