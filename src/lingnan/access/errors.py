"""Anticipated failures of access. None of them ever holds a password, a token or a code."""

from typing import ClassVar

from lingnan.kernel import LingnanError, Text


class AccessError(LingnanError):
    """Any anticipated failure of access."""


class SignInRefused(AccessError):
    """Who asks is not told which part was wrong, nor whether the account exists."""

    code = "ACC-001"
    what = Text(
        "登录未成功：账号、密码或动态口令有误，或账号暂时锁定。",
        "Sign-in refused: account, password or code is wrong, or the account is locked for now.",
    )
    remedy = Text(
        "请核对后重试；多次失败后请稍候，或联系系统管理员。",
        "Check them and try again; after several failures wait, or ask the administrator.",
    )


class Refused(AccessError):
    """The identity lacks the permission over the target."""

    code = "ACC-002"
    what = Text("{who} 无权：{permission}。", "{who} may not do this: {permission}.")
    remedy = Text(
        "如工作需要，请向系统管理员申请相应角色和范围。",
        "If your work needs it, ask the administrator for the role and scope.",
    )


class BadPassword(AccessError):
    """The password breaks a rule; the password itself is never told."""

    code = "ACC-003"
    what = Text("密码不可用：{reason}。", "The password cannot be used: {reason}.")
    remedy = Text(
        "请另设一个至少 12 个字符的密码，几个不相关的词连在一起即可。",
        "Choose another of at least 12 characters; a few unrelated words will do.",
    )


class AccountExists(AccessError):
    """The name is taken, or was once."""

    code = "ACC-004"
    what = Text("账号 {name} 已存在。", "The account {name} exists already.")
    remedy = Text(
        "请换一个账号名；停用的账号名不再分配。",
        "Choose another name; names are never given twice.",
    )


class NoAccount(AccessError):
    """There is no such account."""

    code = "ACC-005"
    what = Text("没有账号 {name}。", "There is no account {name}.")
    remedy = Text("请用 lingnan account list 查看。", "See lingnan account list.")


class BadName(AccessError):
    """The name cannot be one of an account."""

    code = "ACC-006"
    what = Text("账号名 {name} 不合规则。", "{name} cannot be the name of an account.")
    remedy = Text(
        "请用 2 至 64 个汉字、字母、数字或 . _ - @。",
        "Use 2 to 64 letters, Chinese characters, digits or . _ - @.",
    )


class BadScope(AccessError):
    """The key cannot be one of its kind."""

    code = "ACC-007"
    what = Text("范围 {kind}:{key} 不合规则。", "There can be no scope {kind}:{key}.")
    remedy = Text(
        "例：everything、province:440000、city:440100、enterprise:<统一社会信用代码>、prefix:88.900。",
        "For example everything, province:440000, city:440100, enterprise:<USCC>, prefix:88.900.",
    )


class BadGrant(AccessError):
    """The role never holds over such a scope, or not beside another role."""

    code = "ACC-008"
    what = Text("角色“{role}”不能与“{other}”相配。", "The role {role} does not go with {other}.")
    remedy = Text(
        "请另选范围；互斥的角色须由不同的人担任。",
        "Choose another scope; roles that exclude each other belong to different people.",
    )


class LinkInvalid(AccessError):
    """The one-time token is unknown, used, replaced or expired."""

    code = "ACC-009"
    what = Text("一次性口令无效或已过期。", "The one-time token is not valid, or no longer.")
    remedy = Text("请向系统管理员索取新的口令。", "Ask the administrator for a new one.")


class FirstDone(AccessError):
    """An administrator exists already."""

    code = "ACC-010"
    what = Text("已有系统管理员。", "There is an administrator already.")
    remedy = Text(
        "请由其用 lingnan account create 开设账号。",
        "New accounts are made with lingnan account create.",
    )


class TooMany(AccessError):
    """The rate limit is reached."""

    code = "ACC-011"
    what = Text("操作过于频繁。", "Too many attempts.")
    remedy = Text("请在 {seconds} 秒后重试。", "Try again in {seconds} s.")


class SessionEnded(AccessError):
    """The session is unknown, expired or revoked."""

    code = "ACC-012"
    what = Text("登录已失效。", "The session has ended.")
    remedy = Text("请重新登录。", "Sign in again.")


class TokenInvalid(AccessError):
    """The API token is unknown, expired or revoked."""

    code = "ACC-013"
    what = Text("接口令牌无效、已过期或已吊销。", "The API token is unknown, expired or revoked.")
    remedy = Text("请生成新的令牌。", "Make a new token.")


