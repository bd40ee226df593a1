"""Politeness, boilerplate and rhetoric that only look like asks, in four languages.

Owns: patterns as data, matched against one sentence at a time. Must not: hold logic.
"""

from typing import Final

from emailassist.local.cased import Caseless

COURTESY: Final = Caseless(
    # questions and requests that want no answer
    r"\bhow (?:are|r) (?:you|u|things)\b|\bhow(?:'s| is) (?:it going|everything|life)\b"
    r"|\bhow do you do\b|\bwhat's up\b|\bhow have you been\b",
    r"\bhope (?:you|this|all|everything)\b.{0,60}\bwell\b",
    r"\b(?:if you (?:have|need|want|should have) (?:any|further|more|additional|some)"
    r"|should you (?:have|need)|any (?:other |further )?questions|for (?:further|more"
    r"|additional) (?:information|details|help))\b",
    r"^\W*(?:[\w'’]+ ){0,4}(?:questions|comments|concerns|problems|not you|not me|need help"
    r"|need assistance"
    r"|have questions|didn't request this|trouble (?:viewing|reading)|forgot your password"
    r"|wasn't you|why did (?:i|you) (?:get|receive)|no longer (?:want|wish|interested)"
    r"|want to (?:unsubscribe|change))[^?]{0,40}\?",
    r"\bnot the (?:intended|named) (?:recipient|addressee)|\bin error\b.{0,80}\b(?:notify|inform"
    r"|tell)|\b(?:keep|stay) in touch\b|\bplease (?:proceed|do(?! (?:this|it|that|so|the))"
    r"|remain calm)\b|\blet(?:'s|us) not\b"
    r"|\bfor urgent (?:matters|issues|escalations|requests|questions|\w+ \w+ matters)\b",
    r"\b(?:do not|don't|dont) hesitate\b|\bfeel free to (?:contact|call|reach|ask|reply"
    r"|get in touch|let|give)\b|\bat your convenience\b",
    r"\blet me know if (?:you (?:have|need|(?:want|would like|'d like)(?! me\b| us\b)|are missing)"
    r"|there(?:'s| is| are) any|i can|anything|any)\b|\blet us know if (?:you(?!(?: can"
    r"| would like to| want to|'d like to)? (?:attend"
    r"|join|come|participate|agree))|there|we|any)\b",
    r"\b(?:please|pls) (?:call|contact|e-?mail|write|see|visit|click|reply to this|use the"
    r"|go to|let (?:me|us) know if|feel)\b.{0,60}\b(?:questions|concerns|problems|information"
    r"|details|support|unsubscribe|help|website|link|here|attach\w*|below)\b",
    r"\b(?:isn't it|aren't they|(?<!is )(?<!are )right|don't you think|doesn't it|eh|huh"
    r"|who knew|guess what"
    r"|remember me|know what|ready to (?:start|save|buy|get)|looking for|did you know"
    r"|want to (?:save|learn|know more|win)|tired of)\s*\?",
    r"^\W*(?:did you know|looking for|ready to|tired of|want to|wish you|why not|who wouldn't"
    r"|who says)\b",
    r"\bwhat an?\b(?![^?]*\?)|\b(?:who cares|why wait|what are you waiting for)\b",
    r"\b(?:unsubscribe|opt[- ]out|privacy policy|terms (?:of|and)|view (?:this"
    r"|it)? ?(?:e-?mail )?(?:in|online)|all rights reserved|darse de baja|désinscri|désabonn"
    r"|abmelden|abbestellen)\b",
    r"¿?\b(?:cómo|como) (?:estás|está|estáis|va todo|te va|andas|va)\b|\bqué tal\b(?: (?:estás"
    r"|todo|va todo|te va|la familia|el fin de semana))?\s*\?|\bespero que (?:estés|esté"
    r"|estéis|todo|te|vaya)\b",
    r"\bno (?:dudes|dude|duden|dudéis) en\b|\bsi (?:tienes|tiene|tenéis|tienen|necesitas"
    r"|necesita) (?:alguna|cualquier|más|dudas|algo|preguntas)\b|\bcualquier (?:duda|cosa"
    r"|consulta)\b|\b¿?(?:alguna|tienes|tiene|necesitas|necesita) (?:duda|dudas|ayuda"
    r"|preguntas?)\s*\?|\bno has sido tú\b|\bpara (?:más|cualquier) (?:información|consulta|duda"
    r"|incidencia|aclaración|cuestión)\b",
    r"\bcomment (?:vas|allez)[- ](?:tu|vous)\b|\bcomment ça va\b|^\W*ça va\s*\?"
    r"|\bj['’]espère que\b.{0,40}\bbien\b",
    r"\bn['’]hésite[sz]? pas\b|\bsi (?:tu as|vous avez) (?:des|une|la moindre|besoin"
    r"|d['’]autres)\b|\bpour (?:nous|me) (?:contacter|joindre)\b|\ben cas d['’](?:empêchement"
    r"|absence|erreur|impossibilité)\b"
    r"|\b(?:à|toute) votre disposition\b"
    r"|\b(?:des questions|besoin d['’]aide|une question"
    r"|ce n['’]était pas vous)\s*\?|\bpour (?:plus|toute) (?:d['’]informations?|information"
    r"|question|demande|urgence|réclamation)\b|\bpri(?:e|ons) d['’](?:agréer|accepter|accueillir)\b"
    r"|\bpri(?:e|ons) de (?:croire|recevoir|trouver)\b|\b(?:veuillez"
    r"|recevez)\b.{0,60}\bsalutations\b",
    r"\bqui (?:l['’]eût|aurait) cru\b|\bque demander de (?:plus|mieux)\b|\bqui sait\b"
    r"|\b(?:restons|on reste|nous restons) en contact\b|\bon se tient au courant\b"
    r"|\b(?:pas|n['’]êtes pas) (?:le|la) (?:bon )?destinataire\b|\bre[çc]u (?:ce|cet) (?:message"
    r"|courriel|e-?mail|mail)\b.{0,40}\bpar erreur\b",
    r"\ben caso de (?:no poder|imposibilidad|ausencia|error)\b"
    r"|,\s*¿(?:verdad|eh|no crees|no te parece|no cree|no le parece)\s*\?|^\W*(?:sabías que"
    r"|sabía usted"
    r"|buscas |estás buscando|list[oa]s? para|cansad[oa]s? de|hart[oa]s? de|te imaginas"
    r"|quieres (?:ahorrar|ganar|aprender|saber más)|a qué esperas|qué esperas|quién (?:dijo"
    r"|dice) que"
    r"|por qué (?:esperar|conformarse))\b",
    r"(?:,|\s[–-])\s*(?:hein|n['’]est-ce pas|pas vrai|tu ne trouves pas|vous ne trouvez pas)\s*\?"
    r"|^\W*(?:le )?saviez-vous\b|^\W*(?:vous (?:cherchez|rêvez)|prête?s? à|marre d|fatiguée?s? d"
    r"|à la recherche d|envie d(?:e |['’])(?:économiser|changer|gagner|découvrir|évasion)"
    r"|qu['’]attendez-vous|pourquoi (?:attendre|se priver)|qui (?:a dit|dit) qu)",
    r"\bquién (?:nos|me) (?:iba a|lo iba a) decir\b|\bquién (?:lo )?(?:diría|sabe)\b|\bqué más se"
    r" puede pedir\b|\b(?:seguimos|estamos|quedamos|nos mantenemos) en contacto\b"
    r"|\bno (?:es|fuera|eres) (?:usted )?(?:el|la) destinatari[oa]\b|\brecib\w+ (?:este|el)"
    r" (?:mensaje|correo)\b.{0,30}\bpor error\b",
    r"\bwho would have (?:thought|guessed)\b",
    r"\bwie geht(?:'s|s| es)\b|\b(?:bei|für) (?:weitere[rn]? )?(?:fragen|rückfragen)\b"
    r"|\b(?:zögern|zögere) (?:sie|nicht)\b|\b(?:fragen|hilfe benötigt|noch fragen)\s*\?",
    r"^\W*(?:many |muchas |mil |vielen )?(?:thanks?|thx|gracias|danke?"
    r"|merci(?! (?:de|pour) (?:votre|ton|ta) (?:réponse|retour|confirmation|avis)\b.{0,30}"
    r"\b(?:avant|d['’]ici|dès que|rapide))"
    r"(?! (?:de|d['’]) ?(?!(?:votre|ton|ta|tes|vos)\b|m['’](?:avoir|être)|nous avoir|l['’]avoir)"
    r"(?:[\wàâéèêîôûç]+['’ ]){0,4}?[\wàâéèêîôûç]+(?:er|ir|re|oir)\b))\b[^?]*$",
)
"""Forms of politeness, boilerplate and rhetoric that only look like asks."""

