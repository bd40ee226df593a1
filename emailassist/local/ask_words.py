"""The words by which people ask for something, in English, Spanish, French and German.

Owns: patterns as data, matched against one sentence at a time. Must not: hold logic.
"""

from typing import Final

from emailassist.local import telling_words
from emailassist.local.cased import Caseless

ANSWER_WANTED: Final = Caseless(
    *telling_words.TELL_ME,
    # English
    r"(?<!he )(?<!they )(?<!he also )(?<!they also )(?<!has )\blet (?:me|us) know\b",
    r"(?<!try to )(?<!meant to )(?<!you'd )(?<!he will )(?<!he'll )(?<!they'll )"
    r"\b(?:tell|advise|inform|update|email|e-mail|call|text|ping|contact|phone|ring) (?:me|us)\b",
    r"\b(?:get|come|report) back to (?:me|us)\b",
    r"\b(?:please|kindly|can you|could you|pls) (?:also )?(?:advise|confirm|reply|respond"
    r"|answer|rsvp|revert|clarify|explain|indicate|specify)\b",
    r"\brsvp\b",
    r"\bgive me (?:a call|a ring|a shout|your)\b|\b(?:shoot|drop) (?:me|us) (?:a|an)\b",
    r"\b(?:please|kindly|pls) (?:let me know|(?:provide|send|give|forward) (?:\w+ ){0,3}(?:comments"
    r"|revisions|feedback|details|figures|dates|numbers|copies|a copy))\b",
    r"\b(?:please|kindly|pls)\b.{0,40}\b(?:provide|send|give|share) (?:\w+ ){0,3}(?:comments"
    r"|feedback|thoughts|views|suggestions)\b",
    r"\b(?:can|could|may) (?:i|we) (?:please )?(?:get|have|see|ask|borrow)\b",
    r"\b(?:i|we) (?:also |still |just |only )?need your (?!help|support|attention|prayers)\w+",
    r"\b(?:am|are|'m|'re) (?:also |still )?(?:missing|waiting for|expecting|short of) your\b"
    r"|\b(?:i|we) expect (?:an?|your) (?:answer|reply|response)\b|\bhave had no (?:answer|reply)\b",
    r"(?<!whether )(?<!if )"
    r"\b(?:i|we) (?:also |still |just |only )?need (?:\w+ ){0,2}(?:confirmation|answer|decision"
    r"|approval"
    r"|reply|response|signature)\b|\bwaiting for (?:a|an|the) (?:response|reply|answer|decision)\b",
    r"(?<!tried to )(?<!going to )(?<!hope to )(?<!hoping to )(?<!able to )(?<!will )(?<!'ll )"
    r"(?<!did )(?<!meant to )(?<!we shall )(?<!we must )(?<!he should )(?<!they should )"
    r"(?<!which should )(?<!which would )(?<!\bwe )(?<!they )(?<!\bi )"
    r"\b(?:send|forward|give|show|get|provide|e-?mail|fax) (?:it |this |that "
    r"|them )?(?:back )?(?:to )?(?:me|us|him|her|them)\b(?! (?:to|a call|is|was)\b)",
    r"\b(?:i|we) (?:also |still |really )?need to (?:discuss|talk|speak|meet)\b"
    r"|\b(?:i|we)(?:'d| would) like (?:to (?:have|get|see|receive|discuss|meet|talk|know|hear)|them"
    r"|it|one|copies|a copy|an? quick \w+)\b",
    r"\b(?:your|any) (?:thoughts|feedback|comments|opinion|views|input|approval|confirmation"
    r"|decision|answer|reply|response)\b.{0,40}\b(?:by|before|on|would|is|are|welcome"
    r"|appreciated|needed|please)\b",
    r"\b(?:need|needs|awaiting|await|waiting for|want|appreciate|like|love"
    r"|interested in) (?:to (?:have|get"
    r"|hear) )?your (?:views?|word|take|thoughts|feedback|comments|opinion|views|input"
    r"|approval|confirmation"
    r"|decision|answer|reply|response|call|sign-?off|help|advice|guidance)\b",
    r"\b(?:look(?:ing)? forward to|hope to) (?:hear(?:ing)?|receiv(?:e"
    r"|ing)) (?:back )?(?:from )?you\b.{0,30}\b(?:soon|whether|if|about|by)\b",
    r"\b(?:need|wants?) to know\b|\bi(?:'d| would) just like to know\b|\bi want to hear\b",
    r"\bi(?:'d| would)? (?:(?:was|am|just|also) ){0,2}(?:wonder(?:ing)?|curious) (?:if|whether|what"
    r"|when|where|how|about)\b",
    r"\b(?:wanted|want|like|writing|checking|trying) to (?:see|check|find out|ask"
    r"|learn) (?:if|whether"
    r"|when|what|who|how)\b",
    r"\b(?:it )?would (?:help|be (?:\w+ )?(?:good|useful|helpful|great|nice"
    r"|handy)) (?:\w+ )?to (?:know"
    r"|hear|have your)\b|\blet (?:me|us) have (?:an?|your|the|some|any)\b"
    r"|\b(?:glad|grateful|happy|thankful) (?:of|for) (?:an?|your|any|some) (?:\w+ )?(?:word|line"
    r"|answer"
    r"|reply|response|view|note|steer)\b"
    r"|^\W*(?:just |please )?say (?:which|what|when|where|who|how|whether|if|yes|no)\b"
    r"|\ban? (?:\w+ )?(?:reply|answer|response|line|word|confirmation) (?:by|before|from you"
    r"|would)\b"
    r"|\bawait your (?:instructions|word|news)\b|\blook(?:ing)? forward to your (?:reply|answer"
    r"|response|confirmation|decision)\b",
    r"\bsend (?:back|over)\b|\breturn (?:it|them|the signed)\b",
    # Spanish
    r"\bconfirmad\b",
    r"\b(?:quier(?:o|e|en)|queremos|quisiera|querría|quería|necesito|(?:me|nos) (?:gustaría|falta"
    r"|interesa|interesaría)) (?:saber|ver si|preguntar|conocer|consultar(?:te|le|os|les)?)\b"
    r"|\bme (?:preguntaba|pregunto) (?:si|qué|cuándo|cómo|dónde)\b|\bnos preguntamos si\b",
    r"\b(?:(?:ha[zg]|h[aá]ga|h[aá]gan|hace|haced)(?:me|nos)|(?:me|nos) ha(?:gas?|gan|gáis)"
    r"|(?:me|nos) hicieran?) (?:saber|llegar)\b"
    r"|\bme (?:dic|avis|confirm|cuent|coment|mand|enví|pas|llam|escrib)[ae]s\b"
    r"|\bme (?:decí|avisá|confirmá|contá|comentá|mandá|enviá|pasá|llamá|escribí)s\b"
    r"|\b(?:me|nos) (?:dice|avisa|confirma)(?: usted)? (?:si|qué|cuándo|cómo|dónde|cuál)\b"
    r"|\b(?:ya )?nos (?:dices|decís|avisas|confirmas)\b",
    r"\b(?:por favor|favor de|se ruega|sírvase|sírvanse),? (?:confirm|respond|contest|indi[cq]"
    r"|inform"
    r"|avis|especifi|aclar|expli[cq]|precis)\w*|\b(?:puedes?|podéis|pueden|podrías?|podríais"
    r"|podrían)"
    r" (?:usted(?:es)? )?(?:por favor )?(?:confirmar|responder|contestar|indicar|avisar|aclarar"
    r"|explicar|especificar)\b|\bnecesit(?:o|amos|aría) (?:un|una|dos|tres|algún|alguna|el|la|los"
    r"|las"
    r"|más) (?:dato|informaci|aclaraci|respuesta|detalle|precisi|confirmaci|decisi|aprobaci)\w*",
    r"\b(?:quedo|quedamos) (?:a la espera de (?:tu|su|vuestra|sus|tus)|pendientes? de (?:tu|su"
    r"|vuestra))\b|\bquedo (?:a la espera|pendiente)\b"
    r"|\b(?:sin|espero|esperamos|aguardo|aguardamos|(?:me|nos) falta|falta) (?:tu|su|vuestro"
    r"|vuestra) (?:visto bueno|ok"
    r"|firma|opinión|decisión|aprobación|respuesta|confirmación)\b"
    r"|\bfalta que (?:me|nos) \w+|\b(?:con lo que|cuando|en cuanto) me (?:digas|diga|indiques"
    r"|indique|confirmes|confirme)\b|\b(?:espero|esperamos|a la espera de) (?:tu|su"
    r"|vuestra) (?:respuesta|confirmación|contestación|aprobación)\b",
    r"\bnecesit(?:o|amos) (?:saber|tus?|sus?|vuestr[oa]s?|que (?:me|nos))\b|\b(?:ruego"
    r"|rogamos|se ruega"
    r"|agradecer[ií]a(?:mos)?|agradezco) (?:que )?(?:tu |su |me |nos )?(?:confirm|respuesta"
    r"|respond|contest|indi|inform|envi|env[ií]|dig)\w*",
    r"\bconfirm(?:a|ar|e|en|ad)(?:nos|me)?\b.{0,20}\b(?:si|asistencia|cuanto antes|por favor"
    r"|antes)\b",
    # French
    r"\b(?:dis|dites|confirmez|confirme|envoie|envoyez|appelle|appelez|rappelle|rappelez|donne"
    r"|donnez|indique|indiquez|réponds|répondez|tiens|tenez|fais|faites|transmets|transmettez"
    r"|écris|écrivez|préviens|prévenez|avise|avisez|contacte|contactez|renvoie|renvoyez|retourne"
    r"|retournez"
    r"|adresse|adressez|fournis|fournissez|passe|passez|redis|redites)[- ](?:moi|nous|le[- ]moi"
    r"|la[- ]moi|les[- ]moi|le[- ]nous|la[- ]nous)\b",
    r"\b(?:tu|vous) (?:me|nous) (?:dis|dites|diras|direz|redis|confirmes|confirmez|rappelles"
    r"|rappelez|préviens|prévenez|tiens|tenez|envoies|envoyez)\b(?! qu)"
    r"|\bfai(?:s|tes|re)[- ](?:moi |nous |moi[- ])?part de (?:vos|votre|tes|ton|ta)\b"
    r"|\b(?:revenir|reviens|revenez) vers (?:moi|nous)\b|\b(?:me|nous) faire (?:un|ton"
    r"|votre) retour",
    r"\b(?:merci de|prière de|veuillez|peux[- ]tu|pouvez[- ]vous|pourrais[- ]tu|pourriez[- ]vous"
    r"|tu (?:peux|pourrais)|vous (?:pouvez|pourriez)|bien vouloir|possible de|aimable de)"
    r" (?:aussi |également |bien |donc )?(?:(?:(?:me|nous) (?:le |la "
    r"|les |en )?"
    r"|m['’](?:en |y )?)(?:\w{2,}(?:er|ir)|\w+[dtv]re|dire|en dire plus)|confirmer|répondre"
    r"|préciser"
    r"|indiquer|expliquer|clarifier)\b",
    r"\bconfirme[zr]? (?:si|que|avant|svp|stp|s['’]il|d['’]ici|(?:ta|votre) (?:présence|venue"
    r"|participation|disponibilité))\b|\brépon(?:ds|dez) (?:avant|d['’]ici|vite|svp|stp|s['’]il)\b"
    r"|\bréponse (?:souhaitée|attendue|svp|stp|avant|d['’]ici)\b|\bil (?:me|nous) (?:faut|faudrait"
    r"|manque) (?:encore |juste |seulement )?(?:un|une|deux|trois|quelques|le|la|les"
    r"|l['’]) ?(?:autres? )?"
    r"(?:renseignement|information|précision|réponse|confirmation|accord|décision|avis|détail)\w*",
    r"\btiens[- ](?:moi|nous) au courant\b|"
    r"(?<!va )(?<!vont )(?<!doit )(?<!doivent )(?<!devait )(?<!devaient )(?<!pour )(?<!vient de )"
    r"(?<!promis de )(?<!demandé de )(?<!prié de )(?<!proposé de )(?<!vais )(?<!allait )(?<!sans )"
    r"(?<!viennent de )(?<!viens de )(?<!venait de )(?<!juste de )(?<!peut )(?<!peuvent )"
    r"(?<!pourra )(?<!pourrait )(?<!veut )(?<!voulait )(?<!devra )(?<!devrait )(?<!permet de )"
    r"(?<!afin de )(?<!oublié de )(?<!allaient )(?<!refuse de )(?<!accepté de )"
    r"\b(?:(?:me|nous) (?:le |la |les |l['’])?|m['’])(?:dire"
    r"|confirmer|répondre|envoyer|aviser|prévenir|informer|préciser|communiquer|écrire"
    r"|transmettre|indiquer|faire savoir|faire parvenir|rappeler|tenir au courant)\b",
    r"\bje me (?:demandais|demande) (?:si|comment|quand|où|combien|ce qu)|\b(?:on se|nous nous)"
    r" (?:demandait|demande|demandions|demandons) si\b|\bj['’]attends de (?:toi|vous)\b"
    r"|\bj['’]attends (?:juste )?"
    r"que (?:tu|vous) (?:me |nous )?\w+",
    r"\b(?:j['’]|nous |on )(?:attends|attendons|attend) (?:ton|votre|ta|vos|tes) (?:retour|réponse"
    r"|confirmation|avis|accord|feu vert|validation"
    r"|décision|signature|choix)\b"
    r"|\b(?:dans l['’]attente|en attente) de (?:ton|votre|vos|ta|tes) (?:retour|réponse"
    r"|confirmation"
    r"|avis|accord|décision|validation)\b"
    r"|\b(?:pas|toujours pas) (?:eu|reçu) (?:de )?(?:ta |votre )?(?:réponse|retour)\b",
    r"\b(?:ton|votre|vos|tes) (?:avis|retour|réponse|accord|confirmation)\b.{0,40}\b(?:avant"
    r"|d['’]ici|rapid|serait|bienvenu|svp|s['’]il)\b",
    r"\b(?:j['’]aimerais|nous aimerions|on (?:aimerait|voudrait)|je souhaite|nous souhaitons"
    r"|j['’]aurais besoin de|j['’]ai besoin de|(?:nous avons|nous aurions|on a|on aurait) besoin de"
    r"|il (?:me|nous) faut(?:drait)?"
    r"|il (?:me|nous) manque(?: (?:seulement|encore|juste))?|je voudrais|je voulais|nous voudrions"
    r"|nous souhaiterions|(?:je |\w+ )souhaiterai(?:s|t)) (?:savoir|connaître|avoir (?:ton|votre)"
    r"|tes|vos|ton|votre|ta)\b|\bfaire connaître (?:votre|vos|ta|ton)\b",
    # German
    r"\b(?:sag|sagen sie|gib|geben sie|teil|teilen sie|schick|schicken sie|sende|senden sie"
    r"|ruf|rufen sie|antworte|antworten sie|melde?|melden sie) (?:mir|uns|mich|dich|sich|doch"
    r"|bitte)\b",
    r"\b(?:bescheid|rückmeldung|ihre antwort|deine antwort|um antwort|ihre bestätigung"
    r"|deine meinung|ihre meinung)\b",
)
"""The sender wants words back."""

