"""PostgreSQL: a connection is looked at instead of asked, and statements that repeat are prepared."""
