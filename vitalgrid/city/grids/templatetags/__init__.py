"""Tags of the net's pages."""
