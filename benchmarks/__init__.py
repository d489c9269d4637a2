"""Timings taken by hand and by `make bench`; nothing here is part of a run."""
