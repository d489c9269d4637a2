"""SQL of shares and their intervals, for sums that no mart holds in advance."""

# Half of what lies outside a 95% interval, on each side of the normal curve.
Z = "1.959963984540054"
# Below this the marts call a rate one of few cases.
FEW_CASES = 30


def share(successes: str, trials: str) -> str:
    """A share in double precision; null where there is no trial."""
    return f"cast({successes} as double) / nullif({trials}, 0)"


def wilson(successes: str, trials: str, name: str) -> str:
    """Three columns: the share and the bounds of Wilson's 95% interval (1927)."""
    rate = f"({share(successes, trials)})"
    number = f"nullif(cast({trials} as double), 0)"
    middle = f"{rate} + {Z} * {Z} / (2 * {number})"
    spread = (
        f"{Z} * sqrt({rate} * (1 - {rate}) / {number}"
        f" + {Z} * {Z} / (4 * {number} * {number}))"
    )
    below = f"(1 + {Z} * {Z} / {number})"
    # least and greatest pass over nulls, so that a rate of no trial needs its case.
    return f"""
        {rate} as {name},
        case when {trials} > 0 then greatest(0.0, ({middle} - {spread}) / {below}) end
            as {name}_low,
        case when {trials} > 0 then least(1.0, ({middle} + {spread}) / {below}) end
            as {name}_high
    """
