"""Pages: what the public reads, what nominators do, what nominees answer."""
