"""Asks and orders in every form of address: tú, vos, usted, ustedes, vosotros, tu, vous, you."""

import pytest

from emailassist.local.asks import read_asks


@pytest.mark.parametrize(
    "text",
    [
        "Mándenme el plano definitivo cuando puedan.",
        "Mándenmelo, si son tan amables, antes del 24.",
        "Avisanos cuántos ejemplares querés.",
        "Avísennos si cambia la fecha.",
        "Decinos si les sirve el martes.",
        "Díganme qué día les conviene.",
        "Escribinos a qué hora pasás.",
        "¿Podés decirme cuánto sale?",
        "Haría falta que nos dijera qué color prefiere.",
        "Haga el favor de decirnos cuántos vienen.",
        "Sería tan amable de decirme el precio.",
        "Necesitaría que me lo confirmaran hoy.",
        "Me gustaría que me dijeras tu opinión.",
        "Por favor, háganme saber si asistirán.",
        "Quedo atento a su respuesta.",
        "Il faudrait que vous me disiez la couleur.",
        "Il faudrait me dire si le nez est rond.",
        "Merci de me faire savoir combien il vous en faut.",
        "Merci de m'indiquer votre choix.",
        "Merci de confirmer votre présence.",
        "Merci de votre réponse avant vendredi.",
        "J'aimerais que vous me donniez votre avis.",
        "Vous me direz ce que vous en pensez.",
        "Prévenez-nous dès que c'est prêt.",
        "Un retour avant le 24 nous arrangerait.",
        "It would help to know how many you want.",
        "Do let us have your view.",
        "Say which you prefer and I'll order it.",
        "A reply by 24 November keeps us on schedule.",
    ],
)
def test_words_are_wanted(text: str) -> None:
    (ask,) = read_asks(text)
    assert ask.wants_words


@pytest.mark.parametrize(
    "text",
    [
        "Haz el favor de dejar la tabla en la carpeta.",
        "Haría falta que revisaras la hoja.",
        "Habría que cambiar el filtro antes del lunes.",
        "Marta, en cuanto puedas mete a los cinco en la lista.",
        "Revisá la página 4.",
        "Firmen el anexo y déjenlo en portería.",
        "Il faudrait que vous signiez la page 6.",
        "Claire, dès que tu as un moment, inscris les cinq visiteurs.",
        "Laisse les clés au comptoir.",
        "When you have a minute put the visitors into the list.",
        "Drop the corrected table into the shared folder.",
        "They need to be attached before Monday.",
    ],
)
def test_a_deed_is_wanted(text: str) -> None:
    (ask,) = read_asks(text)
    assert not ask.wants_words


@pytest.mark.parametrize(
    "text",
    [
        "Je pense que vous pouvez être tranquille.",
        "Je crois que tu pourrais venir plus tard.",
        "Je sais que tu peux le faire.",
        "Je repense à ce que vous disiez, qu'il faut d'abord demander.",
        "Creo que podemos darlo por cerrado.",
        "Creo que puedes estar tranquila.",
        "El cliente cree que podríamos hablar en enero.",
        "I think that you will find everything in the folder.",
        "I know you could do it.",
        "Je lui ai demandé de m'envoyer le plan.",
        "Le pedí que me mandara el plano.",
        "Merci de m'avoir répondu.",
        "Gracias por avisarnos.",
        "Ya te contaré.",
    ],
)
def test_statements_ask_nothing(text: str) -> None:
    assert not read_asks(text)


def test_what_somebody_needs_is_asked_for_point_by_point() -> None:
    asks = read_asks("Para la auditoría les pedimos lo siguiente:\n\n- la fecha\n- el nombre\n")
    assert [ask.wants_words for ask in asks] == [True, True]