REQUEST: Final = Caseless(
    # English
    r"(?<!to )\b(?:please|kindly|pls|plz)\b(?! (?:note|be (?:advised|aware|informed)|find"
    r"|see (?:the )?(?:attach|below)|refer|do not (?:reply|respond)|don't (?:reply|respond"
    r"|hesitate)|feel free|accept (?:my|our)|visit|click|ignore|disregard|excuse"
    r"|consider the env|bear with|keep (?:it to|this to|in mind)|add us to your"
    r"|join (?:me|us) in (?:congrat|welcom|thank|wish)))",
    r"\b(?:can|could|would|will) (?:you|someone|somebody|anyone|one of you|y'all|u)\b(?! (?:be able"
    r" to )?(?:find|see|note|notice|imagine|tell by))",
    r"(?:^\W*|[,;:.] |\b(?:and|so|or) )(?:can|could|shall|should) we\b|\b(?:can|could|shall|should)"
    r" we (?:all|please|maybe)\b",
    r"(?<!whether )(?<!if )\bwe (?:still |just )?need (?:a|an|another|one|two|three"
    r"|some(?:one|body))\b",
    r"\b(?:i|we) (?:\w+ )?need (?:this|that|it|the|these|those|them)\b.{0,60}\b(?:done|by"
    r"|before|asap"
    r"|today|tomorrow|this week|soon|if possible)\b"
    r"|\b(?:they|it|this|these|those|forms?|claims?|papers?) (?:still |all )?(?:needs?|ha(?:s"
    r"|ve)) to be"
    r" \w+(?:ed|t|n)\b.{0,60}\b(?:by|before|today|tomorrow)\b|\byou(?:'ll| will) need to\b"
    r"|\bwe need to have\b.{3,60}\b(?:created"
    r"|made|done"
    r"|ready|sent)\b",
    r"\b(?:we|you and i) (?:should|ought to|need to) (?:\w+ (?:to )?)?(?:talk|discuss|meet"
    r"|get together|sit down)\b"
    r"|\byou should (?:\w+ )?(?:call|e-?mail|e mail|talk|be there|check|ask|contact|come|join)\b"
    r"|\bany (?:\w+ ){1,2}you (?:can|could) (?:provide|give|send|offer)\b",
    r"\bi(?:'d| would)? (?:recommend|suggest|propose) (?:that )?(?:we|you)\b|\bmy (?:suggestion"
    r"|proposal) (?:is|would be) (?:to|that)\b",
    r"\bwhy don't (?:you|we)\b|\b(?:would|it'd) be (?:\w+ )?(?:great|nice|good|helpful|useful"
    r"|wonderful) if (?:you|we|someone)\b|^\W*(?:would it be )?possible (?:for you \w* ?)?to\b",
    r"\b(?:lets|let's|let us) (?:\w+ )?(?:discuss|talk|meet|set up|schedule|get together|plan"
    r"|try)\b",
    r"\b(?:like|love) (?:to (?:have|invite) you|for you to|you to)\b|\byou (?:may|might) want to\b",
    r"\bwould you mind\b|\b(?:i|we)(?:'d| would)? (?:need|want|like|appreciate|ask"
    r"|expect) (?:for )?(?:you|it if you|someone)\b",
    r"\b(?:i|we)(?:'d| would) (?:be grateful|appreciate)\b|\bappreciate (?:it )?if you\b",
    r"\b(?:you (?:need|have|are (?:asked|required|requested)|should|must) to"
    r"|(?<!to )(?<!ll )(?<!will )make sure (?:to|you|that)|don't forget to|remember to"
    r"|be sure to)\b",
    r"\b(?:asking|requesting) (?:that )?(?:you|for your|everyone|all)\b|\bi (?:ask"
    r"|request) that\b|\baction (?:is )?required\b",
    # Spanish
    r"\bpor favor\b|\bporfa\b|\bfavor de \w+|\bs[ií]rva(?:se|nse) \w+"
    r"|\balguien (?:puede|podría)\b"
    r"|(?:\b(?<!que )(?:puedes|podés|podrías|podrias|podéis|podríais"
    r"|puede usted"
    r"|podría usted|pueden ustedes|podrían ustedes)|(?:^\W{0,3}|[¿,]\s?|\b(?:me|nos|lo|la|le"
    r"|les) )(?:pueden?|podrían?|podria)) "
    r"(?:\w+ ){0,2}(?!consult|descarg|encontr|ver\b|acced|llam|contact|segu|devolv|gestion|cancel"
    r"|modific|localiz|dirig|visit)\w+(?:[aeií]r(?:me|nos|lo|la|los|las|le|te|se)?"
    r"|[áéí]r(?:me|nos)l[oa]s?)\b",
    r"\b(?:te|le|os|les) importa(?:ría)?\b|\b(?:te|le|os|les) (?:pido|pedimos|ruego|rogamos"
    r"|solicito|solicitamos|encargo|encargamos|agradecer(?:é|emos|ía|íamos)|agradezco)\b"
    r"|\b(?:se ruega|se (?:te |le |les )?(?:pide|solicita|requiere que)|rogamos|ruego)\b"
    r"|\b(?:se )?(?:agradecer(?:é|emos|ía|íamos)) que\b",
    r"\bnecesit(?:o|amos|aría|aríamos) que\b|\b(?<!no )(?:tienes|tienen|tenéis|hay) que"
    r" \w+[aeií]r(?:me|nos|lo|la|los|las|le|te|se)*\b|\b(?<!no )(?:debes|deben|debéis)"
    r" \w+[aeií]r(?:me|nos|lo|la|los|las|le|te|se)*\b|(?:(?:^\W{0,3}(?:\w+, )?|\by "
    r"|\bpero )recuerda(?! (?:su|el|la|un|una|que en)\b)|\b(?:recuerden"
    r"|recordad|no olvides|no olvidéis"
    r"|no olviden|no olvide|no te olvides|no se olviden?|acuérdate de|acordate de|acuérdese de"
    r"|asegúrate de|asegúrese de|aseguraos de|procura|procure|procurad|encárgate de|encárguese de"
    r"|ocúpate de|(?<!hace )falta que)"
    r") \w+",
    r"\b(?:haría falta|harían falta|habría que|convendría|(?:me|nos) vendría bien|te importaría"
    r"|le importaría) \w+"
    r"|\b(?:ha(?:z|cé|ced|ga|gan)(?:me|nos)?|me har[ií]as?|nos haría[ns]?|me hacés) el favor de \w+"
    r"|\bser[ií]a[ns]? tan amables? (?:de|como para) \w+|\bsi (?:es|son|fuera[ns]?) tan amables?\b"
    r"|\b(?:tendr[ií]a[ns]?|tengan?) la (?:amabilidad|bondad) de \w+",
    r"\b(?<!no )(?:hace falta que|conviene que|es necesario que|sería bueno que) \w+"
    r"|\b(?:estaría bien|sería (?:genial|estupendo|bueno|de gran ayuda)) (?:que|si) \w+"
    r"|\b(?:yo )?(?:propongo|propondría|sugiero|sugeriría|(?:os|te|le|les) propongo) que\b"
    r"|\bdeberíamos (?:hablar|quedar|vernos|reunirnos|comentar)\w*\b"
    r"|\bpor qué no (?:te|os|nos|lo|la|quedamos|hablamos|vienes|vamos)\b"
    r"|(?:^\W*|[,;:.] |\b(?:y|o) )(?:podemos|podríamos) (?:quedar|hablar|ver|reunir|fijar"
    r"|cambiar)\w*"
    r"|\bnecesit(?:o|amos) (?:esto|eso|el|la|los|las)\b.{3,60}\b(?:antes de|para (?:el|hoy|mañana)"
    r"|cuanto antes|hoy|mañana)\b",
    # French
    r"\bs['’]il (?:te|vous) pla[iî]t\b|\bsvp\b|\bstp\b|\bprière de (?!ne pas)\w+"
    r"|\b(?:remercie|remercions|remercier) (?:par avance |d['’]avance )?de (?:bien vouloir"
    r"|(?!(?:votre|ton|vos|ta|tes|cette|ce|ces|cet)\b|m['’]avoir|nous avoir|l['’]avoir)"
    r"(?:(?:me|nous|le|la|les|lui|y) |[lmy]['’])*\w{2,}(?:er|ir|re)\b(?! (?:fidél|soutien"
    r"|confiance)))"
    r"|\b(?:vous devez|vous devrez|tu dois|tu devras|il vous faudra|il te faudra|il (?:vous|te)"
    r" (?:faut|reste à|appartient de)|(?:vous êtes|tu es) (?:priée?s?|invitée?s?|tenue?s?) (?:de|à"
    r"|d['’]))"
    r"|\bveuillez\b(?! (?:trouver|agréer|noter"
    r"|ne pas|recevoir|cliquer))|\bmerci de (?!(?:votre|ton|vos|tes|ta)\b|m['’]avoir|nous avoir"
    r"|ne pas)"
    r"(?:(?:bien vouloir|le|la|les|lui|leur|me|nous|y|en) |[lmy]['’]){0,3}"
    r"\w+(?:er|ir|re|oir)\b",
    r"\b(?:peux[- ]tu|pouvez[- ]vous|pourrais[- ]tu|pourriez[- ]vous|(?<!que )(?:tu peux"
    r"|tu pourrais"
    r"|vous pouvez|vous pourriez)(?! (?:aussi |également |toujours |me |nous |le |la |les"
    r" )?(?:joindre"
    r"|consulter|suivre|télécharger|retrouver|accéder|contacter|modifier|annuler|gérer|trouver"
    r"|visiter)))\b|\best[- ]ce que (?:tu|vous) (?:peux|pouvez|pourrais"
    r"|pourriez)\b|\b(?:ça|cela) (?:te|vous|t['’]) ?(?:dérange|embête|ennuie)(?:rait)? (?:de|si)\b"
    r"|\b(?:quelqu['’]un|l['’]un (?:de|d['’]entre) vous) (?:peut|pourrait|saurait)\b"
    r"|\b(?:je|on) (?:te|vous) laisse (?:le soin de )?(?!le\b|la\b|les\b|un\b)\w+er\b"
    r"|\bje compte sur (?:toi|vous) pour\b|\bveille[zr]? à\b|\b(?:fais|faites) en sorte\b"
    r"|\bassure(?:z-vous|-toi) (?:que|de|d['’])|\b(?:tâche|essaie|essaye|essayez|tâchez) d(?:e "
    r"|['’])\w+",
    r"\b(?:j['’]ai|j['’]aurais|nous avons) besoin (?:que|de)\b|\b(?:(?:(?<!qu['’])"
    r"|(?<=rappelle qu['’])|(?<=rappelons qu['’])|(?<=pas qu['’]))il fau(?:t|drait)"
    r"(?! (?:dire|croire|avouer|admettre|reconnaître|savoir|noter|compter|environ|\d))"
    r"|il (?:est|serait) (?:nécessaire|indispensable|impératif) (?:de|que)"
    r"|il fau(?:t|drait) que (?:tu|vous)|il reste à|(?<!je )(?<!nous )reste à"
    r"|n['’]oublie[sz]? pas|(?<!je )(?<!on )pense[sz]? à"
    r"|pensez à)\b|\b(?:je te|je vous|nous"
    r" vous) (?:demande"
    r"|demandons|prie|prions|saurais gré|saurions gré|serais reconnaissant|serions reconnaissants)",
    r"\b(?:ce serait|il serait) (?:bien|bon|super|gentil|formidable|utile|sympa) (?:si|que|de) \w+"
    r"|\bje (?:te |vous )?(?:propose(?:rais)?|suggère|suggérerais) (?:que\b|qu['’]|de )"
    r"|\bnous devrions (?:nous |en )?(?:parler|voir|appeler|rencontrer|réunir|discuter)\b"
    r"|\bon devrait (?:se |en )?(?:parler|voir|appeler|rencontrer|réunir|discuter)\b"
    r"|\bpourquoi (?:ne pas|on ne)\b|(?:^\W*|[,;:.] |\b(?:et|ou) )(?:peut-on|pourrait-on"
    r"|pouvons-nous|pourrions-nous)\b|\b(?:j['’]ai besoin|il me faut"
    r"|il nous faut)\b.{3,60}\b(?:avant"
    r"|d['’]ici|pour (?:lundi|mardi|mercredi|jeudi|vendredi|demain)|au plus (?:tôt|vite)"
    r"|aujourd['’]hui)\b",
    # German
    r"\bbitte\b(?! (?:beachten|nicht (?:antworten|auf diese)))|\b(?:könntest|kannst|würdest"
    r"|könnten|können|würden) (?:du|sie|ihr)\b|\bwärst du so\b|\b(?:ich|wir) (?:brauchen?"
    r"|benötigen?) (?:von|bis|dein|ihr)",
)
"""The sender wants something done (with or without an answer)."""

