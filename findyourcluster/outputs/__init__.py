"""Makers of what is published besides pages: a file here for each kind."""
