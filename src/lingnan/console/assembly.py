"""All pages in one table of routes and one menu; the application of a store.

A subject adds its route module here and nothing else. Not for the transport (serve).
"""

from types import ModuleType
from typing import Final

from starlette.types import ASGIApp

from lingnan.console.api import page as interface
from lingnan.console.api.extend import extend
from lingnan.console.pages.accounts import route as accounts
from lingnan.console.pages.allocation import route as allocation
from lingnan.console.pages.audit import route as audit
from lingnan.console.pages.banks import route as banks
from lingnan.console.pages.chains import route as chains
from lingnan.console.pages.cities import route as cities
from lingnan.console.pages.clusters import route as clusters
from lingnan.console.pages.consents import route as consents
from lingnan.console.pages.diagnosis import route as diagnosis
from lingnan.console.pages.enterprise import route as enterprise
from lingnan.console.pages.enterprises import route as enterprises
from lingnan.console.pages.findings import route as findings
from lingnan.console.pages.health import route as health
from lingnan.console.pages.imports import route as imports
from lingnan.console.pages.industries import route as industries
from lingnan.console.pages.jobs import route as jobs
from lingnan.console.pages.me import route as me
from lingnan.console.pages.node import route as node
from lingnan.console.pages.overview import route as overview
from lingnan.console.pages.packs import route as packs
from lingnan.console.pages.papers import route as papers
from lingnan.console.pages.parks import route as parks
from lingnan.console.pages.providers import route as providers
from lingnan.console.pages.questionnaire import route as questionnaire
from lingnan.console.pages.reports import route as reports
from lingnan.console.pages.roadmap import route as roadmap
from lingnan.console.pages.roadmaps import route as roadmaps
from lingnan.console.pages.runs import route as runs
from lingnan.console.pages.sign_in import route as sign_in
from lingnan.console.pages.start import route as start
from lingnan.console.pages.targets import route as targets
from lingnan.console.pages.trace import route as trace
from lingnan.console.web.app import Extension, console_app
from lingnan.console.web.desk import Desk
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import Route

_SUBJECTS: Final[tuple[ModuleType, ...]] = (
    start,
    sign_in,
    me,
    accounts,
    audit,
    overview,
    targets,
    clusters,
    cities,
    enterprises,
    trace,
    enterprise,
    diagnosis,
    questionnaire,
    papers,
    roadmap,
    consents,
    node,
    parks,
    chains,
    industries,
    roadmaps,
    providers,
    banks,
    jobs,
    imports,
    interface,
    runs,
    findings,
    allocation,
    reports,
    packs,
    health,
)
ROUTES: Final[tuple[Route, ...]] = tuple(route for subject in _SUBJECTS for route in subject.ROUTES)
MENU: Final[tuple[Entry, ...]] = tuple(entry for subject in _SUBJECTS for entry in subject.MENU)
EXTENSIONS: Final[tuple[Extension, ...]] = (extend,)


def assemble(desk: Desk) -> ASGIApp:
    """Make the console of a desk. Raises: RouteOpen, AssetBroken."""
    return console_app(desk, ROUTES, MENU, EXTENSIONS)
