"""Messages and callbacks to leave: channels, acknowledgement, time-out, visible retry.

Nouns: message, delivery, channel."""
