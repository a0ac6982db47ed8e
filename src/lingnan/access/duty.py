"""Separation of duties: who asks for a thing does not grant it.

Roles that exclude each other in one account are in role (CONFLICTS); here the single act.
Source: review by somebody other than the applicant, Handle protocol facts §4.3 (审核).
"""

from lingnan.access.errors import SameHands
from lingnan.access.identity import Identity
from lingnan.kernel import Text

REVIEW = Text("审核", "review")
APPROVE = Text("批准", "approve")


def account_of(actor: str) -> str:
    """Answer the account behind an actor: a token acts for its account."""
    return actor.partition("/token:")[0]


def are_other_hands(reviewer: str, *others: str) -> bool:
    """Answer whether a reviewer is none of the actors who took part before.

    An actor without a name (empty) is nobody and therefore never somebody else.
    """
    me = account_of(reviewer)
    return bool(me) and all(other and account_of(other) != me for other in others)


def ensure_other_hands(reviewer: Identity | str, *others: str, act: Text = REVIEW) -> None:
    """Refuse when the reviewer applied, or took part otherwise. Raises: SameHands."""
    actor = reviewer.actor if isinstance(reviewer, Identity) else reviewer
    if not are_other_hands(actor, *others):
        raise SameHands(who=account_of(actor), act=act)
