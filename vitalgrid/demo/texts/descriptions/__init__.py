"""What is told about each sub-class of matter, a file a class."""
