"""The words that say how soon a message should be looked at, in en, es, fr and de.

Owns: patterns as data. Must not: hold logic (`priority` does).
"""

import re
from typing import Final

URGENT: Final = re.compile(
    r"\b(?:urgent|urgently|asap|as soon as possible|immediately|right away|emergency"
    r"|time[- ]sensitive|by (?:eod|cob|end of (?:the )?day|tonight|noon)(?! (?:on )?"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun|next|tomorrow))|before (?:noon|the end of"
    r" (?:the )?day)|before midnight|right now|soonest"
    r"|as soon as you (?:see|get|read) this|on the (?:other )?line|is waiting (?:outside|downstairs"
    r"|here)|(?-i:NOW)|today,? please|please,? today|had a fall"
    r"|urgente|urge|urgentemente|con urgencia|cuanto antes|lo antes posible|inmediatamente"
    r"|lo más (?:pronto|rápido) posible|a la (?:mayor )?brevedad|de inmediato|ahorita"
    r"|hoy mismo|hoy sin falta|hoy,? por favor|por favor,? hoy|ahora mismo|ya mismo|(?-i:YA|AHORA)"
    r"|antes (?:de medianoche|del mediodía|de (?:que acabe|acabar) el día|del final del día)"
    r"|en cuanto (?:leas|veas|lea|vea|puedas|pueda)|está esperando|ingresad[oa]|se ha caído"
    r"|urgente?s?|au plus (?:vite|tôt)|le plus (?:vite|tôt|rapidement) possible|dès que possible"
    r"|immédiatement|en urgence|d['’]urgence|tout de suite|sans (?:délai|attendre|tarder)"
    r"|dès aujourd['’]hui|aujourd['’]hui (?:svp|stp|sans faute|impérativement)|avant ce soir"
    r"|avant (?:minuit|midi|la fin de (?:la )?journée)|dans la journée|(?-i:MAINTENANT)"
    r"|dès que (?:tu|vous) (?:vois|voyez|lis|lisez|peux|pouvez)|attend (?:en bas|dehors|ici|devant)"
    r"|a fait une chute|hospitalisée?"
    r"|dringend|sofort|so bald wie möglich|schnellstmöglich|eilig|noch heute)\b",
    re.IGNORECASE,
)
"""The writer says that it cannot wait."""
GRAVE: Final = re.compile(
    r"\b(?:critical|outage|production (?:is )?down|blocker|blocking|in hospital|evacuated"
    r"|crítico|caíd[oa]|en el hospital|urgencias|critique|en panne|bloquant|à l['’]hôpital"
    r"|aux urgences|kritisch|ausgefallen|im krankenhaus)\b",
    re.IGNORECASE,
)
"""Words of trouble, which are also used where there is none."""
IN_HOURS: Final = re.compile(
    r"\b(?:(?:within (?:the next )?|in (?:the next )?|next |les |dans (?:les )?|d['’]ici |sous "
    r"|dentro de (?:las )?|en (?:menos de "
    r"|las próximas )?|in den nächsten |binnen )"
    r"(?:an|a few|one|two|three|ten|half an|une|deux|trois|dix|una|dos|tres|diez|einer|zwei"
    r"|\d{1,2}) ?(?:minutes?|mins?|hours?|hrs?|minutos|horas?|heures?|h|minuten|stunden?)"
    r"|within the (?:next )?hour|dans l['’]heure|en la próxima hora)\b",
    re.IGNORECASE,
)
"""A time that is counted in hours or minutes."""
NOT_URGENT: Final = re.compile(
    r"\b(?:not|isn['’]t|nothing|no (?:es|corre)|pas|nicht) (?:\w+ )?(?:urgent\w*|prisa"
    r"|dringend)\b|\bno (?:rush|urgency|hurry)\b|\bsin prisas?\b|\bno urge\b|\bno hay (?:prisa"
    r"|urgencia)\b|\brien (?:d['’]urgent|ne presse)\b|\b(?:pas|aucune) (?:d['’])?urgence\b"
    r"|\bne presse pas\b",
    re.IGNORECASE,
)
FOR_OTHERS: Final = re.compile(
    r"\b(?:for|in|with|any|of) (?:an |any |more )?(?:urgent|emergency) (?:[\w-]+ ){0,3}?(?:matters?"
    r"|issues?|cases?|requests?|questions?|enquir(?:y|ies)|escalations?|needs?|help|assistance)"
    r"|\b(?:if|when) (?:it|this|your \w+) is urgent|effective immediately|with immediate effect"
    r"|\b(?:para|en) (?:cualquier |asuntos |casos? |temas )?(?:urgencias?|urgentes?|de urgencia)"
    r"|\bsi es urgente|\b(?:en cas d['’]|pour toute |pour les )(?:urgences?|demandes? urgentes?)"
    r"|\bsi c['’]est urgent|\bin dringenden (?:fällen|angelegenheiten)",
    re.IGNORECASE,
)
"""Whom to ask about what is urgent, or from when something counts: nobody is in a hurry."""
ALARM: Final = re.compile(
    r"\b(?:down|outage|critical|failed|failure|incident|security alert|caído|caída|fallo"
    r"|falló|fallid[oa]|ha fallado|error crítico|incidencia|incidente|avería|interrupción"
    r"|alerta de seguridad|panne|échec|échoué|incident|interruption|critique|indisponible"
    r"|alerte)\b",
    re.IGNORECASE,
)
CHASES: Final = re.compile(
    r"\b(?:(?:second |final |friendly |gentle )?reminder|(?:still|yet) (?:missing|waiting|need"
    r"|outstanding|open)|chasing|overdue|outstanding|have(?:n['’]t| not) (?:yet )?(?:had"
    r"|received|heard)"
    r"|recordatorio|faltan? (?:todavía|aún)|(?:todavía|aún) (?:nos |me )?(?:falta|no|espera|sigue)"
    r"|sigue pendiente|(?:sigo|seguimos) (?:esperando|sin)|no (?:he|hemos) recibido"
    r"|(?:segundo|último) aviso|atrasad[oa]s?|impagad[oa]s?"
    r"|reclam\w+"
    r"|relance|rappel|(?:toujours|encore) (?:pas|en attente)|manque(?:nt)? (?:encore|toujours)"
    r"|(?:n['’]ai|n['’]avons) (?:toujours |encore )?(?:pas|rien) (?:encore )?(?:reçu|eu)|en retard"
    r"|impayée?s?|sans (?:réponse|nouvelles) de (?:ta|votre) part"
    r"|erinnerung|immer noch)\b",
    re.IGNORECASE,
)
ROUTINE: Final = re.compile(
    r"\b(?:out of (?:the )?office|automatic reply|status 0|0 errors|no errors|new posts?|replied to"
    r"|(?:likes?|liked|follows?|followed) (?:your|you)|posts? in threads|how was|rate (?:your"
    r"|us)|survey"
    r"|your (?:week|month|year)(?:ly)? (?:in|report|summary)|you are now (?:a member|subscribed)"
    r"|(?:completed|finished|passed) (?:successfully|without errors)"
    r"|backup (?:has )?(?:finished|completed|ok)|succeeded|passed|to done\b"
    r"|fuera de la oficina|respuesta automática|sin errores|0 errores|nuevos mensajes|encuesta"
    r"|cómo (?:fue|ha ido)|valora|califica|te has (?:suscrito|dado de alta)|nuevas respuestas"
    r"|(?:ha (?:terminado|finalizado)|completad[oa]) (?:correctamente|con éxito|sin errores)"
    r"|(?:tu|su) (?:semana|mes|resumen|informe) (?:en|de|semanal|mensual)|te sigue|le gusta tu"
    r"|absen(?:ce|te?) du bureau|réponse automatique|0 erreurs?|erreurs : 0|(?:sans"
    r"|aucune) erreurs?"
    r"|sondage|votre avis|évaluez|comment s['’]est passé|nouve(?:lles?|aux?) (?:réponses?"
    r"|messages?)"
    r"|votre (?:semaine|mois|bilan|rapport) (?:en|de|hebdomadaire|mensuel)|vous suit|a aimé votre"
    r"|vous êtes (?:désormais|maintenant) abonnée?"
    r"|(?:terminée?|réussie?|effectuée?) (?:avec succès|sans erreurs?))\b",
    re.IGNORECASE,
)
THANKS: Final = re.compile(
    r"\b(?:thank(?:s| you)|thx|great|perfect|brilliant|gracias|perfecto|genial|estupendo|merci"
    r"|parfait|super|génial|impeccable"
    r"|danke|prima)\b",
    re.IGNORECASE,
)
