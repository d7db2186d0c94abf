"""Closed classes of English words, and the few open ones that tell a person from a thing: tables, no rules."""

from index.text.dates import MONTHS, WEEKDAYS


def words_of(text: str) -> frozenset[str]:
    """The words that a text lists."""
    return frozenset(text.split())


BE = words_of("is are was were am be been being isn't aren't wasn't weren't")
DO = words_of("do does did don't doesn't didn't")
MODALS = words_of(
    "can could will would shall should may might must can't couldn't won't wouldn't shan't shouldn't mightn't mustn't"
)
HAVE = words_of("has have had hasn't haven't hadn't")
AUXILIARIES = BE | DO | MODALS | HAVE
"""Verbs that change places with the subject in a question."""

WH = words_of("who whom whose what which when where why how wich wat who's what's where's when's how's why's who'll")
LEADS = words_of("and or but so then also ok okay well")
"""Words that tie a question to what was said before."""

PREPOSITIONS = words_of(
    "about above across after against along among around as at before behind below beneath beside between beyond"
    " by concerning despite down during except for from in inside into like near of off on onto out outside over"
    " past per since than through throughout till to toward towards under until up upon via with within without"
    " starting"
)
DETERMINERS = words_of(
    "the a an this that these those his her its their my your our some any no each every both all another other"
)
PRONOUNS = words_of(
    "i me you he him she her it we us they them his hers its their theirs my your our himself herself itself"
    " themselves this that these those someone somebody something anyone anything everyone everybody nobody"
    " nothing anybody one ones"
)
CONJUNCTIONS = words_of("and or but nor if because although though while whereas unless whether so yet that than")
ADVERBS = words_of(
    "not also too either neither again ever never already still just only even once twice else instead here there"
    " then now soon later earlier ago today yesterday tomorrow tonight really exactly about almost away back"
    " together much more most less least very quite rather often always sometimes perhaps maybe early likely"
    " unlikely anyway"
)
FUNCTION_WORDS = (
    AUXILIARIES
    | WH
    | LEADS
    | PREPOSITIONS
    | DETERMINERS
    | PRONOUNS
    | CONJUNCTIONS
    | ADVERBS
    | words_of("how many come")
)
STOP_WORDS = words_of(
    "a an the is are was were do does did has have had be been of to in on at by for with and or that this what who"
    " when where which it its their his her they he she there can could would should will how"
)
"""The function words that people leave out of a query of keywords: neither negations nor words of time or degree."""

SAYING = words_of(
    "say says said think thinks thought claim claims claimed tell tells told argue argues argued believe believes"
    " believed expect expects expected promise promised admit admits admitted explain explained add added know"
    " knows knew hope hopes hoped want wants wanted insist insists insisted warn warned write writes wrote feel"
    " feels felt"
)
MASCULINE_TITLES = words_of("mr sir king prince lord brother father duke baron emperor pope")
FEMININE_TITLES = words_of("mrs ms miss madam lady queen princess sister mother duchess baroness empress dame")
TITLES = (
    MASCULINE_TITLES | FEMININE_TITLES | words_of("dr prof professor president minister senator captain coach judge")
)
MASCULINE_NOUNS = words_of(
    "man boy husband son brother father uncle grandfather king prince gentleman widower chairman"
)
FEMININE_NOUNS = words_of(
    "woman girl wife daughter sister mother aunt grandmother queen princess lady widow chairwoman"
)
PERSON_NOUNS = (
    MASCULINE_NOUNS
    | FEMININE_NOUNS
    | TITLES
    | words_of(
        "analyst agent actor author astronomer banker boss captain chef child chief clerk cook critic cousin deputy"
        " director doctor driver envoy executive farmer fisherman founder friend gardener guard guide head historian"
        " inspector journalist keeper lawyer leader lecturer manager mayor millionaire neighbour neighbor nurse"
        " officer official owner painter partner player pilot poet politician priest secretary sergeant singer skipper"
        " spokesman spokeswoman spokesperson student teacher visitor volunteer winner witness worker writer scientist"
        " engineer expert economist employee researcher candidate commander general ambassador diplomat governor"
        " technician apprentice inventor veterinarian"
    )
)
PLURAL_PEOPLE = words_of("people police children staff crew crews couple family parents")
PLACE_NOUNS = words_of(
    "place city town village country region state district area street island port harbour harbor site spot"
    " building hall room house hotel station airport university school valley shore coast capital province county"
    " continent plant factory farm mill works castle tower bridge camp base shop market garden clinic park lake"
    " river mountain theatre museum church yard field pier quay dock border stadium court theater"
)
GROUP_NOUNS = words_of(
    "academy agency association authority bank board bureau centre center charity church club college commission"
    " committee company co corporation corp council court department fc foundation fund government group hospital"
    " inc institute institution laboratory league ltd ministry museum network news office organisation"
    " organization paper parliament party police school service services society team trust union university"
)
THING_NOUNS = words_of(
    "ship boat vessel plane train bus car book film song prize law treaty plan project machine horse"
)
ASKED_NOUNS = PLACE_NOUNS | GROUP_NOUNS | THING_NOUNS
"""What "which …?" asks by name."""

