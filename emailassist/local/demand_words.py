"""Words of demands that nobody honest makes by mail, in English, Spanish and French.

Owns: patterns as data. Must not: hold logic; most mean something only together.
"""

from typing import Final

from emailassist.local.cased import Caseless

QUOTED: Final = r"“[^”\n]{1,200}”|\"[^\"\n]{1,200}\"|«[^»\n]{1,200}»"

HASTE: Final = Caseless(
    r"\b(?:within|in|next) (?:the next )?\d{1,2} ?(?:h|hrs?|hours?|minutes)\b"
    r"|\b(?:before|by|until) (?:\d{1,2}(?::\d\d|[ap]m| [ap]m)|midnight|noon)"
    r"|\b(?:today|tonight|at once)\b"
    r"|\bfinal notice\b|\bexpires? (?:in|at) \d",
    r"\b(?:en|dentro de|antes de|próximas|tiene|sólo) (?:las? )?(?:próximas )?\d{1,2}"
    r" ?(?:h|horas|minutos)\b|\b(?:hoy|medianoche|de inmediato|mañana mismo|último aviso"
    r"|diez minutos)\b",
    r"\b(?:sous|dans les|passé|pendant|avant|valable) \d{1,2} ?(?:h|heures)\b"
    r"|\b(?:aujourd['’]hui|ce soir|avant midi|tout de suite|immédiatement)\b"
    r"|\bdernier (?:rappel|avis)\b",
    r"\b(?:esta noche|ahora mismo|cuanto antes|antes de las? \d{1,2}|último recordatorio|(?:caduca"
    r"|expira|vence) (?:hoy|en \d|a las))\b",
    r"\b(?:ce jour|sans délai|dans l['’]heure|d['’]ici (?:ce soir|midi|minuit)|avant (?:minuit"
    r"|ce soir|\d{1,2} ?h)|(?:dans|sous) \d{1,2} minutes|dernière relance|expire (?:dans|à|ce soir"
    r"|aujourd))\b",
)
"""Hours, not days."""
_FEW: Final = r"(?:[1-9]|1\d|2[0-4]|36|48)"
HOURS: Final = Caseless(
    rf"\bwithin (?:the next )?{_FEW} ?(?:h|hrs?|hours?|minutes)\b",
    rf"\b(?:en|dentro de|antes de) (?:las )?(?:próximas )?{_FEW} ?(?:h|horas)\b",
    rf"\b(?:sous|passé|avant|dans les) {_FEW} ?(?:h|heures)\b",
    rf"\bentro {_FEW} ore\b|\bbinnen {_FEW} uur\b|\bem {_FEW} horas\b"
    rf"|\binnerhalb von {_FEW} stunden\b",
)
"""Honest tolls give three days at least."""

