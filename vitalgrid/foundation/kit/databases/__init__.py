"""The two databases as Django knows them, each with the little that this product asks of it beyond that."""
