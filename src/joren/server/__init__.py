"""The running program: tables, pages and background work. Only here and in the command line is Django known."""
