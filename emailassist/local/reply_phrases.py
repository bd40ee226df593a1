"""The fixed phrases of reply skeletons in English, Spanish, French and German.

Owns: wording as data. Must not: state anything about the matter of a mail; every phrase is
true whatever was asked, and what the person must fill in is a gap ‹…›.
"""

from dataclasses import dataclass
from typing import Final

from emailassist.local.asks import AskKind

GAP: Final = "‹…›"


@dataclass(frozen=True, slots=True)
class Phrases:
    """What a skeleton in one language is made of."""

    greeting: str
    greeting_unnamed: str
    thanks: str
    signoff: str
    marker: str
    """Stands for an answer to choose; `{number}` counts from 1."""
    options: dict[AskKind, tuple[str, ...]]


PHRASES: Final[dict[str, Phrases]] = {
    "en": Phrases(
        greeting="Hi {name},",
        greeting_unnamed="Hello,",
        thanks="Thank you for your message.",
        signoff="Best regards",
        marker="‹{number}: choose an answer›",
        options={
            AskKind.YES_NO: (
                "Yes, that works for me.",
                "No, I am afraid that does not work for me.",
                "I need to check and will get back to you.",
            ),
            AskKind.WHETHER: (
                "Yes.",
                "No, I am afraid not.",
                "I need to check and will get back to you.",
            ),
            AskKind.CHOICE: (
                f"My choice: {GAP}.",
                "Either is fine with me.",
                "I am afraid neither works for me.",
                "I need to check and will get back to you.",
            ),
            AskKind.OPEN: (
                f"The answer is: {GAP}.",
                "I will look this up and write to you.",
                "I am afraid I do not know.",
            ),
            AskKind.INFORM: (
                f"Here is my answer: {GAP}.",
                "I will look at it and get back to you.",
                "I am afraid I cannot say anything about this at the moment.",
            ),
            AskKind.SEND: (
                "I will send it to you.",
                f"I will send it to you by {GAP}.",
                "I am afraid I cannot send it.",
            ),
            AskKind.ACTION: (
                "I will take care of it.",
                f"I will take care of it by {GAP}.",
                "I am afraid I cannot take care of this.",
                "This is already done.",
            ),
        },
    ),
    "es": Phrases(
        greeting="Hola, {name}:",
        greeting_unnamed="Hola:",
        thanks="Gracias por el mensaje.",
        signoff="Un saludo",
        marker="‹{number}: elige una respuesta›",
        options={
            AskKind.YES_NO: (
                "Sí, por mi parte está bien.",
                "No, lo siento, no me va bien.",
                "Tengo que comprobarlo; contesto en cuanto lo sepa.",
            ),
            AskKind.WHETHER: (
                "Sí.",
                "No, lo siento.",
                "Tengo que comprobarlo; contesto en cuanto lo sepa.",
            ),
            AskKind.CHOICE: (
                f"Prefiero: {GAP}.",
                "Me va bien cualquiera de las opciones.",
                "Lo siento, no me va bien ninguna.",
                "Tengo que comprobarlo; contesto en cuanto lo sepa.",
            ),
            AskKind.OPEN: (
                f"La respuesta es: {GAP}.",
                "Lo consulto y escribo en cuanto lo sepa.",
                "Lo siento, eso no lo sé.",
            ),
            AskKind.INFORM: (
                f"Esta es mi respuesta: {GAP}.",
                "Lo miro y contesto en cuanto pueda.",
                "Lo siento, de momento no puedo decir nada sobre esto.",
            ),
            AskKind.SEND: (
                "Lo envío en cuanto pueda.",
                f"Lo envío antes de {GAP}.",
                "Lo siento, no puedo enviarlo.",
            ),
            AskKind.ACTION: (
                "Me encargo yo.",
                f"Me encargo antes de {GAP}.",
                "Lo siento, no puedo encargarme de esto.",
                "Ya está hecho.",
            ),
        },
    ),
    "fr": Phrases(
        greeting="Bonjour {name},",
        greeting_unnamed="Bonjour,",
        thanks="Merci pour le message.",
        signoff="Cordialement",
        marker="‹{number} : choisir une réponse›",
        options={
            AskKind.YES_NO: (
                "Oui, cela me convient.",
                "Non, malheureusement cela ne me convient pas.",
                "Je dois vérifier et je réponds dès que possible.",
            ),
            AskKind.WHETHER: (
                "Oui.",
                "Non, malheureusement.",
                "Je dois vérifier et je réponds dès que possible.",
            ),
            AskKind.CHOICE: (
                f"Mon choix : {GAP}.",
                "Toutes les options me conviennent.",
                "Malheureusement, aucune ne me convient.",
                "Je dois vérifier et je réponds dès que possible.",
            ),
            AskKind.OPEN: (
                f"Voici la réponse : {GAP}.",
                "Je me renseigne et j'écris dès que je le sais.",
                "Malheureusement, je ne le sais pas.",
            ),
            AskKind.INFORM: (
                f"Voici ma réponse : {GAP}.",
                "Je regarde et je réponds dès que possible.",
                "Je ne peux malheureusement rien en dire pour le moment.",
            ),
            AskKind.SEND: (
                "Je l'envoie dès que possible.",
                f"Je l'envoie avant {GAP}.",
                "Je ne peux malheureusement pas l'envoyer.",
            ),
            AskKind.ACTION: (
                "Je m'en occupe.",
                f"Je m'en occupe avant {GAP}.",
                "Je ne peux malheureusement pas m'en occuper.",
                "C'est déjà fait.",
            ),
        },
    ),
    "de": Phrases(
        greeting="Hallo {name},",
        greeting_unnamed="Guten Tag,",
        thanks="Vielen Dank für die Nachricht.",
        signoff="Viele Grüße",
        marker="‹{number}: Antwort wählen›",
        options={
            AskKind.YES_NO: (
                "Ja, das passt mir.",
                "Nein, das passt mir leider nicht.",
                "Das muss ich prüfen und melde mich dann.",
            ),
            AskKind.WHETHER: (
                "Ja.",
                "Leider nein.",
                "Das muss ich prüfen und melde mich dann.",
            ),
            AskKind.CHOICE: (
                f"Meine Wahl: {GAP}.",
                "Mir ist alles recht.",
                "Leider passt mir nichts davon.",
                "Das muss ich prüfen und melde mich dann.",
            ),
            AskKind.OPEN: (
                f"Die Antwort ist: {GAP}.",
                "Ich sehe nach und schreibe dann.",
                "Das weiß ich leider nicht.",
            ),
            AskKind.INFORM: (
                f"Meine Antwort: {GAP}.",
                "Ich sehe es mir an und melde mich.",
                "Dazu kann ich im Moment leider nichts sagen.",
            ),
            AskKind.SEND: (
                "Ich schicke es.",
                f"Ich schicke es bis {GAP}.",
                "Das kann ich leider nicht schicken.",
            ),
            AskKind.ACTION: (
                "Ich kümmere mich darum.",
                f"Ich kümmere mich bis {GAP} darum.",
                "Darum kann ich mich leider nicht kümmern.",
                "Das ist schon erledigt.",
            ),
        },
    ),
}
