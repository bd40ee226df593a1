"""How people in Spanish and French bid each other tell, answer or send, in every form of address.

Owns: patterns as data, some put together of stems and endings. Must not: hold logic.
"""

from typing import Final

_STEMS_AR: Final = (
    r"av[ií]s|ac[lá]ar|aclar|com[eé]nt|conf[ií]rm|cont|cu[eé]nt|cont[eé]st|ll[aá]m|m[aá]nd|p[aá]s"
    r"|env[ií]|reenv[ií]|inf[oó]rm|facil[ií]t|adel[aá]nt|orient"
)
_STEMS_CAR: Final = r"ind[ií](?:c|qu)|expl[ií](?:c|qu)|expl[aá]y|entr[eé]gu?"
_STEMS_ER: Final = r"resp[oó]nd|escr[ií]b|rem[ií]t|prom[eé]t"
_TO_US: Final = r"(?:me|nos)(?:l[oa]s?)?"
_WORD_BACK: Final = (
    r"(?:dig|dij|dé|dier|indi[cq]|confirm|avis|aclar|coment|cuent|mand|env[ií]|escrib|respond"
    r"|contest"
    r"|inform|facilit|remit|remitier|hag|hicier|pas|llam)"
)
_TOLD: Final = (
    r"(?:dire|confirmer|indiquer|préciser|répondre|communiquer|faire savoir|donner|envoyer"
    r"|transmettre|informer|prévenir|aviser|rappeler|retourner)"
)
_TELLING: Final = (
    r"(?:di(?:s|t|r|siez|ses?|sent)|confirm|indiqu|précis|répond|communiqu|fass|donn|envoy|envoi"
    r"|transmett|inform|préven|prévien|avis|rappel|écriv)"
)

TELL_ME: Final = (
    # Spanish: tú, vos, usted, ustedes, vosotros
    r"\b(?:d[ií]|dec[ií]|decid|d[ií]ga|d[ií]gan)" + _TO_US + r"\b",
    rf"\b(?:(?:{_STEMS_AR})(?:a|e|en|ad|á)|(?:{_STEMS_CAR})(?:a|e|en|ad|á)"
    rf"|(?:{_STEMS_ER})(?:e|i|a|an|ed|id|é|í)){_TO_US}\b",
    r"\b(?:har?[ií]an? falta|hac(?:e|ía) falta|(?:me|nos) (?:gustaría|encantaría|ayudaría"
    r"|interesaría"
    r"|interesa|vendría bien)|necesit(?:o|amos|aría|aríamos)|quisiera(?:mos)?|querríamos|querría"
    r"|(?:sería|estaría) bien|agradecer(?:é|emos|ía|íamos)|pedimos|pido|ruego"
    r"|rogamos) que (?:\w+ ){0,3}"
    rf"?(?:me|nos) (?:l[oa]s? )?{_WORD_BACK}\w*",
    r"\b(?:(?:haz|haga|hagan|haced|hacé)(?:me|nos)? el favor de|tan amables? (?:de|como para)"
    r"|(?:amabilidad|bondad) de) (?:dec|confirm|indic|avis|contest|respond|escrib|mand|envi|remit"
    rf"|inform|aclar|facilit|hacer)\w*(?:{_TO_US}\b| saber\b)",
    r"\b(?:me|nos) vendría bien (?:saber|conocer|tener (?:tu|su|vuestra))\b"
    r"|\bqued(?:o|amos) atent[oa]s? a (?:tus?|sus?|vuestr[oa]s?)\b"
    r"|\besper(?:o|amos) (?:tus?|sus?|vuestr[oa]s?) (?:comentarios|noticias|indicaciones)\b"
    r"|\b(?:usted dirá|ustedes dirán|tú dirás|vos dirás|vosotros diréis)\b"
    r"|\buna (?:respuesta|confirmación|contestación) (?:antes|para el|hoy|rápida|suya|tuya)\b",
    # French
    r"\b(?:préviens|prévenez|avertis|avertissez|informe|informez|précise|précisez|communique"
    r"|communiquez|explique|expliquez|avise|avisez|éclaire|éclairez|transfère"
    r"|transférez)[- ](?:moi|nous)\b"
    r"|\b(?:dis|dites|envoie|envoyez|confirme|confirmez)-l[ea]s?-(?:moi|nous)\b",
    r"\b(?:tu|vous) (?:me|nous) (?:diras|direz)\b(?! qu(?:e\b|['’]il|['’]elle|['’]on))"
    r"|\b(?:tu|vous) m['’](?:indiqueras|indiquerez)\b",
    r"\b(?:il (?:me |nous )?faut|il (?:me |nous )?faudrait|j['’]aimerais|nous aimerions|je voudrais"
    r"|nous voudrions|je souhaite(?:rais)?|nous souhaitons|nous souhaiterions|j['’]ai besoin"
    r"|j['’]aurais besoin|nous avons besoin|nous aurions besoin|il serait (?:bon|utile|bien)"
    r"|ce serait (?:bien|utile|gentil)|il est important) que (?:tu|vous) (?:\w+ )?"
    rf"(?:(?:me|nous) (?:le |la |les |l['’])?|m['’]){_TELLING}\w*",
    rf"\bil (?:faut|faudrait) (?:me|nous) (?:le |la |les )?{_TOLD}\b",
    r"\bmerci de (?:bien vouloir |vouloir bien )?(?:confirmer|indiquer|préciser|répondre"
    r"|communiquer"
    r"|faire savoir|signaler (?:votre|vos|ton|ta))\b"
    rf"|\bmerci de (?:bien vouloir |vouloir bien )?(?:me|nous) (?:le |la |les )?{_TOLD}\b",
    r"\bmerci (?:d['’]avance |par avance )?(?:de|pour) (?:votre|ton|ta) (?:réponse|retour"
    r"|confirmation"
    r"|avis)\b.{0,30}\b(?:avant|d['’]ici|rapide|prompte?|dès que)\b"
    r"|\b(?:d['’]|par )avance (?:de|pour) (?:votre|ton|ta) (?:réponse|retour|confirmation|avis)\b"
    r"|\b(?:de|pour) (?:votre|ton|ta) (?:réponse|retour) (?:d['’]|par )avance\b"
    r"|\bune? (?:réponse|retour|confirmation|mot) (?:avant|d['’]ici|rapide|de (?:votre|ta) part)\b"
    r"|\bveuillez (?:me|nous) "
    + _TOLD
    + r"\b|\bveuillez (?:confirmer|indiquer|préciser|répondre)\b",
)
"""Bids me to tell the writer something, to answer or to send."""
