"""The bigram index: exact search for two-character words on both databases.

Nouns: document (what a room wants found), gram."""
