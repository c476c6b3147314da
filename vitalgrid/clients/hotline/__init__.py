"""The clerk's desk: a report taken down on somebody's behalf."""
