"""Answers about who people are, as far as they show it to the asker."""

from collections.abc import Sequence

from carrel.application import profiles
from carrel.application.profiles import Classmate, Profile
from carrel.domain.access import Deed
from carrel.domain.errors import NotAuthorized
from carrel.domain.users import Privacy, User
from carrel.protocol.errors import not_found
from carrel.protocol.paging import slice_page
from carrel.resources.people import (
    BasicProfileRecord,
    ClassmateProfileRecord,
    ProfileChange,
    SocialProfileRecord,
)
from carrel.resources.records import UNSET
from carrel.server.api.asking import Answers, Ask, Found
from carrel.server.api.own import in_own_course

SOCIAL = "onDemandSocialProfiles.v1"


def classmates(ask: Ask) -> Found:
    """Those of some people who take a course that the asker takes."""
    course_id, wanted = ask.argument("courseId"), ask.argument("externalUserIds")
    found = in_own_course(lambda: profiles.classmates(ask.visit, course_id, wanted))
    page, paging = slice_page(found, ask.request.start, ask.request.limit)
    linked = {SOCIAL: [social_record(one.profile) for one in page]} if ask.wants("userId") else {}
    return Found([_classmate_record(one) for one in page], linked, paging)


def social_by_id(ask: Ask) -> Found:
    """One person; 404 for nobody, and for who may not be seen."""
    seen = in_own_course(
        lambda: profiles.profiles_by_id(ask.visit, [ask.request.key], ask.argument("courseId"))
    )
    if not seen:
        raise not_found()
    return _social(seen)


def social_by_ids(ask: Ask) -> Found:
    """Several people; who may not be seen is left out."""
    return _social(
        in_own_course(lambda: profiles.profiles_by_id(ask.visit, ask.request.keys, ask.argument("courseId")))
    )


def social_by_external_ids(ask: Ask) -> Found:
    """People by the names that they go by outside."""
    wanted = ask.argument("externalUserIds")
    return _social(
        in_own_course(lambda: profiles.profiles_by_external_id(ask.visit, wanted, ask.argument("courseId")))
    )


def my_basic_profile(ask: Ask) -> Found:
    """What the signed-in user says of themselves."""
    return Found([_basic_record(profiles.my_profile(ask.visit))])


def basic_by_id(ask: Ask) -> Found:
    """The same by the external id, which must be one's own."""
    _need_own(ask)
    return my_basic_profile(ask)


def change_profile(ask: Ask) -> BasicProfileRecord:
    """Change what one says of oneself."""
    _need_own(ask)
    body = ask.sent(ProfileChange)
    changed = profiles.change_profile(
        ask.visit,
        name=body.name,
        locale=body.locale,
        timezone=body.timezone,
        privacy=Privacy(body.privacy) if body.privacy else None,
    )
    return _basic_record(changed)


def social_record(profile: Profile) -> SocialProfileRecord:
    """A person as others see them."""
    return SocialProfileRecord(
        id=profile.user_id,
        external_user_id=profile.external_id,
        full_name=profile.name,
        photo_url="",
        course_role=profile.role.value if profile.role else UNSET,
    )


def _social(seen: Sequence[Profile]) -> Found:
    return Found([social_record(one) for one in seen])


def _classmate_record(one: Classmate) -> ClassmateProfileRecord:
    return ClassmateProfileRecord(
        id=one.profile.external_id,
        user_id=one.profile.user_id,
        course_progress_percentage=UNSET if one.percent is None else one.percent,
        is_course_completed=UNSET if one.percent is None else one.percent == 100,
        posts_count=one.contributions.posts,
        votes_received_count=one.contributions.votes,
    )


def _basic_record(user: User) -> BasicProfileRecord:
    return BasicProfileRecord(
        id=user.external_id,
        name=user.name,
        timezone=user.timezone,
        locale=user.locale,
        privacy=user.privacy.value,
    )


def _need_own(ask: Ask) -> None:
    if ask.request.key != ask.visit.learner().external_id:
        raise NotAuthorized("This profile is somebody else's.")


CLASSMATE_PROFILES = Answers(reads=Deed.SEE_CLASSMATES, finders={"byExternalIds": classmates})
SOCIAL_PROFILES = Answers(
    reads=Deed.SEE_PEOPLE,
    get=social_by_id,
    multi_get=social_by_ids,
    finders={"byExternalIds": social_by_external_ids},
)
BASIC_PROFILES = Answers(
    reads=Deed.KNOW_ONESELF,
    is_lasting=True,
    writes=Deed.KNOW_ONESELF,
    get=basic_by_id,
    finders={"me": my_basic_profile},
    update=change_profile,
    patch=change_profile,
    body=ProfileChange,
    patch_body=ProfileChange,
    changes_sender=True,
)
