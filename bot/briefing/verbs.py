"""The verbs that give words to somebody, in the forms in which reports have them."""

import re
from typing import Final

_REGULAR: Final = """
accus affirm allow amplif announc answer apologis apologiz appeal applaud argu articulat ask assert assur attack bark
barb beg bellow blam blast boast brand call caution challeng chant characteris characteriz charg cheer chuckl claim
comment complain conced conclud condemn confess confid confirm congratulat contend counter cri criticis criticiz crow
declar decri defend deflect demand denounc deplor deem describ disagre dismiss divulg dub emphasis emphasiz enthus
estimat exclaim exhort explain express fum growl grumbl gush hail hint impl implor inform insist instruct interject
jok justif label labell lament laugh lash lectur maintain mention mock mumbl murmur mus mutter not notif nudg object
observ offer opin order phras plead pledg point ponder post prais preach predict proclaim promis pronounc propos
protest prais quip rail rant reason recall reckon recommend recount refer reflect refus reiterat relat remark
remember remind repeat repl reply report request respond retort reveal roar ruminat scoff scream shout shrug sigh slam
snap sneer specif speculat stat stress suggest summaris summariz surmis tell term testif theoris theoriz thunder
threaten titl tout tweet underlin underscor urg venture ventur voic volunteer vow wail warn warrant welcom whisper
wonder worr yell add acknowledg admit admitt advis agree agre believ caption titl entitl nam
""".split()
_IRREGULAR: Final = """
said says say told tells tell wrote writes write spoke speaks speak put puts think thinks thought find finds found sees
saw see read reads swore swears sang sings denies denied replied replies cried cries implied implies testified testifies
notified specified specifies amplified decried clarified clarifies worried worries justified went goes shot feel feels
felt quoted quotes hope hopes hoped expects expected wants wanted continued continues began begins concurred
shrugged quipped admitted snapped
""".split()
FORMS: Final = frozenset(
    {*_IRREGULAR, *(stem + end for stem in _REGULAR for end in ("ed", "es", "s"))}
    | {"ask", "call", "claim", "insist", "argue", "add", "note", "warn", "believe", "describe"}
)
"""Every form but the participles: a text without any of them gives nothing to anybody."""

_FORMS: Final = "|".join(sorted(FORMS, key=len, reverse=True))
_PARTICIPLES: Final = "saying|telling|calling|adding|noting|describing|writing|warning|insisting|arguing|claiming"
_EVERY: Final = FORMS.union(_PARTICIPLES.split("|"))
_TOKEN: Final = re.compile(r"[\w'-]+")
SAID: Final = re.compile(rf"(?<![\w'-])(?:{_FORMS}|{_PARTICIPLES})(?![\w'-])")
"""A verb that gives words to its subject."""

NAMING: Final = re.compile(
    r"(?:call|brand|dubb|describ|labell?|deem|term|quot|titl|entitl|caption|nam|characteri[sz]|known|refer|accus)(?:ed)?$"
)
"""A participle that, without a subject of its own, is said of somebody: "called", "described"."""

NOUNS: Final = frozenset(
    "accuses answers appeals attacks calls chants charges claims comments cries demands estimates hints hopes jokes "
    "labels laughs mentions notes objects offers orders points posts promises proposes protests puts reports requests "
    "reads says screams shouts sighs states thought tweets urges vows whispers found post".split()
)
"""Forms that are as often nouns: "claims of fraud", "calls to resign"."""


def participle(word: str) -> bool:
    """Whether a form is one that needs another verb: "saying"."""
    return word.endswith("ing")


def said(text: str) -> list[re.Match[str]]:
    """Every verb in a text that gives words to its subject: what `SAID` finds there, word by word, which is quicker."""
    return [word for word in _TOKEN.finditer(text) if word[0] in _EVERY]
