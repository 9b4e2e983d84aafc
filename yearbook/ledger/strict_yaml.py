"""YAML as a person writes it by hand; all else is refused at its line, before it can take time or room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import yaml

if TYPE_CHECKING:
    from yaml import SafeLoader as _Compiled
else:
    _Compiled = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DEEPEST, LONGEST_NUMBER, MOST_BYTES = 20, 20, 100_000


def read_yaml(content: bytes) -> Any:
    """Return what a YAML text holds. Raises MarkedYAMLError with the line, YAMLError or UnicodeDecodeError.

    Dates stay text, so that an impossible one is found at its key.
    """
    _hold_short(content)
    return yaml.load(content.decode("utf-8-sig"), Loader=_Loader)


def read_compiled(content: bytes) -> Any:
    """Return what a YAML text holds, read by compiled code: of a contract there are tens. Raises as `read_yaml` does.

    That code falls, and Python with it, where it is nested deep enough: so that is measured first.
    """
    _hold_short(content)
    depth = 0
    for event in yaml.parse(content, Loader=_Compiled):
        _hold_written_out(event)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        _hold_flat(depth, event)
    try:
        return yaml.load(content, Loader=_CompiledLoader)
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
        raise yaml.YAMLError(str(error)) from None


def _hold_short(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise yaml.MarkedYAMLError(problem=f"tệp lớn hơn {MOST_BYTES} byte / the file is over {MOST_BYTES} bytes")


def _hold_written_out(event: yaml.Event) -> None:
    """Refuse what stands for something elsewhere: a few lines of that become gigabytes."""
    if isinstance(event, yaml.AliasEvent):
        _refuse(f"«*{event.anchor}» dùng lại một chỗ khác: hãy viết ra", "an alias: write it out", event)


def _hold_flat(depth: int, event: yaml.Event) -> None:
    if depth > DEEPEST:
        _refuse(f"lồng nhau quá {DEEPEST} tầng", f"nested over {DEEPEST} deep", event)


def _hold_apart(keys: list[yaml.Node]) -> None:
    """Refuse a key that is written twice: plain YAML keeps the last in silence."""
    seen = set()
    for key in keys:
        if (key.tag, key.value) in seen:
            _refuse(f"«{key.value[:60]}» viết hai lần", f"“{key.value[:60]}” is written twice", key)
        seen.add((key.tag, key.value))


class _CompiledLoader(_Compiled):
    """A compiled loader that refuses a key written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        _hold_apart([key for key, _ in node.value if isinstance(key, yaml.ScalarNode)])
        return super().construct_mapping(node, deep)


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way of configuring a loader
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def __init__(self, stream: Any) -> None:
        super().__init__(stream)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Compose a node, unless it is nested too deep or stands for something elsewhere."""
        event = self.peek_event()  # type: ignore[no-untyped-call]  # its stubs leave it out
        _hold_written_out(event)
        self._depth += 1
        _hold_flat(self._depth, event)
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Return the value of a node; what is not of the kind it says it is has its line."""
        if node.tag == "tag:yaml.org,2002:int" and len(str(node.value)) > LONGEST_NUMBER:
            _refuse(f"số dài quá {LONGEST_NUMBER} chữ", f"a number of over {LONGEST_NUMBER} digits", node)
        try:
            return super().construct_object(node, deep)
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError):
            _refuse("giá trị không đúng kiểu của nó", "the value is not of its kind", node)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return a mapping whose keys are words, each written once."""
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                _refuse("khóa phải là một từ", "a key must be a word", key)
        _hold_apart([key for key, _ in node.value])
        return super().construct_mapping(node, deep=True)


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    return loader.construct_mapping(node)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _refuse(vi: str, en: str, where: Any) -> NoReturn:
    raise yaml.MarkedYAMLError(problem=f"{vi} / {en}", problem_mark=where.start_mark) from None