class SameHands(AccessError):
    """One person would do both parts of an act that needs two."""

    code = "ACC-014"
    what = Text(
        "{who} 已参与此事，不能再由其{act}。", "{who} has had a part in this and may not {act} it."
    )
    remedy = Text("请由另一人办理。", "Let somebody else do it.")


class SecondFactorNeeded(AccessError):
    """The password was right; the code is still to come."""

    code = "ACC-015"
    what = Text("还须输入动态口令。", "A one-time code is still needed.")
    remedy = Text(
        "请输入身份验证器显示的 6 位数字，或一个恢复码。",
        "Enter the 6 digits of your authenticator, or a recovery code.",
    )


class TrailBroken(AccessError):
    """The audit trail was changed after it was written."""

    code = "ACC-016"
    what = Text(
        "审计记录自第 {entry_id} 条起不再成链：{why}。",
        "The audit trail is broken from entry {entry_id} on: {why}.",
    )
    remedy = Text(
        "请停止写入，保全数据库，并与备份核对。",
        "Stop writing, secure the database and compare it with a backup.",
    )
    exit_code: ClassVar[int] = 3


class KeyUnusable(AccessError):
    """The key that seals second factors is missing or is another one."""

    code = "ACC-017"
    what = Text("密钥 {path} 无法使用：{reason}。", "The key {path} cannot be used: {reason}.")
    remedy = Text(
        "请从备份恢复该文件；否则须为每个账号重新绑定动态口令。",
        "Restore the file from a backup; otherwise every account must enrol its code anew.",
    )
    exit_code: ClassVar[int] = 3


class BadToken(AccessError):
    """A token was asked for that its account could not use, or for too long."""

    code = "ACC-018"
    what = Text("不能生成此令牌：{reason}。", "This token cannot be made: {reason}.")
    remedy = Text(
        "令牌的权限不超出账号本身，有效期不超过 {days} 天。",
        "A token never exceeds its account and lasts at most {days} days.",
    )


class LastAdministrator(AccessError):
    """Nobody could administer the accounts any more."""

    code = "ACC-019"
    what = Text("{name} 是最后一名可用的系统管理员。", "{name} is the last administrator.")
    remedy = Text("请先设另一名系统管理员。", "Appoint another administrator first.")


class SecondFactorState(AccessError):
    """A second factor is bound already, or none waits to be confirmed."""

    code = "ACC-020"
    what = Text("动态口令的状态不允许此操作：{state}。", "The second factor is {state}.")
    remedy = Text("请先解除或重新绑定。", "Remove it first, or enrol again.")


class BadConsent(AccessError):
    """A consent that cannot be given."""

    code = "ACC-021"
    what = Text("不能作此授权：{reason}。", "This consent cannot be given: {reason}.")
    remedy = Text(
        "请选择接收方和数据范围，写明用途和到期日。",
        "Name the recipient, the data, the purpose and the last day.",
    )


class NoConsent(AccessError):
    """There is no such consent."""

    code = "ACC-022"
    what = Text("没有授权 {consent}。", "There is no consent {consent}.")
    remedy = Text("请核对授权列表。", "See the list of consents.")


class NotLinked(AccessError):
    """Another issuer says who it is, but no account is linked to that."""

    code = "ACC-023"
    what = Text(
        "{issuer} 的身份标识 {subject} 未关联本系统账号。",
        "No account here is linked to the subject {subject} of {issuer}.",
    )
    remedy = Text(
        "请把该身份标识告知系统管理员，由其关联到您的账号。",
        "Tell the administrator this subject, to be linked to your account.",
    )


class BadLink(AccessError):
    """An account cannot be linked to this subject."""

    code = "ACC-024"
    what = Text(
        "不能关联身份标识“{subject}”：为空、过长，或已关联某个账号。",
        "The subject “{subject}” cannot be linked: empty, too long, or linked already.",
    )
    remedy = Text("请核对统一身份认证平台中的标识。", "Check it at the issuer.")


class FederationFailed(AccessError):
    """Signing in by another issuer did not come to its end."""

    code = "ACC-025"
    what = Text("通过 {issuer} 登录未成功：{reason}。", "Signing in by {issuer} failed: {reason}.")
    remedy = Text(
        "请从登录页重新开始；若仍不成功，请用本系统账号登录并告知系统管理员。",
        "Begin again at the sign-in page; if it stays, use a local account and tell the "
        "administrator.",
    )


class FederationUnusable(AccessError):
    """The settings for signing in by another issuer cannot be used."""

    code = "ACC-026"
    what = Text("{place} 无法使用：{reason}。", "{place} cannot be used: {reason}.")
    remedy = Text(
        "请按 docs/security.md 的说明改正该文件。", "Correct it as docs/security.md describes."
    )
    exit_code: ClassVar[int] = 3
