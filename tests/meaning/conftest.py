from tests.drafting.conftest import desktop as desktop
