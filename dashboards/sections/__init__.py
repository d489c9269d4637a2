"""Parts of pages that are too long for one file; each reads like its part of the page."""
