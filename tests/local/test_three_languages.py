"""What English words tell, Spanish and French words tell as well, in either form of address."""

import pytest

from emailassist.local.asks import AskKind, find_asks, read_asks
from emailassist.local.evidence import signs_of
from emailassist.local.oddities import oddities
from emailassist.local.priority import pressures
from emailassist.local.rule import Case
from emailassist.local.rulebook import Rulebook
from tests.local.conftest import MakeTask

PROVEN = {
    "Authentication-Results": "mx.estudio.example; dkim=pass header.d=partner.example;"
    " dmarc=pass header.from=partner.example"
}
STRANGE = {
    "Message-ID": "<1@mailer.test>",
    "Authentication-Results": "mx.estudio.example; spf=pass smtp.mailfrom=b@mailer.test",
}


@pytest.mark.parametrize(
    ("sign", "texts"),
    [
        (
            "person-writes",
            (
                "Llego tarde, la reunión se alargó.",
                "Quiero ver el local.",
                "Nos vemos el lunes.",
                "Os llamé ayer.",
                "On vous attend lundi.",
                "Nous arrivons à midi.",
                "Il paraît qu'on déménage.",
            ),
        ),
        (
            "private-word",
            (
                "Tu madre está mejor.",
                "Birras el jueves.",
                "La cuñada se casa.",
                "Mon coloc déménage.",
                "La filleule de Paul est là.",
                "Ma chérie, tout va bien.",
                "Dîner chez la belle-sœur.",
            ),
        ),
        (
            "attached",
            ("Se anexa el acta.", "Va en anexo.", "Voir pièce jointe.", "Je vous joins le devis."),
        ),
        (
            "account-notice",
            (
                "Cargo en su cuenta: 12,00 €.",
                "Saldo de cuenta disponible.",
                "Votre compte a été débité de 12,00 €.",
                "Prélèvement automatique le 5.",
            ),
        ),
        (
            "notice-words",
            (
                "Recibe este correo porque sigue el caso 12.",
                "La contraseña ha sido cambiada.",
                "Votre code à usage unique : 4711",
                "Le ticket n° 12 a été résolu.",
                "Vous recevez ce message car vous suivez le dossier.",
            ),
        ),
        (
            "unsubscribe-text",
            (
                "Si no desea recibir más, avise.",
                "Puede darte de baja.",
                "Pour ne plus recevoir nos lettres : ici.",
                "Gérer vos préférences",
            ),
        ),
        (
            "advertises",
            (
                "Prueba gratuita y envíos gratis hasta el lunes.",
                "Cupones y ahorra hasta 10 €.",
                "Essai gratuit, vente flash ce soir.",
                "Rabais et livraison offerte.",
            ),
        ),
        (
            "junk-word",
            (
                "Gane dinero en su tiempo libre.",
                "Ha ganado, es su premio.",
                "Sin receta y a domicilio.",
                "Gagnez de l'argent facile.",
                "Vous êtes l'heureux gagnant.",
                "Réclamez votre lot.",
            ),
        ),
        (
            "account-threat",
            (
                "Su perfil será cancelado: restablezca su cuenta.",
                "Verifique la información de pago.",
                "Votre messagerie est saturée.",
                "Régularisez votre compte.",
            ),
        ),
        (
            "no-answer",
            (
                "No hay nada que hacer.",
                "No se requiere ninguna acción.",
                "Vous n'avez rien à faire.",
                "Ne prenez pas la peine de répondre.",
            ),
        ),
        (
            "shouting",
            ("ÚLTIMA OPORTUNIDAD PARA COMPRAR HOY!", "DERNIÈRE ÉTAPE AVANT CLÔTURE DÉFINITIVE !"),
        ),
    ],
)
def test_a_sign_of_the_classifier(make_task: MakeTask, sign: str, texts: tuple[str, ...]) -> None:
    assert [text for text in texts if sign not in signs_of(make_task(text))] == []


