"""What was seen or changed, in the words of who looks after the looks: pages, files, groups.

Not for who looked (look).
"""

from typing import Final

from lingnan.console.web.call import Call
from lingnan.registry import EntityKind

_GROUPS: Final = {
    "park": (EntityKind.PARK,),
    "chain": (EntityKind.CHAIN,),
    "provider": (EntityKind.PROVIDER, EntityKind.PLATFORM),
    "bank": (EntityKind.BANK,),
}
_BY_CONSENT: Final = ("provider", "bank")


class Things:
    """Things of the trail in words; names of groups are looked up once."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._names: dict[str, str] = {}
        _ = call.tr.gettext
        self._known = {
            "page:profile": _("profile"),
            "page:diagnosis": _("diagnosis"),
            "page:questionnaire": _("questionnaire"),
            "page:roadmap": _("roadmap"),
            "page:consents": _("data consents"),
            "page:lookers": _("who looked"),
            "page:document": _("a document"),
            "page:trace": _("trace of its evidence"),
            "page:evidence": _("trace of its evidence"),
            "page:offers": _("offers and projects"),
            "page:papers": _("a paper to attest"),
            "page:export": _("file of what was consented to"),
            "page:api:profile": _("profile, by a program"),
            "page:api:diagnosis": _("diagnosis, by a program"),
            "page:api:roadmap": _("roadmap, by a program"),
            "page:api:evidence": _("evidence, by a program"),
        }

    def words(self, thing: str) -> str:
        """Write what was seen or changed; what is not known stays as it is."""
        _ = self._call.tr.gettext
        if thing in self._known:
            return self._known[thing]
        kind, _colon, rest = thing.partition(":")
        key, _colon, form = rest.partition(":")
        if kind in _GROUPS:
            name = self._name(kind, key)
            if kind in _BY_CONSENT:
                return _("page of {name} with the needs of those who consented").format(name=name)
            if form:
                return _("the list or roadmap of {name} as a file, this enterprise in it").format(
                    name=name
                )
            return _("page of {name}, this enterprise by name on it").format(name=name)
        if kind == "export":
            return _("a file of enterprises of its area; this one may stand in it")
        if kind == "report" and key == "enterprise":
            return _("report of this enterprise as a file")
        if kind == "evidence" and key.isdigit():
            return _("evidence no. {number}").format(number=key)
        return thing

    def _name(self, kind: str, key: str) -> str:
        told = f"{kind}:{key}"
        if told not in self._names:
            registry = self._call.desk.registry
            found = (registry.entity(each, key) for each in _GROUPS[kind])
            entity = next((each for each in found if each is not None), None)
            if entity is None:
                self._names[told] = key
            else:
                zh, en = entity.name_zh, entity.name_en or entity.name_zh
                self._names[told] = zh if self._call.lang == "zh" else en
        return self._names[told]
