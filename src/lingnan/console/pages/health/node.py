"""The identifier node as the administrator sees it: where it is, and what to do where it is not.

The only page that tells the node's folder. Not for what the node holds (pages.node).
"""

from lingnan.console.pages.health.check import check_of
from lingnan.console.pages.health.context import Check
from lingnan.console.web.call import Call
from lingnan.console.web.node_folder import database_url, is_shared, node_folder
from lingnan.kernel import LingnanError
from lingnan.sources.identifier.node.configuration import CONFIGURATION_NAME, read_configuration


def node_check(call: Call) -> Check:
    """Answer whether the store has a node that works on its database."""
    _ = call.tr.gettext
    name, folder = _("Identifier node"), node_folder(call.store)
    own = database_url(call.store, hides=True)
    if not (folder / CONFIGURATION_NAME).is_file():
        told = _(
            "none; to have one: lingnan node init {folder} --prefix … --database {database}"
        ).format(folder=folder, database=own)
        return check_of(call, name, "none", told)
    try:
        configuration = read_configuration(folder)
    except LingnanError as problem:
        told = f"{problem.message.in_(call.lang)} {problem.advice.in_(call.lang)}"
        return check_of(call, name, "bad", told)
    if not is_shared(call.store, configuration.database_url):
        told = _("works on another database; put into {file}: database: {database}").format(
            file=folder / CONFIGURATION_NAME, database=own
        )
        return check_of(call, name, "bad", told)
    told = _("{prefixes} in {folder}").format(
        prefixes=call.tr.listing(list(configuration.file.prefixes)), folder=folder
    )
    return check_of(call, name, "good", told)
