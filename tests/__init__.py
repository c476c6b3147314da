"""What crosses rooms: house rules, whole-life stories, browser tests, and what the suite runs on."""
