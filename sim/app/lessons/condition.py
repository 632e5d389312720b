"""Conditions on measured figures: `churn.b < 0.8 * churn.a`. Written by teachers, so they are read, never executed."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jinja2 import Environment, TemplateError, nodes
from jinja2.parser import Parser

DEEPEST = 20
"""Levels of brackets and operations within one another."""

_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
    "eq": operator.eq,
    "ne": operator.ne,
}
_OPERATIONS: dict[type[nodes.Expr], Callable[[float, float], float]] = {
    nodes.Add: operator.add,
    nodes.Sub: operator.sub,
    nodes.Mul: operator.mul,
    nodes.Div: operator.truediv,
}
_LANGUAGE = Environment()
"""Whose expressions conditions are. Python's own parser fails where two threads of a process use it (before 3.12)."""
Figures = Mapping[str, float | None]
"""Measured figures by `measure.figure`, headlines by `measure` alone; None where there is none."""


class ConditionError(ValueError):
    """Text that is no condition: what is wrong with it, in a sentence."""


class Unmeasured(Exception):
    """A figure that a condition asks for has no value."""


@dataclass(frozen=True)
class Condition:
    """A condition that was read and found right; `names` are the figures that it asks for."""

    text: str
    names: frozenset[str]
    _tree: nodes.Expr

    @classmethod
    def read(cls, text: str) -> Condition:
        """Return the condition that a text means. Raises ConditionError for everything else."""
        try:
            parser = Parser(_LANGUAGE, text, state="variable")
            tree = parser.parse_expression()
        except (TemplateError, ValueError, RecursionError):
            raise ConditionError(f'"{text}" is no condition') from None
        if not parser.stream.eos:
            raise ConditionError(f'"{text}" is no condition')
        names: set[str] = set()
        if not _is_truth(tree, names, 0):
            raise ConditionError(f'"{text}" is a number, but a condition compares, as in  churn.b < churn.a')
        return cls(text, frozenset(names), tree)

    def holds(self, figures: Figures) -> bool:
        """Return whether it holds; it does not where a figure has no value, or is divided by zero."""
        try:
            return _truth(self._tree, figures)
        except (Unmeasured, ZeroDivisionError):
            return False


def _is_truth(node: nodes.Expr, names: set[str], depth: int) -> bool:
    """Return whether a node is true or false rather than a number; note the names. Raises ConditionError."""
    if depth > DEEPEST:
        raise ConditionError(f"the condition is nested more than {DEEPEST} levels deep")
    below = depth + 1
    match node:
        case nodes.And() | nodes.Or():
            if _is_truth(node.left, names, below) and _is_truth(node.right, names, below):
                return True
        case nodes.Not():
            if _is_truth(node.node, names, below):
                return True
        case nodes.Compare() if all(operand.op in _COMPARISONS for operand in node.ops):
            numbers = (node.expr, *(operand.expr for operand in node.ops))
            if not any(_is_truth(number, names, below) for number in numbers):
                return True
        case nodes.Add() | nodes.Sub() | nodes.Mul() | nodes.Div():
            if not any(_is_truth(number, names, below) for number in (node.left, node.right)):
                return False
        case nodes.Neg():
            if not _is_truth(node.node, names, below):
                return False
        case nodes.Const(value=int() | float() as number) if not isinstance(number, bool):
            return False
        case nodes.Name() | nodes.Getattr(node=nodes.Name()):
            names.add(_name(node))
            return False
    raise ConditionError(
        "a condition has figures (measure.figure), numbers, + - * /, < <= > >= == !=, and, or, not, and brackets, "
        "and nothing else"
    )


def _name(node: nodes.Expr) -> str:
    """Return the figure that a node names."""
    if isinstance(node, nodes.Getattr):
        return f"{_name(node.node)}.{node.attr}"
    assert isinstance(node, nodes.Name)
    return node.name


def _truth(node: nodes.Expr, figures: Figures) -> bool:
    match node:
        case nodes.And():
            return _truth(node.left, figures) and _truth(node.right, figures)
        case nodes.Or():
            return _truth(node.left, figures) or _truth(node.right, figures)
        case nodes.Not():
            return not _truth(node.node, figures)
        case nodes.Compare():
            numbers = [_number(node.expr, figures), *(_number(operand.expr, figures) for operand in node.ops)]
            pairs = zip(numbers, node.ops, numbers[1:], strict=False)
            return all(_COMPARISONS[operand.op](one, other) for one, operand, other in pairs)
    raise AssertionError(node)


def _number(node: nodes.Expr, figures: Figures) -> float:
    match node:
        case nodes.Add() | nodes.Sub() | nodes.Mul() | nodes.Div():
            return _OPERATIONS[type(node)](_number(node.left, figures), _number(node.right, figures))
        case nodes.Neg():
            return -_number(node.node, figures)
        case nodes.Const(value=int() | float() as number):
            return float(number)
    value = figures.get(_name(node))
    if value is None:
        raise Unmeasured
    return value
