"""A pandas column of figures: prints in words, is missing where the figure is, gives plain numbers on request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from pandas.api.extensions import ExtensionArray, ExtensionDtype, register_extension_dtype, take

from yearbook.errors import NotDerivableError
from yearbook.ledger.quantity import Quantity, total


@register_extension_dtype
class FigureDtype(ExtensionDtype):  # type: ignore[misc]  # pandas has no types
    """The type of a column that holds quantities."""

    name = "figure"
    type: Any = Quantity
    na_value = Quantity.missing()

    @classmethod
    def construct_array_type(cls) -> type[FigureArray]:
        return FigureArray


class FigureArray(ExtensionArray):  # type: ignore[misc]  # pandas has no types
    """Quantities in a frame: filter, group and pivot as usual; `astype(float)` gives plain numbers.

    Sums keep bounds or are refused (NotDerivableError); means and other averages are always refused.
    """

    def __init__(self, quantities: Iterable[Quantity | None]) -> None:
        items = [_quantity(item) for item in quantities]
        self._items = np.empty(len(items), dtype=object)
        self._items[:] = items

    @classmethod
    def _from_sequence(cls, scalars: Sequence[Quantity], *, dtype: Any = None, copy: bool = False) -> FigureArray:
        return cls(list(scalars))

    @classmethod
    def _from_factorized(cls, values: Sequence[Quantity], original: FigureArray) -> FigureArray:
        return cls(list(values))

    @classmethod
    def _concat_same_type(cls, to_concat: Sequence[FigureArray]) -> FigureArray:
        return cls([item for array in to_concat for item in array])

    @property
    def dtype(self) -> FigureDtype:
        return FigureDtype()

    @property
    def nbytes(self) -> int:
        return self._items.nbytes

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, item: Any) -> Any:
        picked = self._items[item]
        return picked if isinstance(picked, Quantity) else FigureArray(picked)

    def __setitem__(self, key: Any, value: Any) -> None:
        if isinstance(value, FigureArray):
            self._items[key] = value._items
        else:
            self._items[key] = _quantity(value)

    def __eq__(self, other: Any) -> Any:
        others = other if isinstance(other, FigureArray) else [other] * len(self)
        return np.array([mine == theirs for mine, theirs in zip(self, others, strict=True)], dtype=bool)

    def __lt__(self, other: Any) -> Any:
        """Refuse as a single figure does."""
        return Quantity.missing() < other

    __gt__ = __le__ = __ge__ = __lt__

    def isna(self) -> np.ndarray:
        return np.array([item.is_missing for item in self._items], dtype=bool)

    def take(self, indices: Any, *, allow_fill: bool = False, fill_value: Any = None) -> FigureArray:
        return FigureArray(
            take(self._items, indices, allow_fill=allow_fill, fill_value=_quantity(fill_value) if allow_fill else None)
        )

    def copy(self) -> FigureArray:
        return FigureArray(self._items)

    def astype(self, dtype: Any, copy: bool = True) -> Any:
        if np.dtype("float64") == dtype:
            return np.array([float(item) for item in self._items])
        return super().astype(dtype, copy)

    def _values_for_factorize(self) -> tuple[np.ndarray, Any]:
        return self._items, FigureDtype.na_value

    def _formatter(self, boxed: bool = False) -> Any:
        return str

    def _reduce(self, name: str, *, skipna: bool = True, keepdims: bool = False, **_: Any) -> Any:
        if name != "sum":
            raise NotDerivableError(
                f"«{name}» không áp dụng cho cột số liệu: số có chữ và số thiếu không lấy trung bình, xếp hạng được.",
                f"“{name}” is refused for figures: bounds and missing values have no average or rank.",
            )
        result = total(self._items)
        return FigureArray([result]) if keepdims else result


def _quantity(value: Any) -> Quantity:
    """Return a quantity as it is; what pandas calls missing becomes "…"."""
    return value if isinstance(value, Quantity) else Quantity.missing()
