"""JavaScript: printed Python in its syntax, and the functions that its library lacks."""

from __future__ import annotations

import ast
import re

BINARY = {
    ast.BitOr: ("||", 3),
    ast.BitAnd: ("&&", 4),
    ast.Add: ("+", 11),
    ast.Sub: ("-", 11),
    ast.Mult: ("*", 12),
    ast.Div: ("/", 12),
    ast.Pow: ("**", 13),
}
"""The operators with their strength."""
COMPARISONS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
CHOICE, COMPARISON, UNARY, CALL = 2, 9, 14, 20

PRELUDE = {
    "expit": """
function expit(x) {
  return 1 / (1 + Math.exp(-x));
}
""",
    "log1pexp": """
function log1pexp(x) {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
""",
    "density": """
// The density of the normal distribution. x is split, so that
// the rounding of x * x stays out of the exponential.
function density(x) {
  const z = Math.min(Math.abs(x), 40);
  const h = Math.round(z * 16) / 16;
  return Math.exp(-h * h / 2) * Math.exp((h - z) * (h + z) / 2) / Math.sqrt(2 * Math.PI);
}
""",
    "center": """
// Its integral from 0 to x, by a series that is quick for |x| < 1.
function center(x) {
  let term = x, sum = x;
  for (let k = 3; k < 40; k += 2) sum += (term *= x * x / k);
  return density(x) * sum;
}
""",
    "ndtr": """
// The normal distribution function. Its tail is a continued fraction,
// which does not cancel; the farther out, the fewer steps it needs.
function ndtr(x) {
  if (Math.abs(x) < 1) return 1 / 2 + center(x);
  const z = Math.min(Math.abs(x), 40);
  let fraction = z;
  for (let k = Math.ceil(400 / z ** 2) + 10; k > 0; k--) fraction = z + k / fraction;
  return x < 0 ? density(z) / fraction : 1 - density(z) / fraction;
}
""",
    "erf": """
function erf(x) {
  const z = x * Math.SQRT2;
  return Math.abs(z) < 1 ? 2 * center(z) : 2 * ndtr(z) - 1;
}
""",
    "logSumExp": """
function logSumExp(x) {
  const top = Math.max(...x);
  return top + Math.log(x.reduce((sum, u) => sum + Math.exp(u - top), 0));
}
""",
}
"""The functions that printed code may need, each after those that it calls."""


def camel_case(name: str) -> str:
    """A name of Python as JavaScript writes it."""
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


def number(value: float) -> str:
    """A number, without the `.0` that tells a float from an integer in Python."""
    return str(int(value)) if value == int(value) and abs(value) < 2**53 else repr(value)


def expression(python: str) -> str:
    """A printed Python expression as JavaScript."""
    return _print(ast.parse(python, mode="eval").body)[0]


def with_prelude(functions: list[str]) -> str:
    """A script of functions, and before them what they call."""
    body = "\n\n".join(functions)
    needed: list[str] = []
    for name in reversed(PRELUDE):
        if re.search(rf"\b{name}\(", body + "".join(PRELUDE[one] for one in needed)):
            needed.insert(0, name)
    return "\n\n".join([*(PRELUDE[name].strip() for name in needed), body]) + "\n"


def _print(node: ast.expr) -> tuple[str, int]:
    """The text of a node and how strongly it binds."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return number(value), CALL
        case ast.Name(id=name):
            return name, CALL
        case ast.Attribute(value=ast.Name(id=home), attr=name):
            return f"{home}.{'PI' if name == 'pi' else name}", CALL
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            # JavaScript refuses -x ** 2.
            return f"-{_held(operand, UNARY)}", UNARY
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            sides = _held(left, COMPARISON + 1), _held(right, COMPARISON + 1)
            return f" {COMPARISONS[type(op)]} ".join(sides), COMPARISON
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return f"{_held(left, UNARY + 1)} ** {_held(right, UNARY)}", 13
        case ast.BinOp(left=left, op=op, right=right):
            sign, strength = BINARY[type(op)]
            return f"{_held(left, strength)} {sign} {_held(right, strength + 1)}", strength
        case ast.Call(func=ast.Name(id="where"), args=[test, yes, no]):
            parts = _held(test, CHOICE + 1), _held(yes, CHOICE + 1), _held(no, CHOICE)
            return "{} ? {} : {}".format(*parts), CHOICE
        case ast.Call(func=function, args=arguments):
            inner = ", ".join(_print(argument)[0] for argument in arguments)
            return f"{_print(function)[0]}({inner})", CALL
    raise NotImplementedError(ast.unparse(node))


def _held(node: ast.expr, least: int) -> str:
    """The text of a node, in parentheses where it binds less than it must."""
    text, strength = _print(node)
    return text if strength >= least else f"({text})"
