"""What a build would make now, without putting it in its place; what has not changed comes from the cache."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from yearbook.paths import Workbook
from yearbook.press.keep.cache import Cache
from yearbook.press.keep.reads import recording

if TYPE_CHECKING:
    from yearbook.press.trace.figures import Printed


def made_now(workbook: Workbook, editions: Sequence[str], languages: tuple[str, ...] = ()) -> list[Printed]:
    """Return the books of some editions as they would be built now, by default in all their languages.

    Raises YearbookError as a build does.
    """
    from yearbook.emulation import IN_NOTEBOOKS
    from yearbook.press.run.workers import can_fork, local_workers

    kernel, cache = "warm" if can_fork() else "jupyter", Cache(str(workbook.root))
    early = any(cache.stale(f"jobs/{edition}") for edition in editions)
    named = [(workbook.root, edition) for edition in editions]
    with (
        recording(cache.root) as reads,
        local_workers(kernel, early=early, modules=IN_NOTEBOOKS, editions=named) as executor,
    ):
        from yearbook.emulation.rules import RULES
        from yearbook.press.build import Order, Press, Report, build
        from yearbook.press.trace.figures import printed

        press = Press(workbook, executor, executor, cache, reads, Report(), RULES)
        orders = [Order(each, (), languages, pdf=False, docx=False, kernel=kernel, aside=True) for each in editions]
        made = list(build(orders, press))
    return [printed(each.order.edition, each.contents, f"outputs/{each.order.edition}") for each in made]
