"""The workers of a Dask scheduler: what they are asked, and who of them is asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from yearbook.press.run.answers import WrongAnswerError
from yearbook.press.run.parcel import MOST_BYTES

SECONDS_TO_SAY, SECONDS_TO_FETCH = 30, 60
# Who answered is not always known.
SOMEBODY = "--scheduler"


class Workers:
    """The workers of a scheduler; one that was wrong once is given no more."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._turned_away: set[str] = set()

    def say(self, question: Callable[[], str]) -> dict[str, object]:
        """Ask every worker, busy or not; None where one does not answer in time, and what it raised where it does."""
        said: dict[str, object] = dict.fromkeys(self._client.nthreads())

        def ask(worker: str) -> None:
            with suppress(Exception):
                said.update(self._client.run(question, workers=[worker], on_error="return"))

        asking = [threading.Thread(target=ask, args=(worker,), daemon=True) for worker in said]
        for thread in asking:
            thread.start()
        deadline = time.monotonic() + SECONDS_TO_SAY
        for thread in asking:
            thread.join(max(0.0, deadline - time.monotonic()))
        return dict(said)

    def send(self, heard: Callable[[Any], None], *call: Any) -> Any:
        """Send a call; `heard` is told when it has ended, whichever way. None: nobody is left."""
        asked = None
        if self._turned_away:
            asked = sorted(set(self._client.nthreads()) - self._turned_away)
            if not asked:
                return None
        away = self._client.submit(*call, pure=False, workers=asked)
        away.add_done_callback(heard)
        return away

    def answered(self, away: Any) -> str:
        """Return who answered, as far as it is known."""
        with suppress(Exception):
            return next(iter(self._client.who_has([away])[away.key]))
        return SOMEBODY

    def answer(self, away: Any) -> object:
        """Return an answer, if it is of a size that an answer can have. Raises whatever was raised there."""
        if away.status == "finished":
            size = self._client.nbytes([away.key], summary=False).get(away.key, 0)
            if size > MOST_BYTES:
                raise WrongAnswerError(f"trả lời nặng {size:.1e} byte", f"its answer weighs {size:.1e} bytes")
        return away.result(timeout=SECONDS_TO_FETCH)

    def turn_away(self, worker: str) -> None:
        """Give a worker nothing more."""
        if worker != SOMEBODY:
            self._turned_away.add(worker)
