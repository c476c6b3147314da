"""What the console reads from several rooms at once."""
