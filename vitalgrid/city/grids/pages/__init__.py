"""The net's pages."""
