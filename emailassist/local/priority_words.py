"""The words that say how soon a message should be looked at, in en, es, fr and de.

Owns: patterns as data. Must not: hold logic (`priority` does).
"""

import re
from typing import Final

URGENT: Final = re.compile(
    r"\b(?:urgent|urgently|asap|as soon as possible|immediately|right away|emergency|critical"
    r"|outage|production (?:is )?down|blocker|blocking|time[- ]sensitive|by (?:eod|cob"
    r"|end of (?:the )?day|tonight|noon)|before (?:noon|the end of (?:the )?day)"
    r"|before midnight|within the (?:hour|next hour)|(?:in|within) an hour|right now|soonest"
    r"|as soon as you (?:see|get|read) this|on the (?:other )?line|is waiting (?:outside|downstairs"
    r"|here)|(?-i:NOW)|today,? please|please,? today|had a fall|in hospital"
    r"|urgente|urge|cuanto antes|lo antes posible|inmediatamente|de inmediato|crítico|caíd[oa]"
    r"|hoy mismo|hoy sin falta|ahora mismo|ya mismo|antes de medianoche|en cuanto (?:leas|veas)"
    r"|está esperando|ingresad[oa]|en el hospital"
    r"|urgente?s?|au plus vite|dès que possible|immédiatement|en urgence|critique|en panne"
    r"|bloquant|dès aujourd['’]hui|avant ce soir|avant minuit|dans l['’]heure"
    r"|dès que (?:tu|vous) (?:vois|voyez|lis|lisez)|attend (?:en bas|dehors|ici)"
    r"|à l['’]hôpital"
    r"|dringend|sofort|so bald wie möglich|schnellstmöglich|eilig|noch heute)\b",
    re.IGNORECASE,
)
NOT_URGENT: Final = re.compile(
    r"\b(?:not|isn['’]t|nothing|no (?:es|corre)|pas|nicht) (?:\w+ )?(?:urgent\w*|prisa"
    r"|dringend)\b|\bno rush\b|\bsin prisa\b|\brien d['’]urgent\b",
    re.IGNORECASE,
)
ALARM: Final = re.compile(
    r"\b(?:down|outage|critical|failed|failure|incident|security alert|caído|fallo"
    r"|error crítico|panne|échec|incident|alerte)\b",
    re.IGNORECASE,
)
CHASES: Final = re.compile(
    r"\b(?:(?:second |final |friendly |gentle )?reminder|(?:still|yet) (?:missing|waiting|need"
    r"|outstanding|open)|chasing|overdue|outstanding|have(?:n['’]t| not) (?:yet )?(?:had"
    r"|received|heard)"
    r"|recordatorio|faltan? (?:todavía|aún)|(?:todavía|aún) (?:nos |me )?(?:falta|no|espera|sigue)"
    r"|sigue pendiente"
    r"|reclam\w+"
    r"|relance|rappel|(?:toujours|encore) (?:pas|en attente)|manque(?:nt)? (?:encore|toujours)"
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
    r"|cómo (?:fue|ha ido)|valora|te has (?:suscrito|dado de alta)|ha terminado correctamente"
    r"|absen(?:ce|te?) du bureau|réponse automatique|0 erreurs?|erreurs : 0|sans erreur|sondage"
    r"|votre avis|nouvelles? réponses?|vous êtes (?:désormais|maintenant) abonnée?"
    r"|terminée? avec succès)\b",
    re.IGNORECASE,
)
THANKS: Final = re.compile(
    r"\b(?:thank(?:s| you)|thx|great|perfect|brilliant|gracias|perfecto|genial|merci|parfait|super"
    r"|danke|prima)\b",
    re.IGNORECASE,
)
