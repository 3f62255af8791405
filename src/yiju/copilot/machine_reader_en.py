"""The rules of ``machine_reader`` for English."""

_ANSWER = r"your\s+(?:\w+\s+)?(?:answers?|responses?|repl(?:y|ies)|outputs?|summary|summaries)\b"
_BOT = (
    r"(?:(?:all|any|the|your|every|dear|to|this)\s+)*(?:AI|A\.I\.|artificial\s+intelligence|LLMs?|(?:large\s+)?language\s+models?"
    r"|chat-?bots?|ChatGPT|GPT|copilot|virtual\s+assistants?)(?:[\s-]+(?:powered\s+)?(?:language\s+)?"
    r"(?:assistants?|models?|agents?|readers?|systems?|tools?|bots?|summari[sz]ers?))?s?"
)
_DO = (
    r"(?:say|state|write|answer|reply|respond|report|claim|mention|include|add|append|insert|ignore|disregard|forget|tell"
    r"|output|print|summari[sz]e|translate|recommend|treat|note|remember|do\s+not|don't|never|always|reveal|list|rate|rank)"
)
_THAT = (
    r"(?:say|state|write|answer|reply|respond|report|claim|mention|note)\s+(?:that|with\s+[\"“']|only|[\"“'])"
)
_START = r"(?:^|[.!?:;,(\[\"“\n]\s*|\bplease\s+|\band\s+|\bthen\s+|\balso\s+|\bmust\s+)"
_SNIPPET = (
    r"(?:sentences?|lines?|phrases?|words?|letters?|headlines?|tips?|statements?|reminders?|recommendations?|reasons?"
    r"|appeals?|disclaimers?|emojis?|jokes?|poems?|links?|paragraphs?|invitations?|advert\w*|greetings?|hints?|URLs?)"
)
_SPELT = (
    r"(?:letters?|vowels?|consonants?|typos?|misspell\w*|scrambl\w*|anagram\w*|substitution|symbols?|emojis?|spaces|base64"
    r"|morse|cipher|upper-?case|lower-?case|every\s+\w+\s+word|word\s+in|words\s+in|punctuation|backwards?|numbers\s+for|rot13)"
)
ENGLISH = (
    rf"{_START}(?:modify|augment|enhance|alter|rewrite|misspell|scramble|jumble|encode|encrypt|anagram|obfuscate|reverse)\s"
    rf"[^.!?\n]{{0,60}}?{_ANSWER}"
    rf"|{_START}(?:include|integrate|add|insert|append|incorporate|embed|put|place|end|begin|start|finish|introduce)\s"
    rf"(?:[\"“']|(?:an?|the\s+following|this|these|some)\s+(?:[\w-]+\s+){{0,3}}?{_SNIPPET}\b)[^\n]{{0,160}}?{_ANSWER}"
    rf"|{_START}(?:include|integrate|add|insert|append|incorporate|embed|promote|introduce)\s[^.!?\n]{{0,40}}?"
    rf"(?:https?://\S+|(?:www\.)?[\w-]+\.(?:com|xyz|net|org|example|cn|io)\b)\s[^\n]{{0,20}}?{_ANSWER}"
    rf"|^\W*(?:please\s+)?(?:introduce|render|write|jumble|scramble|convert|replace)\s[^.!?\n]{{0,50}}?"
    rf"(?:\b{_SPELT}[^.!?\n]{{0,50}}?\byour\s+(?:message|text)|\byour\s+(?:message|text)\b[^.!?\n]{{0,50}}?\b{_SPELT})"
    r"|^\W*(?:please\s+)?(?:replace|swap|convert|substitute|capitali[sz]e|reverse)\s+(?:all\s+|the\s+)?(?:every\s+\w+\s+)?"
    r"(?:letters?|vowels?|consonants?)\b"
    rf"|{_START}in\s+{_ANSWER},?\s*(?:\w+ly\s+)?(?:suggest|tease|recommend|promote|encourage|claim|pretend|urge|advise|ask\s+users)"
    rf"|{_ANSWER}[^.!?\n]{{0,80}}\busers?\b|\b(?:users|readers)\b[^.!?\n]{{0,80}}\bin\s+{_ANSWER}"
    rf"|{_START}(?:provide|write|give|render|format|convert|introduce|replace|use|remove|group|combine|repeat|spell|capitali[sz]e|swap"
    rf"|rearrange|substitute|change|translate)\s[^.!?\n]{{0,60}}?(?:\b{_SPELT}[^.!?\n]{{0,50}}?{_ANSWER}"
    rf"|{_ANSWER}[^.!?\n]{{0,50}}?\b{_SPELT})"
    r"|^\W*(?:please\s+|can\s+you\s+|could\s+you\s+)?(?:write|compose|draft|create|provide|develop|tell|generate)\s+(?:me\s+)?"
    r"(?:an?|the)\s+(?:[\w-]+\s+){0,3}?(?:poem|haiku|limerick|sonnet|joke|riddle|fairy\s+tale|(?:short\s+)?story\s+"
    r"(?:about|based|of|in\s+which)|(?:introduction\s+for\s+an\s+)?essay)\b"
    r"|^\W*(?:please\s+)?(?:translate|convert)\s+the\s+following\s+(?:sentence|text|phrase|word|paragraph|passage)"
    rf"|{_START}(?:note|message|instructions?|attention|memo|hint|request|dear|hey|hi|hello|reminder)\s*"
    rf"(?:to|for)?\s*[,:]?\s*{_BOT}\s*[:,!–—-]"
    rf"|^\W*{_BOT}\s*[:,]\s*(?:please|you\b|when|if|{_DO})"
    rf"|{_START}(?:please,?\s+)?{_BOT}\s+please\s+{_DO}"
    rf"|{_BOT}\s+(?:reading|processing|summari[sz]ing|handling|parsing|seeing|analy[sz]ing)\s+(?:this|these)\b"
    rf"|{_BOT}\s+(?:must|should|shall|needs?\s+to|(?:is|are)\s+(?:required|instructed|ordered|asked)\s+to)\s+"
    rf"(?:always\s+|also\s+|only\s+)?(?:{_THAT}|ignore|disregard)"
    rf"|\bas\s+an?\s+(?:[\w-]+\s+){{0,3}}?{_BOT},?\s+(?:you|I|your)\b"
    rf"|\bif\s+you(?:'re|\s+are)\s+(?:an?\s+)?(?:[\w-]+\s+){{0,2}}?(?:{_BOT}|bot\b)"
    r"|\byou\s+are\s+(?:now\s+)?(?:an?\s+|in\s+|the\s+)?(?:[\w-]+\s+){0,3}?"
    r"(?:AI|LLM|language\s+model|chatbot|DAN|developer\s+mode|jailbr\w+)\b(?!\s+(?:company|team|vendor|firm|startup|expert|engineer))"
    r"|\bpretend\s+(?:to\s+be|that\s+you|you\s+are)\b|\b(?:reveal|print|output|repeat|disclose|show)\s+(?:\w+\s+){0,3}?"
    r"your\s+(?:\w+\s+)?(?:prompt|instructions)\b"
    rf"|{_START}(?:hey|hi|hello|dear|attention|(?:note|message|instructions?)\s+(?:to|for))\s+(?:the\s+)?"
    rf"(?:assistant|summari[sz]er|model|bot)s?\s*[:,]\s*(?:please\s+)?(?:{_THAT}|ignore|disregard|mention|include|add)"
    rf"|\bwhen\s+(?:you\s+)?summari[sz](?:e|ing)\b[^.!?\n]{{0,40}},\s*(?:please\s+)?(?:always\s+|also\s+)*{_DO}"
    r"|\bwhen\s+(?:you\s+answer|answering)\b[^.!?\n]{0,30},?\s*(?:always|only|never)\b"
    r"|\b(?:from\s+now\s+on|henceforth),?\s*(?:(?:answer|respond|reply(?!\s+to)|speak)\b|you\s+(?:must|will)\s+(?:\w+\s+)?"
    r"(?:answer|respond|act|speak)\b)"
    r"|^\W*(?:end|begin|start|finish)\s+(?:every|each|your|all)\s+(?:\w+\s+)?(?:answer|response|reply)(?:s|ies)?\s+with\b"
    r"|\byour\s+(?:new|real|only|actual)\s+(?:task|job|goal)\s+is\b|\byour\s+task\s+is\b[^.!?\n]{0,60}\binstead\b"
    r"|^\W*(?:please\s+)?(?:respond|answer|reply)\s+(?:only\s+(?:in|with|using)|in\s+(?:emojis?|rhymes?|morse|base64|haiku))\b"
    rf"|\b(?:do\s+not|don't|never)\s+(?:mention|reveal|discuss|disclose)\b[^.!?\n]{{0,60}}?{_ANSWER}"
)
ENGLISH_WORD = (
    rf"\byou(?:r|'re)?\b|\b{_BOT}\b|\bpretend\b|\b(?:hey|hi|hello|dear|for|to)\s+(?:the\s+)?(?:assistant|summari|model|bot)"
    r"|\bsummari[sz]|\banswer|\brespond|\breply|\bfrom\s+now\b|\bhenceforth\b"
    r"|^\W*(?:please\s+|can\s+|could\s+)?[a-z]+(?:\s+\w+)?\s+(?:an?|the|all|every|vowels?|letters?|consonants?)\b"
)
"""What none of the rules can do without, quick to look for."""
