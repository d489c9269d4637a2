"""From match weights to probabilities that mean something: monotone curves fitted to labels.

Belongs here: arithmetic on arrays. Where labels come from and where curves go does not.

A label says what the model's probability is worth only near its own weight, and labels
come from where people looked: mostly the band that is reviewed. So where no label is, a
little of the model's own opinion stands in for them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

FEWEST_FOR_ISOTONIC = 1_000
"""With fewer labels isotonic regression follows them too closely: Niculescu-Mizil and
Caruana (2005) found the logistic curve better below about this number."""
FEWEST_OF_EACH = 50
"""So many matches and so many other pairs before isotonic regression is tried."""
ANCHOR_LABELS = 1.0
"""What the model's own probability counts, in labels, at each whole weight that has no
more labels than this within one of it."""
GRID_STEP = 0.125
"""A curve has a point at every eighth of a weight: by its number a pair finds its points."""
_GRID_END = 16.0
"""Beyond, the model is surer (1 in 65,000) than any number of labels will be."""
_FOLDS = 5
_MOST_WEIGHT = 10.0


@dataclass(frozen=True)
class Curve:
    """Points of a monotone curve at every GRID_STEP of a weight, straight between them and
    level beyond the ends."""

    method: str
    weights: Floats
    probabilities: Floats

    def at(self, weights: Floats) -> Floats:
        """Probability of each match weight."""
        return np.asarray(np.interp(weights, self.weights, self.probabilities))


@dataclass(frozen=True)
class Labelled:
    """Labelled pairs: match weight, whether both are one person, fold (0 to 4), and how
    many scored pairs one stands for when errors are averaged."""

    weights: Floats
    is_match: Bools
    folds: Ints
    stands_for: Floats

    def where(self, chosen: Bools) -> "Labelled":
        """Those pairs alone."""
        return Labelled(
            self.weights[chosen],
            self.is_match[chosen],
            self.folds[chosen],
            self.stands_for[chosen],
        )


@dataclass(frozen=True)
class Comparison:
    """Log loss on pairs that were not fitted to, by method, and each pair's probability
    then (NaN where a method was not tried)."""

    log_loss: dict[str, float]
    held_out: dict[str, Floats]

    @property
    def best(self) -> str:
        """The method of least loss; the simpler one of equals."""
        return min(self.log_loss, key=lambda method: self.log_loss[method])


def model_probability(weights: Floats) -> Floats:
    """What the model says: the weight is the log2 odds."""
    return np.asarray(1 / (1 + np.exp2(-np.clip(weights, -60, 60))))


def stands_for(labelled: Floats, population: Floats) -> Floats:
    """Scored pairs per labelled one at its weight, 1 on average and at most 10.

    People label where they look; errors are averaged as the pairs lie.
    """
    low = np.floor(min(labelled.min(), population.min()) / 2) * 2
    bins = np.floor((labelled - low) / 2).astype(int)
    counts = np.bincount(bins)
    pairs = np.bincount(
        np.floor((population - low) / 2).astype(int), minlength=len(counts)
    )
    share = pairs[bins] / counts[bins]
    if not share.any():
        return np.ones(len(labelled))
    return np.asarray(np.clip(share / share.mean(), 1 / _MOST_WEIGHT, _MOST_WEIGHT))


def uncovered_share(labelled: Floats, population: Floats) -> float:
    """Share of the scored pairs at whose weight, to the next whole one, no label is."""
    covered = np.unique(np.round(labelled))
    return float(1 - np.isin(np.round(population), covered).mean())


def compare_methods(labels: Labelled) -> Comparison:
    """Every method that there are labels enough for, each held out in five folds."""
    methods = ["model", "logistic"]
    rarer = min(labels.is_match.sum(), (~labels.is_match).sum())
    if len(labels.weights) >= FEWEST_FOR_ISOTONIC and rarer >= FEWEST_OF_EACH:
        methods.append("isotonic")
    held_out = {method: np.full(len(labels.weights), np.nan) for method in methods}
    for fold in range(_FOLDS):
        out = labels.folds == fold
        if not out.any() or out.all():
            continue
        rest = labels.where(~out)
        for method in methods:
            curve = fit_curve(method, rest)
            held_out[method][out] = curve.at(labels.weights[out])
    for method in methods:
        missed = np.isnan(held_out[method])
        held_out[method][missed] = model_probability(labels.weights[missed])
    return Comparison(
        {
            method: float(
                log_loss(
                    labels.is_match,
                    _clipped(held_out[method], len(labels.weights)),
                    sample_weight=labels.stands_for,
                    labels=[False, True],
                )
            )
            for method in methods
        },
        held_out,
    )


def fit_curve(method: str, labels: Labelled) -> Curve:
    """The curve of a method (model, logistic, isotonic), nowhere falling and nowhere
    nearer to 0 or 1 than half a label of all."""
    grid = np.arange(-_GRID_END, _GRID_END + GRID_STEP, GRID_STEP)
    if method == "model":
        found = model_probability(grid)
    elif method == "logistic":
        found = _logistic(labels, grid)
    elif method == "isotonic":
        found = _isotonic(labels, grid)
    else:
        raise ValueError(f"no method {method!r}")
    return Curve(method, grid, _clipped(found, len(labels.weights)))


def calibration_error(
    probabilities: Floats, is_match: Bools, weight: Floats, bins: Floats
) -> float:
    """Expected calibration error: mean distance, over bins of probability, of the mean
    probability from the share of matches (Naeini, Cooper and Hauskrecht 2015)."""
    which = np.digitize(probabilities, bins[1:-1])
    distance = 0.0
    for each in np.unique(which):
        inside = which == each
        share = weight[inside].sum() / weight.sum()
        mean = np.average(probabilities[inside], weights=weight[inside])
        observed = np.average(is_match[inside], weights=weight[inside])
        distance += share * abs(mean - observed)
    return float(distance)


def _clipped(probabilities: Floats, labels: int) -> Floats:
    least = 0.5 / (labels + 1)
    return np.asarray(np.clip(probabilities, least, 1 - least))


def _anchored(labels: Labelled) -> tuple[Floats, Floats, Floats]:
    """Weights, outcomes and counts of the labels, and of the model's opinion at each
    whole weight that has none near: part of it a match and part not."""
    weights = np.clip(labels.weights, -_GRID_END, _GRID_END)
    anchors = np.arange(-_GRID_END, _GRID_END + 1)
    near = np.abs(weights[:, None] - anchors[None, :]) <= 1
    counts = np.maximum(ANCHOR_LABELS - near.sum(axis=0), 0.0)
    opinion = model_probability(anchors)
    ones = np.ones(len(anchors))
    return (
        np.concatenate([weights, anchors, anchors]),
        np.concatenate([labels.is_match.astype(float), ones, 0 * ones]),
        np.concatenate(
            [np.ones(len(weights)), counts * opinion, counts * (1 - opinion)]
        ),
    )


def _logistic(labels: Labelled, grid: Floats) -> Floats:
    """Platt (1999): the log odds as a straight line of the weight, here never falling."""
    weights, outcomes, counts = _anchored(labels)
    fitted = LogisticRegression(C=1e6, max_iter=1_000).fit(
        weights.reshape(-1, 1), outcomes, sample_weight=counts
    )
    slope = max(float(fitted.coef_[0, 0]), 0.0)
    return np.asarray(1 / (1 + np.exp(-(float(fitted.intercept_[0]) + slope * grid))))


def _isotonic(labels: Labelled, grid: Floats) -> Floats:
    weights, outcomes, counts = _anchored(labels)
    fitted = IsotonicRegression(increasing=True, out_of_bounds="clip").fit(
        weights[counts > 0], outcomes[counts > 0], sample_weight=counts[counts > 0]
    )
    return np.asarray(fitted.predict(grid))


def wilson(matches: int, pairs: int) -> tuple[float, float]:
    """The 95 % interval of Wilson (1927) of a share; pairs is at least one."""
    z = 1.959963984540054
    share = matches / pairs
    centre = (share + z * z / (2 * pairs)) / (1 + z * z / pairs)
    half = (
        z
        / (1 + z * z / pairs)
        * (share * (1 - share) / pairs + z * z / (4 * pairs * pairs)) ** 0.5
    )
    return max(centre - half, 0.0), min(centre + half, 1.0)
