"""Flows as methods of a driver: the same parameters, the same words."""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

M = TypeVar("M", bound=Callable[..., Any])

_SELF = inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)


def as_method(method: M, flow: Callable[..., Any]) -> M:
    """`method`, with the name, the words and the parameters of the flow that it carries out."""
    of_flow = inspect.signature(flow)
    method.__name__ = method.__qualname__ = flow.__name__
    method.__doc__ = flow.__doc__
    method.__dict__["__signature__"] = of_flow.replace(
        parameters=[_SELF, *of_flow.parameters.values()], return_annotation=inspect.Signature.empty
    )
    return method
