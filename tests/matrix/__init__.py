"""Who may do what, generated from the addresses: route × person × scope, every cell asserted, no wildcards."""
