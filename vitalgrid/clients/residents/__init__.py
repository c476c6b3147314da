"""The public site: report, follow, rate, and who is responsible where. Works without an account."""
