"""Find Your Cluster: the program that builds the site.

One direction, a module a stage: load → check → plan → render → publish.
"""
