"""What is worked out of an edition once, however often its notebook asks."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from yearbook.desk.frames import Edition

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def once(work: Callable[Concatenate[Edition, Asked], Answer]) -> Callable[Concatenate[Edition, Asked], Answer]:
    """Keep the answer with the edition, whose records do not change; everybody who asks gets a copy of it."""

    @wraps(work)
    def answer(edition: Edition, *asked: Asked.args, **named: Asked.kwargs) -> Answer:
        key = (work, asked, tuple(sorted(named.items())))
        if key not in edition.answers:
            edition.answers[key] = work(edition, *asked, **named)
        return cast(Answer, copy.copy(edition.answers[key]))

    return cast("Callable[Concatenate[Edition, Asked], Answer]", answer)
