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
    r"|\b(?:verif\w+|confirm\w+|actuali[cz]\w+|valid\w+|reactiv\w+|desbloque\w+|restable\w+"
    r"|recuper\w+|autenti\w+|regulari[cz]\w+)\b[^.\n]{0,40}\b(?:(?:su|tu) (?:cuenta|perfil"
    r"|buzón|billetera|monedero)|(?:sus|tus) (?:datos|credenciales)|identidad|contraseña|tarjeta"
    r"|datos (?:bancarios|de (?:pago|facturación))|información (?:bancaria|de (?:pago|su cuenta"
    r"|facturación))|método de pago)\b"
    r"|\b(?:cuenta|tarjeta|acceso|buzón|perfil|billetera|monedero)\b[^.\n]{0,40}\b(?:(?:suspendid"
    r"|bloquead|limitad|desactivad|inhabilitad|caducad|restringid|vencid|cerrad|eliminad|cancelad"
    r"|comprometid|congelad)[oa]s?|expir\w+|caduca)\b"
    r"|\b(?:vérifi\w+|confirm\w+|mett\w+ à jour|mise à jour|valid\w+|réactiv\w+|débloqu\w+"
    r"|restaur\w+|récupér\w+|authentifi\w+|régularis\w+|actualis\w+)\b[^.\n]{0,40}"
    r"\b(?:(?:votre|ton) (?:compte|identité|boîte|messagerie|profil|portefeuille)"
    r"|(?:vos|tes) (?:informations|données|identifiants|coordonnées)|mot de passe|carte"
    r"|(?:informations|moyen|mode) de (?:paiement|facturation)|coordonnées bancaires)\b"
    r"|\b(?:compte|carte|accès|boîte|messagerie|profil|portefeuille|espace client)\b[^.\n]{0,40}"
    r"\b(?:(?:suspendu|bloqué|limité|désactivé|expiré|restreint|verrouillé|fermé|supprimé|clôturé"
    r"|résilié|compromis|gelé|saturé)e?s?|expire)\b"
    r"|\b(?:konto|zugang|karte|postfach)\b[^.\n]{0,40}\b(?:gesperrt|eingeschränkt|gesperrt"
    r"|deaktiviert|verifizier\w+|bestätig\w+|aktualisier\w+)\b",
)
PRESSURE: Final = Caseless(
    r"\b(?:within (?:the next )?\d{1,3} ?(?:hours?|h|days?)|immediately|urgent(?:ly)?"
    r"|final (?:notice|warning|reminder)|last (?:warning|chance|reminder)|action required"
    r"|as soon as possible|permanently|will be (?:closed|deleted|suspended|terminated|lost)"
    r"|avoid (?:suspension|closure|interruption|losing)"
    r"|(?:en|dentro de|en las próximas|antes de) \d{1,3} ?(?:horas|h)\b|inmediatamente|urgente"
    r"|último (?:aviso|recordatorio)|última (?:advertencia|oportunidad)|acción requerida"
    r"|de inmediato|cuanto antes|lo antes posible|(?:permanente|definitiva)mente"
    r"|será[n]? (?:cerrad|bloquead|eliminad|cancelad|suspendid|desactivad|borrad)[oa]s?"
    r"|evit\w+ (?:la (?:suspensión|cancelación|pérdida|interrupción)|el (?:bloqueo|cierre)"
    r"|cargos|recargos|perder)"
    r"|(?:sous|dans les|d['’]ici) \d{1,3} ?(?:heures|h|jours)\b|immédiatement|action requise"
    r"|dernier (?:avis|rappel|avertissement)|dernière (?:chance|relance)|au plus vite"
    r"|dès que possible|définitivement|ser(?:a|ont) (?:fermé|bloqué|supprimé|suspendu|désactivé"
    r"|clôturé|résilié|perdu)e?s?|évit\w+ (?:la (?:suspension|fermeture|clôture|perte)"
    r"|le (?:blocage|retour)|l['’]interruption|toute (?:suspension|interruption|majoration)"
    r"|de perdre)"
    r"|sofort|dringend|letzte (?:mahnung|warnung)|innerhalb von \d{1,3} (?:stunden|tagen))",
)
ODD_PAYMENT: Final = Caseless(
    r"\b(?:(?:buy|purchase|pick up|get|send|pay\w*|take|accept)\b[^.\n]{0,60}\bgift cards?"
    r"|gift cards?\b[^.\n]{0,60}\b(?:codes?|scratch)|google play cards?|itunes cards?"
    r"|steam cards?|bitcoin|btc wallet|usdt|crypto(?:currency)? wallet|western union|moneygram"
    r"|wire transfer|seed phrase|recovery phrase"
    r"|(?:compr\w+|envi\w+|pag\w+)\b[^.\n]{0,60}\btarjetas? (?:de )?regalo|tarjetas? prepago"
    r"|tarjetas? (?:de )?regalo\b[^.\n]{0,60}\bcódigos?|transcash"
    r"|(?:tarjetas?|cartes?) (?:google play|itunes|steam|apple)"
    r"|frase (?:semilla|de recuperación|secreta)|mandat cash|cartes? prépayées?"
    r"|phrase (?:secrète|de récupération|mnémonique)|coupons? (?:pcs|transcash)"
    r"|(?:achet\w+|envo\w+|pa[iy]\w+|régl\w+)\b[^.\n]{0,60}\bcartes? cadeaux?"
    r"|cartes? cadeaux?\b[^.\n]{0,60}\bcodes?"
    r"|pcs mastercard|neosurf|geschenkkarten?|guthabenkarten?)\b",
)
NEW_BANK: Final = re.compile(
    r"\b(?:(?:new|changed|updated|different|change (?:of|in|to)(?: our| my| the)?|changed our"
    r"|updated our) (?:bank|banking|account|payment|iban|direct deposit"
    r"|remittance)(?: account)? ?(?:details|information|number|instructions|account|data)?"
    r"|(?:nuev[ao]s?|cambi\w+|modific\w+|actualiz\w+)[^.\n]{0,30}(?:cuenta (?:bancaria"
    r"|de cobro|corriente)|iban|clabe|cbu|datos bancarios|número de cuenta)"
    r"|(?:datos bancarios|cuenta bancaria|iban|clabe) (?:ha|han) cambiado|cambio de banco"
    r"|(?:bank|account|payment) details (?:have|has) (?:been )?changed|hemos cambiado de (?:banco"
    r"|entidad)|(?:coordonnées bancaires|rib|iban|compte bancaire) (?:ont|a|viennent|vient)"
    r" (?:changé|été modifiée?s?|de changer)|changement de banque|(?:avons|ai) changé de banque"
    r"|nouvelle domiciliation"
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
    r"|\b(?:paquete|envío|pedido|encomienda)\b.{0,200}?\b(?:retenid[oa]|pague|pagar|abon[ea]r?"
    r"|tasas?|aranceles"
    r"|gastos de"
    r" (?:gestión|envío|aduana))\b.{0,80}?(?:\d\s?€|tarjeta|enlace|haga clic)"
    r"|\b(?:colis|livraison|paquet)\b.{0,200}?\b(?:frais|réglez|régler|acquitte[rz]|payer|payez"
    r"|affranchissement|douane)\b.{0,80}?(?:\d\s?€|carte"
    r"|lien|cliqu\w+)"
    r"|\b(?:paket|sendung)\b.{0,200}?\b(?:gebühr(?:en)?|zollgebühr\w*|bezahlen)\b.{0,80}?(?:\d\s?€"
    r"|karte|link)",
    re.IGNORECASE | re.DOTALL,
)
BILLED: Final = Caseless(
    r"\b(?:renew(?:al|ed)|subscription|charged|invoice|order (?:number|details|total)|debited"
    r"|renovación|renovad[oa]|renovó|suscripción|factura|cargo|cobrad[oa]|renouvel\w+|abonnement"
    r"|facture|débité|prélevé|prélèvement|abbuchung)\b",
)
CALL_AGAINST: Final = re.compile(
    r"\b(?:call|phone|contact|helpline|help ?desk|support|toll[- ]free|llame|llama(?:r|nos)?"
    r"|llámen?os|contacte|comuníquese|marque|atención al cliente|línea gratuita|appele[rz]"
    r"|contacte[rz]|composez|joignez|téléphonez|assistance|numéro vert|service client"
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
    r"|has sido seleccionad|ha sido seleccionad|ha ganado|has ganado|ha heredado|premio de \d"
    r"|lotería|número ganador|(?:reclam[ea]|cobre) (?:su|tu) (?:premio|regalo|recompensa|bono)"
    r"|pariente más cercano|fondos no reclamados|fondo de compensación"
    r"|herencia\b[^.]{0,160}(?:millon|\d{3}\.\d{3})"
    r"|vous avez (?:gagné|remporté|hérité|été (?:sélectionné|choisi|tiré))|loterie"
    r"|heureu(?:x|se) gagnante?|numéro gagnant|plus proche parent|fonds non réclamés"
    r"|réclame[rz] (?:votre|vos) (?:prix|lot|gains?|cadeau|récompense|bonus)"
    r"|fonds d['’]indemnisation"
    r"|héritage\b[^.]{0,160}(?:million|\d{3}[ .]\d{3})"
    r"|sie haben gewonnen|erbschaft\b[^.]{0,160}million)"
    r"|\bi (?:have )?(?:recorded|hacked|infected) (?:you|your)\b|\byour (?:device|webcam"
    r"|camera) (?:was|has been|is) (?:hacked|infected|compromised)\b"
    r"|\b(?:te|lo|la|le) he (?:grabado|hackeado)\b|\bhe (?:hackeado|infectado) (?:su|tu)\b"
    r"|\b(?:su|tu) (?:dispositivo|cámara|ordenador) (?:ha sido|fue|está) (?:hackead|infectad)[oa]\b"
    r"|\b(?:vous|t['’])\s?ai (?:filmé|enregistré|piraté)e?\b|\bj['’]ai (?:piraté|infecté) (?:votre"
    r"|ton)\b|\b(?:votre|ton) (?:appareil|webcam|caméra|ordinateur) (?:a été|est) (?:piraté|infecté"
    r"|compromis)e?\b",
)
LINK_WANTED: Final = Caseless(
    r"\b(?:click|log ?in|sign in|follow the link|visit the link|link below|button below"
    r"|ha(?:ga|z|cer) clic|dar? clic|pulse|pulsa|pinche|pincha|acced[ae]|ingres[ae] (?:a|en)"
    r"|enlace|inici[ae] sesión|clique[rz]|connectez[- ]vous|identifiez[- ]vous|lien (?:ci-dessous"
    r"|suivant|sécurisé)|suive[rz] (?:le|ce) lien|(?:ce|le) lien|bouton ci-dessous|klicken"
    r"|anmelden|link unten)\b",
)
SENSITIVE: Final = Caseless(
    r"\b(?:password|passcode|pin|cvv|card number|credit card|social security|bank details"
    r"|login details|credentials|account number|contraseña|clave|número de (?:tarjeta|cuenta)"
    r"|tarjeta de crédito|credenciales|datos bancarios|mot de passe|identifiants"
    r"|carte (?:bancaire|de crédit)|numéro de (?:carte|compte)|coordonnées bancaires"
    r"|code (?:secret|confidentiel)|passwort|kreditkarte|zugangsdaten|pay|payment|transfer|invoice"
    r"|pago|pagar|pague|factura|transferencia|paiement|payer|payez|facture|virement|zahlung"
    r"|überweisung)\b",
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
