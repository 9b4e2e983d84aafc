"""What every attack shares: it counts its tries, names every fault, and stands in the table at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from tests.conftest import ATTACK

_SHOWN = 20


@dataclass
class Tries:
    """The tries of one attack. A fault is named as somebody would need it to see it again."""

    tried: int = 0
    faults: list[str] = field(default_factory=list)

    def hold(self, good: bool, what: str) -> None:
        """Count one try, and note what went wrong if it was not good."""
        self.tried += 1
        if not good:
            self.faults.append(what)


@pytest.fixture
def attack(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Iterator[Tries]:
    """Count the tries of a test; it fails, all faults named, if one of them was not held."""
    tries = Tries()
    yield tries
    record_property(ATTACK, [request.node.name, tries.tried, len(tries.faults)])
    assert tries.tried, "nothing was tried"
    assert not tries.faults, "\n".join([f"{len(tries.faults)} of {tries.tried}:", *tries.faults[:_SHOWN]])
