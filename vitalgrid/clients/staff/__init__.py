"""The worker's phone pages: report, my tasks, on-site checks, handle on the spot."""
