"""What the tests of the room share."""

import pytest

from lingnan.roadmap.catalogue import Catalogue
from roadmap.industry.toys import make_catalogue


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return make_catalogue(tmp_path_factory.mktemp("industry"))
