"""Groups of numbered records that are joined one by one, and which may never meet.

Belongs here: sets of numbers. What joins records, and what keeps them apart, does not.
"""

from collections.abc import Iterable


class Forest:
    """Records 0 to n - 1, each a group of its own at first; a group is known by the
    smallest of its numbers (union-find, Tarjan 1975)."""

    def __init__(
        self, records: int, max_records: int, opposed: Iterable[tuple[int, int, bool]]
    ) -> None:
        """`opposed` are pairs of records that scores must not bring together, and with
        true those that not even a must-link may."""
        self._parents = list(range(records))
        self._sizes = [1] * records
        self._max_records = max_records
        self._opposed: dict[int, dict[int, bool]] = {}
        for left, right, is_forbidden in opposed:
            self._oppose(left, right, is_forbidden)

    def root(self, record: int) -> int:
        """The group that a record is in."""
        while self._parents[record] != record:
            self._parents[record] = self._parents[self._parents[record]]
            record = self._parents[record]
        return record

    def join(self, left: int, right: int, is_must: bool) -> bool:
        """Makes one group of those of two records, if it may be one; whether it is."""
        left, right = sorted((self.root(left), self.root(right)))
        if left == right:
            return True
        is_forbidden = self._opposed.get(left, {}).get(right)
        if is_must:
            if is_forbidden:
                return False
        elif (
            is_forbidden is not None
            or self._sizes[left] + self._sizes[right] > self._max_records
        ):
            return False
        self._parents[right] = left
        self._sizes[left] += self._sizes[right]
        for other, forbidden in self._opposed.pop(right, {}).items():
            del self._opposed[other][right]
            if other != left:
                self._oppose(left, other, forbidden)
        return True

    def _oppose(self, left: int, right: int, is_forbidden: bool) -> None:
        for own, other in ((left, right), (right, left)):
            held = self._opposed.setdefault(own, {})
            held[other] = held.get(other, False) or is_forbidden
