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
    r"\b(?:factura|recibo|(?:tu|su|vuestr[oa]|confirmación de(?: tu| su)?|confirmación del?"
    r"|confirmamos (?:tu|su)) (?:pedido|compra|reserva(?:ción)?|pago|billete|boleto|pasaje|orden)s?"
    r"|pedido (?:n[º°.]|confirmado|enviado|entregado|recibido|en camino|\d)"
    r"|(?:pago|pedido) .{0,30}(?:recibido|confirmado|aprobado|enviado|entregado)"
    r"|(?:compra|reserva|orden) (?:confirmada|aprobada|n[º°.]|#)"
    r"|(?:ha sido|fue) (?:enviad|entregad|despachad|cobrad)[oa]s?|hemos enviado (?:tu|su)"
    r"|(?:justificante|comprobante|recibo) de (?:pago|compra)|ticket de compra"
    r"|boleta (?:electrónica|de venta|n)"
    r"|billete electrónico|(?:tu|su) itinerario|reembolso|reintegro)\b",
    r"\b(?:facture|(?:acompte|paiement|règlement|virement|versement) (?:bien )?reçu"
    r"|(?<!bien )(?<!avons )(?<!ai )(?<!pas )reçu(?! (?:hier|ce|ton|votre|ta|vos))"
    r"|quittance|(?:votre|ta|ton|confirmation d['’]une|confirmation de(?: votre| ta| la)?)"
    r" (?:commande|achat|réservation|paiement|billet|virement)s?|confirmation d['’]achat"
    r"|commande (?:n[º°.]|expédiée|confirmée|livrée|reçue|validée|en route|\d)"
    r"|(?:commande|achat|réservation|paiement) .{0,30}(?:confirmée?|expédiée?|livrée?"
    r"|reçue?|acceptée?|validée?)|(?:a été|est) (?:expédiée?|livrée?|débitée?)"
    r"|(?:justificatif|preuve) (?:de paiement|d['’]achat)|ticket de caisse"
    r"|billet électronique|e-billet|votre itinéraire|remboursement)\b",
    r"\b(?:rechnung|quittung|bestell(?:ung|bestätigung)|buchungsbestätigung|zahlungs(?:eingang"
    r"|bestätigung))\b",
)
RECEIPT_TEXT: Final = Caseless(
    r"\b(?:total|subtotal|amount (?:paid|charged|due)|thank you for your (?:order|purchase"
    r"|payment|booking)|order (?:number|#|no)|invoice (?:number|#|no)|paid|charged"
    r"|payment method|billed to|tracking number)\b",
    r"\b(?:importe|monto|total a pagar|gracias por (?:tu|su|vuestr[oa]) (?:compra|pedido|pago"
    r"|reserva|visita)|(?:número|n\.?[º°]) de (?:pedido|factura|orden)|pagad[oa]s?|cobrad[oa]s?"
    r"|(?:forma|método|medio) de pago|facturado a|número de (?:seguimiento|rastreo|guía)|iva)\b",
    r"\b(?:montant|total ttc|sous-total|merci (?:pour|de) (?:votre|ta) (?:commande|achat|paiement"
    r"|réservation|confiance|visite)|(?:numéro|n[º°]) de (?:commande|facture|suivi)"
    r"|(?:payé|réglé|débité|facturé)e?s?|(?:moyen|mode) de paiement|tva|tps|tvq)\b",
    r"\b(?:gesamtbetrag|gesamtsumme|mwst|zahlungsart|bestellnummer)\b",
)
OFFER: Final = Caseless(
    r"\b\d{1,2} ?% (?:off|discount|de descuento|dto|de réduction|de remise|rabatt)|-\s?\d{2} ?%",
    r"\b(?:sale|discount|coupon|promo(?:tion)?(?: code)?|free shipping|special offer"
    r"|limited[- ]time|exclusive (?:offer|deal|discount)|shop now|buy now|deal of|black friday"
    r"|cyber monday|save up to|upgrade (?:now|today|to)|free trial|webinar|last chance"
    r"|book a demo|register now|new arrivals|early bird)\b",
    r"\b(?:descuentos?|rebajas|ofertas?|cup(?:ón|ones)|código (?:promocional|de descuento)"
    r"|envíos? (?:gratis|gratuitos?)|(?:compra (?:ya|ahora)|(?:inscríbete|regístrate|apúntate"
    r"|aprovecha) (?:ya|ahora|hoy))|s[oó]lo hoy|últim(?:as horas|os días|a oportunidad)"
    r"|promoci(?:ón|ones)|novedades de temporada|nueva (?:colección|temporada)"
    r"|recién llegados|ahorra (?:hasta|un)|prueba (?:gratis|gratuita)|seminario web"
    r"|(?:agenda|reserva|pide) una demo|tiempo limitado|liquidación (?:total|por cierre)|hot sale"
    r"|precios? (?:especial(?:es)?|rebajados?)|meses sin intereses)\b",
    r"\b(?:soldes|offres? (?:spéciales?|exclusives?|limitées?|découverte|de bienvenue|flash"
    r"|du moment)|nos offres|(?:code|bon) (?:promo|de réduction)|bons? d['’]achat|coupons?"
    r"|livraison (?:offerte|gratuite)|frais de port offerts|profite[zs]|ventes? (?:privées?|flash)"
    r"|remise(?! (?:en|du|des|à|au|aux|sur pied|entre|le|d['’]|de (?!\d)))|rabais|réductions?"
    r"|bons? plans?|dernière chance|derni(?:ers jours|ères heures)"
    r"|durée limitée|(?:achetez|commandez|inscrivez-vous|réservez) (?:dès|vite|maintenant)"
    r"|économisez|essai gratuit|webinaire|réservez une démo|nouve(?:lle collection|aux arrivages)"
    r"|prix (?:barrés?|cassés|réduits?|mini)|jusqu['’]à \d+ ?%|% de (?:rabais|moins)"
    r"|liquidation totale|déstockage)\b",
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
    r"\b(?:nuestr[oa] (?:plataforma|solución|empresa|herramienta|producto|software)"
    r"|nuestros (?:servicios|productos)|(?:agendar|concertar|reservar|programar) una (?:llamada"
    r"|demo)|(?:breve|rápida) (?:llamada|demo)|(?:aumentar|impulsar|multiplicar) (?:tus|sus"
    r"|las) (?:ventas|ingresos|clientes)|(?:empresas|equipos) como (?:la|el) (?:tuy|suy|vuestr)[oa]"
    r"|(?:vi|vimos|he visto|hemos visto) (?:que )?(?:su|tu|vuestra) (?:empresa|web|perfil|tienda)"
    r"|no (?:te|se|os) lo pierd(?:as|an?|áis)|sin compromiso|casos? de éxito|ahorro de costes"
    r"|(?:la oferta|el descuento|el precio) (?:caduca|termina|vence|acaba)|los mejores precios"
    r"|devolución garantizada|fabricantes? de|act[úu]a (?:ya|ahora))\b",
    r"\b(?:notre (?:plateforme|solution|outil|société|gamme|logiciel|produit|entreprise)"
    r"|nos (?:services|produits|solutions)|réserver un créneau|(?:réserver|planifier"
    r"|fixer) une? (?:démo|appel)"
    r"|(?:bref|court|rapide) (?:appel|échange)|(?:augmenter|booster|développer) (?:vos|tes|votre"
    r"|ton) (?:ventes|chiffre|revenus|clientèle)|des (?:entreprises|équipes|sociétés) comme la"
    r" (?:vôtre|tienne)|(?:j['’]ai|nous avons) (?:vu|remarqué|découvert) (?:que )?(?:votre|ton)"
    r" (?:entreprise|site|profil|boutique)|sans engagement|ne (?:manquez|ratez|manque|rate) pas"
    r"|étude de cas|cas clients?|(?:l['’]offre|la remise|le tarif|le prix) (?:expire|se termine"
    r"|prend fin)|meilleurs? prix|satisfait ou remboursé|fabricants? de|sans risque)\b",
)
ISSUE: Final = Caseless(
    r"\b(?:e?-?newsletter|enews|digest|weekly|monthly|issue\s?(?:#|no)?\s?\d+"
    r"|this week(?:['’]s)? in|today['’]s (?:headlines|top|news)|headlines|edition|round-?up"
    r"|briefing|bulletin|in this issue|top stories)\b",
    r"\b(?:bolet(?:ín|ines)|resumen (?:semanal|mensual|diario|de (?:noticias|prensa|la semana))"
    r"|(?:en este|nuevo) número|n[úu]mero \d+|titulares|edición (?:de|del|n|\d|especial)"
    r"|(?:las|nuestras|otras) noticias|noticias de(?:l| la)|semanario|semanal|quincenal|mensual"
    r"|esta semana en|lo más (?:leído|destacado)|gaceta|hoja informativa|circular (?:n|informativa"
    r"|a l[oa]s))\b",
    r"\b(?:newsletter|lettre (?:d['’]information|de nouvelles|mensuelle|hebdomadaire"
    r"|trimestrielle|n[º°]|aux (?:adhérents|abonnés|membres)|d['’](?:automne|hiver|été)"
    r"|(?:de|du) (?:printemps|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre"
    r"|novembre|décembre))|la lettre (?:de|du|des)|infolettre|(?:au|le|notre) sommaire"
    r"|l['’](?:actualité|actu|info) (?:de|du|des)|les (?:actualités|actus|titres|brèves) (?:de|du)"
    r"|la une|l['’]essentiel (?:de|du)|numéro \d+|hebdo|hebdomadaire|mensuel(?:le)?|gazette"
    r"|édition (?:de|du|n|\d|spéciale)|cette semaine (?:dans|à|au|chez)|revue de presse"
    r"|récap(?:itulatif)? de la semaine|tour d['’]horizon)\b",
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
    r"\b(?:en (?:este|esta) (?:número|boletín|edición|semana|mes)|boletín"
    r"|(?:estimad|querid|apreciad)[oa]s? (?:lectora?|suscriptora?|soci[oa]|abonad[oa])e?s?"
    r"|(?:leer|seguir leyendo|lee) (?:más|en línea|el artículo|la noticia)"
    r"|(?:nota|comunicado) de prensa|te suscribiste|se suscribió|(?:está|estás) suscrit[oa]"
    r"|número \d+|índice de contenidos|carta (?:del editor|de la (?:editora|directora)))\b",
    r"\b(?:au sommaire|dans (?:ce numéro|cette (?:édition|lettre))|ce (?:mois|trimestre)-ci"
    r"|ch[eè]re?s? (?:lect(?:eur|rice)s?|abonnée?s?|adhérente?s?|membres?|sociétaires?)"
    r"|lire (?:la suite|en ligne|l['’]article|plus)|en savoir plus|communiqué de presse"
    r"|vous (?:êtes|vous êtes) (?:abonné|inscrit)e?s?|(?:la|notre|cette) (?:lettre d['’]information"
    r"|newsletter|infolettre)|numéro \d+|table des matières|l['’]édito(?:rial)?"
    r"|le mot (?:de la|du) (?:rédact\w+|président\w*))\b",
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
    r"|jornadas?|taller(?:es)?|convocatoria|réunions?|séminaires?|conférences?|ateliers?"
    r"|rendez-vous"
    r"|besprechung|termin|vortrag|sitzung)\b",
)
APPOINTMENT: Final = Caseless(
    r"\b(?:your|an|this) appointment\b|\bappointment (?:reminder|confirm)",
    r"\b(?:su|tu|vuestra|una|la) cita\b|\bcita (?:previa|confirmada|con|médica)\b"
    r"|\b(?:su|tu) turno\b|\bturno (?:confirmado|con)\b|\brecordatorio de cita\b",
    r"\b(?:votre|ton|un|ce) (?:rendez-vous|rdv)\b|\b(?:rendez-vous|rdv) (?:est )?confirmé"
    r"|\b(?:rappel|confirmation) de (?:rendez-vous|rdv)\b",
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
    r"\b(?:cuenta (?:terminada|acabada|que termina) en|aviso de (?:movimiento|cargo|abono)"
    r"|(?:recibo|adeudo) domiciliado|domiciliación|débito automático|orden permanente"
    r"|movimientos? en|(?:cargo|abono|depósito) en (?:tu|su) cuenta|(?:saldo|extracto|estado"
    r"|retiro)"
    r" de (?:tu |su )?cuenta|cuenta (?:corriente|de ahorros?|nómina|de cheques)"
    r"|(?:tarjeta|compra) .{0,20}fue (?:autorizad|cobrad|cargad)a"
    r"|transferencia (?:recibida|enviada|realizada|emitida))\b",
    r"\b(?:compte (?:se terminant|finissant)|avis de (?:débit|prélèvement|virement|opération)"
    r"|(?:prélevé|débité|crédité|retiré)e?s? (?:sur|de|du) (?:votre|ton) compte"
    r"|compte (?:a été |sera )?(?:débité|crédité|prélevé)|prélèvement (?:automatique|bancaire|de"
    r"|du)"
    r"|(?:solde|relevé|mouvements?|activité) (?:de|sur) (?:votre )?compte"
    r"|compte (?:courant|épargne|chèques|de dépôt)|alerte (?:opération|de solde)"
    r"|carte (?:bancaire |de crédit |de débit )?.{0,12}a été (?:débitée|autorisée)"
    r"|virement (?:reçu|émis|effectué|permanent))\b",
    r"\b(?:lastschrift|kontobewegung|kontoauszug)\b",
)
"""A bank tells of a movement on an account: a notice, and no receipt for something bought."""
ATTACHED: Final = Caseless(
    r"\b(?:attached|enclosed|attachment|< ?file:|adjunt(?:[oa]s?|amos|ad[oa]s?|é)|se anexa"
    r"|en anexo|ci-joint\w*|(?:en )?pièces? jointes?|en pj|en annexe|(?:fichier|document) joint"
    r"|je (?:te |vous )?joins|nous (?:vous )?joignons|trouverez joint|anbei|im anhang)\b",
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
    r"\b(?:automátic[oa]s?|automáticamente|no respond(?:a|as|er)|inicio de sesión"
    r"|código de (?:verificación|seguridad|acceso|confirmación|un solo uso)|un solo uso"
    r"|(?:copia|copias) de (?:seguridad|respaldo)|respaldo|recordatorio|aviso|alerta"
    r"|incidencia|(?:ha comentado|comentó)|te (?:ha )?(?:mencionado|asignado|mencionó|asignó)"
    r"|(?:recibes|recibe|ha recibido) este (?:correo|mensaje|aviso) (?:porque|por)"
    r"|almacenamiento|despliegue|tíquet|(?:estado|solicitud|caso|ticket) (?:actualizad|cerrad"
    r"|resuelt)[oa]|contraseña (?:ha sido|fue|se ha) (?:cambiada|modificad[oa]|restablecid[oa])"
    r"|(?:gestionar?|configurar?) (?:tus |las |sus )?notificaciones|monitoreo)\b",
    r"\b(?:automatique(?:ment)?|ne pas répondre|ne répond(?:ez|s) pas|(?:nouvelle )?connexion"
    r" (?:à|depuis|détectée|sur)|nouvelle connexion|tentative de connexion"
    r"|code (?:de (?:vérification"
    r"|sécurité|connexion|confirmation)|d['’]accès|à usage unique)|usage unique|sauvegarde|rappel"
    r"|alerte|a (?:commenté|résolu|clos|clôturé)|(?:vous|t['’]|te) ?a (?:mentionné"
    r"|assigné|attribué)|vous recevez (?:ce|cet) (?:message|courriel|e-?mail|mail|avis) (?:car"
    r"|parce)"
    r"|(?:espace de )?stockage|déploiement|(?:ticket|demande|incident|dossier|billet) (?:n[º°] ?\S+"
    r" )?(?:a été |est )?(?:résolue?|close?|clôturée?|fermée?|mise? à jour)|mot de passe (?:a été"
    r" |vient d['’]être )?(?:modifié|changé|réinitialisé)|(?:gérer|paramètres de) (?:vos |mes "
    r"|les )"
    r"?notifications?|supervision|changement de statut)\b",
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
    r"|away from (?:the )?office|on (?:annual )?leave|fuera de (?:la )?oficina"
    r"|(?:respuesta|contestación) automática|ausente de la oficina|ausencia de la oficina"
    r"|mensaje de ausencia|réponse automatique|absente?(?: \w+)? (?:du|de mon) bureau"
    r"|(?:message d['’]|avis d['’])?absence du bureau|message d['’]absence|hors (?:du"
    r"|de mon) bureau"
    r"|en congés? (?:annuels?|payés?|maternité|parental)|abwesenheit\w*|automatische antwort)\b",
)
AUTOMATIC: Final = re.compile(
    r"^\W*(?:auto(?:matic)?[- ]?(?:reply|response|antwort)|out of (?:the )?office"
    r"|respuesta automática|fuera de (?:la )?oficina|ausencia de la oficina|mensaje de ausencia"
    r"|réponse automatique|absence du bureau|message d['’]absence|absente? du bureau"
    r"|automatische antwort)\b",
    re.IGNORECASE,
)
CALENDAR_SUBJECT: Final = re.compile(
    r"^\s*(?:(?:accepted|declined|tentative|tentatively accepted|cancel(?:l)?ed(?: event)?"
    r"|(?:updated )?invitation(?: with note)?)\s?:|(?:evento |reunión )?(?:aceptad[oa]|rechazad[oa]"
    r"|cancelad[oa]|provisional|tentativ[oa])\s?:|(?:nueva )?invitación(?: actualizada)?\s?:"
    r"|(?:événement |réunion )?(?:accepté|refusé|décliné|annulé|provisoire|(?:nouvelle )?invitation"
    r"(?: mise à jour| modifiée?)?)e?\s?:|(?:zugesagt|abgelehnt|abgesagt|einladung)\s?:)",
    re.IGNORECASE,
)
UNSUBSCRIBE: Final = Caseless(
    r"\b(?:unsubscribe|opt[- ]out|manage (?:your )?(?:e-?mail )?(?:preferences|subscription)"
    r"|view (?:this e-?mail )?in (?:your )?browser|(?:be )?removed? (?:from|yourself)"
    r"|(?:further|future) (?:communications?|mailings)|to be (?:removed|taken off))\b",
    r"\b(?:(?:darse|darte|darme|dese|date) de baja|desuscri\w+|(?:cancelar|anular|gestionar)"
    r" (?:la|tu|su|mi) suscripción|(?:gestionar|cambiar) (?:tus|sus|mis) preferencias"
    r"|(?:dejar de|no (?:desea|deseas|quieres|quiere)(?: seguir)?) recib\w+"
    r"|ver (?:este (?:correo|e-?mail|mensaje) )?en (?:el|tu|su) navegador)\b",
    r"\b(?:se désabonner|d[ée]sinscri\w+|d[ée]sabonn\w+|ne (?:plus|souhaitez plus) recevoir"
    r"|souhait\w+ plus recevoir|(?:gérer|modifier) (?:vos|mes) (?:préférences|abonnements?)"
    r"|voir (?:ce (?:message|courriel|e-?mail) )?dans (?:votre|le) navigateur"
    r"|lien de désinscription"
    r"|abbestellen|abmelden|austragen)\b",
)
FIRST_PERSON: Final = Caseless(
    r"\b(?:i|i['’](?:m|ve|ll|d)|my|me|we|we['’](?:re|ve|ll|d)|us)\b",
    r"\b(?:yo|mi(?!-)|mis|conmigo|nosotr[oa]s|(?:te|os|le|les|lo|la|se lo) (?:paso|mando|envío"
    r"|escribo"
    r"|adjunto|cuento|digo|dejo|llamo|aviso|llevo|traigo|confirmo|pido|agradezco|recuerdo|espero)"
    r"|nos (?:vemos|gustaría|parece|falta|vendría|dij\w+|han?|pued\w+|queda\w*|hace\w*)"
    r"|(?:te|os|lo) \w{2,}é)\b",
    r"\b(?:creo|pienso|quiero|quería|quisiera|necesito|puedo|estoy|tengo|tenía|voy|vengo|llego"
    r"|salgo|hago|veo|sigo|prefiero|propongo|agradezco|escribo|mando|confirmo|he \w+[ai]do"
    r"|he (?:visto|hecho|puesto|dicho|escrito)|hice|fui|estuve|tuve|pude|acabo de|estaba|soy|estaré"
    r"|hemos \w+[ai]do|hemos (?:visto|hecho|puesto|dicho)|estamos|vamos|tenemos|queremos|podemos"
    r"|necesitamos|quedamos|creemos|seguimos|llegamos|salimos|hicimos|fuimos|tuvimos)\b",
    r"\b(?:je|j['’]\w+|mon|ma|(?<!este )(?<!el )(?<!al )(?<!un )(?<!cada )(?<!por )(?<!próximo )mes"
    r"(?! (?:de|del|que|pasad\w+)\b)|moi|nous|qu['’]on|on (?:est|va|peut|doit|sera|avait|était|vous"
    r"|t['’]|s['’]|l['’]|fait|part|attend|passe|arrive|pensait|voulait|voudrait|aimerait|vient"
    r"|garde|prend|reste))\b",
    r"\b(?:ich|mein|meine|mir|mich|wir|uns)\b",
)
PRIVATE: Final = Caseless(
    r"\b(?:mum|mom|mommy|daddy|dad|grandma|grandpa|granny|auntie|uncle|cousins?|sister|brother"
    r"|wife|husband|the kids|kids|baby|birthday|bday|wedding|anniversary|dinner|barbecue|bbq"
    r"|beers?|pizza|hik(?:e|ing)|camping|beach|road trip|family trip|game night|party|weekend"
    r"|sleepover|love you|hugs|xx+|xoxo|miss you|roommate|reunion|graduation|holidays?"
    r"|vacation|school trip|pupils?|homework|parents['’]? evening|kindergarten|nursery|daycare"
    r"|playdate|babysit\w*|my mum|dentist|my (?:son|daughter|boy|girl))\b",
    r"\b(?:mamá|mami|papá|abuel(?:[oa]s?|it[oa]s?)|tí[oa]s?|prim[oa]s?|herman[oa]s?|hij[oa]s?"
    r"|sobrin[oa]s?|cuñad[oa]s?|suegr[oa]s?|niet[oa]s?|mi (?:mujer|marido|espos[oa]|novi[oa]|madre"
    r"|padre)|tu (?:madre|padre)|los niños|los peques|bebé|cumple(?:años)?|boda|bautizo|cena"
    r"|barbacoa|asado|cañas?|cervezas?|birras?|chelas?|acampada|senderismo|playa|fiesta|finde"
    r"|fin de semana|vacaciones|besos?|besitos|besotes?|abraz(?:os? (?:fuerte|grande)|ote)"
    r"|te (?:quiero|amo|extraño)|(?:os|te|los) echo de menos|cari(?:ño)?)\b",
    r"\b(?:(?:mi|nuestro|el) piso nuevo|compañer[oa]s? de piso|mi familia|en familia|colegio|cole"
    r"|al? (?:la )?escuela|escola|guardería|jardín de infan\w+|alumn[oa]s?|tutor(?:a|ía)|excursión"
    r"|deberes|canguro|niñera|dentista|padrino|madrina|ahijad[oa]|compadre|comadre)\b",
    r"\b(?:maman|papa|mamie|mamy|papi|papy|tata|tonton|tante|cousine?s?|sœur|soeur|frère|neveu"
    r"|nièce|filleule?|parrain|marraine|grand[- ](?:père|mère|parents)|beau[- ](?:père|frère)"
    r"|belle[- ](?:mère|sœur)|mon (?:mari|fils|père|petit)|ma (?:femme|fille|mère|petite|belle)"
    r"|les enfants|bébé|anniv|anniversaire|mariage|baptême|noces?|dîner|apéro|barbecue|(?:au|un"
    r"|petit) resto"
    r"|bières?|plage|rando|camping|fête|week-?end|vacances)\b",
    r"\b(?:bises|bisous?|je (?:t['’]|vous )aime|(?:tu|vous) (?:me|nous) manque[sz]?"
    r"|(?:t['’]|vous )embrasse|m(?:on|a) chérie?|mon (?:cœur|amour)|ma (?:puce|belle)"
    r"|coloc(?:ataires?)?|copine?s?|potes?|ma famille|en famille|à l['’]école|élèves?|maîtresse"
    r"|crèche|cantine|garderie|sortie scolaire|devoirs|nounou|dentiste)\b",
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
    r"\b(?:farmacia (?:online|en línea)|sin receta|pastillas para|pérdida de peso|bajar de peso"
    r"|perder (?:peso|kilos)|adelgaz\w+|quema ?grasas?|erección|virilidad|tragaperras"
    r"|tragamonedas|apuestas|lotería|sorteo|(?:giros|tiradas) gratis|préstamos?|mal crédito"
    r"|créditos? (?:rápidos?|inmediatos?|sin (?:aval|nómina|papeleo))|asnef"
    r"|(?:reunific\w+|salir? de) (?:sus |tus )?deudas|(?:ganar?|gane) dinero|gan[ae] (?:desde"
    r"|hasta)"
    r"|ingresos (?:extras?|pasivos|adicionales)|dinero (?:fácil|extra|rápido)|libertad financiera"
    r"|trabaj\w+ (?:desde|en) (?:casa|su casa|tu casa)"
    r"|criptomonedas?|(?:inversión|rentabilidad|ganancias?) (?:garantizada|asegurada)s?"
    r"|oportunidad de (?:inversión|negocio)|propuesta de negocios?)\b",
    r"\b(?:solteras|desnudas|sexo|porno|contactos discretos|citas (?:discretas|sin compromiso)"
    r"|herencia|(?:estimad|querid)[oa] (?:beneficiari[oa]|ganadora?)"
    r"|(?:has|ha) (?:ganado|sido (?:seleccionad|elegid|premiad)[oa]|resultado ganador)"
    r"|reclam[ea] (?:tu|su)|(?:tu|su) premio|milagros[oa]|milagro|100 ?% (?:gratis|gratuito"
    r"|garantizado)|(?:totalmente|completamente) (?:gratis|gratuito)|bono (?:de bienvenida|gratis)"
    r"|(?:regalo|dinero|acceso) gratis|caída del (?:cabello|pelo)|testosterona|próstata"
    r"|tarot|videntes?|amarres? de amor)\b",
    r"\b(?:pharmacie en ligne|sans ordonnance|pilules?|maigrir|minceur|perdre (?:du poids"
    r"|\d+ ?(?:kg|kilos))|perte de poids|brûle[- ]?graisses?|érection|virilité|casino en ligne"
    r"|machines à sous|paris sportifs|loterie|tirage au sort|gros lot|tours gratuits"
    r"|prêts? (?:rapides?|personnels?|entre particuliers|sans)|crédits? (?:rapides?|immédiats?"
    r"|sans justificatif)|rachat de crédits?|taux (?:imbattables?|le plus bas)"
    r"|(?:gagner|gagnez) de l['’]argent|argent facile|revenus? (?:complémentaires?|passifs?)"
    r"|compléments? de revenus?|liberté financière|travail(?:ler|lez)? (?:à domicile|de chez \w+)"
    r"|crypto-?monnaies?)\b",
    r"\b(?:(?:rendements?|gains?|profits?|investissement) (?:garanti|assuré)s?"
    r"|opportunité d['’](?:investissement|affaires?)|proposition d['’]affaires?"
    r"|rencontres? (?:coquines?|discrètes?)|célibataires|coquines?|nues|héritage"
    r"|ch(?:er|ère) (?:bénéficiaire|gagnante?)"
    r"|vous (?:avez (?:gagné|été (?:sélectionné|choisi|tiré)e?)|êtes (?:(?:le|la|notre) "
    r"|l['’](?:une? des )?)(?:heureu\w+ )?gagnante?s?)"
    r"|réclame[zr] (?:votre|vos)|miracles?|miraculeu\w+"
    r"|(?:100 ?%|entièrement|totalement) gratuite?s?|bonus de bienvenue|(?:cadeau|accès|argent)"
    r" gratuit|chute de cheveux|testostérone|prostate|voyance|voyante?s?|marabout"
    r"|retour (?:de l['’]être aimé|d['’]affection))\b",
    r"\b(?:gewinn\w*|kredit|abnehmen|erbschaft|freispiele?n?|auszahlung|verlosung|finalist)\b",
)
LOTS_OF_SHOUTING: Final = re.compile(
    r"(?:!\s?){3,}|\$\s?\${1,}|\b(?:[A-ZÀ-ÖØ-Þ]{3,}[ !,]{1,3}){5,}"
)
