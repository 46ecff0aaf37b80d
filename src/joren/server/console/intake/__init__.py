"""What comes in, and how far it has got."""
