"""Who works here, and the keys that programs use."""
