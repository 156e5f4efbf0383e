"""Other people, who do something over and over while something else is measured."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Self
from urllib.parse import urlencode

from benchmarks.processes import Running
from benchmarks.schools import PASSWORD, Furnished, email_of

FORM = {"content-type": "application/x-www-form-urlencoded"}


class Others:
    """So many people at the same time, each doing `deed` over and over until the block ends.

    The deed is told which in the long row of all deeds it is, from 0. `rate` is then how many were done each
    second. Raises `NotMeasured` in the end when one could not be done.
    """

    def __init__(self, deed: Callable[[int], object], people: int) -> None:
        self.rate = 0.0
        self._deed = deed
        self._turns = count()
        self._ended = threading.Event()
        self._people = ThreadPoolExecutor(people)
        self._at_work = [self._people.submit(self._work) for _ in range(people)]
        self._began = time.perf_counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._people.shutdown()
        done = sum(one.result() for one in self._at_work)
        self.rate = done / (time.perf_counter() - self._began)

    def _work(self) -> int:
        done = 0
        while not self._ended.is_set():
            self._deed(next(self._turns))
            done += 1
        return done


def sign_in(server: Running, school: Furnished, turn: int) -> None:
    """One learner after the other signs in with the password."""
    person = turn % len(school.learners)
    form = urlencode({"email": email_of(person), "password": PASSWORD}).encode()
    server.send("POST", "/api/login/v3", form, FORM)


def enrol(server: Running, school: Furnished, turn: int) -> None:
    """One learner after the other enrols where they are enrolled already: a write like any other."""
    learner = school.learners[turn % len(school.learners)]
    body = json.dumps({"courseId": school.course.id, "userId": learner.user.id}).encode()
    headers = {"content-type": "application/json", "cookie": f"CAUTH={learner.token}"}
    server.send("POST", "/api/openCourseMemberships.v1", body, headers)
