"""The graph: records, the keys that tie them, candidate pairs, components and their guard.

This room takes columns of codes and knows nothing of the domain, of a database
(but in :mod:`graph.store`) or of the web.
"""
