"""The tables of each page: which columns they have, and what these mean."""
