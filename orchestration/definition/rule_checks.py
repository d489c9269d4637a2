"""What the keys of definition.yml must be to each other and to the tables."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

from orchestration.definition.checks import Contents
from orchestration.definition.model import DEFAULT_ORIGIN, Rules, parse_hours
from orchestration.definition.problems import Problem, listed

RuleCheck = Callable[[Contents, Rules], Iterator[Problem]]


def _problem(contents: Contents, key: str, says: str) -> Problem:
    return Problem(contents.rules.file, says, contents.rules.line(key), key=key)


def name_is_the_folder(contents: Contents, rules: Rules) -> Iterator[Problem]:
    """A definition is called like its folder, so that a version leads back to it."""
    folder = contents.rules.file.parent.name
    if rules.name != folder:
        says = f"{rules.name!r} is not the name of the folder, {folder!r}"
        yield _problem(contents, "name", says)


def lead_types_exist(contents: Contents, rules: Rules) -> Iterator[Problem]:
    """Lead types that a key names have a row, and invalid ones are allowed ones."""
    known = contents.keys("lead_types")
    for value in rules.lead_types if known is not None else ():
        if value not in (known or ()):
            says = f"{value!r} is not in lead_types.csv"
            yield _problem(contents, "lead_types", says)
    for value in rules.validity.invalid_lead_types:
        if value not in rules.lead_types:
            says = f"{value!r} is not among the allowed lead_types"
            yield _problem(contents, "validity.invalid_lead_types", says)
    if set(rules.lead_types) <= set(rules.validity.invalid_lead_types):
        says = "every allowed lead type is invalid, so that no lead counts"
        yield _problem(contents, "validity.invalid_lead_types", says)


def product_lines_exist(contents: Contents, rules: Rules) -> Iterator[Problem]:
    """A product line with a gap of its own is known, where any is listed."""
    known = contents.values("products", "product_line")
    for value in rules.opportunity.gap_days_by_product_line:
        if known and value not in known:
            says = f"{value!r} is not in products.csv"
            yield _problem(contents, "opportunity.gap_days_by_product_line", says)


def policies_fit(contents: Contents, rules: Rules) -> Iterator[Problem]:
    """One policy for each origin at most, one default, and thresholds in order."""
    policies = rules.matching.policies
    counts = Counter(policy.origin for policy in policies)
    for origin, count in counts.items():
        if count > 1:
            says = f"origin {origin} has {count} policies"
            yield _problem(contents, "matching.policies", says)
    if DEFAULT_ORIGIN not in counts:
        says = f"a policy with origin {DEFAULT_ORIGIN} is needed"
        yield _problem(contents, "matching.policies", says)
    for number, policy in enumerate(policies):
        if policy.auto_threshold < policy.review_threshold:
            says = (
                f"auto_threshold {policy.auto_threshold} of origin {policy.origin} "
                f"is below review_threshold {policy.review_threshold}"
            )
            yield _problem(contents, f"matching.policies.{number}", says)


def weights_add_up(contents: Contents, rules: Rules) -> Iterator[Problem]:
    """The position model gives out exactly what there is."""
    weights = rules.attribution.position_weights
    total = weights.first + weights.middle + weights.last
    if abs(total - 1) > 1e-9:
        says = f"first, middle and last add up to {total:g}, not 1"
        yield _problem(contents, "attribution.position_weights", says)


def conversion_is_complete(contents: Contents, rules: Rules) -> Iterator[Problem]:
    """Automatic conversion knows what to assign."""
    conversion = rules.automatic_conversion
    for key in ("account_classification", "credit_rating"):
        if conversion.enabled and getattr(conversion, key) is None:
            says = "needed because automatic_conversion is enabled"
            yield _problem(contents, f"automatic_conversion.{key}", says)


def approval_names_somebody(contents: Contents, rules: Rules) -> Iterator[Problem]:
    """A day of approval is somebody's."""
    if rules.approved_on is not None and rules.approved_by is None:
        says = f"needed because approved_on is {rules.approved_on}"
        yield _problem(contents, "approved_by", says)


def hours_are_in_order(contents: Contents, rules: Rules) -> Iterator[Problem]:
    """The hours of a day end after they begin and follow each other."""
    for weekday, hours in rules.working_hours.items():
        times = [time for opening in parse_hours(hours) for time in opening]
        is_ordered = all(before <= after for before, after in pairwise(times))
        if not is_ordered or any(a >= b for a, b in parse_hours(hours)):
            says = f"{hours!r} is not in the order of the day"
            yield _problem(contents, f"working_hours.{weekday}", says)


def lists_have_no_doubles(contents: Contents, rules: Rules) -> Iterator[Problem]:
    """Nothing is listed twice."""
    for key, values in (
        ("lead_types", rules.lead_types),
        ("validity.invalid_lead_types", rules.validity.invalid_lead_types),
        ("attribution.direct_channels", rules.attribution.direct_channels),
    ):
        twice = [value for value, count in Counter(values).items() if count > 1]
        if twice:
            yield _problem(contents, key, f"{listed(twice)} is listed more than once")


RULE_CHECKS: tuple[RuleCheck, ...] = (
    name_is_the_folder,
    lead_types_exist,
    product_lines_exist,
    policies_fit,
    weights_add_up,
    conversion_is_complete,
    approval_names_somebody,
    hours_are_in_order,
    lists_have_no_doubles,
)
