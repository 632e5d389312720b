"""The classroom: relationships live and die in the browser (docs/classroom.md).

Run, then replay: a page posts a setup, a worker computes the whole run as a film, and the browser plays it.
"""
