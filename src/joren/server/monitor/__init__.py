"""How the program itself is doing, for those who run it: a log line for each request, and figures for Prometheus."""
