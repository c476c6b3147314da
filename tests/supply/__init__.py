"""Whether what is installed is what was locked, unchanged, allowed, and without a weakness that we know of."""
