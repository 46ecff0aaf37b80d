"""Which Joren works on these tables."""
