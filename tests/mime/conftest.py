from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no bug: hangs are caught by the time-out of the whole test.
settings.register_profile("mime", deadline=None)
settings.load_profile("mime")

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def data() -> Path:
    return DATA


@pytest.fixture(scope="session")
def awkward() -> dict[str, bytes]:
    """The messages of data/messages by name."""
    return {path.stem: path.read_bytes() for path in sorted((DATA / "messages").glob("*.eml"))}
