"""What people in the played city say and write: own words, invented throughout. Read by `demo.grammar`."""
