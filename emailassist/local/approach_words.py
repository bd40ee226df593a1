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
    r"\b(?:empresas?|negocios?|tiendas?|estudios?|equipos?|despachos?) (?:como (?:la|el|los"
    r"|las) (?:vuestr|tuy|suy)|de (?:su|tu|vuestro) (?:tamaño|zona)|cerca de (?:usted|ti))"
    r"|\b(?:hemos ayudado|ayudamos) a (?:más de )?\d+|\bnuestros clientes (?:ahorran|venden|ganan"
    r"|reducen)\b|\b(?:auditoría|diagnóstico|informe|estimación) (?:gratuit[oa]|gratis"
    r"|sin compromiso)\b|\bsomos una (?:empresa|agencia|consultora|compañía)\b|\bhemos (?:creado"
    r"|desarrollado) (?:una|un) (?:herramienta|plataforma|programa|servicio)\b|\b(?:presento"
    r"|tengo) (?:a )?(?:un|una|dos|tres)\b[^.\n]{0,60}\b(?:candidat|desarrollador|ingenier)\w+",
    r"\b(?:entreprises|sociétés|équipes|commerces|cabinets|ateliers|studios) (?:comme (?:la|le"
    r"|les) (?:vôtre|tienne)|de votre taille|près de chez vous)|\bnos clients (?:économisent"
    r"|gagnent|vendent|réduisent)\b|\bnous avons (?:déjà )?aidé (?:plus de )?\d+|\b(?:estimation"
    r"|bilan|étude|rapport) (?:gratuite?|sans engagement)\b|\bprésenter (?:notre (?:société"
    r"|entreprise|agence)|nos (?:services|produits))|\bnous sommes une (?:entreprise|société"
    r"|agence) (?:locale|de|spécialisée)|\bnous (?:avons créé|éditons|proposons) (?:un"
    r"|une) (?:outil|logiciel|plateforme|service|application)\b|\bje représente (?:un|une|deux"
    r"|trois)\b[^.\n]{0,60}\b(?:candidat|développeu|ingénieu|comptable)\w+",
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
    r"\b(?:breve|rápida|corta) (?:llamada|charla|reunión|videollamada|demo)\b|\bcuarto de hora\b"
    r"|\bcuándo (?:puedo|podemos|podría) (?:llamar|visitar|pasar|hablar)|\b(?:puedo"
    r"|podría) (?:enviar|mandar|enseñar|mostrar|llamar)(?:te|le|les|os)\b|\b(?:están|estáis|estás"
    r"|está) contratando\b|\b(?:te|le|les|os) (?:mando|envío|muestro) (?:una|la) (?:propuesta"
    r"|presentación|demo)\b|\b(?:lunes|martes|miércoles|jueves|viernes)\b[^.\n]{0,20}\b(?:le|te"
    r"|les|os) (?:viene|va) bien\b",
    r"\b(?:court|petit|bref|rapide) (?:appel|point|échange|coup de fil)\b|\bune démo\b"
    r"|\bquinzaine de minutes\b|\bquand (?:puis-je|pourrais-je|pouvons-nous) (?:passer"
    r"|vous (?:r?appeler|rencontrer)|t['’]appeler|venir)|\b(?:puis-je|dois-je|voulez-vous que je"
    r"|veux-tu que je|souhaitez-vous que je) (?:vous |t['’]|te |l['’])?(?:envo|r?appel|montr"
    r"|présent)\w+|\b(?:lundi|mardi|mercredi|jeudi|vendredi)\b[^.\n]{0,20}\b(?:vous|te) (?:irait"
    r"|convien\w+|va)\b|\bembauchez-vous\b",
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
    r"\b(?:reenvío|retomo|recupero|refloto) (?:este|mi) (?:correo|mensaje|hilo)\b|\b(?:le|les"
    r"|os) escribí (?:la semana|hace|el)\b|\b(?:has podido|ha podido|pudo|habéis podido) (?:leer"
    r"|revisar|mirar) mi\b|\bvuelvo a escribir(?:te|le|les|os)\b|\b(?:doy"
    r"|dando) seguimiento a mi\b",
    r"\b(?:je me permets de|je) (?:vous |te )relance[rz]?\b|\bje reviens vers (?:vous|toi)\b"
    r"|\b(?:vu|lu|lire|voir) mon (?:dernier |précédent )?(?:mail|e-?mail|message|courriel)\b"
    r"|\bje remonte (?:ce|mon) (?:mail|message|courriel)\b|\bsuite à mon (?:dernier|précédent)\b",
)
SOMEBODY: Final = Caseless(
    r"\bright person\b|\bwho (?:is|looks after|handles)\b|\bsomeone else\b|\bpoint me (?:at|to)\b"
    r"|\bsomebody better\b|\bnot for you\b|\bnot interested\b|\bworth (?:fifteen|ten|\d{2})",
    r"\bpersona (?:indicada|adecuada|correcta)\b|\bcon quién (?:puedo|debo|debería) hablar\b"
    r"|\balguien más del equipo\b|\bte llamo\b",
    r"\bbonne personne\b|\bquelqu['’]un d['’]autre\b|\bun mot suffit\b|\bplus d['’]actualité\b"
    r"|\bn['’]est pas d['’]actualité\b",
    r"\bpersona (?:encargada|responsable)\b|\bquién (?:se encarga|lleva|gestiona|es (?:el"
    r"|la) responsable)\b|\botra persona\b|\bponerme en contacto con\b|\bno (?:le|te|os"
    r"|les) interesa\b|\bmerece (?:quince|diez|\d{2}) minutos\b",
    r"\bbon interlocuteur\b|\bqui (?:s['’]occupe|gère|est (?:en charge|responsable))\b"
    r"|\bm['’]orienter vers\b|\b(?:pas|plus) (?:intéressée?s?|d['’]actualité)\b"
    r"|\bune autre personne\b|\bvaut (?:bien )?(?:dix|quinze|\d{2}) minutes\b",
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
    r"\b(?:su|tu|vuestr[oa]) (?:pregunta|mensaje|visita)\b|\bgracias por (?:contactar|ponerse"
    r"|ponerte|su interés|tu interés)|\b(?:como|según lo|tal y como|tal como) (?:quedamos"
    r"|comentamos|comentado|prometí|prometido|solicitó|solicitaste)\b",
    r"\b(?:ta|ton) (?:demande|question|commande|appel|candidature|intérêt)\b|\bmerci (?:de"
    r"|pour) (?:votre|ton) (?:message|contact|prise de contact)|\bcomme (?:demandé|prévu|évoqué)\b"
    r"|\bsuite à (?:votre|ton|notre) (?:appel|demande|échange|conversation|visite|entretien)\b",
)
"""Then it is no stranger's idea."""
