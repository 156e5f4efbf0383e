"""What is said of a post with one press of a button: votes, follows, flags (shapes §10.4). Ours to design."""

from typing import Final

from msgspec import Struct

from carrel.protocol.keys import INTEGER, TEXT, CompositeKey
from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Action, Finder, Operation
from carrel.resources.posts import COURSE, PEOPLE
from carrel.resources.records import UNSET, Maybe, Record, declare

USER_AND_POST: Final = CompositeKey({"userId": INTEGER, "postId": TEXT})
"""`{userId}~{postId}`, both shown; a post is a question or an answer, by its own id."""
SAID: Final = frozenset({Operation.GET, Operation.CREATE, Operation.DELETE})
"""Said, looked up, taken back; never changed."""


class VoteRecord(Record):
    """A vote for a post, one of each person, and never for one's own."""

    id: str
    """`{userId}~{postId}`."""
    user_id: int
    """Who votes."""
    post_id: str
    """The question or the answer."""
    created_at: Maybe[int] = UNSET
    """Since when the vote stands, epoch ms."""


class FollowRecord(Record):
    """That somebody follows a question."""

    id: str
    """`{userId}~{postId}`."""
    user_id: int
    """Who follows."""
    post_id: str
    """The question."""
    created_at: Maybe[int] = UNSET
    """Since when, epoch ms."""


class FlagRecord(Record):
    """That somebody calls a moderator to a post."""

    id: str
    """`{userId}~{postId}`."""
    user_id: int
    """Who flagged it."""
    post_id: str
    """The question or the answer."""
    reason: Maybe[str] = UNSET
    """Why, plain text; may be empty."""
    created_at: Maybe[int] = UNSET
    """Since when, epoch ms."""


class NewReaction(Struct, rename="camel", frozen=True):
    """What is sent to vote for a post, or to follow a question."""

    post_id: str
    """The question or the answer."""


class NewFlag(Struct, rename="camel", frozen=True):
    """What is sent to flag a post."""

    post_id: str
    """The question or the answer."""
    reason: str = ""
    """Why, at most 500 characters."""


VOTES = declare(
    "onDemandDiscussionVotes.v1", VoteRecord, key=USER_AND_POST, default=("createdAt",), operations=SAID
)
FOLLOWS = declare(
    "onDemandDiscussionFollows.v1", FollowRecord, key=USER_AND_POST, default=("createdAt",), operations=SAID
)
FLAGS = declare(
    "onDemandDiscussionFlags.v1",
    FlagRecord,
    key=USER_AND_POST,
    default=("reason", "createdAt"),
    relations={"userId": PEOPLE},
    operations=SAID,
    finders=(Finder("byCourse", (COURSE,), "Every flag in a course, for its moderators, the first first."),),
    actions=(
        Action(
            "dismiss",
            (Parameter("postId", required=True, doc="The post that a moderator has looked at."),),
            "Let go of all flags on a post; for moderators.",
        ),
    ),
)
