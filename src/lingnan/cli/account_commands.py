"""account first, create, invite, redeem, list, grant, lock, unlock, unbind, token …: who may enter.

Whoever can read the store's folder may administer it; the audit trail names the user of the
terminal. Passwords and one-time tokens are typed or piped in, never words of the line, which other
users of the machine could see.
"""

import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lingnan.cli.output import Format, print_lines, print_one, print_records
from lingnan.cli.settings import Settings, UsageError
from lingnan.kernel import Text

if TYPE_CHECKING:
    from lingnan.access import Access, Account, ApiToken, Grant, Secret

NameArgument = Annotated[str, typer.Argument(help="Name of the account.")]
RoleOption = Annotated[
    list[str] | None,
    typer.Option("--role", help="ROLE@KIND:KEY, e.g. programme-office@city:440100. Repeatable."),
]
ReasonOption = Annotated[str | None, typer.Option(help="Why, for the audit trail.")]
FormatOption = Annotated[Format, typer.Option("--format")]

_HEADINGS = {
    "name": Text("账号", "account"),
    "display_name": Text("姓名", "display name"),
    "state": Text("状态", "state"),
    "roles": Text("角色与范围", "roles and scopes"),
    "second_factor": Text("动态口令", "second factor"),
    "locked_until": Text("暂锁至（UTC）", "locked until (UTC)"),
    "signed_in_at": Text("最近登录（UTC）", "last sign-in (UTC)"),
}
_TOKEN_HEADINGS = {
    "token_id": Text("令牌号", "token"),
    "account": Text("账号", "account"),
    "label": Text("用途", "label"),
    "permissions": Text("权限", "permissions"),
    "scope": Text("范围", "scope"),
    "expires_at": Text("有效期至（UTC）", "expires (UTC)"),
    "used_at": Text("最近使用（UTC）", "last use (UTC)"),
    "revoked_at": Text("吊销时间（UTC）", "revoked (UTC)"),
}
_STATE = {
    "invited": Text("待设密码", "invited"),
    "active": Text("启用", "active"),
    "locked": Text("已锁定", "locked"),
}
_BOUND = {True: Text("已绑定", "bound"), False: Text("未绑定", "none")}


def register(app: typer.Typer) -> None:
    """Add the commands to the tree."""
    tree = typer.Typer(help="Accounts, roles and API tokens.", no_args_is_help=True)
    for name, command in (
        ("first", first),
        ("create", create),
        ("invite", invite),
        ("redeem", redeem),
        ("list", list_),
        ("grant", grant),
        ("lock", lock),
        ("unlock", unlock),
        ("unbind", unbind),
    ):
        tree.command(name)(command)
    tokens = typer.Typer(help="API tokens: make, list, revoke.", no_args_is_help=True)
    tokens.command("make")(make)
    tokens.command("list")(list_tokens)
    tokens.command("revoke")(revoke)
    tree.add_typer(tokens, name="token")
    app.add_typer(tree, name="account")


def first(context: typer.Context, name: NameArgument, form: FormatOption = Format.table) -> None:
    """Make the first administrator and print the one-time token to set the password with."""
    from lingnan.access import first_administrator
    from lingnan.cli.clock import actor, now

    token = first_administrator(_access(context), name, actor=actor(), at=now())
    _show_link(context, name, token, form)


def create(
    context: typer.Context,
    name: NameArgument,
    role: RoleOption = None,
    display_name: Annotated[str | None, typer.Option(help="Name of the person.")] = None,
    form: FormatOption = Format.table,
) -> None:
    """Make an account and print the one-time token by which its owner sets the password."""
    from lingnan.access import create_account
    from lingnan.access import invite as make_link
    from lingnan.cli.clock import actor, now

    access, at = _access(context), now()
    grants = _grants(role, "lingnan account create")
    create_account(access, name, grants=grants, actor=actor(), at=at, display_name=display_name)
    _show_link(context, name, make_link(access, name, actor=actor(), at=at), form)


def invite(context: typer.Context, name: NameArgument, form: FormatOption = Format.table) -> None:
    """Print a new one-time token for an account whose password is not set, or forgotten."""
    from lingnan.access import invite as make_link
    from lingnan.cli.clock import actor, now

    _show_link(context, name, make_link(_access(context), name, actor=actor(), at=now()), form)