PERMISSION: Final = Caseless(
    r"^\W*(?:ya |también |ahora )?(?:puedes|podéis|pueden?(?: usted(?:es)?)?) "
    r"(?!(?:\w+ )?\w+(?:me|nos)(?:l[oa]s?)?\b)(?!.*\b(?:por favor|porfa|antes)\b)[^?]*$",
    r"^\W*(?:tu peux|vous pouvez) (?!me\b|nous\b|m['’])[^?]*\bquand (?:tu veux|vous voulez)",
    r"^\W*si le cœur (?:t['’]|vous )en dit\b[^?]*$",
    r"^\W*(?:passe|viens|passez|venez)\b[^?]*\bquand (?:tu veux|vous voulez)",
    r"^\W*you (?:can|may) (?!please\b)[^?]*\b(?:whenever|any time) you (?:like|want|wish)\b",
)
"""Says what I may do, which asks for nothing."""

AWAY: Final = Caseless(
    r"\bi(?:'ll| will| shall) (?:reply|respond|answer|read|get back|attend)\b.{0,60}\b(?:my return"
    r"|i(?:'m| am) back|i return|get back)\b",
    r"\b(?:responderé|contestaré|leeré|atenderé|revisaré)\b.{0,60}\b(?:(?:a|tras) (?:la|mi)"
    r" (?:vuelta|regreso)|(?:cuando|en cuanto) (?:vuelva|regrese)|al (?:volver|regresar))\b",
    r"\b(?:répondrai|lirai|traiterai|reviendrai vers|prendrai connaissance"
    r"|donnerai suite)\b.{0,60}\b(?:à|dès|après) mon retour\b",
    r"\b(?:antworte|lese|melde)\b.{0,60}\bnach meiner rückkehr\b",
)
"""An answer to everybody while its writer is away."""

