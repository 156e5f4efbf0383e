"""Answers about votes, follows and flags: always one's own, but for moderators, who see every flag."""

from carrel.application import reacting
from carrel.application.reacting import Flag
from carrel.domain.access import Deed
from carrel.protocol.paging import slice_page
from carrel.resources.reactions import (
    USER_AND_POST,
    FlagRecord,
    FollowRecord,
    NewFlag,
    NewReaction,
    VoteRecord,
)
from carrel.server.api.asking import Act, Answers, Ask, Created, Found
from carrel.server.api.own import in_own_course
from carrel.server.api.posts import linked_people
from carrel.store.forums import FOLLOWS as FOLLOWED
from carrel.store.forums import VOTES as VOTED


def my_vote(ask: Ask) -> Found:
    """One's own vote for a post."""
    _, post_id = ask.request.key
    return Found([_vote(ask, post_id, reacting.said_at(ask.visit, VOTED, post_id))])


def vote(ask: Ask) -> Created:
    """Vote for a post; a second time changes nothing."""
    post_id = ask.sent(NewReaction).post_id
    record = _vote(ask, post_id, reacting.vote(ask.visit, post_id))
    return Created(record, record.id)


def take_vote_back(ask: Ask) -> None:
    """Take a vote back."""
    reacting.take_vote_back(ask.visit, ask.request.key[1])


def my_follow(ask: Ask) -> Found:
    """That one follows a question."""
    _, post_id = ask.request.key
    return Found([_follow(ask, post_id, reacting.said_at(ask.visit, FOLLOWED, post_id))])


def follow(ask: Ask) -> Created:
    """Follow a question; a second time changes nothing."""
    post_id = ask.sent(NewReaction).post_id
    record = _follow(ask, post_id, reacting.follow(ask.visit, post_id))
    return Created(record, record.id)


def unfollow(ask: Ask) -> None:
    """Follow a question no more."""
    reacting.unfollow(ask.visit, ask.request.key[1])


def my_flag(ask: Ask) -> Found:
    """One's own flag on a post."""
    return Found([flag_record(reacting.my_flag(ask.visit, ask.request.key[1]))])


def flag(ask: Ask) -> Created:
    """Flag a post; a second time changes nothing."""
    body = ask.sent(NewFlag)
    record = flag_record(reacting.flag(ask.visit, body.post_id, body.reason))
    return Created(record, record.id)


def unflag(ask: Ask) -> None:
    """Take one's own flag back."""
    reacting.unflag(ask.visit, ask.request.key[1])


def flags_in_course(ask: Ask) -> Found:
    """Every flag in a course, for its moderators."""
    course_id = ask.argument("courseId")
    told = in_own_course(lambda: reacting.flagged(ask.visit, course_id))
    page, paging = slice_page(told.flags, ask.request.start, ask.request.limit)
    linked = linked_people(told.people) if ask.wants("userId") else {}
    return Found([flag_record(one) for one in page], linked, paging)


def dismiss(ask: Ask) -> None:
    """Let go of all flags on a post."""
    reacting.dismiss_flags(ask.visit, ask.argument("postId"))


def flag_record(one: Flag) -> FlagRecord:
    """A flag."""
    return FlagRecord(
        id=USER_AND_POST.write((one.learner_id, one.post_id)),
        user_id=one.learner_id,
        post_id=one.post_id,
        reason=one.reason,
        created_at=one.at,
    )


def _vote(ask: Ask, post_id: str, at: int) -> VoteRecord:
    me = ask.visit.learner().id
    return VoteRecord(id=USER_AND_POST.write((me, post_id)), user_id=me, post_id=post_id, created_at=at)


def _follow(ask: Ask, post_id: str, at: int) -> FollowRecord:
    me = ask.visit.learner().id
    return FollowRecord(id=USER_AND_POST.write((me, post_id)), user_id=me, post_id=post_id, created_at=at)


VOTES = Answers(
    reads=Deed.DISCUSS,
    writes=Deed.DISCUSS,
    get=my_vote,
    create=vote,
    body=NewReaction,
    delete=take_vote_back,
)
FOLLOWS = Answers(
    reads=Deed.DISCUSS,
    writes=Deed.DISCUSS,
    get=my_follow,
    create=follow,
    body=NewReaction,
    delete=unfollow,
)
FLAGS = Answers(
    reads=Deed.DISCUSS,
    writes=Deed.DISCUSS,
    deeds={"byCourse": Deed.MODERATE, "dismiss": Deed.MODERATE},
    get=my_flag,
    create=flag,
    body=NewFlag,
    delete=unflag,
    finders={"byCourse": flags_in_course},
    actions={"dismiss": Act(dismiss)},
)
