"""Publishing in a process that is killed on the way."""

import os
import signal
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

from carrel.application.publishing import plan_publication, publish
from carrel.application.school import open_school
from tests.application.deeds import NOW


def processes() -> ForkServerContext:
    """Processes that are forked from one that has imported all this and has no threads."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def publish_and_die(data: Path, url: str | None, folder: Path, point: str, calls: int) -> None:
    """Publish, and be killed at the given call of the function `module:name` (or `module:Class.name`)."""
    school = open_school(data, url)
    planned = plan_publication(school, folder, NOW)
    _kill_at(point, calls)
    publish(school, planned, NOW)


def _kill_at(point: str, calls: int) -> None:
    module, _, path = point.partition(":")
    *outer, name = path.split(".")
    owner: Any = import_module(module)
    for part in outer:
        owner = getattr(owner, part)
    real = getattr(owner, name)
    left = iter(range(calls - 1))

    def dies(*arguments: Any, **named: Any) -> Any:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)

    setattr(owner, name, dies)
