"""What `make` calls. Run as modules from the root of the clone: python3 -m scripts.run."""