BUTTONS: Final = Caseless(
    r"\b(?:yes|accept|going)\s*[-/|–]\s*(?:maybe|tentative)\s*[-/|–]\s*(?:no|decline)\b",
    r"\bsí\s*[-/|–]\s*(?:quizás?|tal vez)\s*[-/|–]\s*no\b",
    r"\boui\s*[-/|–]\s*peut[- ]être\s*[-/|–]\s*non\b",
    r"\bja\s*[-/|–]\s*vielleicht\s*[-/|–]\s*nein\b",
)
"""The buttons of an invitation, as text."""

NO_REPLY_NEEDED: Final = Caseless(
    r"\bno (?:reply|response|answer|action|need to (?:reply|respond|answer)) (?:is )?(?:needed"
    r"|necessary|required|expected|to)\b",
    r"\bno need (?:to|for (?:a|you to)) (?:reply|respond|answer|write|call|do anything)\b"
    r"|\bnothing (?:for you )?to do\b(?! with)|(?<!you )(?<!we )(?<!they )\b(?:do not"
    r"|don't) (?:reply|respond|answer)\b|\byou (?:do not|don't) (?:need|have) to (?:reply"
    r"|answer|respond|do anything)\b",
    r"\bno (?:hace falta|es necesario|necesito|tienes|tiene|tenéis|tienen) (?:que )?"
    r"(?:me |nos )?(?:respond|contest|respuesta|hac(?:er|ed|ed|éis)? nada|hagas? nada|hagáis"
    r" nada|hagan nada"
    r"|escrib|dig|llam|avis|confirm)\w*|\bno (?:me )?(?:respond(?:as|an|áis)|contestes"
    r"|contestéis|contesten)\b"
    r"|\bno (?:hay|tienes?|tenéis|tienen) nada (?:más )?que hacer\b|\bno se (?:requiere|necesita)"
    r" (?:ninguna )?(?:acción|respuesta)\b|\bno (?:espero|requiere) (?:ninguna )?respuesta\b"
    r"|\bno (?:te|se|os) molest\w+ en (?:responder|contestar)\b"
    r"|\bno respond(?:a|er) (?:a )?(?:este|esta)\b|\bsin necesidad de respuesta\b"
    r"|\bsolo (?:era |es )?para (?:que (?:lo )?sep|inform|tu información|su información)\w*",
    r"\b(?:pas besoin|inutile|pas la peine|aucun besoin|pas nécessaire) (?:de |d['’])(?:me "
    r"|nous )?(?:répondre|réponse|faire|rappeler|écrire)\b|\bne pas répondre\b"
    r"|\bne (?:prends|prenez) pas la peine de (?:me |nous )?répondre\b|\b(?:n['’](?:as|avez|y a)"
    r"|tu as"
    r"|vous avez) (?:rien|pas) (?:besoin )?(?:à|d['’]|de) (?:faire|y? ?répondre"
    r"|rappeler)\b(?! avec| face)"
    r"|\bn['’]atten(?:ds|dons) (?:pas|aucune)(?: de)? (?:réponse|retour)\b"
    r"|\bpas de réponse (?:attendue"
    r"|nécessaire|requise)\b|\brien à faire de (?:ta|votre) (?:part|côté)\b"
    r"|(?<!si vous )(?<!vous )(?<!tu )"
    r"\bne répond(?:ez|s) pas\b"
    r"|\baucune (?:réponse|action) (?:n['’]est )?(?:requise|nécessaire|attendue)\b",
    r"\bkeine (?:antwort|aktion|rückmeldung) (?:nötig|erforderlich|notwendig)\b"
    r"|\bnicht (?:auf diese (?:e-?mail|nachricht) )?antworten\b",
)
"""Says that nobody waits for an answer."""

CONDITION: Final = Caseless(
    r"\b(?:if|unless|in case|si|salvo que|en caso de|sauf si|au cas où|wenn|falls)\b"
)
"""What a sentence says holds only in some case."""
