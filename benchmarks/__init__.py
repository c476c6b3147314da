"""What `make bench` runs: rates of the hot paths beside the raw limit of the same machine in the same run."""
