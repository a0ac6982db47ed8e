"""Every change of how somebody enters is told to its owner, with the act or not at all."""

from datetime import timedelta

import pytest

from access.conftest import ADMINISTRATOR, AT, OPERATOR, PASSWORD, add
from access.fake_issuer import ISSUER
from access.test_sign_in import bound, code
from lingnan.access import (
    change_password,
    find_account,
    invite,
    redeem,
    set_grants,
    sign_in,
)
from lingnan.access.errors import SignInRefused
from lingnan.access.federated import link_account, unlink_account
from lingnan.access.notice import Notice, see_all, unseen
from lingnan.access.own_factor import remove_own, renew_recovery
from lingnan.access.second_factor import remove

LATER = AT + timedelta(minutes=5)


@pytest.fixture
def wu(access):
    add(access, "wu", OPERATOR)
    return access


def told(access):
    return [each.notice for each in unseen(access, find_account(access, "wu").account_id)]


def test_a_first_password_is_no_news(wu):
    assert told(wu) == []


def test_each_change_is_told_once(wu):
    set_grants(wu, "wu", [ADMINISTRATOR], actor="account:chen", at=AT)
    token = invite(wu, "wu", actor="account:chen", at=AT).reveal()
    redeem(wu, token, "eight noisy storks", at=AT)
    change_password(wu, "wu", "eight noisy storks", PASSWORD, at=AT)
    secret, _codes = bound(wu)
    link_account(wu, "wu", ISSUER, "s", actor="account:chen", at=AT)
    unlink_account(wu, "wu", ISSUER, "s", actor="account:chen", at=AT)
    renew_recovery(wu, "wu", code(secret, LATER), at=LATER)
    remove(wu, "wu", actor="account:chen", at=LATER)
    assert sorted(told(wu)) == sorted(
        [
            *(Notice.ROLES, Notice.LINK, Notice.PASSWORD, Notice.PASSWORD),
            *(Notice.FACTOR_BOUND, Notice.ISSUER_LINKED, Notice.ISSUER_UNLINKED),
            *(Notice.CODES_RENEWED, Notice.FACTOR_REMOVED),
        ]
    )
    found = find_account(wu, "wu").account_id
    see_all(wu, found, until=AT)
    assert sorted(told(wu)) == [Notice.CODES_RENEWED, Notice.FACTOR_REMOVED]
    see_all(wu, found, until=LATER)
    assert told(wu) == []


def test_who_takes_his_own_factor_away_is_told_so(wu):
    session = sign_in(wu, "wu", PASSWORD, at=AT).token.reveal()
    secret, _codes = bound(wu)
    with pytest.raises(SignInRefused):
        remove_own(wu, "wu", session, "000000", at=LATER)
    assert told(wu) == [Notice.FACTOR_BOUND]
    remove_own(wu, "wu", session, code(secret, LATER), at=LATER)
    assert set(told(wu)) == {Notice.FACTOR_BOUND, Notice.FACTOR_REMOVED}


def test_what_was_refused_is_no_news(wu):
    with pytest.raises(SignInRefused):
        change_password(wu, "wu", "a wrong password", "eight noisy storks", at=AT)
    assert told(wu) == []


@pytest.mark.parametrize("notice", Notice)
def test_every_notice_is_told_in_both_languages(notice):
    assert notice.told.zh
    assert notice.told.en