DAYS_AND_MONTHS = frozenset(name.lower() for name in (*WEEKDAYS, *MONTHS))
TIME_NOUNS = DAYS_AND_MONTHS | words_of(
    "day week weekend month year season decade century morning afternoon evening night today yesterday tomorrow"
    " spring summer autumn winter now"
)

MEN = words_of(
    "adam ahmed alan albert alex alexander alfred ali andre andreas andrew anthony antonio arthur ben benjamin"
    " bernard bill bob boris brian bruce carl carlos casper charles chris christian christopher claude colin"
    " daniel david dennis dmitri donald douglas eduardo edgar edward emmanuel emre eric ernest felix fernando"
    " francis frank franz frederick fritz gabriel gary geoffrey george gerald giovanni graham gustav hans harold"
    " harry hassan heinrich henri henry herbert hiroshi howard hugh hugo ian igor isaac ivan ivo jack jacob"
    " jacques james jan jason jean jeff jeremy jim jimmy joao joe johan johann john johnny jonas jonathan jorge"
    " jose joseph josh juan jules julien julius jun karl keith ken kenneth kevin klaus konrad larry lars leo"
    " leonard leopold liam louis luca lucas luis luke magnus marc marcel marco marcus mario mark martin matthew"
    " max michael miguel mike milan mohamed mohammed nahuel neil nicholas nicolas nigel nikolai noah oleg oliver"
    " omar oscar otto owen pablo patrick paul pavel pedro peter philip pierre rafael ralph raymond richard robert"
    " roger rohan roland ronald rudolf samuel scott sean sebastian sergei sergey simon stefan stephen steve steven"
    " sven terence theodore thomas tiago tim timothy tom tomas tony victor vincent vladimir volodymyr walter"
    " wilhelm william wolfgang xi yakov yusuf zdenek zdeněk aaron abraham elias finn henrik jakob mathias mattias"
    " nils olaf anders erik bjorn björn sunil baltazar basil"
)
WOMEN = words_of(
    "abigail agatha agnes alice alicia alison amanda amelia amy ana andrea angela anita ann anna anne annette"
    " antonia astrid barbara beatrice bella bertha beth bianca birgit brenda brigitte camilla carla carmen carol"
    " caroline catherine cecilia charlotte chloe christina christine clara claire claudia cora cristina daisy"
    " deborah delphine diana dolores donna dora dorothy edith eileen elaine elena eleanor elisabeth elizabeth ella"
    " ellen elsa emily emma erika esther eva evelyn fatima fiona florence frances françoise freya gabriela georgia"
    " gertrude gina giulia gloria grace graca graça greta hanna hannah hanne harriet heather heidi helen helena"
    " hilda ida imogen ines ingrid irene iris isabel isabella jacqueline jana jane janet jennifer jessica joan"
    " joanna josephine joyce judith julia julie karen karin kate katharina katherine kathleen katie kirsten"
    " kristin laura lea lena lidia lily linda lisa lotte louise lourdes lucia lucy lydia mabel magdalena margaret"
    " maria marianne marie marina marta martha mary matilda maud melanie melissa mia michelle mildred mira miriam"
    " monica nadia nancy natalia natalie nicole nina nora olga olivia oriane pamela patricia paula pauline petra"
    " philippa rachel rebecca rita rosa rose ruth sabine sally samantha sandra sara sarah signe sigrid silvia"
    " simona simone sofia sonia sophia sophie stella stephanie sunniva susan susanne suzanne sylvia tamara tanya"
    " teresa theresa tilda ursula valentina vera veronica victoria viola virginia wendy yasmin yvonne zoe elin liv"
    " maja solveig aoife niamh amara"
)