@pytest.mark.parametrize(
    ("sign", "subjects"),
    [
        (
            "receipt-subject",
            (
                "Pedido 8841 enviado",
                "Comprobante de pago",
                "Reserva confirmada",
                "Quittance d'octobre",
                "Votre e-billet Namur – Lille",
                "Acompte bien reçu",
            ),
        ),
        (
            "issue-subject",
            (
                "Lo más leído del mes",
                "Resumen de prensa",
                "Noticias del museo",
                "La gazette du quartier",
                "Lettre mensuelle",
                "Revue de presse",
            ),
        ),
        (
            "calendar-subject",
            ("Reunión cancelada: obra", "Nueva invitación: visita", "Décliné : Réunion voirie"),
        ),
        ("away", ("Mensaje de ausencia", "Message d'absence", "Absente du bureau")),
    ],
)
def test_a_sign_of_the_subject(make_task: MakeTask, sign: str, subjects: tuple[str, ...]) -> None:
    missing = [
        each for each in subjects if sign not in signs_of(make_task("A las 10:00.", subject=each))
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("sign", "texts"),
    [
        ("advertises", ("Buen fin de semana.", "La remise des clés est jeudi.")),
        ("private-word", ("La familia de productos crece.", "Le piso 3 est vide.")),
        ("junk-word", ("Cher ami, tout est prêt.", "Un chiffre de 5 millions d'euros.")),
        ("person-writes", ("El informe de este mes.", "La mi-juin est prise.")),
        ("receipt-subject", ("Bien reçu",)),
    ],
)
def test_words_that_mean_something_else(
    make_task: MakeTask, sign: str, texts: tuple[str, ...]
) -> None:
    assert [each for each in texts if sign in signs_of(make_task(each, subject=each))] == []


@pytest.mark.parametrize(
    ("rule", "texts"),
    [
        (
            "mail-password",
            (
                "Confirme las credenciales de su buzón.",
                "Saisissez le mot de passe de ta messagerie.",
                "Entrez votre mot de passe professionnel Outlook : mot de passe de votre webmail.",
            ),
        ),
        (
            "password-in-haste",
            (
                "Inicie sesión con su cuenta corporativa antes de las 17.",
                "Connectez-vous avec votre adresse professionnelle avant minuit.",
            ),
        ),
        (
            "code-wanted",
            (
                "Dime el código de seguridad.",
                "Envoie-moi le code à usage unique.",
                "Appuie sur approuver quand arrive la notification de connexion.",
            ),
        ),
        (
            "card-for-money",
            (
                "Hay un saldo a su favor; introduzca su número de tarjeta.",
                "Vous avez payé deux fois. Entrez votre numéro de carte.",
            ),
        ),
        (
            "safe-account",
            (
                "Deposite sus ahorros en la cuenta de resguardo.",
                "N'appelez pas votre agence. Un conseiller va vous appeler.",
            ),
        ),
        (
            "call-to-cancel",
            (
                "Su membresía se renovó, 300 €. Si no realizó la compra, llame a soporte técnico:"
                " +34 910 000 000.",
                "Votre adhésion sera facturée 300 €. Si vous ne l'avez pas souscrite, ce n'est pas"
                " vous : contactez l'assistance technique au +33 1 99 00 00 00.",
            ),
        ),
        (
            "easy-wage",
            (
                "150 € por día, no necesitas experiencia.",
                "150 € la journée, aucune expérience demandée.",
            ),
        ),
        (
            "paid-unseen",
            (
                "Estoy fuera del país; tras el anticipo, la mensajería lleva las llaves.",
                "Je suis dans un autre pays ; après les arrhes, le livreur apporte les clefs.",
            ),
        ),
        (
            "blackmail",
            (
                "Te grabé. 900 € en bitcoins o lo ven tus contactos.",
                "Je t'ai filmée. 900 € en bitcoins ou tes proches voient tout.",
            ),
        ),
        (
            "secret-errand",
            (
                "Haz la transferencia y que quede entre nosotros.",
                "Fais le virement, je ne peux pas prendre d'appels.",
            ),
        ),
        (
            "courtship",
            (
                "Hola querido, encontré tu perfil. Te mando fotos.",
                "J'ai aimé votre profil, je suis veuve. Écrivez à mon adresse privée.",
            ),
        ),
        (
            "sure-profit",
            (
                "Multiplique su dinero: invierta sin riesgo.",
                "Doublez votre mise avec notre robot d'investissement.",
            ),
        ),
    ],
)
def test_a_demand_of_frauds(make_task: MakeTask, rule: str, texts: tuple[str, ...]) -> None:
    def found(text: str) -> set[str]:
        return {sign.rule for sign in Case.of(make_task(text, headers=PROVEN)).signs}

    assert [text for text in texts if rule not in found(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Ningún banco le pide la contraseña de su correo.",
        "Aucune banque ne demande votre mot de passe de messagerie.",
        "On me demande d'envoyer le code de vérification : est-ce normal ?",
        "N'entrez pas votre numéro de carte pour recevoir votre remboursement.",
        "Sans expérience, vous apprendrez ; 12 € de l'heure.",
        "La remise des clés : le transporteur passe mardi.",
    ],
)
def test_who_warns_makes_no_demand(make_task: MakeTask, text: str) -> None:
    assert Case.of(make_task(text, headers=PROVEN)).signs == ()


