"""Shops: what happens there comes in here, and what is decided here is written back there. One folder per kind."""
