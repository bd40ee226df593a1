"""The file of the on-device model.

Owns: where it is, fetching it, and whether it has proved able to write. Must not: run it.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from emailassist.domain.endpoint import ON_DEVICE, Endpoint, EndpointKind
from emailassist.domain.errors import ModelMissing
from emailassist.settings import Settings

_NOTICE = (
    "The on-device model follows your categories and their examples, but not free text: it "
    "sorts, finds facts and prepares replies for you to complete. Connect a better model "
    "(Ollama, LM Studio, vLLM, OpenAI) to have replies written."
)


class DeviceModel:
    """The model in the folder `models`, or the one that the settings name."""

    def __init__(self, models: Path, settings: Callable[[], Settings]) -> None:
        self._models = models
        self._settings = settings

    def file(self) -> Path | None:
        """The file, if it is here; raises ModelMissing. Blocks for a moment."""
        # The client library behind llm takes long to load: not before a model is needed.
        from emailassist.llm import modelfile

        configured = self._settings().model_file
        return modelfile.find(self._models, Path(configured).expanduser() if configured else None)

    async def fetch(self, progress: Callable[[int, int], None]) -> Path:
        """Fetch the model that comes with the program; raises ModelMissing."""
        from emailassist.llm import modelfile

        return await modelfile.fetch(self._models, progress=progress)

    def as_checked(self, endpoint: Endpoint) -> Endpoint:
        """What a check found out about the on-device model belongs to its file."""
        if endpoint.kind is not EndpointKind.ON_DEVICE:
            return endpoint
        return replace(endpoint, writes=self._writes())

    def notice(self) -> str:
        """What the person should know about the default endpoint's model, or ''."""
        if self._settings().default_endpoint != ON_DEVICE or self._writes():
            return ""
        return _NOTICE

    def _writes(self) -> bool:
        """Whether this file is the one that a check has proved able to write."""
        proved = self._settings().writing_model
        try:
            return bool(proved) and str(self.file()) == proved
        except ModelMissing:
            return False
