from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def data() -> Path:
    return DATA


@pytest.fixture(scope="session")
def awkward() -> dict[str, bytes]:
    """The messages of data/messages by name."""
    return {path.stem: path.read_bytes() for path in sorted((DATA / "messages").glob("*.eml"))}
