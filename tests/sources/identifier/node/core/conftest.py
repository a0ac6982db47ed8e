import pytest

from sources.identifier.node.core.kit import close, furnish, make_node


@pytest.fixture
def node(tmp_path):
    made = make_node(tmp_path)
    furnish(made)
    yield made
    assert made.service.unforeseen_count == 0
    close(made)


@pytest.fixture
def make(tmp_path):
    """Make further nodes with other settings; all are closed in the end."""
    made = []

    def more(*, is_bare=False, **given):
        node = make_node(tmp_path, 1 + len(made), **given)
        if not is_bare:
            furnish(node)
        made.append(node)
        return node

    yield more
    for each in made:
        assert each.service.unforeseen_count == 0
        close(each)