LIST_WANTED: Final = Caseless(
    r"\b(?:(?:i|we|they|council|office|team|bank|client|customer)(?:'d| would| still| also| will)?"
    r" (?:need|want|like|require)s?|(?:is|are|still) (?:missing|needed|required)"
    r"|questions (?:are|for you|from))\b",
    r"\b(?:necesit(?:o|amos|an|aría|aríamos)|(?:nos|me) (?:hace|hacen|falta|faltan)|faltan?"
    r"|(?:mis|nuestras|estas|las) (?:preguntas|dudas))\b",
    r"\b(?:(?:j['’]ai|j['’]aurais|nous avons|nous aurions|ils ont) besoin|il (?:me|nous"
    r"|leur) (?:faut"
    r"|faudrait|manque)|manquent?|(?:mes|nos|les) questions)\b",
    r"\b(?:(?:ich|wir|sie) (?:brauchen?|benötigen?)|(?:es|uns|mir) fehl(?:t|en)|meine fragen)\b",
)
"""Introduces a list of what is wanted."""

THINGS_WANTED: Final = Caseless(
    r"\b(?:need|require|request|ask for|missing|send us|provide) (?:from you )?(?:the following"
    r"|these)\b"
    r"(?! (?:steps|actions|tasks))",
    r"\b(?:pedimos|pido|solicit\w+|necesit\w+|precis\w+|falta\w?|envíen?(?:me|nos)|remítan?(?:me"
    r"|nos))"
    r" (?:lo siguiente|l[oa]s siguientes|est[oa]s)\b(?! (?:pasos|acciones|tareas))",
    r"\b(?:besoin|demand\w+|transmettre|envoyer|fournir|manque\w*) (?:de |des |d['’]|les |ces )?"
    r"(?:ce qui suit|(?:éléments|documents|informations|pièces|renseignements) (?:suivante?s"
    r"|ci-dessous))",
)
"""Introduces a list of things or facts, not of deeds."""

SENDING: Final = Caseless(
    r"\b(?:send|forward|share|e-?mail|fax|provide|return)\b(?! (?:me|us) (?:a )?(?:note|word))",
    r"\b(?:env[ií]\w*|mand[ae]\w*|p[aá]sa(?:r?me|r?nos)|reenv[ií]\w*|remit\w+|comparte\w*"
    r"|compartir\w*|facilit\w+|entreg\w+)\b",
    r"\b(?:envoy\w+|envoie\w*|renvoy\w+|renvoie\w*|transme\w+|transfér\w+|faire parvenir"
    r"|adresse[rz]|fourni\w+|retourne[rz])\b",
    r"\b(?:schick\w*|send(?:e|en|est)|zuschicken|zukommen)\b",
)
"""The sender wants a thing sent."""
