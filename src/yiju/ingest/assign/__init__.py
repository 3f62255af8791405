"""Whose is a document? Evidence, rules, the tray of those nobody is sure of."""
