"""Every read of the loop."""
