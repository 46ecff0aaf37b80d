"""From the cells of an export, text or typed, to numbers, moments and names."""
