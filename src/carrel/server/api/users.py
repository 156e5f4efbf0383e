"""Answers about who is signed in."""

from carrel.domain.access import Deed
from carrel.resources.users import AdminUserPermissionsRecord
from carrel.server.api.asking import Answers, Ask, Found


def my(ask: Ask) -> Found:
    """The signed-in user."""
    return Found([AdminUserPermissionsRecord(id=str(ask.visit.learner().id), permissions=[])])


ADMIN_USER_PERMISSIONS = Answers(reads=Deed.KNOW_ONESELF, is_lasting=True, finders={"my": my})
