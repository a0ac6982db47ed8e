"""The states of applications, prefixes and carriers, as tables: which step leads where.

Not for who may take a step (edge) nor for what it writes (application, allotment, carrier).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lingnan.access import Permission
from lingnan.kernel import Text
from lingnan.sources.identifier.business.errors import StepRefused

#: What resolution shows in a state: in use, nothing at all, or withheld under these numbers. The
#: numbers are this program's own; the national documents give none for identifiers.
IN_USE: Final = 1
GONE: Final = 0
SUSPENDED: Final = -1
EXPIRED: Final = -2
LOST: Final = -3
RETIRED: Final = -4
STATUS_NAME: Final = {
    IN_USE: Text("使用中", "in use"),
    SUSPENDED: Text("停用", "suspended"),
    EXPIRED: Text("过期", "expired"),
    LOST: Text("挂失", "reported lost"),
    RETIRED: Text("注销", "retired"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One permitted step.

    Attributes:
        permission: asked of the actor at the edge.
        needs_other_hands: nobody who applied may take it.
        status: what resolution shows afterwards; None when it is not touched.
    """

    to: str
    permission: Permission
    needs_other_hands: bool = False
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Machine:
    """States and steps of one kind of thing."""

    states: Mapping[str, Text]
    acts: Mapping[str, Text]
    steps: Mapping[tuple[str, str], Step]

    def step(self, thing: str, state: str, act: str) -> Step:
        """Answer the step that an act is in a state.

        Raises: StepRefused, which names the acts that the state allows.
        """
        found = self.steps.get((state, act))
        if found is not None:
            return found
        allowed = [self.acts[name] for (of, name) in self.steps if of == state]
        raise StepRefused(
            thing=thing,
            state=self.states[state],
            act=self.acts.get(act, act),
            allowed=Text(
                "、".join(each.zh for each in allowed) or "无",
                ", ".join(each.en for each in allowed) or "nothing",
            ),
        )

    def permission(self, act: str) -> Permission:
        """Answer the permission of an act, which is the same in every state."""
        return next(step.permission for (_, name), step in self.steps.items() if name == act)


_APPLY, _REVIEW, _ALLOT = (
    Permission.IDENTIFIER_APPLY,
    Permission.IDENTIFIER_REVIEW,
    Permission.IDENTIFIER_ALLOT,
)
_REGISTER = Permission.IDENTIFIER_REGISTER

APPLICATION: Final = Machine(
    {
        "submitted": Text("待审核", "submitted"),
        "returned": Text("退回补正", "returned"),
        "approved": Text("审核通过", "approved"),
        "rejected": Text("不予通过", "rejected"),
        "withdrawn": Text("已撤回", "withdrawn"),
        "allotted": Text("已分配", "allotted"),
    },
    {
        "approve": Text("通过", "approve"),
        "reject": Text("不予通过", "reject"),
        "return": Text("退回补正", "return"),
        "resubmit": Text("补正提交", "resubmit"),
        "withdraw": Text("撤回", "withdraw"),
        "allot": Text("分配前缀", "allot"),
    },
    {
        ("submitted", "approve"): Step("approved", _REVIEW, needs_other_hands=True),
        ("submitted", "reject"): Step("rejected", _REVIEW, needs_other_hands=True),
        ("submitted", "return"): Step("returned", _REVIEW, needs_other_hands=True),
        ("submitted", "withdraw"): Step("withdrawn", _APPLY),
        ("returned", "resubmit"): Step("submitted", _APPLY),
        ("returned", "withdraw"): Step("withdrawn", _APPLY),
        ("approved", "allot"): Step("allotted", _ALLOT, needs_other_hands=True),
    },
)

ALLOTMENT: Final = Machine(
    {
        "allotted": Text("已分配待备案", "allotted, not filed"),
        "filed": Text("已备案", "filed"),
        "suspended": Text("已停用", "suspended"),
        "revoked": Text("已注销", "revoked"),
    },
    {
        "file": Text("备案", "file"),
        "change": Text("变更", "change"),
        "suspend": Text("停用", "suspend"),
        "resume": Text("恢复", "resume"),
        "revoke": Text("注销", "revoke"),
    },
    {
        ("allotted", "file"): Step("filed", _ALLOT, status=IN_USE),
        ("allotted", "change"): Step("allotted", _ALLOT),
        ("allotted", "revoke"): Step("revoked", _ALLOT, status=GONE),
        ("filed", "change"): Step("filed", _ALLOT, status=IN_USE),
        ("filed", "suspend"): Step("suspended", _ALLOT, status=SUSPENDED),
        ("filed", "revoke"): Step("revoked", _ALLOT, status=GONE),
        ("suspended", "resume"): Step("filed", _ALLOT, status=IN_USE),
        ("suspended", "revoke"): Step("revoked", _ALLOT, status=GONE),
    },
)

CARRIER: Final = Machine(
    {
        "registered": Text("已登记待激活", "registered, not activated"),
        "activated": Text("已激活", "activated"),
        "lost": Text("挂失", "lost"),
        "retired": Text("退役", "retired"),
        "revoked": Text("密钥吊销", "key revoked"),
    },
    {
        "activate": Text("激活", "activate"),
        "lose": Text("挂失", "report lost"),
        "find": Text("解除挂失", "report found"),
        "retire": Text("退役", "retire"),
        "revoke": Text("吊销密钥", "revoke the key"),
    },
    {
        ("registered", "activate"): Step("activated", _REGISTER, status=IN_USE),
        ("registered", "lose"): Step("lost", _REGISTER, status=LOST),
        ("registered", "retire"): Step("retired", _REGISTER, status=RETIRED),
        ("registered", "revoke"): Step("revoked", _REGISTER, status=SUSPENDED),
        ("activated", "lose"): Step("lost", _REGISTER, status=LOST),
        ("activated", "retire"): Step("retired", _REGISTER, status=RETIRED),
        ("activated", "revoke"): Step("revoked", _REGISTER, status=SUSPENDED),
        ("lost", "find"): Step("activated", _REGISTER, status=IN_USE),
        ("lost", "retire"): Step("retired", _REGISTER, status=RETIRED),
        ("lost", "revoke"): Step("revoked", _REGISTER, status=SUSPENDED),
        ("revoked", "retire"): Step("retired", _REGISTER, status=RETIRED),
    },
)