def redeem(context: typer.Context) -> None:
    """Set a password with a one-time token: asked for, or two lines on standard input."""
    from lingnan.access import redeem as set_password
    from lingnan.cli.clock import now

    settings: Settings = context.obj
    access = _access(context)
    token = _hidden(settings.say(Text("一次性口令", "one-time token")))
    password = _hidden(settings.say(Text("新密码（至少 12 个字符）", "new password (12 or more)")))
    if sys.stdin.isatty() and password != _hidden(settings.say(Text("再输一次", "once more"))):
        told = Text("两次输入的密码不同", "the two passwords differ")
        raise UsageError(told, "lingnan account redeem")
    found = set_password(access, token, password, at=now(), origin="cli")
    _say(context, Text(f"账号 {found.name} 已启用。", f"The account {found.name} is active."))


def list_(context: typer.Context, form: FormatOption = Format.table) -> None:
    """List accounts with their state, roles and scopes."""
    from lingnan.access import list_accounts

    settings: Settings = context.obj
    is_table = form is Format.table
    records = [_record(each, is_table) for each in list_accounts(_access(context))]
    print_records(records, _HEADINGS, form=form, lang=settings.lang)


def grant(context: typer.Context, name: NameArgument, role: RoleOption = None) -> None:
    """Give an account exactly these roles; it loses all others."""
    from lingnan.access import set_grants
    from lingnan.cli.clock import actor, now

    grants = _grants(role, "lingnan account grant")
    found = set_grants(_access(context), name, grants, actor=actor(), at=now())
    told = _roles(found)
    _say(context, Text(f"{found.name}：{told}", f"{found.name}: {told}"))


def lock(context: typer.Context, name: NameArgument, reason: ReasonOption = None) -> None:
    """Lock an account until it is unlocked; its sessions end at once, its tokens rest."""
    from lingnan.access import lock_account
    from lingnan.cli.clock import actor, now

    found = lock_account(_access(context), name, actor=actor(), at=now(), reason=reason)
    _say(context, Text(f"账号 {found.name} 已锁定。", f"The account {found.name} is locked."))


def unlock(context: typer.Context, name: NameArgument, reason: ReasonOption = None) -> None:
    """Unlock an account: one that was locked, or that rests after wrong passwords."""
    from lingnan.access import unlock_account
    from lingnan.cli.clock import actor, now

    found = unlock_account(_access(context), name, actor=actor(), at=now(), reason=reason)
    _say(context, Text(f"账号 {found.name} 已解锁。", f"The account {found.name} is unlocked."))


def unbind(context: typer.Context, name: NameArgument) -> None:
    """Take away the second factor of an account whose owner lost the device."""
    from lingnan.access.second_factor import remove
    from lingnan.cli.clock import actor, now

    remove(_access(context), name, actor=actor(), at=now())
    _say(context, Text(f"已解除 {name} 的动态口令。", f"{name} has no second factor any more."))


def make(
    context: typer.Context,
    name: NameArgument,
    permission: Annotated[
        list[str] | None, typer.Option(help="room:action, e.g. identifier:register. Repeatable.")
    ] = None,
    label: Annotated[str, typer.Option(help="What the token is for.")] = "",
    days: Annotated[int, typer.Option(min=1, help="How long it lasts.")] = 90,
    scope: Annotated[str | None, typer.Option(help="Only within KIND:KEY.")] = None,
    form: FormatOption = Format.table,
) -> None:
    """Make an API token for an account and print it, this once."""
    from lingnan.access import Permission, Scope, make_token
    from lingnan.cli.clock import actor, now

    known = [each.value for each in Permission]
    for wanted in permission or ():
        if wanted not in known:
            raise UsageError(
                Text(f"没有权限 {wanted}", f"no permission {wanted}: {', '.join(known)}"),
                "lingnan account token make",
            )
    at = now()
    made, secret = make_token(
        _access(context),
        name,
        label=label,
        permissions=[Permission(each) for each in permission or ()],
        # More days than a date can take are refused like any that are too many.
        expires_at=at + timedelta(days=min(days, 36_500)),
        actor=actor(),
        at=at,
        scope=None if scope is None else Scope.parse(scope),
    )
    record = {"token": secret.reveal(), "token_id": made.token_id, "expires_at": made.expires_at}
    if form is not Format.table:
        print_one(record, form)
        return
    until = _minute(made.expires_at)
    _say(
        context,
        Text(
            f"{secret.reveal()}\n令牌号 {made.token_id}，有效期至 {until}（UTC）。只显示这一次。",
            f"{secret.reveal()}\nToken {made.token_id}, good until {until} UTC. Shown this once.",
        ),
    )


