"""Other people, who do something over and over while something else is measured."""

import json
import threading
import time
from collections.abc import Callable
from typing import Self
from urllib.parse import urlencode

from benchmarks.processes import Running
from benchmarks.schools import PASSWORD, Furnished, email_of

FORM = {"content-type": "application/x-www-form-urlencoded"}


class Others:
    """`deed` done by so many people at the same time, each with a number, until the block ends.

    `rate` is then how often a second it was done.
    """

    def __init__(self, deed: Callable[[int], object], people: int) -> None:
        self.rate = 0.0
        self._deed = deed
        self._ended = threading.Event()
        self._counts = [0] * people
        self._threads = [threading.Thread(target=self._do, args=(one,)) for one in range(people)]

    def __enter__(self) -> Self:
        self._began = time.perf_counter()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()
        self.rate = sum(self._counts) / (time.perf_counter() - self._began)

    def _do(self, person: int) -> None:
        while not self._ended.is_set():
            self._deed(person)
            self._counts[person] += 1


def sign_in(server: Running, person: int) -> None:
    """Sign in with the password."""
    form = urlencode({"email": email_of(person), "password": PASSWORD}).encode()
    server.send("POST", "/api/login/v3", form, FORM)


def enrol(server: Running, school: Furnished, person: int) -> None:
    """Enrol a learner where they are enrolled already: a whole write, and nothing is different afterwards."""
    learner = school.learners[person]
    body = json.dumps({"courseId": school.course.id, "userId": learner.user.id}).encode()
    headers = {"content-type": "application/json", "cookie": f"CAUTH={learner.token}"}
    server.send("POST", "/api/openCourseMemberships.v1", body, headers)
