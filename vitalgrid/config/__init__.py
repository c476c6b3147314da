"""Settings, addresses, reactions, navigation and the table of indicators: where the rooms are joined."""
