"""The benches themselves: that what they build is an instance, and what is not built yet is said."""
