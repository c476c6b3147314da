"""What only a machine without anything can show."""
