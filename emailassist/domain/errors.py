"""The one error tree.

Every error a person may see is an `EmailAssistError`: it says what happened and what they
can do. `WorldError` is the world failing (a server is down, a password is wrong);
`InputError` is something the person gave us that cannot be used. Anything else that is
raised is a bug of ours; only background work catches it, logs it and tells an `InternalError`.

Owns: the classes. Must not: import or translate foreign exceptions (each adapter does).
"""

from pathlib import Path

from emailassist.domain.account import Server
from emailassist.domain.certificate import Certificate


class EmailAssistError(Exception):
    """Something a person should read: `reason` is one sentence, `hint` what they can do."""

    def __init__(self, reason: str, *, hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint

    @property
    def sentences(self) -> str:
        """All that is to be said about it."""
        return f"{self.reason} {self.hint}".strip()


class InternalError(EmailAssistError):
    """A bug of ours, met on the way; the log says where."""

    def __init__(self) -> None:
        super().__init__(
            "emailassist has made a mistake of its own.",
            hint="Nothing is lost; the log says where it happened.",
        )


class WorldError(EmailAssistError):
    """The world failed, not the program: it may work at another time or with other settings."""


class ServerUnreachable(WorldError):
    """No connection to a mail server, or it was lost on the way."""


class AuthenticationFailed(WorldError):
    """The mail server refused the user name or the secret."""


class CertificateRejected(WorldError):
    """The server's TLS certificate could not be verified.

    `certificate` is what it says, None when that could not be read; `server` is where.
    """

    def __init__(
        self,
        reason: str,
        *,
        hint: str = "",
        certificate: Certificate | None = None,
        server: Server | None = None,
    ) -> None:
        super().__init__(reason, hint=hint)
        self.certificate = certificate
        self.server = server


class SignInNeeded(WorldError):
    """The person has to sign in again in the browser: the account's tokens are void.

    `account` is the account's name.
    """

    def __init__(self, reason: str, *, hint: str = "", account: str = "") -> None:
        super().__init__(reason, hint=hint)
        self.account = account


class SignInFailed(WorldError):
    """A sign-in in the browser did not come to its end: denied, too late, or not ours."""


class ServerRefused(WorldError):
    """The mail server answered NO or BAD to something that should work.

    `passing`: it says that the same may work a little later.
    """

    def __init__(self, reason: str, *, hint: str = "", passing: bool = False) -> None:
        super().__init__(reason, hint=hint)
        self.passing = passing


class SubmissionRefused(WorldError):
    """The SMTP server refused the message; `permanent` says whether trying again may help."""

    def __init__(self, reason: str, *, permanent: bool, hint: str = "") -> None:
        super().__init__(reason, hint=hint)
        self.permanent = permanent


class SubmissionUncertain(WorldError):
    """The connection was lost after the message was handed over: it may have been sent."""


class SecretUnavailable(WorldError):
    """A password or key could not be read or kept."""


LOCKED_OUT = (AuthenticationFailed, CertificateRejected, SecretUnavailable, SignInNeeded)
"""What no other try puts right: the person has to do something about the account."""


class EndpointError(WorldError):
    """A model endpoint did not do its work.

    `is_down`: the next message would fare no better, so work with this endpoint stops.
    """

    is_down = True


class EndpointUnreachable(EndpointError):
    """No connection, a time-out or a server error that outlived the retries."""


class EndpointUnauthorized(EndpointError):
    """The endpoint refused the key."""


class EndpointRateLimited(EndpointError):
    """The endpoint answers 429 for longer than we are willing to wait."""


class EndpointOverBudget(EndpointError):
    """The person's budget does not allow the request: nothing was sent."""


class NoBatches(EndpointError):
    """The endpoint's server takes no batches: nothing was ordered."""


class ChangedSinceAsked(EndpointError):
    """A message is not as it was when a model was asked about it."""


class EndpointMisbehaved(EndpointError):
    """The endpoint answered, but not with what was asked for (garbage, half an answer)."""

    is_down = False


class PromptTooLong(EndpointError):
    """The text does not fit into the model's context; nothing was cut silently."""

    is_down = False


class ModelMissing(EndpointError):
    """The model file is not on this machine."""


class InputError(EmailAssistError):
    """Something the person gave us cannot be used as it is."""


class NotFound(InputError):
    """There is no such account, message, draft, endpoint or agent."""


class NotFetched(NotFound):
    """The message is listed, but its bytes are on the server only."""


class SettingsError(InputError):
    """A setting or an account's data is not valid."""


class StoreUnusable(SettingsError):
    """The database cannot be read or written at the moment, as on a disk that is full."""


class StoreDamaged(StoreUnusable):
    """The database file is damaged; starting with the right to write to it salvages it."""


class DraftNotReady(InputError):
    """The draft still has answers to choose or lacks a recipient, so it cannot be approved."""


class DraftUnchanged(WorldError):
    """Another text was asked for, and the same one came back."""

    def __init__(self) -> None:
        super().__init__(
            "That changed nothing: the answer is the text that the draft has already.",
            hint="Nothing was kept of it. Ask for something else, or say what it is to say.",
        )


class NeedsWritingModel(InputError):
    """A change of a draft that code cannot make by itself."""

    def __init__(self, change: str) -> None:
        super().__init__(
            f"“{change}” needs a model that writes; the draft stays as it is.",
            hint="Connect one under Models (Ollama, LM Studio, vLLM, OpenAI), or edit the text.",
        )


class LabelledSetError(InputError):
    """A row of an evaluation set cannot be read."""


class InstructionError(InputError):
    """An instruction file is broken; says where. `others` is what else is wrong with it."""

    def __init__(
        self,
        reason: str,
        *,
        path: Path | None,
        line: int,
        hint: str = "",
        others: "tuple[InstructionError, ...]" = (),
    ) -> None:
        place = f"{path.name if path else 'instructions'}:{line}"
        super().__init__(f"{place}: {reason}", hint=hint)
        self.path = path
        self.line = line
        self.problem = reason
        self.others = others

    @property
    def each(self) -> "tuple[InstructionError, ...]":
        """Everything that is wrong, in the order of the lines."""
        return (self, *self.others)


class RuleFileError(InputError):
    """The file of rules is broken; says where."""

    def __init__(self, reason: str, *, line: int, hint: str = "") -> None:
        super().__init__(f"rules.toml:{line}: {reason}.", hint=hint)
        self.line = line


class RuleNotUnderstood(InputError):
    """A sentence is no rule that the program understands; says what was not."""
