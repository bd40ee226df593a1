"""The words in which a person may say a rule, in English, Spanish and French.

Owns: patterns as data. Must not: hold logic. They are matched against text in lower case and
without accents.
"""

import re
from typing import Final

from emailassist.domain.own_rule import Addressed
from emailassist.domain.triage import Priority

QUOTED: Final = r"“[^”]{1,80}”|\"[^\"]{1,80}\"|«[^»]{1,80}»|'[^']{1,80}'"
STOP: Final = (
    r"with|without|whose|where|which|that|about|contain\w*|mention\w*|having|and|or|in|to|from"
    r"|sent|it|its|then|mark|is|are|comes?|arrives?"
    r"|con|sin|cuy[oa]s?|donde|que|sobre|y|o|en|a|para|de|del|es|son|entonces|llega"
    r"|avec|sans|dont|qui|ou|et|dans|au|contenant|est|sont|alors"
    r"|always|siempre|toujours|immer"
)
"""A name that is not quoted ends before one of these."""
WORD: Final = rf"(?!(?:{STOP})\b)[^\s,;:“”\"«»@]+"
PLACE: Final = r"[^\s,;:“”\"«»@]*@[^\s,;:“”\"«»@]*|(?:[\w-]+\.)+[a-z]{2,}(?![\w.@-])"
VALUE: Final = rf"(?:{QUOTED}|{PLACE}|{WORD}(?:\s+{WORD}){{0,4}})"
VALUES: Final = rf"{VALUE}(?:\s*(?:,|\bor\b|\bo\b|\bou\b)\s*{VALUE}){{0,9}}"
MINE: Final = (
    r"(?:(?:my|our|the|mi|mis|nuestr[oa]s?|el|la|los|las|mon|ma|mes|notre|nos|le|les)\s+|l')?"
)

FILLERS: Final = (
    r"all|any|every|everything|each|whatever|anything|the|an?|it|if|when|whenever|mails?|e-?mails?"
    r"|messages?|letters?|which|that|what|comes?|coming|arrives?|is|are|sent|mark|treat|put|file"
    r"|label|classify|please|and|then|my|i|want|get|receive"
    r"|todos?|todas?|tod[oa]|lo|los|las|el|la|un|una|si|cuando|correos?|mensajes?|cartas?|que"
    r"|lleg\w+|ven(?:ga|gan|ir)|vienen?|sea|marca|marcar|pon|poner|trata|tratar|clasifica|y"
    r"|entonces|recib\w+|enviad[oa]s?"
    r"|tout|tous|toute|toutes|ce|ceux|les|le|une|quand|lorsque|courriels?|courriers?"
    r"|qui|vient|viennent|arrivent?|marque|marquer|mets|mettre|traite|classe|classer|et|alors"
    r"|envoyes?|recus?|always|siempre|toujours|immer"
)
"""Words that add nothing to what a rule is about."""

