"""Greetings, thanks and sign-offs in a warmer and a more formal manner.

Owns: wording as data, beside `reply_phrases`. Must not: state anything about the matter.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Register:
    """How a skeleton opens and closes in one manner; `{name}` is the correspondent's."""

    greeting: str
    greeting_unnamed: str
    thanks: str
    signoff: str


FORMAL: Final[dict[str, Register]] = {
    "en": Register(
        "Dear {name},", "Dear Sir or Madam,", "Thank you for your message.", "Yours sincerely"
    ),
    "es": Register(
        "Buenos días, {name}:", "Buenos días:", "Le agradezco su mensaje.", "Atentamente"
    ),
    "fr": Register(
        "Bonjour {name},", "Madame, Monsieur,", "Je vous remercie de votre message.", "Cordialement"
    ),
    "de": Register(
        "Guten Tag {name},",
        "Sehr geehrte Damen und Herren,",
        "Vielen Dank für Ihre Nachricht.",
        "Mit freundlichen Grüßen",
    ),
}
WARM: Final[dict[str, Register]] = {
    "en": Register("Hi {name},", "Hello,", "Thank you so much for writing.", "Warm regards"),
    "es": Register("Hola, {name}:", "Hola:", "Muchas gracias por escribirme.", "Un abrazo"),
    "fr": Register(
        "Bonjour {name},", "Bonjour,", "Merci beaucoup de m'avoir écrit.", "Amicalement"
    ),
    "de": Register(
        "Hallo {name},", "Hallo,", "Ganz lieben Dank für die Nachricht.", "Herzliche Grüße"
    ),
}