@pytest.mark.parametrize(
    ("rule", "texts"),
    [
        ("law-threat", ("Orden de arresto contra usted.", "Citation à comparaître")),
        (
            "stranger-money",
            ("Estimado beneficiario:", "Mi difunto esposo dejó fondos.", "Chère bénéficiaire,"),
        ),
        ("coins", ("Valide su billetera hoy.", "Phrase de récupération à saisir")),
        ("cure", ("Adiós al dolor de espalda.", "Fini le mal de dos.")),
        ("prize", ("Reclame su premio.", "Vous êtes notre heureuse gagnante.")),
        ("tried-before", ("No hemos podido localizarle.", "Nous tentons de vous joindre.")),
        ("loss-threat", ("Su membresía ha vencido.", "Vos données seront effacées.")),
        ("parcel", ("Reprograme su entrega.", "Votre paquet est bloqué.")),
        (
            "prize-survey",
            ("Gane una tarjeta regalo con esta encuesta.", "Recevez un cadeau : un questionnaire."),
        ),
        ("account-threat", ("Actualice sus credenciales.", "Mise à jour de vos identifiants.")),
    ],
)
def test_a_bait(make_task: MakeTask, rule: str, texts: tuple[str, ...]) -> None:
    def found(text: str) -> set[str]:
        return {each.rule for each in oddities(Case.of(make_task(text, headers=STRANGE)))}

    assert [text for text in texts if rule not in found(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Ayudamos a 40 empresas como la tuya. ¿Hablamos el martes, una breve llamada?",
        "Somos una agencia de Vigo. ¿Cuándo podemos visitarles? Es un cuarto de hora.",
        "Vuelvo a escribirle: ¿quién se encarga de las compras?",
        "Nos clients économisent 20 %. Un court appel jeudi ?",
        "Puis-je vous appeler mardi pour vous présenter nos services ?",
        "Je me permets de vous relancer : êtes-vous le bon interlocuteur ?",
    ],
)
def test_a_stranger_s_offer(make_task: MakeTask, text: str) -> None:
    verdict = Rulebook().decide(make_task(text))
    assert verdict is not None
    assert verdict.category == "marketing"
    for asked in ("Gracias por su interés. ", "Suite à votre appel, bonjour. "):
        assert Rulebook().decide(make_task(asked + text)) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Haz dos copias de las llaves.", AskKind.ACTION),
        ("Cuando puedas, repasa los totales.", AskKind.ACTION),
        ("Cámbialo hoy y súbelo otra vez.", AskKind.ACTION),
        ("Favor de traer su identificación.", AskKind.ACTION),
        ("Asegúrese de cerrar la puerta.", AskKind.ACTION),
        ("Falta que firmes la planilla.", AskKind.ACTION),
        ("Dímelo antes del viernes.", AskKind.INFORM),
        ("Se ruega confirmar la asistencia.", AskKind.INFORM),
        ("Necesito un dato más.", AskKind.INFORM),
        ("Videz vos étagères avant vendredi.", AskKind.ACTION),
        ("Quand tu peux, relève le compteur.", AskKind.ACTION),
        ("Passe la commande aujourd'hui.", AskKind.ACTION),
        ("Merci de tamponner la feuille.", AskKind.ACTION),
        ("Nous vous remercions de bien vouloir régler le solde.", AskKind.ACTION),
        ("Vous devez rendre le badge lundi.", AskKind.ACTION),
        ("Ça te dérangerait de fermer ?", AskKind.ACTION),
        ("Merci de m'indiquer la date.", AskKind.INFORM),
        ("Préviens-moi quand tu pars.", AskKind.INFORM),
        ("Tu me dis combien il en reste.", AskKind.INFORM),
        ("Nous attendons votre décision.", AskKind.INFORM),
        ("Il nous faut encore deux renseignements.", AskKind.INFORM),
        ("Peux-tu venir samedi", AskKind.YES_NO),
    ],
)
def test_an_ask_and_its_kind(text: str, kind: AskKind) -> None:
    assert [ask.kind for ask in read_asks(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Ils viennent de me dire que tout est prêt.",
        "La présidente peut nous envoyer quelqu'un.",
        "Il faut dire que le temps était beau.",
        "Passez quand vous voulez.",
        "Si le cœur vous en dit, venez voir l'expo.",
        "En cas d'empêchement, merci de nous prévenir.",
        "Demande de congés validée.",
        "«Se jubilan el doble», recuerda su portavoz.",
        "No hace falta que vengas.",
        "Película del lunes: a las diez.",
        "¿Buscas un regalo?",
        "Firma: Ana Ruiz",
        "Saviez-vous que le musée a cent ans ?",
    ],
)
def test_what_only_sounds_like_an_ask(text: str) -> None:
    assert find_asks(text) == ()