FROM: Final = (
    rf"(?:from|of|by|(?:enviad[oa]s? )?por|(?:de la part )?de|del|desde|du|des|d')\s*{MINE}"
)
LIST: Final = (
    rf"(?:from|on|of|de|sur)\s+(?:the|la|el)?\s*(?:mailing list|list|lista(?: de correo)?"
    rf"|liste(?: de diffusion)?)\s+(?P<list>{VALUES})"
)
STRANGERS: Final = (
    r"(?:from|de|d')\s*(?:(?:people|anyone|anybody|someone|somebody|senders) (?:(?:that|whom?) )?i"
    r" (?:do not|don't|never) (?:know|wrote to|write to)|strangers|unknown (?:people|senders)"
    r"|(?:gente|personas|remitentes) (?:que no conozco|desconocid[oa]s)|desconocidos"
    r"|(?:gens|personnes|expediteurs) (?:que je ne connais pas|inconnus)|inconnus)"
)
ACQUAINTED: Final = (
    r"(?:from|de|d')\s*(?:(?:people|anyone|anybody|someone|somebody) (?:(?:that|whom?) )?i (?:know"
    r"|write to|wrote to)|known (?:people|senders)|(?:gente|personas) que conozco|conocidos"
    r"|(?:gens|personnes) que je connais)"
)
SUBJECT: Final = (
    rf"(?:with|having|and|con|y|avec|et)\s+(?P<subject>{VALUES})\s+(?:in|en|dans)\s+"
    r"(?:the |its |el |su |le |l')?(?:subject|title|asunto|titulo|sujet|objet)(?: line)?",
    r"(?:with|whose|and|and the|con|cuyo|y|avec|dont|et)?\s*(?:the |a |el |un |le |l')?(?:subject"
    r"|asunto|sujet|objet)\s+(?:(?:that )?(?:contains?|containing|has|with|says|includes?|is)"
    r"|(?:que )?(?:contiene|contenga|incluye|incluya|diga|dice|tenga|con|sea|es)"
    rf"|(?:qui )?(?:contient|contenant|comporte|dit|avec|est))?\b\s*(?P<subject2>{VALUES})",
)
TEXT: Final = (
    rf"(?:with|having|and|con|y|avec|et)\s+(?P<text>{VALUES})\s+(?:in|en|dans)\s+(?:the |its |el"
    r" |su |le |l')?(?:text|body|mail|message|texto|cuerpo|mensaje|correo|texte|corps|courriel)",
    r"(?:(?:that|which|and|que|y|qui|et)\s+)?(?:contains?|containing|mentions?|mentioning|says?"
    r"|speaks? of|about|contienen?|contenga|mencion[ae]n?|hable[n]? de|hablan? de|diga|sobre"
    rf"|contient|contenant|mentionne|parlent? de|dit)\s+(?P<text2>{VALUES})",
)
ATTACHED: Final = (
    r"(?:with|and|that ha(?:s|ve)|con|y|que tengan?|avec|et|qui ont|qui a)\s+"
    r"(?:an? |un |une |algun |des )?"
    r"(?:attachments?|attached files?|files? attached|(?:archivos? )?adjuntos?|pieces? jointes?)"
)
NOT_ATTACHED: Final = (
    r"(?:without|sin|sans)\s+(?:an? |any |un |une )?(?:attachments?|attached files?"
    r"|(?:archivos? )?adjuntos?|pieces? jointes?)"
)
ADDRESSED: Final = {
    Addressed.CC: (
        r"(?:(?:where|in which|when|donde|en que|cuando|ou) )?(?:i am |i'm |estoy |yo |je suis )?"
        r"(?:only |solo |seulement )?(?:in (?:cc|copy)|en (?:copia|cc|copie))"
    ),
    Addressed.NEITHER: (
        r"(?:that is |that are )?(?:not (?:sent|addressed) to me|no (?:dirigid[oa]s?|enviad[oa]s?)"
        r" a mi|(?:que )?(?:ne )?(?:me )?(?:sont|est) pas adresses?|pas adresses? a moi)"
    ),
    Addressed.TO: (
        r"(?:sent |addressed |directly |dirigid[oa]s? |enviad[oa]s? |adresses? |envoyes? )*(?:to me"
        r"|a mi|a moi)(?: alone| only| directly| solo| seul)?"
    ),
}
TO: Final = rf"(?:sent |addressed )?(?:(?:to|para)\s+|a\s+(?=\S+@)){MINE}(?P<to>{VALUES})"

