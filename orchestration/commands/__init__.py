"""Commands of `leadhouse` by subject: parse, call, print. What they do is elsewhere."""
