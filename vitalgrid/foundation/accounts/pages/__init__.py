"""Pages of the room: one's own sign-in and devices, the second factor, other people's accounts, keys."""
