"""The words of fraud, in English, Spanish, French and German.

Owns: patterns as data. Must not: hold logic; none of them is proof by itself.
"""

import re
from typing import Final

from emailassist.local.cased import Caseless

CREDENTIALS: Final = Caseless(
    r"\b(?:verify|confirm|update|validate|restore|unlock|reactivate|re-?activate|authenticate"
    r"|recover)\b[^.\n]{0,40}\b(?:account|identity|password|mailbox|information|details"
    r"|payment|billing|wallet|card)\b"
    r"|\b(?:account|mailbox|access|card|wallet|profile)\b[^.\n]{0,40}\b(?:suspended|locked"
    r"|limited|blocked|disabled|deactivated|expire[sd]?|terminated|restricted|on hold"
    r"|compromised|closed|deleted)\b"
    r"|\b(?:verif\w+|confirm\w+|actuali[cz]\w+|valid\w+|reactiv\w+"
    r"|desbloque\w+)\b[^.\n]{0,40}\b(?:su cuenta|tu cuenta|sus datos|tus datos|identidad"
    r"|contraseña|tarjeta|datos bancarios)\b"
    r"|\b(?:cuenta|tarjeta|acceso|buzón)\b[^.\n]{0,40}\b(?:suspendid[oa]|bloquead[oa]"
    r"|limitad[oa]|desactivad[oa]|caducad[oa]|restringid[oa])\b"
    r"|\b(?:vérifi\w+|confirm\w+|mett\w+ à jour|valid\w+|réactiv\w+"
    r"|débloqu\w+)\b[^.\n]{0,40}\b(?:votre compte|votre identité|vos informations|vos données"
    r"|vos identifiants|vos coordonnées|mot de passe|carte)\b"
    r"|\b(?:compte|carte|accès|boîte)\b[^.\n]{0,40}\b(?:suspendue?|bloquée?|limitée?"
    r"|désactivée?|expirée?|restreinte?)\b"
    r"|\b(?:konto|zugang|karte|postfach)\b[^.\n]{0,40}\b(?:gesperrt|eingeschränkt|gesperrt"
    r"|deaktiviert|verifizier\w+|bestätig\w+|aktualisier\w+)\b",
)
PRESSURE: Final = Caseless(
    r"\b(?:within (?:the next )?\d{1,3} ?(?:hours?|h|days?)|immediately|urgent(?:ly)?"
    r"|final (?:notice|warning|reminder)|last (?:warning|chance|reminder)|action required"
    r"|as soon as possible|permanently|will be (?:closed|deleted|suspended|terminated|lost)"
    r"|avoid (?:suspension|closure|interruption|losing)"
    r"|(?:en|dentro de) \d{1,3} ?(?:horas|h)\b|inmediatamente|urgente|último aviso"
    r"|de inmediato|será (?:cerrada|bloqueada|eliminada|cancelada)|evitar (?:la suspensión"
    r"|el bloqueo|cargos)"
    r"|sous \d{1,3} ?(?:heures|h|jours)\b|immédiatement|dernier (?:avis|rappel|avertissement)"
    r"|sera (?:fermé|bloqué|supprimé|suspendu)e?|éviter (?:la suspension|le blocage"
    r"|la fermeture|le retour)"
    r"|sofort|dringend|letzte (?:mahnung|warnung)|innerhalb von \d{1,3} (?:stunden|tagen))",
)
ODD_PAYMENT: Final = Caseless(
    r"\b(?:(?:buy|purchase|pick up|get|send|pay\w*|take|accept)\b[^.\n]{0,60}\bgift cards?"
    r"|gift cards?\b[^.\n]{0,60}\b(?:codes?|scratch)|google play cards?|itunes cards?"
    r"|steam cards?|bitcoin|btc wallet|usdt|crypto(?:currency)? wallet|western union|moneygram"
    r"|wire transfer|seed phrase|recovery phrase"
    r"|(?:compr\w+|envi\w+|pag\w+)\b[^.\n]{0,60}\btarjetas? (?:de )?regalo|tarjetas? prepago"
    r"|tarjetas? (?:de )?regalo\b[^.\n]{0,60}\bcódigos?|frase semilla|transcash"
    r"|(?:achet\w+|envo\w+|pa[iy]\w+|régl\w+)\b[^.\n]{0,60}\bcartes? cadeaux?"
    r"|cartes? cadeaux?\b[^.\n]{0,60}\bcodes?"
    r"|pcs mastercard|neosurf|geschenkkarten?|guthabenkarten?)\b",
)
NEW_BANK: Final = re.compile(
    r"\b(?:(?:new|changed|updated|different|change (?:of|in|to)(?: our| my| the)?|changed our"
    r"|updated our) (?:bank|banking|account|payment|iban|direct deposit"
    r"|remittance)(?: account)? ?(?:details|information|number|instructions|account|data)?"
    r"|(?:nuev[ao]s?|cambi\w+|modific\w+|actualiz\w+)[^.\n]{0,30}(?:cuenta (?:bancaria"
    r"|de cobro|corriente)|iban|datos bancarios|número de cuenta)"
    r"|(?:bank|account|payment) details (?:have|has) (?:been )?changed|hemos cambiado de (?:banco"
    r"|entidad)|(?:coordonnées bancaires|rib|iban) (?:ont|a) changé|changement de banque"
    r"|(?:nouve(?:l|lle|au|lles|aux)|chang\w+|modifi\w+"
    r"|mise à jour)[^.\n]{0,30}(?:compte bancaire|coordonnées bancaires|rib|iban)"
    r"|(?:neue[ns]?|geänderte?)[^.\n]{0,20}(?:bankverbindung|iban|kontodaten))\b"
    r"|\b(?:new account|change of account|nueva cuenta|cambio de cuenta|nouveau compte"
    r"|changement de compte|neue[ns]? konto)\b"
    r"(?=[\s\S]{0,400}?\b[A-Z]{2}\d{2}(?: ?[\dA-Z]{4}){3})",
    re.IGNORECASE,
)
"""Changed bank details; a new account only where an account number follows."""
PARCEL_FEE: Final = re.compile(
    r"\b(?:parcel|package|shipment|delivery)\b.{0,200}?\b(?:fee|customs? (?:duty|charge)|unpaid"
    r"|pay)\b"
    r".{0,80}?(?:[$€£]\s?\d|\d\s?[$€£]|card|link|click)"
    r"|\b(?:paquete|envío|pedido)\b.{0,200}?\b(?:retenid[oa]|pague|pagar|abon[ea]r?|tasas?"
    r"|gastos de"
    r" (?:gestión|envío|aduana))\b.{0,80}?(?:\d\s?€|tarjeta|enlace|haga clic)"
    r"|\b(?:colis|livraison)\b.{0,200}?\b(?:frais|réglez|payer|payez|douane)\b.{0,80}?(?:\d\s?€|carte"
    r"|lien|cliqu\w+)"
    r"|\b(?:paket|sendung)\b.{0,200}?\b(?:gebühr(?:en)?|zollgebühr\w*|bezahlen)\b.{0,80}?(?:\d\s?€"
    r"|karte|link)",
    re.IGNORECASE | re.DOTALL,
)
BILLED: Final = Caseless(
    r"\b(?:renew(?:al|ed)|subscription|charged|invoice|order (?:number|details|total)|debited"
    r"|renovación|suscripción|factura|cargo|renouvell\w+|abonnement|facture|abbuchung)\b",
)
CALL_AGAINST: Final = re.compile(
    r"\b(?:call|phone|contact|helpline|help ?desk|support|toll[- ]free|llame|llámenos|appelez"
    r"|rufen)\b.{0,80}?\+?\(?\d[\d\s().–-]{7,18}\d",
    re.IGNORECASE | re.DOTALL,
)
LURE: Final = Caseless(
    r"\b(?:(?:you have|you've|you) (?:been selected|won\b(?!['’])|inherited)|lottery"
    r"|winning (?:prize|number|notification)|claim your (?:prize|reward|gift|winnings|bonus)"
    r"|next of kin"
    r"|(?:inheritance|beneficiary)\b[^.]{0,160}(?:million|\bfunds?\b|\bsum of|\d{3},\d{3})"
    r"|unclaimed (?:funds|fund|assets)|(?:million|thousand) (?:us |united states )?dollars"
    r"|compensation (?:fund|payment)|donation of"
    r"|has sido seleccionad|ha sido seleccionad|ha ganado|premio de \d|lotería"
    r"|herencia\b[^.]{0,160}(?:millon|\d{3}\.\d{3})"
    r"|vous avez (?:gagné|été (?:sélectionné|choisi|tiré))|loterie"
    r"|héritage\b[^.]{0,160}(?:million|\d{3}[ .]\d{3})"
    r"|sie haben gewonnen|erbschaft\b[^.]{0,160}million)"
    r"|\bi (?:have )?(?:recorded|hacked|infected) (?:you|your)\b|\byour (?:device|webcam"
    r"|camera) (?:was|has been|is) (?:hacked|infected|compromised)\b",
)
LINK_WANTED: Final = Caseless(
    r"\b(?:click|log ?in|sign in|follow the link|visit the link|link below|button below"
    r"|haga clic|pulse|pinche|acceda|enlace|inicie sesión|cliquez|connectez-vous"
    r"|lien ci-dessous|klicken|anmelden|link unten)\b",
)
SENSITIVE: Final = Caseless(
    r"\b(?:password|passcode|pin|cvv|card number|credit card|social security|bank details"
    r"|login details|credentials|account number|contraseña|clave|número de tarjeta"
    r"|datos bancarios|mot de passe|identifiants|carte bancaire|code secret|passwort"
    r"|kreditkarte|zugangsdaten|pay|payment|transfer|invoice|pago|pague|transferencia|paiement"
    r"|virement|zahlung|überweisung)\b",
)
OFFICE: Final = Caseless(
    r"\b(?:hr|human resources|payroll|accounts?|accounting|finance|billing|it|help ?desk|support"
    r"|security|admin(?:istrator|istration)?|mail ?(?:server|box|room)|webmail|desk|office"
    r"|management|direct(?:or|ion))\b",
    r"\b(?:rr ?hh|recursos humanos|nóminas?|contabilidad|tesorería|administraci[óo]n|soporte"
    r"|informática|sistemas|correo|buzón|direcci[óo]n|gerencia|seguridad)\b",
    r"\b(?:rh|ressources humaines|paie|compta(?:bilité)?|informatique|messagerie|assistance|dir)\b",
    r"\b(?:personalabteilung|buchhaltung|verwaltung|geschäftsleitung)\b",
)
"""Departments that strangers like to be."""