VERB: Final = (
    r"=>|->|→|=|:|\b(?:is|are|counts? as|goes? (?:to|into|under|in)|belongs? (?:to|in)|should be"
    r"|must be|always is|as|into|under|es|son|sera|seran|va a|van a|cuentan? como|deben? ser|como"
    r"|est|sont|va dans|vont dans|comptent? comme|doit etre|doivent etre|comme|in|en|dans)\b"
)
WANTS: Final = (
    r"\b(?:needs?|wants?|requires?|never|does not|doesn't|do not|don't|has|have|can|necesitan?"
    r"|quieren?|requieren?|no|tienen?|puede|pueden|attend(?:ent)?|demandent?|ne|n'|a|ont|peut"
    r"|peuvent)\b"
)
AND: Final = (
    r"\s*(?:,|;|\band\b|\by\b|\be\b|\bet\b|\bwith\b|\bcon\b|\bavec\b|\bof\b"
    r"|(?<=\s)de\b(?=\s+(?:faible|basse|haute|baja|alta)\b))\s*"
    r"(?:de\s+(?=(?:faible|basse|haute|baja|alta)\b))?"
)
DROPPED: Final = (
    r"^(?:(?:also|always|is|are|be|as|an?|the|my|in|into|has|have|with|category|folder|marked"
    r"|es|son|un|una|como|en|la|el|mi|tiene|tienen|siempre|categoria|marcad[oa]s?|de|of|d'"
    r"|est|sont|une|des|comme|dans|le|les|a|ont|toujours|categorie|marques?)\s+)+"
)
DELETES: Final = re.compile(
    r"^(?:please )?(?:delete|remove|move|forward|borra|elimina|mueve|reenvia|supprime"
    r"|efface|deplace)"
)
DENIES: Final = re.compile(r"\b(?:is|are|it's) not\b|\bno (?:es|son)\b|\b(?:est|sont) pas\b")
REPLY: Final = (
    r"(?:(?:it )?(?:needs?|wants?|requires?|has|have) (?:an? )?(?:reply|answer)|to be answered"
    r"|(?:necesitan?|quieren?|requieren?) (?:una )?respuesta|(?:attend(?:ent)?|demandent?)"
    r" (?:une )?reponse)"
)
NO_REPLY: Final = (
    r"(?:(?:it )?(?:needs?|wants?|requires?) no (?:reply|answer)|(?:(?:does not|doesn't|do not"
    r"|don't|never) (?:needs?|wants?) (?:an? )?(?:reply|answer))|no (?:reply|answer)(?: needed)?"
    r"|without (?:reply|answer)|no (?:necesitan?|quieren?|requieren?) (?:una )?respuesta"
    r"|sin respuesta|(?:ne |n')?(?:attend(?:ent)?|demandent?) (?:pas (?:de )?|aucune )reponse"
    r"|sans reponse)"
)
PRIORITIES: Final = {
    Priority.URGENT: r"urgent(?:es?|s|ly)?|top priority|maxima prioridad|priorite maximale",
    Priority.HIGH: (
        r"important(?:es?|s)?|high(?: priority)?|priority high|(?:alta prioridad|prioridad alta"
        r"|alta)|(?:haute priorite|priorite haute|haute)|prioritaires?|prioritari[oa]s?"
    ),
    Priority.NORMAL: (
        r"normal(?:es?)?(?: priority)?|priority normal|prioridad normal|priorite normale|normaux"
    ),
    Priority.LOW: (
        r"low(?: priority)?|priority low|unimportant|not (?:important|urgent)|can wait"
        r"|baja(?: prioridad)?|prioridad baja|sin importancia"
        r"|poco importantes?|de poca importancia|no (?:es )?(?:importantes?|urgentes?)"
        r"|pueden? esperar|(?:basse|faible)(?: priorite)?|priorite basse|peu importants?"
        r"|pas (?:importants?|urgents?)|peu(?:t|vent) attendre"
    ),
}
CATEGORIES: Final = {
    "personal": r"personal(?:es)?|private|privad[oa]s?|personnels?|personnelles?|perso|prive[es]*",
    "receipt": (
        r"receipts?|invoices?|orders?|bills?|recibos?|facturas?|pedidos?|recus?|factures?"
        r"|commandes?"
    ),
    "newsletter": (r"newsletters?|boletin(?:es)?|infolettres?|lettres? d'information|bulletins?"),
    "marketing": (
        r"marketing|advertising|adverts?|ads?|promotions?|publicidad|promocion(?:es)?"
        r"|publicites?|pubs?|promos?"
    ),
    "notification": (
        r"notifications?|notices?|notificacion(?:es)?|avisos?|alertas?|alertes?|alerts?"
    ),
    "calendar": (
        r"calendar|meetings?|invitations?|appointments?|calendario|reunion(?:es|s)?"
        r"|invitacion(?:es)?|citas?|calendrier|rendez-vous|agenda"
    ),
    "spam-phishing": (
        r"spam|junk|phishing|frauds?|basura|(?:correo )?no deseado|fraudes?|indesirables?"
        r"|pourriels?"
    ),
    "fyi": (
        r"fyi|info|information|for (?:my )?information|informativ[oa]s?|para (?:mi )?informacion"
        r"|pour (?:mon )?information|informatifs?"
    ),
    "to-do": r"to[- ]do|todo|tasks?|tareas?|pendientes?|por hacer|taches?|a faire",
    "needs-reply": r"needs[- ]reply|needing (?:a )?reply|por contestar|a repondre",
}
"""Of the shipped categories; those of the person's own are known by name and title."""
