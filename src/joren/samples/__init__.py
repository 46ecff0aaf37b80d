"""Data that ships with the package. NOTICE says where each file comes from and under which licence."""
