"""Words that tell what kind of mail this is, in English, Spanish, French and German.

Owns: patterns as data, each matched against a bounded text. Must not: hold logic.
"""

import re
from typing import Final

from emailassist.local.cased import Caseless

RECEIPT_SUBJECT: Final = Caseless(
    r"\b(?:receipt|invoice|order (?:confirm\w+|#|no|number|received|shipped|update)"
    r"|your (?:order|purchase|booking|reservation|payment|e-?ticket|itinerary)"
    r"|payment (?:confirm\w+|received|receipt)|booking confirm\w+|order .{0,30}(?:confirmed"
    r"|shipped|delivered)|(?:has|have) (?:been )?(?:shipped|dispatched|delivered|charged)"
    r"|refund)\b",
    r"\b(?:factura|recibo|(?:tu|su|confirmación de(?: tu| su)?|confirmación del?) (?:pedido"
    r"|compra|reserva|pago|billete)s?|pedido (?:n[º°.]|confirmado|enviado|entregado|\d)"
    r"|pago (?:recibido|confirmado)|justificante de pago|reembolso)\b",
    r"\b(?:facture|reçu|(?:votre|confirmation de(?: votre)?) (?:commande|achat|réservation"
    r"|paiement|billet)s?|commande (?:n[º°.]|expédiée|confirmée|livrée|\d)|paiement (?:reçu"
    r"|confirmé)|remboursement)\b",
    r"\b(?:rechnung|quittung|bestell(?:ung|bestätigung)|buchungsbestätigung|zahlungs(?:eingang"
    r"|bestätigung))\b",
)
RECEIPT_TEXT: Final = Caseless(
    r"\b(?:total|subtotal|amount (?:paid|charged|due)|thank you for your (?:order|purchase"
    r"|payment|booking)|order (?:number|#|no)|invoice (?:number|#|no)|paid|charged"
    r"|payment method|billed to|tracking number)\b",
    r"\b(?:importe|total a pagar|gracias por (?:tu|su) (?:compra|pedido|pago|reserva)"
    r"|número de (?:pedido|factura)|forma de pago|iva)\b",
    r"\b(?:montant|total ttc|merci pour votre (?:commande|achat|paiement)|numéro de commande"
    r"|moyen de paiement|tva)\b",
    r"\b(?:gesamtbetrag|gesamtsumme|mwst|zahlungsart|bestellnummer)\b",
)
OFFER: Final = Caseless(
    r"\b\d{1,2} ?% (?:off|discount|de descuento|dto|de réduction|de remise|rabatt)|-\s?\d{2} ?%",
    r"\b(?:sale|discount|coupon|promo(?:tion)?(?: code)?|free shipping|special offer"
    r"|limited[- ]time|exclusive (?:offer|deal|discount)|shop now|buy now|deal of|black friday"
    r"|cyber monday|save up to|upgrade (?:now|today|to)|free trial|webinar|last chance"
    r"|book a demo|register now|new arrivals|early bird)\b",
    r"\b(?:descuentos?|rebajas|ofertas?|cupón|código promocional|envío gratis|compra (?:ya"
    r"|ahora)|solo hoy|últimas horas|últimos días|promoción|novedades de temporada)\b",
    r"\b(?:soldes|offre spéciale|offre exclusive|nos offres|code promo|livraison (?:offerte"
    r"|gratuite)|profitez|vente privée|remise|réduction|bons? plans?|dernière chance"
    r"|derniers jours)\b",
    r"\b(?:rabatt|gutschein|angebote?|sonderangebot|versandkostenfrei|jetzt (?:kaufen|sparen))\b",
)
SALES_PITCH: Final = Caseless(
    r"\b(?:(?:i|we) (?:noticed|saw|came across) (?:that )?(?:your|you)|our (?:platform"
    r"|solution|product|tool|software|company|services|products)|companies like yours"
    r"|teams like yours|(?:quick|brief|15[- ]minute|short) (?:call|demo|chat) to (?:show"
    r"|discuss|explore)|schedule a demo|book a (?:call|demo|slot)|lock in"
    r"|sponsor(?:ship)? (?:tier|package|slot)s?|pricing (?:expires|ends)|(?:offer|discount"
    r"|quote|rate|price) (?:expires|ends|closes)|increase your (?:sales|revenue|leads)"
    r"|boost your|(?:lowest|best|wholesale|unbeatable) prices?|manufacturers? (?:of|in)"
    r"|introduce our (?:company|products?)|roi\b|case stud(?:y|ies)|cost savings"
    r"|money[- ]back guarantee|risk[- ]free|act (?:now|fast)|don['’]t miss)\b",
    r"\b(?:nuestra (?:plataforma|solución|empresa|herramienta)|nuestros (?:servicios"
    r"|productos)|agendar una (?:llamada|demo)|aumentar (?:tus|sus) ventas"
    r"|empresas como la (?:tuya|suya)|no te lo pierdas|sin compromiso)\b",
    r"\b(?:notre (?:plateforme|solution|outil|société|gamme)|nos (?:services|produits)"
    r"|réserver une démo|augmenter (?:vos|tes) ventes|des entreprises comme la vôtre"
    r"|sans engagement|ne manquez pas)\b",
)
ISSUE: Final = Caseless(
    r"\b(?:e?-?newsletter|enews|digest|weekly|monthly|issue\s?(?:#|no)?\s?\d+"
    r"|this week(?:['’]s)? in|today['’]s (?:headlines|top|news)|headlines|edition|round-?up"
    r"|briefing|bulletin|in this issue|top stories)\b",
    r"\b(?:boletín|resumen (?:semanal|diario|de noticias)|en este número|titulares"
    r"|edición (?:de|del|n)|las noticias)\b",
    r"\b(?:newsletter|lettre d['’]information|infolettre|au sommaire|l['’]actualité (?:de|du)"
    r"|la une|l['’]essentiel (?:de|du)|numéro \d+)\b",
    r"\b(?:rundbrief|ausgabe \d+)\b",
)
PUBLICATION: Final = Caseless(
    r"\b(?:in this (?:issue|edition|week|month)|(?:this|our|the|free) (?:e-?)?(?:newsletter"
    r"|e-?zine)"
    r"|a publication of|issn \d|e-?zine|top stories|today['’]s headlines|press release"
    r"|for (?:immediate )?release"
    r"|vol(?:ume|\.)? ?\d+,? (?:no|issue|number)\.? ?\d+|issue (?:no\.? ?|#)?\d+|editor['’]s"
    r" (?:note"
    r"|choice|pick)s?|dear (?:readers?|subscribers?|members?)|table of contents|read (?:the"
    r" )?(?:full"
    r" (?:story|article)|online|more)|week in review|you (?:subscribed|signed up)|you are"
    r" subscribed"
    r"|subscription (?:center|options|preferences))\b",
    r"\b(?:en (?:este|esta) (?:número|boletín|edición)|boletín|estimad[oa]s? (?:lectora?"
    r"|suscriptora?)e?s?"
    r"|queridos lectores|leer (?:más|en línea)|nota de prensa|te suscribiste|se suscribió)\b",
    r"\b(?:au sommaire|dans ce numéro|chers? (?:lecteurs|abonnés)|lire (?:la suite|en ligne)"
    r"|communiqué de presse|vous (?:êtes|vous êtes) (?:abonné|inscrit)e?s?)\b",
    r"\b(?:in dieser ausgabe|liebe leser\w*|weiterlesen|pressemitteilung)\b",
)
"""What publications say of themselves near their start."""
EVENT_FIELD: Final = re.compile(
    r"^[ \t>*|-]{0,4}(?:when|dates?|time|where|place|venue|location|room|speakers?|host|title|topic"
    r"|abstract|cuándo|fecha|hora|dónde|lugar|sala|ponentes?|asistentes|quand|heure|lieu|où|salle"
    r"|intervenante?s?|orateur|wann|datum|uhrzeit|zeit|wo|ort|raum|referent(?:in)?)[ \t]*:[ \t]*\S",
    re.IGNORECASE | re.MULTILINE,
)
"""A line of an announcement that says when, where or who."""
EVENT: Final = Caseless(
    r"\b(?:meetings?|seminars?|lectures?|colloqui(?:um|a)|workshops?|talks?|conference(?: call)?s?"
    r"|telecon\w*|con-?call|open (?:house|day)|symposium|reunión|reuniones|seminarios?|charlas?"
    r"|jornadas?|taller(?:es)?|convocatoria|réunions?|séminaires?|conférences?|ateliers?|rendez-vous"
    r"|besprechung|termin|vortrag|sitzung)\b",
)
APPOINTMENT: Final = Caseless(
    r"\b(?:your|an|this) appointment\b|\bappointment (?:reminder|confirm)",
    r"\b(?:su|tu|vuestra) cita\b|\bcita (?:previa|confirmada|con)\b",
    r"\b(?:votre|ton|un) rendez-vous\b|\brendez-vous (?:est )?confirmé",
)
"""Where somebody is expected at a time, whoever tells them."""
CLOCK: Final = re.compile(
    r"\b(?:[01]?\d|2[0-3])(?:[:.h][0-5]\d\b|\s?[ap]\.?m\b|\s?h\b|\s?uhr\b)|\bnoon\b", re.IGNORECASE
)
ACCOUNT: Final = Caseless(
    r"\b(?:account (?:ending|activity|statement|balance)|transaction (?:alert|notice)|direct debit"
    r"|standing order|(?:checking|savings|current) account|(?:wire|ach) (?:payment|transfer)"
    r"|(?:debit|credit) card .{0,12}was (?:pre-?authori[sz]ed|charged)"
    r"|(?:debited|credited) (?:to|from)|withdrawn from your)\b",
    r"\b(?:cuenta (?:terminada|acabada) en|aviso de (?:movimiento|cargo|abono)|recibo domiciliado"
    r"|movimiento en|cargo en (?:tu|su) cuenta|transferencia (?:recibida|enviada|realizada))\b",
    r"\b(?:compte se terminant|avis de (?:débit|prélèvement|virement|opération)"
    r"|(?:prélevé|débité|crédité) (?:sur|de) votre compte|virement (?:reçu|émis|effectué))\b",
    r"\b(?:lastschrift|kontobewegung|kontoauszug)\b",
)
"""A bank tells of a movement on an account: a notice, and no receipt for something bought."""
ATTACHED: Final = Caseless(
    r"\b(?:attached|enclosed|attachment|< ?file:|adjunt[oa]s?|adjuntamos|ci-joint\w*|en pièce"
    r" jointe"
    r"|anbei|im anhang)\b",
)
NOTICE: Final = Caseless(
    r"\b(?:automat(?:ic|ed|ically)(?: (?:generated|sent|created))?|do not reply|no-?reply"
    r"|(?:this|unmonitored) mailbox|you are receiving this (?:e-?mail |message "
    r"|notification )?because|you(?:['’]re| are) (?:subscribed|watching|assigned)"
    r"|manage (?:your )?notifications?|notification settings|mentioned you|commented on"
    r"|assigned (?:to )?you|status (?:changed|update)|build (?:#|failed|passed|succeeded)"
    r"|pipeline|deploy(?:ment|ed)|ticket|backup|sign-?in|login (?:from|attempt)"
    r"|verification code|security code|one-time|storage|password (?:was|has been) (?:changed"
    r"|reset)|reminder|monitor(?:ing)?|alert)\b",
    r"\b(?:automátic[oa]s?|automáticamente|no respond(?:a|as)|inicio de sesión"
    r"|código de (?:verificación|seguridad|acceso)|copia de seguridad|recordatorio|aviso"
    r"|incidencia|ha comentado|te ha (?:mencionado|asignado))\b",
    r"\b(?:automatique(?:ment)?|ne pas répondre|nouvelle connexion|code de (?:vérification"
    r"|sécurité)|sauvegarde|rappel|alerte|a commenté|vous a (?:mentionné|assigné))\b",
    r"\b(?:automatisch|nicht (?:auf diese )?.{0,20}antworten|neue anmeldung|bestätigungscode"
    r"|sicherung|erinnerung|hinweis)\b",
)
REMINDER: Final = Caseless(r"\b(?:reminder|recordatorio|rappel|erinnerung)\b")
BOUNCE: Final = Caseless(
    r"\b(?:undeliver(?:ed|able)|delivery (?:status notification|failure|has failed)"
    r"|returned to sender|returning message|mail delivery (?:failed|system)|failure notice"
    r"|no se pudo entregar|no entregado|devuelto al remitente|non remis"
    r"|échec de (?:la )?remise|unzustellbar)\b",
)
AWAY: Final = Caseless(
    r"\b(?:out of (?:the )?office|automatic reply|auto(?:matic)?[- ]?(?:reply|response)"
    r"|away from (?:the )?office|on (?:annual )?leave|fuera de la oficina|respuesta automática"
    r"|réponse automatique|absence du bureau|absent du bureau|abwesenheit\w*"
    r"|automatische antwort)\b",
)
AUTOMATIC: Final = re.compile(
    r"^\W*(?:auto(?:matic)?[- ]?(?:reply|response|antwort)|out of (?:the )?office"
    r"|respuesta automática|fuera de la oficina|réponse automatique|absence du bureau"
    r"|automatische antwort)\b",
    re.IGNORECASE,
)
CALENDAR_SUBJECT: Final = re.compile(
    r"^\s*(?:(?:accepted|declined|tentative|tentatively accepted|cancel(?:l)?ed(?: event)?"
    r"|(?:updated )?invitation(?: with note)?)\s?:|(?:aceptad[oa]|rechazad[oa]|cancelad[oa]"
    r"|invitación(?: actualizada)?)\s?:|(?:accepté|refusé|annulé"
    r"|invitation(?: mise à jour)?)e?\s?:|(?:zugesagt|abgelehnt|abgesagt|einladung)\s?:)",
    re.IGNORECASE,
)
UNSUBSCRIBE: Final = Caseless(
    r"\b(?:unsubscribe|opt[- ]out|manage (?:your )?(?:e-?mail )?(?:preferences|subscription)"
    r"|view (?:this e-?mail )?in (?:your )?browser|(?:be )?removed? (?:from|yourself)"
    r"|(?:further|future) (?:communications?|mailings)|to be (?:removed|taken off))\b",
    r"\b(?:darse de baja|darte de baja|cancelar (?:la|tu|su) suscripción|dejar de recibir"
    r"|se désabonner|désinscri\w+|désabonn\w+|abbestellen|abmelden|austragen)\b",
)
FIRST_PERSON: Final = Caseless(
    r"\b(?:i|i['’](?:m|ve|ll|d)|my|me|we|we['’](?:re|ve|ll|d)|us)\b",
    r"\b(?:yo|mi|mis|conmigo|te (?:paso|mando|envío|escribo|adjunto|cuento|digo)|os (?:paso"
    r"|mando|envío|escribo|adjunto)|nosotros|creo que|he \w+[ai]do|hemos \w+[ai]do|estoy|tengo"
    r"|voy a)\b",
    r"\b(?:je|j['’]\w+|mon|ma|mes|moi)\b",
    r"\b(?:ich|mein|meine|mir|mich|wir|uns)\b",
)
PRIVATE: Final = Caseless(
    r"\b(?:mum|mom|mommy|daddy|dad|grandma|grandpa|granny|auntie|uncle|cousins?|sister|brother"
    r"|wife|husband|the kids|kids|baby|birthday|bday|wedding|anniversary|dinner|barbecue|bbq"
    r"|beers?|pizza|hik(?:e|ing)|camping|beach|road trip|family trip|game night|party|weekend"
    r"|sleepover|love you|hugs|xx+|xoxo|miss you|roommate|reunion|graduation|holidays?"
    r"|vacation|school trip|pupils?|homework|parents['’]? evening|kindergarten|nursery|daycare"
    r"|playdate|babysit\w*|my mum|dentist|my (?:son|daughter|boy|girl))\b",
    r"\b(?:mamá|papá|abuel[oa]s?|tí[oa]s?|prim[oa]s?|herman[oa]s?|hij[oa]s?|los niños|bebé"
    r"|cumple(?:años)?|boda|cena|barbacoa|cañas?|playa|fiesta|finde|vacaciones|besos?|besitos"
    r"|abrazos? fuerte|te quiero|os echo de menos|te echo de menos|cari(?:ño)?|piso|familias?"
    r"|colegio|cole|escuela|escola|guardería|alumn[oa]s?|tutor(?:a|ía)|excursión|deberes|canguro)\b",
    r"\b(?:maman|papa|mamie|papi|tata|tonton|cousine?s?|sœur|soeur|frère|les enfants|bébé"
    r"|anniversaire|mariage|dîner|apéro|barbecue|plage|fête|week-?end|vacances|bises|bisous"
    r"|je t['’]aime|tu (?:me|nous) manques?|on t['’]embrasse|t['’]embrasse|familles?|école"
    r"|élèves?|maîtresse|crèche|cantine|sortie scolaire|devoirs|nounou|mon fils|ma fille)\b",
    r"\b(?:mama|papa|oma|opa|geburtstag|hochzeit|abendessen|grillen|urlaub|ferien|wochenende"
    r"|küsse|hab dich lieb|familien?|schule|schüler|kita|kindergarten|elternabend)\b",
)
JUNK: Final = Caseless(
    r"\b(?:viagra|cialis|levitra|phentermine|pharmacy|prescription|pills?|weight loss"
    r"|lose weight|enlarge(?:ment)?|penis|erection|libido|rolex|replica|casino|jackpot"
    r"|free spins|slots|betting|poker|lottery|mortgage|refinance|loan|low(?:est)? rates?"
    r"|bad credit|credit card debt|get out of debt|work (?:from|at) home|earn \$|make money"
    r"|extra income|financial freedom|mlm|millions? of (?:e-?mails?|dollars)|bulk e-?mail"
    r"|penny stock|stock (?:alert|watch|pick)|otc|xxx|porn\w*|nude|naked|hot (?:girls|singles"
    r"|babes)|teens?|sexy?|adult (?:site|content)|dating|singles|escort|bitcoin"
    r"|crypto(?:currency)?|airdrop|nft|forex|diploma|university degree|nigeria|inheritance"
    r"|beneficiary|sweepstakes|giveaway|you(?:['’]ve| have) (?:won|been selected|been chosen)"
    r"|claim (?:your|now)|miracle|guaranteed?|100% free|absolutely free"
    r"|no obligation|dear (?:friend|winner|beneficiary)|cable descrambler"
    r"|spyware"
    r"|oem software|antivirus|(?:welcome|free|\d+ ?%) bonus|free (?:access|membership|money|gift)"
    r"|prize|meds?|medications?|herbal|keto\w*|cbd|hair loss|testosterone|erectile"
    r"|life insurance|(?:direct|bulk) e-?mail (?:advertising|marketing)|passive income|payouts?"
    r"|investment opportunity|partnership proposal|next of kin|btc|usdt|winning|cheap(?:est)?"
    r" software)\b",
    r"\b(?:casino|apuestas|préstamos?|ganar dinero|bajar de peso|lotería"
    r"|sorteo|criptomonedas?|perder peso|prêt (?:rapide|personnel)"
    r"|gagner de l['’]argent|perdre du poids|loterie|perte de poids"
    r"|maigrir|tours gratuits|giros gratis|tiradas gratis|adelgazar"
    r"|gewinn\w*|kredit|abnehmen|erbschaft|freispiele?n?|auszahlung|verlosung|finalist)\b",
)
LOTS_OF_SHOUTING: Final = re.compile(r"(?:!\s?){3,}|\$\s?\${1,}|\b(?:[A-Z]{3,}[ !,]{1,3}){5,}")
