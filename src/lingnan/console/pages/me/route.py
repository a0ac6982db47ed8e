"""The routes of one's own account; none names anybody but who asks."""

from typing import Final

from lingnan.access import Permission
from lingnan.console.pages.me import account, data, factor, token
from lingnan.console.web.route import Open, Row, get, post

_ME: Final = Open.SIGNED_IN

ROUTES: Final = (
    get("/me", _ME, account.show),
    get("/me/data.json", _ME, data.send),
    get("/me/password", _ME, account.ask_password),
    post("/me/password", _ME, account.set_password),
    post("/me/sessions/{session_id}/end", _ME, account.end_one, session_id=Row.OWN),
    post("/me/sessions/end-others", _ME, account.end_others),
    post("/me/sessions/end-all", _ME, account.end_all, is_before_factor=True),
    post("/me/notices/seen", _ME, account.see_notices, is_before_factor=True),
    get("/me/second-factor", _ME, factor.show, is_before_factor=True),
    post("/me/second-factor/begin", _ME, factor.begin, is_before_factor=True),
    post("/me/second-factor/confirm", _ME, factor.finish, is_before_factor=True),
    post("/me/second-factor/prove", _ME, factor.prove_again, is_before_factor=True),
    post("/me/second-factor/codes", _ME, factor.renew_codes),
    post("/me/second-factor/remove", _ME, factor.take_away),
    get("/me/tokens", _ME, token.show),
    post("/me/tokens", Permission.TOKENS_MAKE, token.make),
    post("/me/tokens/{token_id}/revoke", _ME, token.revoke, token_id=Row.OWN),
)
MENU: Final = ()
