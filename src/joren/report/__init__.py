"""The retention report: computed once, shown as a table, a page or JSON."""
