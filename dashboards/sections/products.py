"""What people ask for, and what they buy."""

from dashboards import vocabulary
from dashboards.columns import win_loss as columns
from dashboards.figures import outcomes as figures
from dashboards.publication import Publication
from dashboards.questions import win_loss as questions
from dashboards.sheets import Sheet, panel


def products(publication: Publication) -> None:
    """What was sold of what was asked for."""
    rows = questions.products(publication)
    named = rows.assign(
        sold=rows["sold_product_line"].map(figures.sold),
        product_line=rows["product_line"].fillna("").map(vocabulary.in_words),
    )
    panel(
        publication,
        "Is what people ask for what they buy?",
        figures.products(rows) if not rows.empty else None,
        Sheet("product_interest", named, columns.PRODUCTS),
        note="All months, the whole network. A lead may ask for several products and buy "
        "several lines, so bars do not add up.",
        if_empty="No lead says what it asks for.",
    )
