"""What is written of fields where they are declared: a text on the line after each, read from the source.

Such texts are gone when the code runs, so they are read from the file, once, and only when somebody asks.
"""

import ast
import inspect
from collections.abc import Mapping
from functools import cache
from types import ModuleType


@cache
def field_docs(kind: type) -> Mapping[str, str]:
    """The text of each field of a class that has one, by the field's name in Python; also of its bases."""
    docs: dict[str, str] = {}
    for owner in reversed(kind.__mro__):
        module = inspect.getmodule(owner)
        if module is not None and module.__name__.startswith("carrel."):
            docs |= _classes(module).get(owner.__qualname__, {})
    return docs


@cache
def _classes(module: ModuleType) -> Mapping[str, Mapping[str, str]]:
    """The texts of all classes of a module, by the class's name."""
    tree = ast.parse(inspect.getsource(module))
    return {node.name: _documented(node) for node in tree.body if isinstance(node, ast.ClassDef)}


def _documented(node: ast.ClassDef) -> dict[str, str]:
    docs = {}
    for field, said in zip(node.body, node.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            match said:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    docs[field.target.id] = " ".join(text.split())
    return docs