def list_tokens(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Only of this account.")] = None,
    form: FormatOption = Format.table,
) -> None:
    """List API tokens, without their secrets."""
    from lingnan.access import list_tokens as found

    settings: Settings = context.obj
    records = [_token_record(each) for each in found(_access(context), name)]
    print_records(records, _TOKEN_HEADINGS, form=form, lang=settings.lang)


def revoke(
    context: typer.Context,
    token_id: Annotated[str, typer.Argument(help="Number of the token.")],
) -> None:
    """Make an API token void for ever."""
    from lingnan.access import revoke_token
    from lingnan.cli.clock import actor, now

    revoke_token(_access(context), token_id, actor=actor(), at=now())
    _say(context, Text(f"令牌 {token_id} 已吊销。", f"The token {token_id} is revoked."))


def _access(context: typer.Context) -> "Access":
    from lingnan.access import Access

    settings: Settings = context.obj
    return Access.of(settings.open_store())


def _grants(said: list[str] | None, command: str) -> "list[Grant]":
    from lingnan.access import Grant, Role, Scope

    known = [each.value for each in Role]
    grants = []
    for each in said or ():
        role, _, scope = each.partition("@")
        if role not in known:
            told = Text(f"没有角色 {role}", f"no role {role}: {', '.join(known)}")
            raise UsageError(told, command)
        grants.append(Grant(Role(role), Scope.parse(scope or "everything")))
    return grants


def _hidden(prompt: str) -> str:
    """One line: typed without an echo, or read from a pipe."""
    if sys.stdin.isatty():
        return str(typer.prompt(prompt, hide_input=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")


def _show_link(context: typer.Context, name: str, token: "Secret", form: Format) -> None:
    settings: Settings = context.obj
    if form is not Format.table:
        print_one({"account": name, "token": token.reveal()}, form)
        return
    line = settings.line("account redeem")
    _say(
        context,
        Text(
            f"账号 {name} 的一次性口令（24 小时内有效，只显示这一次）：\n"
            f"{token.reveal()}\n设定密码：{line}",
            f"One-time token of the account {name} (good for 24 hours, shown this once):\n"
            f"{token.reveal()}\nSet the password: {line}",
        ),
    )


def _record(found: "Account", is_table: bool) -> dict[str, Any]:
    state, is_bound = found.state.value, found.has_second_factor
    return {
        "name": found.name,
        "display_name": found.display_name,
        "state": _STATE[state] if is_table else state,
        "roles": _roles(found),
        "second_factor": _BOUND[is_bound] if is_table else is_bound,
        "locked_until": _minute(found.locked_until) if is_table else found.locked_until,
        "signed_in_at": _minute(found.signed_in_at) if is_table else found.signed_in_at,
    }


def _token_record(found: "ApiToken") -> dict[str, Any]:
    return {
        "token_id": found.token_id,
        "account": found.account_name,
        "label": found.label,
        "permissions": " ".join(sorted(found.permissions)),
        "scope": None if found.scope is None else str(found.scope),
        "expires_at": found.expires_at,
        "used_at": found.used_at,
        "revoked_at": found.revoked_at,
    }


def _roles(found: "Account") -> str:
    return " ".join(str(each) for each in found.grants)


def _minute(at: datetime | None) -> str | None:
    return None if at is None else f"{at:%Y-%m-%d %H:%M}"


def _say(context: typer.Context, text: Text) -> None:
    settings: Settings = context.obj
    print_lines([settings.say(text)])
