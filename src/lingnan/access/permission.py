"""Permissions: one enumeration of `room:action` for everything a person or program may do.

Not for: who has them (role) and over what (scope).
"""

from enum import StrEnum
from typing import Final

from lingnan.kernel import Text


class Permission(StrEnum):
    """One thing that may be done in one room."""

    REGISTRY_READ = "registry:read"
    REGISTRY_CHANGE = "registry:change"
    EVIDENCE_READ = "evidence:read"
    EVIDENCE_ADD = "evidence:add"
    EVIDENCE_AMEND = "evidence:amend"
    EVIDENCE_ATTEST = "evidence:attest"
    EVIDENCE_SEAL = "evidence:seal"
    EVIDENCE_VERIFY = "evidence:verify"
    DIAGNOSIS_READ = "diagnosis:read"
    DIAGNOSIS_SCORE = "diagnosis:score"
    ROADMAP_READ = "roadmap:read"
    ROADMAP_PLAN = "roadmap:plan"
    PROGRAMME_READ = "programme:read"
    PROGRAMME_ALLOCATE = "programme:allocate"
    RUNS_READ = "runs:read"
    RUNS_START = "runs:start"
    IMPORTS_READ = "imports:read"
    IMPORTS_START = "imports:start"
    IMPORTS_UNDO = "imports:undo"
    FINDINGS_READ = "findings:read"
    FINDINGS_SETTLE = "findings:settle"
    REPORTS_READ = "reports:read"
    REPORTS_MAKE = "reports:make"
    IDENTIFIER_READ = "identifier:read"
    IDENTIFIER_APPLY = "identifier:apply"
    IDENTIFIER_REVIEW = "identifier:review"
    IDENTIFIER_ALLOT = "identifier:allot"
    IDENTIFIER_REGISTER = "identifier:register"
    IDENTIFIER_RESOLVE_STATISTICS = "identifier:resolve-statistics"
    IDENTIFIER_TEMPLATE = "identifier:template"
    IDENTIFIER_REPORT = "identifier:report"
    IDENTIFIER_OPERATE = "identifier:operate"
    ACCOUNTS_READ = "accounts:read"
    ACCOUNTS_CHANGE = "accounts:change"
    TOKENS_READ = "tokens:read"
    TOKENS_MAKE = "tokens:make"
    TOKENS_REVOKE = "tokens:revoke"
    CONSENTS_READ = "consents:read"
    CONSENTS_GIVE = "consents:give"
    MARKET_READ = "market:read"
    MARKET_CHANGE = "market:change"
    PACKS_READ = "packs:read"
    HEALTH_READ = "health:read"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_CHANGE = "webhooks:change"
    AUDIT_READ = "audit:read"
    AUDIT_VERIFY = "audit:verify"

    @property
    def room(self) -> str:
        """The room it is about."""
        return self.value.partition(":")[0]

    @property
    def action(self) -> str:
        """What may be done there."""
        return self.value.partition(":")[2]

    @property
    def label(self) -> Text:
        """The permission as an administrator reads it."""
        room, action = ROOM[self.room], ACTION[self.action]
        return Text(f"{room.zh}：{action.zh}", f"{room.en}: {action.en}")


ROOM: Final = {
    "registry": Text("企业名录", "register of enterprises"),
    "evidence": Text("佐证台账", "evidence"),
    "diagnosis": Text("诊断评测", "diagnosis"),
    "roadmap": Text("转型路线图", "roadmaps"),
    "programme": Text("转型工作", "programme"),
    "runs": Text("运行", "runs"),
    "imports": Text("数据导入", "imports"),
    "findings": Text("数据问题", "findings"),
    "reports": Text("报告", "reports"),
    "identifier": Text("标识解析二级节点", "identifier node"),
    "accounts": Text("账号", "accounts"),
    "tokens": Text("接口令牌", "API tokens"),
    "consents": Text("数据授权", "consents"),
    "market": Text("产品与项目", "products and projects"),
    "packs": Text("内容包", "content packs"),
    "health": Text("运行状况", "health"),
    "webhooks": Text("事件通知", "webhooks"),
    "audit": Text("审计记录", "audit trail"),
}
ACTION: Final = {
    "read": Text("查看", "read"),
    "change": Text("修改", "change"),
    "add": Text("登记", "add"),
    "amend": Text("撤回与更正", "withdraw and correct"),
    "attest": Text("认定", "attest"),
    "seal": Text("封存", "seal"),
    "verify": Text("校验", "verify"),
    "score": Text("评测", "score"),
    "plan": Text("编制", "plan"),
    "allocate": Text("资金安排", "allocate money"),
    "start": Text("启动", "start"),
    "undo": Text("撤销", "undo"),
    "settle": Text("处理", "settle"),
    "make": Text("生成", "make"),
    "apply": Text("申请企业前缀", "apply for an enterprise prefix"),
    "review": Text("审核", "review"),
    "allot": Text("分配企业前缀", "allot an enterprise prefix"),
    "register": Text("标识注册", "register identifiers"),
    "resolve-statistics": Text("解析统计", "statistics of resolution"),
    "template": Text("标识数据模板", "metadata templates"),
    "report": Text("数据上报", "report to the top-level node"),
    "operate": Text("运行维护", "operate"),
    "revoke": Text("吊销", "revoke"),
    "give": Text("授权与撤回", "give and withdraw"),
}


def of_rooms(actions: tuple[str, ...], *rooms: str) -> frozenset[Permission]:
    """Answer the permissions with one of the actions in one of the rooms (all rooms when none)."""
    return frozenset(
        each for each in Permission if each.action in actions and (not rooms or each.room in rooms)
    )
