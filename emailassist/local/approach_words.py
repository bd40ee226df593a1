"""How strangers offer what nobody asked them for, in English, Spanish and French.

Owns: patterns as data. Must not: hold logic; none of them means anything by itself.
"""

from typing import Final

from emailassist.local.cased import Caseless

OFFERS: Final = Caseless(
    r"\b(?:helps?|helped|serve|support) [^.\n?]{0,50}\b(?:like yours?|like you|(?:of"
    r"|your) (?:your )?size)\b"
    r"|\b(?:firms|companies|contractors|teams|networks|businesses|shops|clients) (?:of your size"
    r"|like yours|near you)\b|\b(?:we|i)(?: have|['’]ve)? helped (?:more than |over )?\d+"
    r"|\bour (?:platform|software|tool|app|solution|agency) \w+s\b|\b(?:firms|clients"
    r"|customers)[^.\n]{0,40}"
    r"\bsave (?:about |up to )?\d"
    r"|\b(?:free|no[- ]obligation|short) (?:quote|report|audit|estimate)\b|\bno strings\b"
    r"|\bour fee is\b|\b(?:represent|have|with|presenting) (?:a|two|three"
    r"|an?)? ?(?:\w+ ){0,3}(?:candidates?|engineers?"
    r"|managers?|developers?|schedulers|accountants?)\b[^.\n]{0,60}\b(?:free|available|fit"
    r"|looking|market|who['’]d)"
    r"|\b(?:present|introduce) our (?:company|services|products)\b|\bwe are a local \w+ company\b"
    r"|\bwe (?:built|make|run) a (?:tool|platform|service)\b",
    r"\bayud(?:amos|ado) a [^.\n?]{0,50}\bcomo (?:la|el|los|las) (?:vuestr|tuy|suy)"
    r"|\bempresas? como (?:la|las) (?:vuestr|tuy|suy)|\bclientes (?:ahorran|venden|ganan)\b"
    r"|\bnuestr[oa] (?:plataforma|software|solución|programa|herramienta)\b"
    r"|\bpresentar(?:les?|te|os)? nuestr[oa]s? (?:empresa|servicios|productos)\b"
    r"|\bpresupuesto (?:gratuito|gratis|sin compromiso)\b|\b(?:ofrecer|preparar)(?:les?|te"
    r"|os) un presupuesto\b"
    r"|\b(?:llevo|represento) (?:a )?(?:un|dos|tres)\b[^.\n]{0,60}\b(?:disponible|busca)",
    r"\b(?:aidons|accompagnons|aidé|accompagné) (?:des|les|un)\b[^.\n?]{0,50}"
    r"|\bnotre (?:logiciel|plateforme|solution|société|agence)\b[^.\n?]{0,80}"
    r"\b(?:intervien|branch|assur|divis|propos|implant|permet|depuis)"
    r"|\b(?:devis|audit|diagnostic) (?:gratuit|sans engagement)\b"
    r"|\b(?:soumettre|établir|proposer) (?:une offre|un devis)\b"
    r"|\baccompagne (?:un|une|deux)\b[^.\n]{0,60}\b(?:cherche|disponible)",
)
"""What the writer does for people like me."""
WANTS: Final = Caseless(
    r"\b(?:\d{2}|ten|fifteen|twenty)[- ]?min(?:ute)?s?\b|\b(?:quick|short|brief) (?:call|chat"
    r"|look|demo)\b"
    r"|\ba demo\b|\bwhen (?:could|can|may) (?:i|we) (?:come|call|talk|speak|visit)"
    r"|\bcould we (?:talk|speak)\b|\b(?:shall|may|can|should) i (?:send|call|keep|show)\b"
    r"|\bshall i\?"
    r"|\bare you hiring\b|\blike to see their\b|\bhappy to send a quote\b|\bquote for your\b"
    r"|\bdoes \w+day\b[^.\n]{0,20}\bwork\b",
    r"\b(?:\d{2}|diez|quince|veinte) minutos\b|\b(?:una|la) demo\b|\bque te llame\b|\bte llamo\b"
    r"|\bcuándo podríamos (?:visitar|pasar|hablar)|\bpase a ver\b|\bte (?:lo )?enseño\b"
    r"|\b(?:visitarles|visitaros)\b",
    r"\bquart d['’]heure\b|\b(?:\d{2}|dix|quinze|vingt) minutes\b|\b(?:rapide|bref|un"
    r"|pour un) échange\b"
    r"|\bquand pourrions-nous (?:passer|visiter|échanger)|\brecrutez-vous\b|\bdémonstration\b"
    r"|\bvous envoyer son cv\b",
)
"""A little of my time."""
CHASES: Final = Caseless(
    r"\b(?:bumping|floating) this\b|\bcircling back\b|\b(?:read|see|seen|look at) my (?:last "
    r"|previous )?"
    r"(?:note|mail|e-?mail|message)\b|\btop of your inbox\b",
    r"\bsub(?:o|ir) este correo\b|\b(?:pudiste|has podido|pudo) ver mi (?:correo|mensaje)\b"
    r"|\bte escribí (?:la semana|hace)\b",
    r"\b(?:reviens|relance)\b[^.\n]{0,40}\b(?:précédent|message|mail)\b|\bdernière relance\b"
    r"|\bune (?:petite |dernière )?relance\b",
)
SOMEBODY: Final = Caseless(
    r"\bright person\b|\bwho (?:is|looks after|handles)\b|\bsomeone else\b|\bpoint me (?:at|to)\b"
    r"|\bsomebody better\b|\bnot for you\b|\bnot interested\b|\bworth (?:fifteen|ten|\d{2})",
    r"\bpersona (?:indicada|adecuada|correcta)\b|\bcon quién (?:puedo|debo|debería) hablar\b"
    r"|\balguien más del equipo\b|\bte llamo\b",
    r"\bbonne personne\b|\bquelqu['’]un d['’]autre\b|\bun mot suffit\b|\bplus d['’]actualité\b"
    r"|\bn['’]est pas d['’]actualité\b",
)
"""Whoever may be talked to instead."""
ASKED_FOR: Final = Caseless(
    r"\b(?:your (?:enquiry|inquiry|request|interest|question|order|application|call)|you asked"
    r"|as (?:discussed|agreed|promised)|thank you for (?:contacting|getting|your))\b",
    r"\b(?:su|tu|vuestra?) (?:solicitud|consulta|interés|pedido|petición|llamada|candidatura)\b"
    r"|\b(?:como|según lo) (?:hablamos|acordado|acordamos|pidió|pediste)\b|\bnos (?:pidió"
    r"|pediste)\b",
    r"\bvotre (?:demande|intérêt|question|commande|appel|candidature)\b"
    r"|\bcomme (?:convenu|promis|discuté)\b|\bvous (?:nous )?avez demandé\b",
)
"""Then it is no stranger's idea."""
