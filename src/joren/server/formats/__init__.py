"""How numbers are written, where that is not Django's way."""
