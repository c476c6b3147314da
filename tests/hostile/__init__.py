"""The product under people who mean it no good: bad input, guessed ids, floods, forged headers."""
