"""Who asks does not grant."""

import pytest

from lingnan.access import Identity, are_other_hands, ensure_other_hands
from lingnan.access.duty import APPROVE
from lingnan.access.errors import SameHands


def test_a_token_is_the_hand_of_its_account():
    applicant = Identity("1", "wu", (), token_id="t1").actor  # noqa: S106
    reviewer = Identity("1", "wu", ())
    assert applicant == "account:wu/token:t1"
    with pytest.raises(SameHands) as caught:
        ensure_other_hands(reviewer, applicant)
    assert caught.value.render("zh") == (
        "ACC-014: account:wu 已参与此事，不能再由其审核。请由另一人办理。"
    )
    ensure_other_hands(Identity("2", "li", ()), applicant)


def test_all_earlier_hands_count():
    assert are_other_hands("account:a", "account:b", "account:c")
    assert not are_other_hands("account:c", "account:b", "account:c")
    with pytest.raises(SameHands):
        ensure_other_hands("account:c", "account:b", "account:c", act=APPROVE)


def test_nobody_is_never_somebody_else():
    assert not are_other_hands("", "account:a")
    assert not are_other_hands("account:a", "")
