"""Conditions on measured figures: `churn.b < 0.8 * churn.a`. Written by teachers, so they are read, never executed."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

DEEPEST = 20
"""Levels of brackets and operations within one another."""

_COMPARISONS: dict[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_OPERATIONS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
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
    _tree: ast.expr

    @classmethod
    def read(cls, text: str) -> Condition:
        """Return the condition that a text means. Raises ConditionError for everything else."""
        try:
            tree = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise ConditionError(f'"{text}" is no condition') from None
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


def _is_truth(node: ast.expr, names: set[str], depth: int) -> bool:
    """Return whether a node is true or false rather than a number; note the names. Raises ConditionError."""
    if depth > DEEPEST:
        raise ConditionError(f"the condition is nested more than {DEEPEST} levels deep")
    below = depth + 1
    match node:
        case ast.BoolOp(values=values) if all(_is_truth(value, names, below) for value in values):
            return True
        case ast.UnaryOp(op=ast.Not(), operand=operand) if _is_truth(operand, names, below):
            return True
        case ast.Compare(left=left, ops=ops, comparators=others) if all(
            type(op) in _COMPARISONS for op in ops
        ):
            if not any(_is_truth(number, names, below) for number in (left, *others)):
                return True
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            if not any(_is_truth(number, names, below) for number in (left, right)):
                return False
        case ast.UnaryOp(op=ast.USub(), operand=operand) if not _is_truth(operand, names, below):
            return False
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return False
        case ast.Name() | ast.Attribute(value=ast.Name()):
            names.add(ast.unparse(node))
            return False
    raise ConditionError(
        f'"{ast.unparse(node)[:60]}" cannot stand in a condition: it has figures (measure.figure), numbers, '
        "+ - * /, < <= > >= == !=, and, or, not, and brackets"
    )


def _truth(node: ast.expr, figures: Figures) -> bool:
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return all(_truth(value, figures) for value in values)
        case ast.BoolOp(values=values):
            return any(_truth(value, figures) for value in values)
        case ast.UnaryOp(operand=operand):
            return not _truth(operand, figures)
        case ast.Compare(left=left, ops=ops, comparators=others):
            numbers = [_number(number, figures) for number in (left, *others)]
            pairs = zip(numbers, ops, numbers[1:], strict=False)
            return all(_COMPARISONS[type(op)](one, other) for one, op, other in pairs)
    raise AssertionError(node)


def _number(node: ast.expr, figures: Figures) -> float:
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATIONS[type(op)](_number(left, figures), _number(right, figures))
        case ast.UnaryOp(operand=operand):
            return -_number(operand, figures)
        case ast.Constant(value=int() | float() as number):
            return float(number)
    value = figures.get(ast.unparse(node))
    if value is None:
        raise Unmeasured
    return value