MAIL_PASSWORD: Final = Caseless(
    r"\b(?:work|company|corporate|mail|e-?mail|mailbox|webmail|outlook) password\b"
    r"|\bpassword (?:of|for) your (?:mailbox|mail|e-?mail|webmail)\b"
    r"|\benter your e-?mail details\b",
    r"\bcontraseña (?:de|del) (?:su |tu )?(?:correo|buzón|e-?mail)\b"
    r"|\bclave (?:de|del) (?:su |tu )?(?:correo|buzón)\b",
    r"\bmot de passe (?:de )?(?:votre |la )?(?:boîte|boite|messagerie|mail|e-?mail)\b",
    r"\b(?:contraseña|clave) (?:de|del) (?:(?:su|tu|la) )?(?:webmail|outlook|cuenta de correo"
    r"|trabajo|empresa)\b|\b(?:contraseña|clave) (?:corporativa|de acceso al correo)\b|\b(?:datos"
    r"|credenciales) (?:de|del) (?:su |tu )?(?:correo|buzón)\b",
    r"\bmot de passe (?:de )?(?:(?:votre|ta|ton|la|le) )?(?:webmail|outlook|courriel"
    r"|compte (?:mail|e-?mail|de messagerie)|professionnel|d['’]entreprise)\b"
    r"|\bmot de passe (?:de )?ta (?:boîte|boite|messagerie)\b|\bidentifiants de (?:votre |la "
    r"|ta )?(?:messagerie|boîte)\b",
)
"""The key of the mailbox itself."""
ANY_PASSWORD: Final = Caseless(
    r"\b(?:e-?mail|mail)(?: address)?(?: details)? and (?:your |e-?mail )?password\b"
    r"|\bsign in with your (?:work|company|office|corporate|e-?mail|email provider)\b",
    r"\bcorreo (?:electrónico |corporativo )?y (?:su |la |tu )?contraseña\b"
    r"|\busuario y contraseña\b|\binicie sesión con su correo\b",
    r"\badresse\b[^.\n]{0,40}\bet (?:votre|le) mot de passe\b",
    r"\b(?:inici(?:e|a|ar)|ingres(?:e|a|ar)) (?:sesión )?con (?:su|tu) (?:correo"
    r"|cuenta (?:de correo|corporativa))\b|\busuario y (?:su |la |tu )?(?:contraseña|clave)\b",
    r"\b(?:e-?mail|courriel|mail|identifiant|nom d['’]utilisateur) et (?:votre |le |ton "
    r"|de (?:votre|ton) )?mot de passe\b|\b(?:connecte[zr]?|identifie[zr]?)[- ](?:vous"
    r"|toi) avec (?:votre|ton) (?:adresse|compte|messagerie|e-?mail|mail|courriel)\b",
)
"""What honest portals ask for as well, but not by the hour."""
SCAN: Final = Caseless(
    r"\bscan (?:the|this|our)?[^.\n]{0,30}\bcode\b",
    r"\bescane\w+ (?:el|este)?[^.\n]{0,30}\bcódigo\b",
    r"\b(?:scann\w+|flash\w+) (?:le|ce)?[^.\n]{0,30}\b(?:qr ?code|code)\b",
    r"\b(?:lea|lee|captur[ea]) (?:el|este)[^.\n]{0,30}\b(?:qr|código)\b",
    r"\b(?:numéris|balay)\w+ (?:le|ce)[^.\n]{0,30}\b(?:qr ?code|code)\b",
)
SIGN_IN_OR_CARD: Final = Caseless(
    r"\b(?:sign in|log ?in|password|card (?:number|details)|bank details|pay\b)",
    r"\b(?:inici\w+ sesión|contraseña|tarjeta|datos bancarios|pag(?:ue|ar|o)\b)",
    r"\b(?:connectez|identifiez|mot de passe|carte bancaire|coordonnées bancaires|réglez|payez)",
    r"\b(?:acced(?:a|e|er) a su cuenta|número de tarjeta|paga)\b",
    r"\b(?:connexion|connecte-toi|coordonnées de carte|carte de (?:crédit|paiement)|payer|régler"
    r"|paie)\b",
)
SEND_CODE: Final = Caseless(
    r"\b(?:answer|reply|respond|send|forward|text|photos?)\b[^.\n]{0,50}"
    r"\b(?:the|your|that|of the)\b[^.\n]{0,25}\bcodes?\b",
    r"\b(?:respónd\w+|contést\w+|envíe\w*|envía\w*|enviar\w*|mánd\w+|reenví\w+"
    r"|díg\w+)\b[^.\n]{0,50}"
    r"\bcódigos?\b",
    r"\b(?:envoy\w+|répond\w+|communiqu\w+|transmett\w+|donn\w+)\b[^.\n]{0,50}\bcodes?\b",
    r"\b(?:respond[ea]\w*|envíal?\w*|mándam?\w*|pás[ae]\w*|dim[ea]\w*|dict[ea]\w{0,4}"
    r"|facilit[ea]\w{0,4}|comuni(?:que|ca)\w{0,4}|compart(?:a|e|ir)\w{0,3})\b[^.\n]{0,50}\bcódigos?"
    r"\b",
    r"\b(?:envoie\w*|renvo(?:ie|yez|yer)|dicte\w?|fourni(?:s|r|ssez)|partage\w?|photographie\w?"
    r"|réponds)"
    r"\b[^.\n]{0,50}\bcodes?\b",
)
SECRET_CODE: Final = Caseless(
    r"\b(?:(?:six|four|6|4)[- ]digit|verification|authenticator|security code|sms|text message"
    r"|gift cards?|vouchers?|prepaid)\b",
    r"\b(?:(?:seis|cuatro|6|4) (?:cifras|dígitos)|verificación|tarjetas? (?:de )?regalo|prepago)\b",
    r"\b(?:(?:six|quatre|6|4) chiffres|vérification|cartes? cadeaux?|coupons? de recharge"
    r"|prépayée?s?)\b",
    r"\b(?:mensaje de texto|un solo uso|autenticador|código de seguridad|tarjetas? prepago)\b",
    r"\b(?:texto|usage unique|authentification|code de sécurité|cartes? prépayées?|pcs"
    r"|transcash)\b",
)
APPROVE: Final = Caseless(
    r"\b(?:tap|press|choose|click)(?: on)? approve\b"
    r"|\bapprove (?:it|them|each|every|all|the|any)\b",
    r"\b(?:pulse|toque|elija) aprobar\b|\bapruebe\b",
    r"\b(?:appuyez sur|touchez|choisissez) (?:approuver|valider)\b"
    r"|\b(?:approuvez|validez|acceptez)\b",
    r"\b(?:pulsa|toca|elige|presion[ea]) (?:en )?(?:aprobar|autorizar|aceptar)\b|\b(?:aprueba"
    r"|apruébal[oa]s?|apruébel[oa]s?)\b",
    r"\b(?:appuie|touche|choisis|cliquez) (?:sur )?(?:approuver|valider|accepter|autoriser)\b"
    r"|\b(?:approuve|valide|accepte)(?:-l(?:a|e|es))\b",
)
SIGN_IN_REQUEST: Final = Caseless(
    r"\b(?:sign[- ]in|log[- ]?in) (?:request|prompt)s?\b|\bauthenticator\b",
    r"\b(?:solicitud|petición)(?:es)? de (?:inicio de sesión|acceso)\b|\bautenticador\b",
    r"\bdemandes? de connexion\b|\bopérations? d['’]annulation\b",
    r"\b(?:avisos?|notificaci(?:ón|ones)) de (?:inicio de sesión|acceso)\b",
    r"\b(?:notifications?|tentatives?) de connexion\b|\bauthentificateur\b"
    r"|\bapplication d['’]authentification\b",
)
CARD: Final = Caseless(
    r"\b(?:enter\w*|confirm\w*|give|provide|submit|fill in|including|type)\b[^.\n]{0,60}"
    r"\b(?:card (?:number|details|data)|card on which|(?:credit|debit|bank) card|cvv)\b",
    r"\b(?:introdu\w+|indi(?:que|ca|car)|facilit\w+|confirm\w+|ponga|escriba|con|ingres\w+)\b"
    r"[^.\n]{0,60}\b(?:(?:datos|número) de (?:su|tu|la) tarjeta|(?:su|la|tu) tarjeta|cvv)\b",
    r"\b(?:saisi\w*|renseign\w+|indiqu\w+|confirm\w+|rempli\w+|besoin|avec)\b[^.\n]{0,60}"
    r"\b(?:carte bancaire|numéro de (?:votre )?carte|cryptogramme)\b",
    r"\b(?:introduzca|proporcion[ea]|rellen[ea]|complet[ea])\b[^.\n]{0,60}\b(?:número de tarjeta"
    r"|tarjeta de (?:crédito|débito)|tarjeta bancaria)\b",
    r"\b(?:entrez|entre|fournissez|complétez|communiquez|donnez"
    r"|saisissez)\b[^.\n]{0,60}\b(?:numéro de carte|carte de (?:crédit|débit|paiement)"
    r"|coordonnées de (?:votre )?carte|données bancaires)\b",
)
MONEY_BACK: Final = Caseless(
    r"\b(?:(?:your|tax|claim (?:a|the)|receive (?:a|the)) refund|refund of \D{0,4}\d|rebate"
    r"|overpaid|charged twice|owe you|has paid|to receive (?:it|the|your)|have it returned)\b",
    r"\b(?:(?:su|un|el) reembolso (?:de|pendiente)|recibir el reembolso|devolución de|a devolver"
    r"|recibir (?:el|su) dinero|recibir los \d+|pagó dos veces)\b",
    r"\b(?:(?:votre|avis de|droit à un) remboursement|remboursement (?:de|d['’]impôt)"
    r"|trop[- ]per[çc]u|trop pay[ée]|pour recevoir|être crédité)\b",
    r"\b(?:le debemos|(?:saldo|importe) a (?:su|tu) favor|devolución pendiente|(?:cobrad[oa]|cobró"
    r"|pagad[oa]) dos veces|reembolso de \d|recibir (?:su|la|tu) (?:reembolso|devolución)"
    r"|devolución (?:de impuestos|fiscal))\b",
    r"\b(?:nous vous devons|vous est dû|(?:payé|débitée?|prélevée?) deux fois"
    r"|remboursement (?:en attente|de \d|à percevoir)|récupérer (?:votre argent|la somme)"
    r"|recevoir (?:votre|la|cette) (?:somme|remboursement))\b",
)
BACK_OF_CARD: Final = Caseless(
    r"\b(?:cvv|cvc|three digits on the back|(?:your|card) pin|your personal code)\b",
    r"\b(?:código de seguridad (?:de|en)|tres (?:cifras|dígitos) (?:de|del) (?:dorso|reverso))\b",
    r"\b(?:cryptogramme|trois chiffres au dos)\b",
    r"\b(?:(?:los )?(?:tres|3) (?:cifras|dígitos|números) (?:de|del|en el|al) (?:dorso|reverso)"
    r"|(?:pin|clave) de (?:su|tu|la) tarjeta)\b",
    r"\b(?:(?:trois|3) chiffres (?:au|du) (?:dos|verso)|code (?:confidentiel|secret) de (?:votre"
    r"|ta|la) carte)\b",
)
FEE: Final = Caseless(
    r"\b(?:toll|(?:redelivery|customs|delivery|shipping) (?:fee|charge|duty)|unpaid (?:fine|ticket)"
    r"|parking (?:fine|ticket))\b",
    r"\b(?:peaje|multa|tasas?|sanción|aduanas?|corte de suministro)\b",
    r"\b(?:péage|amendes?|frais d['’](?:envoi|expédition)|des frais|douane|coupure)\b",
    r"\b(?:zollgebühr\w*|bußgeld\w*|pacco|pedaggio|corte de energia)\b",
    r"\b(?:fotomulta|infracción|aranceles?|gastos de (?:aduana|envío|gestión|reenvío)"
    r"|nuevo intento de entrega)\b",
    r"\b(?:contraventions?|stationnement impayé|affranchissement|frais de (?:livraison"
    r"|réexpédition|port|dossier)|droits de douane)\b",
)
PAY: Final = Caseless(
    r"\b(?:pay(?:ing|ment)?|settle|amount is not received)\b",
    r"\b(?:pag(?:ue|ar|o|a)|abon[ae]\w*)\b",
    r"\b(?:pay(?:er|ez)|régl\w+|regl\w+|paiement)\b",
    r"\b(?:zahl\w+|bezahl\w+|paghi|pagamento)\b",
    r"\b(?:liquid[ae]r?|cancele el importe|regulari[cz]\w+)\b",
    r"\b(?:paie|paye|acquitt\w+|versez)\b",
)
SAFE_ACCOUNT: Final = Caseless(
    r"\b(?:move|transfer|send)\b(?! my\b)[^.\n]{0,60}\bsafe (?:bank )?account\b",
    r"\b(?:mueva|pase|transfiera|traslade)\b[^.\n]{0,60}\bcuenta (?:segura|de seguridad"
    r"|protegida)\b",
    r"\b(?:transf[ée]r\w+|vir\w+|déplac\w+|mett\w+)\b[^.\n]{0,60}\bcompte (?:sécurisé|de sécurité"
    r"|protégé)\b",
    r"\b(?:mueve|mover|pas(?:a|ar)|transf(?:iere|erir)|traslad(?:a|ar)|deposit[ae]r?)\b"
    r"[^.\n]{0,60}\bcuenta (?:segura|de seguridad|protegida|de resguardo)\b",
    r"\b(?:dépose[zr]?|place[zr]|bascule[zr])\b[^.\n]{0,60}\bcompte (?:sécurisé|de sécurité|protégé"
    r"|sûr)\b",
)
NOT_THE_BANK: Final = Caseless(
    r"\b(?:do not|don['’]t) (?:contact|speak (?:with|to)|call|tell)\b[^.\n]{0,20}"
    r"\b(?:branch|bank|adviser)\b",
    r"\bno (?:contacte|llame|hable|avise|acuda)\b[^.\n]{0,20}\b(?:oficina|sucursal|banco|gestor)\b",
    r"\bne (?:contact|prév|parl|appel|av)\w+ pas\b[^.\n]{0,20}\b(?:agence|banque|conseiller)\b",
    r"\bno (?:contactes|llames|hables|avises|acudas|informe|comente)\b[^.\n]{0,20}\b(?:oficina"
    r"|sucursal|banco|gestor|asesor)\b",
    r"\b(?:ne |n['’])(?:appel|inform|avert|en parl|pass|parl)\w* pas\b[^.\n]{0,20}\b(?:agence"
    r"|banque|conseill(?:er|ère))\b",
)
WILL_CALL: Final = Caseless(
    r"\b(?:calls? you|will call|under investigation)\b",
    r"\b(?:l[ae] llamará\w*|investiga\w+)\b",
    r"\b(?:vous appeler\w*|être rappelé|enquête)\b",
    r"\b(?:te llamará\w*|le (?:va a )?(?:llamar|contactará)\w*)\b",
    r"\b(?:(?:vous|te|t['’]) ?(?:r?appell?era\w*|contactera)|va vous (?:r?appeler|contacter))\b",
)
RENEWED: Final = Caseless(
    r"\b(?:subscription|protection|anti-?virus|membership|licen[cs]e|your order)\b",
    r"\b(?:suscripción|protección|antivirus|licencia|su pedido)\b",
    r"\b(?:abonnement|protection|antivirus|licence|votre commande)\b",
    r"\b(?:membresía|afiliación|tu pedido|plan de protección)\b",
    r"\b(?:adhésion|souscription|ta commande)\b",
)
CHARGED: Final = Caseless(
    r"\b(?:renew(?:ed|al)|charged|debited|will appear on)\b",
    r"\b(?:renovad[oa]|renovación|cargar\w+|cobrar\w+)\b",
    r"\b(?:renouvel\w+|débité\w*|prélevé\w*)\b",
    r"\b(?:renovó|renovará|cobrad[oa]|cobró|debitad[oa]|cargo de)\b",
    r"\b(?:sera facturée?|facturé\w*|débit de|prélèvement de)\b",
)
DISOWNED: Final = Caseless(
    r"\b(?:did not|didn['’]t|have not) (?:authori[sz]e|place|make|recogni[sz]e|order|request)",
    r"\bno (?:reconoce|ha autorizado|autorizó|ha (?:hecho|realizado|solicitado))",
    r"\b(?:n['’]êtes pas à l['’]origine|n['’]avez pas (?:autorisé|passé|demandé)"
    r"|ne reconnaissez pas)",
    r"\bno (?:realizó|solicitó|hizo|contrató|reconoces|has (?:autorizado|hecho|solicitado|pedido)"
    r"|ha (?:pedido|contratado))\b",
    r"\b(?:n['’]avez pas (?:effectué|souscrit|commandé|fait)|n['’]as pas (?:autorisé|passé|demandé"
    r"|commandé)|ne reconnais(?:sez)? pas|n['’]est pas vous)\b",
)
MENDER: Final = Caseless(
    r"\b(?:technicians?|refund department|cancellation (?:desk|department)|remote(?:ly)?)\b",
    r"\b(?:técnicos?|departamento de (?:devoluciones|cancelaciones)|se conectará)\b",
    r"\b(?:techniciens?|service (?:des )?(?:remboursements|annulations)|à distance)\b",
    r"\b(?:soporte técnico|acceso remoto|(?:de forma remota|remotamente)"
    r"|departamento de reembolsos|línea de cancelación)\b",
    r"\b(?:(?:support|assistance) technique|service d['’]annulation|prise en main"
    r"|prendra la main)\b",
)
NO_SKILL: Final = Caseless(
    r"\bno (?:experience|interview|skills?)\b|\bmoney in your account\b",
    r"\b(?:sin|no hace falta|no se requiere|no necesita) (?:ninguna )?(?:experiencia|entrevista)\b",
    r"\b(?:sans|aucune|pas d['’]) ?(?:expérience|entretien)\b",
    r"\b(?:no (?:es necesaria?|necesitas|hace falta tener|se necesita)"
    r"|ninguna) (?:ninguna )?(?:experiencia|entrevista|formación)\b",
    r"\b(?:aucun|aucune|ni|pas besoin d['’]|pas besoin de) ?(?:expérience|entretien|diplôme"
    r"|compétences?|qualification)\b",
)
ODD_WAGE: Final = Caseless(
    r"\b(?:whatsapp|telegram|usdt|forward (?:them|it|the money)|copy of (?:your )?(?:id|passport)"
    r"|\d+ ?(?:usd|eur|gbp|dollars|euros)? (?:a|per) day|an hour|/hour|/hr)",
    r"\b(?:reenviará|transferencias en su cuenta|copia de (?:su|tu) dni|al día|garantizados)\b",
    r"\b(?:par jour|transférer(?:ez)?|copie de (?:votre )?(?:carte|pièce))\b",
    r"\b(?:por día|diarios|reenvi\w+ (?:el dinero|los fondos|las transferencias)"
    r"|comisión por (?:cada )?(?:transferencia|envío)|copia de (?:su|tu) (?:pasaporte|cédula"
    r"|identificación))\b",
    r"\b(?:la journée|/ ?jour|renverrez|reverserez|commission (?:sur|par) (?:chaque )?(?:virement"
    r"|transfert|colis)|copie de (?:votre )?passeport|virements? sur votre compte)\b",
)
COURIER: Final = Caseless(
    r"\b(?:courier|carrier|shipping agent|keys)\b",
    r"\b(?:mensajero|transportista|llaves)\b",
    r"\b(?:coursier|transporteur|clés)\b",
    r"\b(?:mensajera|mensajería|agencia de (?:envíos|transportes?))\b",
    r"\b(?:livreur|clefs|agence de livraison|société de livraison)\b",
)
ABSENT: Final = Caseless(
    r"\b(?:abroad|oil (?:platform|rig)|at sea|overseas|can ?not show|without seeing)\b",
    r"\b(?:en el extranjero|plataforma|en alta mar|no puedo enseñ\w+|sin ver(?:la|lo)?)\b",
    r"\b(?:à l['’]étranger|en mer|sans (?:le|la) voir|organiser de visite)\b",
    r"\b(?:fuera del país|otro país|no puedo mostr\w+|sin (?:visitar|haber visto)(?:l[oa])?)\b",
    r"\b(?:plateforme pétrolière|autre pays|(?:ne peux|ne pourrai) (?:pas |vous "
    r"|te )*(?:faire )?(?:visiter|montrer)|sans (?:l['’]avoir vue?|visite))\b",
)
ADVANCE: Final = Caseless(
    r"\b(?:deposit|in advance|up ?front|first month|insurance)\b",
    r"\b(?:adelantar|fianza|depósito|seguro|por adelantado)\b",
    r"\b(?:avancer|caution|acompte|assurance|d['’]avance|réserver)\b",
    r"\b(?:adelanto|anticipo|anticipad[oa]|primer mes|la seña|reservar)\b",
    r"\b(?:arrhes|dépôt de garantie|premier (?:mois|loyer)|avance)\b",
)
SURPLUS: Final = Caseless(
    r"\b(?:forward|send|transfer|return|wire)\b[^.\n]{0,30}\b(?:surplus|excess|difference|balance"
    r"|rest)\b",
    r"\b(?:reenví\w+|devuelv\w+|envíe|transfier\w+)\b[^.\n]{0,30}\b(?:sobrante|exceso|diferencia"
    r"|resto)\b",
    r"\b(?:renvoy\w+|revers\w+|transf[ée]r\w+|vir\w+)\b[^.\n]{0,30}\b(?:surplus|excédent"
    r"|différence)\b",
    r"\b(?:devolver|devuélv\w+|envía\w*|envi[ae]r?)\b[^.\n]{0,30}\b(?:sobrante|excedente|exceso"
    r"|diferencia|resto)\b",
    r"\b(?:renvoie\w*|envoy\w+|envoie\w*|rembours\w+)\b[^.\n]{0,30}\b(?:surplus|excédent"
    r"|différence|trop-perçu|reste)\b",
)
CHEQUE: Final = Caseless(r"\b(?:cheques?|checks?|che[qk]ue de|chèques?|talón)\b")
FILMED: Final = Caseless(
    r"\b(?:recorded|filmed) you\b|\b(?:video|film|footage|recording)\b[^.\n]{0,20}\b(?:of"
    r"|with) you\b"
    r"|\baccess to your (?:computer|device|camera|webcam)\b|\bcamera, microphone\b",
    r"\bte he grabado\b|\bhe grabado tu\b|\bvídeo (?:tuyo|de ti|suyo)\b|\bacceso a (?:tu|su)"
    r" (?:ordenador|dispositivo|cámara)\b",
    r"\bvous ai (?:filmée?|enregistrée?)\b|\bvidéo de (?:vous|toi)\b|\baccès à votre"
    r" (?:ordinateur|appareil|caméra)\b",
    r"\b(?:lo|la|le) he grabado\b|\bte (?:grabé|he filmado)\b|\b(?:vídeo|video|grabación"
    r"|imágenes) (?:tuy[oa]s?|suy[oa]s?|de ti|de usted)\b|\bacceso a (?:tu|su) (?:computadora"
    r"|móvil|celular|webcam|teléfono)\b",
    r"\bt['’]ai (?:filmée?|enregistrée?)\b|\b(?:images|enregistrement|vidéo) de (?:vous|toi)\b"
    r"|\baccès à (?:ton|ta|votre) (?:ordinateur|appareil|caméra|webcam|téléphone|micro)\b",
)
RANSOM: Final = Caseless(
    r"\b(?:bitcoins?|btc|monero|usdt|crypto\w*|criptomoned\w+|cryptomonn\w+)\b"
)
TO_ALL: Final = Caseless(
    r"\b(?:your (?:contacts|family|friends)|(?:all|everybody in) your (?:contacts|address book))\b",
    r"\b(?:tus|sus|todos tus|todos sus) (?:contactos|familiares|amigos)\b",
    r"\b(?:vos|tes|tous vos|tous tes) (?:contacts|proches|amis)\b",
)
PROFIT: Final = Caseless(
    r"\d ?% (?:a|per|each|every) (?:day|week|month)|\bbanks? (?:do not want|don['’]t want|hate)\b"
    r"|\bsmart money\b",
    r"\d ?% (?:al|a la|por|cada) (?:día|semana|mes)\b|\blos bancos (?:no quieren|odian)\b",
    r"\d ?% (?:par|chaque) (?:jour|semaine|mois)\b|\bles banques (?:ne veulent|veulent|détestent)\b"
    r"|€ (?:par|la) semaine\b",
    r"\b(?:dupli|tripli|multipli)\w+ (?:su|tu) (?:dinero|inversión|capital)\b"
    r"|\bbancos (?:ocultan|no quieren que)\b",
    r"\b(?:doubl|tripl|multipli)\w+ (?:votre|ton) (?:mise|argent|capital|investissement)\b"
    r"|\bbanques (?:vous )?cachent\b",
)
INVEST: Final = Caseless(
    r"\b(?:invest\w*|deposit|trading|crypto\w*|risk[- ]free|no risk)\b",
    r"\b(?:invier\w+|inversión|criptomoned\w+|sin riesgo|depósito)\b",
    r"\b(?:invest\w+|dépôt|cryptomonn\w+|sans risque|robot|ouvrez votre compte)\b",
)
PROOF_OF_PAYMENT: Final = Caseless(
    r"\b(?:payment|transfer|wire|remittance) (?:slip|advice|confirmation)\b|\bswift (?:copy|slip)\b"
    r"|\bconfirm(?:ation)? (?:of the transfer|by return|once (?:the )?(?:transfer|payment))",
    r"\bjustificante\b|\bconfirmen? (?:el|la) (?:pago|transferencia)\b|\bcomprobante\b",
    r"\bavis de virement\b|\bpreuve de (?:paiement|virement)\b"
    r"|\bconfirmer (?:par retour|le virement)",
    r"\b(?:copia|resguardo|captura) (?:de la|del) (?:transferencia|pago)\b"
    r"|\bconfírm\w+ (?:la transferencia|el pago|una vez)\b",
    r"\b(?:justificatif|ordre|copie|capture) (?:de |du )(?:paiement|virement)\b"
    r"|\bconfirme[zr]?(?:-nous|-moi)? (?:le virement|le paiement|une fois)\b",
)
KEY_WITH_LOCK: Final = Caseless(
    r"\b(?:password|passcode|passwort)(?: is)?\s{0,2}:\s{0,2}[\w!#-]{3,16}",
    r"\b(?:contraseña|clave)(?: es)?\s{0,2}:\s{0,2}[\w!#-]{3,16}",
    r"\bmot de passe\s{0,2}:\s{0,2}[\w!#-]{3,16}",
    r"\b(?:contraseña|clave)(?: (?:del archivo|para abrirlo|es))?\s{0,2}:\s{0,2}[\w!#-]{3,16}",
    r"\bmot de passe(?: (?:de l['’]archive|du fichier|pour l['’]ouvrir"
    r"|est))?\s{0,2}:\s{0,2}[\w!#-]{3,16}",
)