@pytest.mark.parametrize(
    ("sign", "texts"),
    [
        (
            "pressing",
            (
                "Lo necesito con urgencia.",
                "Llámame en cuanto puedas.",
                "Il me le faut d'urgence.",
                "Réponds dès que tu peux.",
                "À rendre avant midi.",
            ),
        ),
        (
            "chases",
            ("Seguimos sin el plano.", "Segundo aviso.", "Je n'ai toujours pas reçu le plan."),
        ),
        ("in-hours", ("Llega dentro de dos horas.", "Il part d'ici 2 heures.")),
        ("routine", ("Copia completada con éxito.", "Sauvegarde réussie avec succès.")),
    ],
)
def test_how_pressing_it_is(make_task: MakeTask, sign: str, texts: tuple[str, ...]) -> None:
    assert [text for text in texts if sign not in pressures(make_task(text))] == []


@pytest.mark.parametrize(
    "text",
    ["No urge.", "Es urgente, pero no hay prisa.", "Il n'y a pas d'urgence, rien ne presse."],
)
def test_what_is_not_pressing(make_task: MakeTask, text: str) -> None:
    assert "pressing" not in pressures(make_task(text))


@pytest.mark.parametrize(
    "local", ["ne-pas-repondre", "no-responder", "avisos", "rappels", "alertes.compte"]
)
def test_an_address_of_a_program(make_task: MakeTask, local: str) -> None:
    assert "program" in signs_of(make_task("Hola.", sender=f"X <{local}@x.example>"))