COUNTRIES = words_of(
    "afghanistan argentina australia austria belarus belgium brazil britain bulgaria canada chile china colombia"
    " croatia cuba cyprus denmark egypt england estonia ethiopia europe finland france germany greece hungary"
    " iceland india indonesia iran iraq ireland israel italy japan kazakhstan kenya korea latvia lebanon libya"
    " lithuania malaysia mexico mongolia morocco myanmar netherlands nigeria norway pakistan peru philippines"
    " poland portugal romania russia scotland serbia singapore slovakia slovenia somalia spain sudan sweden"
    " switzerland syria taiwan thailand turkey ukraine venezuela vietnam wales yemen zimbabwe africa asia america"
)

OPPOSITE_SENSES = (
    "rise rose increase grew grow up higher more gain/fall fell decrease shrank down lower less fewer decline drop",
    "win won victory/lose lost defeat",
    "accept agree approve/refuse reject decline disagree",
    "open begin began start/close end ended stop finish",
    "before earlier/after later",
    "support back favour/oppose against criticise",
    "allow permit/ban forbid prohibit prevent",
    "buy bought/sell sold",
    "north/south",
    "east/west",
    "success succeed/fail failure",
    "strong stronger secure/weak weaker insecure",
    "arrive came enter/leave left depart",
    "cheap cheaper/expensive dear",
    "early/late",
    "large largest big biggest/small smallest",
    "long longest/short shortest",
    "remember/forget forgot",
    "alive survive/dead die died kill",
    "safe/dangerous danger threat",
)
"""Words of one sense, and those of the opposite one: which statements contradict each other."""

_ANTONYM_PAIRS = """
first last | before after | largest smallest | largest least | most least | more less | more fewer
higher lower | highest lowest | best worst | early late | earliest latest | older younger | oldest youngest
longest shortest | increase decrease | increased decreased | rise fall | rose fell | rising falling | win lose
won lost | north south | northern southern | east west | eastern western | began ended | start stop
started stopped | open close | opened closed | buy sell | bought sold | accept reject | accepted rejected
supported opposed | supporters opponents | allow forbid | allowed forbidden | always never | major minor
majority minority | public private | rich poor | strong weak | stronger weaker | hot cold | male female
men women | father mother | son daughter | brother sister | husband wife | ancient modern | positive negative
success failure | succeed fail | succeeded failed | include exclude | included excluded | inside outside
above below | gain loss | gained lost | agree disagree | agreed disagreed | common rare | easy difficult
present absent | built destroyed | create destroy | created destroyed | arrive leave | arrived left
enter leave | entered left | attack defend | advantage disadvantage | advantages disadvantages
simple complex | similar different | safe dangerous | domestic foreign | internal external | joined left
maximum minimum | love hate | loved hated | day night | summer winter | morning evening | import export
imported exported
"""


def _antonyms(pairs: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one, other in (pair.split() for pair in pairs.replace("\n", "|").split("|") if pair.strip()):
        found.setdefault(one, []).append(other)
        found.setdefault(other, []).append(one)
    return found


ANTONYMS = _antonyms(_ANTONYM_PAIRS)
"""For each word those of the same form with the opposite sense: what can stand in its place in a sentence."""
