"""Tables that tell names of people from other names: roles, titles, given names, and what no person is called."""

import re

from rag.nlp.lexicon import (
    FUNCTION_WORDS,
    GROUP_NOUNS,
    MEN,
    PERSON_NOUNS,
    PLACE_NOUNS,
    THING_NOUNS,
    TITLES,
    WOMEN,
    words_of,
)

ADDRESSES = TITLES | words_of(
    "mx justice monsignor cllr cllrs major madame archdeacon under-secretary rev reverend bishop archbishop"
    " cardinal rabbi imam sheikh sultan chancellor governor secretary general colonel lieutenant lt sgt sergeant"
    " corporal officer inspector superintendent detective mayor councillor senator sen rep gov gen col capt"
    " premier ambassador commissioner congressman congresswoman count countess baron vicar sister"
)
"""Titles that stand before a name, in the forms in which they are written large there."""
ROLES = (
    ADDRESSES
    | PERSON_NOUNS
    | words_of(
        "accountant aide apprentice architect assistant athlete aunt barrister bassist biographer bride butcher"
        " captor representative ceo warden advocate hooker prop wing half back lock seed ombudsman chair neighbor"
        " ally foe adviser advisor headmaster headmistress headteacher postman premier rebel star idol legend"
        " activist cfo clerk coach colleague columnist comedian consultant correspondent counsel countryman culprit"
        " defendant delegate dentist dissident elder friend graduate granddaughter grandson groom guest heir hero"
        " heroine host hostess intern judge juror keeper lad laureate maid mate member midwife model monk mp"
        " neighbour nephew niece nun nurse nominee opponent orphan participant patient pensioner physicist pilot"
        " plaintiff predecessor president prisoner prosecutor protégé psychiatrist pupil referee relative resident"
        " rival scholar sculptor servant son-in-law spouse stepson stepdaughter successor surgeon survivor suspect"
        " teen teenager tenant tenor thief trainee treasurer tutor twin vet veteran vice-president victim voter wife"
        " youth mum mom dad"
    )
)
_AGENT = re.compile(r"\w{2,}(?:er|or|ist|ian|man|woman|eer|ess|grapher|smith|keeper|herd)")
"""The form of a noun of a person by what that person does."""
NOT_AGENTS = (
    FUNCTION_WORDS
    | GROUP_NOUNS
    | PLACE_NOUNS
    | THING_NOUNS
    | words_of(
        "airliner eager exist express inter altar anchor answer banner barrier broadcaster broker buffer business"
        " cancer career carmaker carrier centre center chamber chapter cluster collider color colour competitor"
        " computer container copper corner corridor cover cruiser customer danger december dealer developer dinner"
        " distributor door drawer drugmaker employer error exchanger exporter factor fever fewer fiber fighter"
        " filter finger floor folder former freighter further gender greater harbor higher hunger hyper importer"
        " indicator inner insurer interior issuer junior killer ladder laser later latter layer lender letter liner"
        " liquor lower major maker manner manufacturer matter meter minor mirror monster motor newer newspaper"
        " november number october offer older operator order outer paper per pepper poster power printer processor"
        " producer proper provider publisher quarter reactor register retailer river roller router rumor rumour"
        " scooter sector senior sensor september server shelter shoulder silver smaller starter steamer summer super"
        " supplier supper tender theater timber tower tractor trailer transfer trawler trigger tumor under upper"
        " user vapor vendor water weather winter wonder wrapper younger charter brewer process access address"
        " congress progress success press dress fitness illness guess less mess unless across wilderness happiness"
        " weakness darkness sickness readiness awareness german human roman norman ottoman twist list mist resist"
        " consist insist persist assist wrist christ least guardian median russian italian indian asian canadian"
        " australian brazilian austrian belgian norwegian ukrainian iranian egyptian hungarian bulgarian romanian"
        " serbian croatian"
    )
)
"""Words of that form, and such as firms have too: after "the operator" stands a company as often as a person."""
GIVEN = (
    MEN
    | WOMEN
    | words_of(
        "tanja caspar prudence josiah cormac ananya nives ema tereza owain luka thibault corinna selin samisoni"
        " malia yui katarzyna paula zlatan ottmar raoul benno regina ludger ravi bernd edeltraud falko irmela hasso"
        " tilo abena adaeze adebayo agnieszka ahmet aino ajay akio aleksandr alessandra alexandre alexia aliyu alok"
        " amelie anand anders anil anita anjali anya aram arash ari ariana arif armin asif aslan ayumi ayub babak"
        " bakary balint barnaby bartosz bashir beatrix bence bernadette berndt bettina bhavna birgitta bjorg bojan"
        " branko bronwyn bryn burak carlo carmel carys catalina cecile cem charlie chidi chinedu chloe christa"
        " christos claes clark claudio colette colm cristiano cristian daiki dana danilo daphne darren davide dawn"
        " delyth demet denise deniz dermot despina dimitri dina djamila dragan duc ebru edouard efua eirik ekaterina"
        " eleanora elham eliot elodie elvira emine emre enzo erica ernst erwan eszter eugenia evgeny fadi farah"
        " faruk fatma felicia felicity fidel fiorella firas fredrik fumiko gabor gabriele gaston gavan gerda ghassan"
        " gianluca gita giovanna grete gudrun gulsen gwendolyn haakon habib hadiya hakan halima hamza hao haruto"
        " hatice hayato hedy heidi hermann hiroko hugues ibolya ilaria ilya imre inga ingeborg inigo ioana ioannis"
        " irena irina isadora isla ismael istvan itziar ivana iveta izabela jaakko jacinta jacopo jadwiga jaime"
        " jakub jalal janos jasmine jelena jin joana joaquin jochen jodie joerg johnathan jolanta jordi jorunn"
        " josefina josip juhani julen jurgen kaito kalle karsten kasia kateryna katja kaya kazuo keiko kemi kenta"
        " kerry kieran kirsty klara klaas kobe krzysztof lajos lamar laszlo layla leandro leonie lieselotte linnea"
        " ljubica loic lorraine lubna luciano lucien ludovic luc luz maarten maciej mads magda maik malik manon"
        " manuele marek margareta marit marko marlon marta marwan maryam masako mathilde matyas maureen megan mehdi"
        " mercedes michaela michal mieke milena milos mina minh mirela mireille miroslav mohan monika moritz"
        " muhammad murat musa nabil nadine nao naoko nasser neha nelly nestor nico nikhil nina nino niko nour nuno"
        " oana octavio odile oksana oleksandr onno orla oskar oumar padraig paulo pavlo pernille petter pia piers"
        " pilar pooja prakash radek rafal raisa ramesh rania rasmus razvan reece reiko remi rémy renaud rhian rikard"
        " rina ritva robbie rohini romain ronan rosa ruslan ruud sabina sadia sakura salome samantha sanna sarita"
        " sasha satoshi saul savita selena senan serena sergiu shahid shreya sigrun silja sinead sipho slavica"
        " solène soren stefania stefano steffen stijn sunil svea svein svend szymon tadeusz tahir taisia takumi"
        " talia tamas tariq tarik taro tatjana tauno teodor terje tessa thabo thandi thierry thomasina tobiah tomas"
        " tomasz toni tonje torben tove tracy tristan tuva ugo ulla umberto ursel usman valentin valeria veikko"
        " vesna vidar vikram vilma vincenzo violeta vito vivienne wahid wanjiru waqar wenche wiebke wiktor wim"
        " witold wout ximena yannis yaw yelena yolanda yoshi youssef yulia yunus yusra zaki zbigniew zeynep zita"
        " zlata zuzana gro ling ray bela ambrose ingunn egil orsino otis hedwig ignatius lionel maxwell osvaldo rudy"
        " sacha tatiana vasco wendel xenia yara zaid abdul abdullah abel ada adele adrian aisha akira alain aldo"
        " alejandro alexandra alexei alfonso alison alma amal amadou amina amir amos amparo anja annika ansel anton"
        " anouk ariel armando arjun arne arturo arun asa ashok astor augusto aurora axel ayesha barack barry beatriz"
        " benedict benito berta bjarne blake bo bodil bogdan boaz brandon brendan brigid bryan callum camille cedric"
        " cesar chandra chen chiara chloé ciara clarence clement clemens clive conrad consuelo corinne craig cyril"
        " dag damian dan danielle danny darius dario dean debbie declan delia derek desmond dexter diego dieter dirk"
        " dmitry dominic dominik don doris doug duncan dylan ebba eddie edith edmund edna eduard edwin egon eileen"
        " einar eleni eli elijah elias elke eloise elin elmer emeka emil emilia emilio enid enrico enrique ernesto"
        " erwin esme estelle ethan etienne eugene evan eve evelyn ewa ezra fabian farid fatou faye federico fernanda"
        " filip fleur floyd fran francesca francesco francisco françois fred freda gareth gavin gemma gene georg"
        " georges gerard gerhard gianni gil gilbert gilles giorgio giuseppe glen glenn goran gordon greg gregor"
        " gregory grigori guido guillermo gunnar gunther gustaf guy gwen hal haruki hamid hank harald hari harvey"
        " hasan hector hedda heike heinz helga helge helmut hendrik hortense howard hubert hussein ibrahim ida"
        " ignacio igor ilse imran ingmar ines inge ingrid ismail ivy jackie jade jamal jamie jan janice jared"
        " jaroslav javier jay jeffrey jenny jens jeroen jerome jerry jesper jess jesse jessica jill joachim joel"
        " johannes johanna jon joost joris josef josé josh joy juanita judy julio june jürgen kai kamala karim karla"
        " kasper kathy katrin kelly kemal kenji kerstin khalid kim kirk kofi kristina kurt kwame kyle lachlan lara"
        " laurence lauren leah leif leila lennart leon leonardo leopoldo lenny lesley leslie lewis lilian lloyd"
        " lorenzo lorna louisa lourenço ludwig luigi lukas lydia lynn madeleine maeve mahmoud malcolm mandy manfred"
        " manuel manuela marcin marcos margarita margit margot marguerite mariam mariana marius marion marjorie"
        " marlene martina martín marvin massimo mateo matias matt matteo matthias maurice mauricio maxim maxine"
        " mehmet mei melvin meryl michel mick miguel mikael mikhail mikko milo mirjam mitch moira molly morris"
        " mustafa myra nan naomi natasha nathan nathaniel nell nelson nicola nigel nikita nikola nils nira noel noor"
        " norbert norma norman odette ole olav olga olivier omar osman paolo pascal pat pekka penelope per percy"
        " perry petr petra phil philipp phoebe piet pieter piotr priya quentin quinn rahul ralf rajiv ramon ramona"
        " randall raquel rashid raul rebekah reinhard renate renata rene rené rex rhys ricardo riccardo rick ricky"
        " riko rob roberta roberto robin rocío rod rodrigo roland rolf roman ron rory rosalind rosario rosemary ross"
        " rowan roy ruben rufus rupert russell ryan sabrina sadie salim salma sam sami samira sanjay santiago saskia"
        " selma serge sergio shane sharon sheila shirley sid sigmund silas silke silvio sindre siobhan solomon sonja"
        " sophia sören stan stanislav stanley stella sten stewart stuart sue suleiman sunita susanna svetlana sybil"
        " sylvie takeshi takashi ted teddy terry thea thelma theo thor tilly tobi tobias todd tomoko torsten trevor"
        " tyler ulrich ulrike uma urs uwe valerie vanessa vasily vera vernon viktor vijay vinod vivian vlad wade"
        " wanda warren wayne wendell werner wilfred wilhelmina will willem willy winifred winston wolf xavier"
        " yannick yasmine yasuo yoko yuki yuri yves zachary zainab zara zelda zoltan zora zsofia"
    )
)
"""Given names; one that names places too counts for less (`PLACELIKE`)."""
PLACELIKE = words_of(
    "florence victoria georgia virginia charlotte sydney austin jordan chelsea madison paris augusta adelaide"
    " alice santiago lourdes san rosario diego francisco jose salvador bo chen don per will guy gene hal pat may"
    " june joy faith hope grace rose iris daisy lily ivy dean mark frank bill jack roman norman kim wolf glen"
    " fleur asa jade blake"
)
NOT_PEOPLE = (
    GROUP_NOUNS
    | PLACE_NOUNS
    | THING_NOUNS
    | words_of(
        "radio excursions tours christmas storm hurricane typhoon cyclone act agreement alliance app arena army"
        " avenue award awards bay beach bill brewery brothers cabinet cape cathedral championship championships"
        " channel chapel code coalition commons congress conference constitution convention cup day declaration"
        " derby dynasty embassy empire energy estate falls farms federation festival films forest games gardens"
        " gazette gallery guardian guild hills holdings house industries initiative insurance island islands isle"
        " isles journal junction kingdom lane law library line lines lodge lords medal mine mines mount motors"
        " nation nations navy ocean olympics open orchestra palace partners party peak peninsula pharma plc point"
        " post press prize project programme program records reef report republic reserve ridge road rovers royal"
        " rule sea senate show society square standard states station street studios summit sun system systems"
        " tavern telegraph theory times tournament tower trophy union united valley village war water way week wood"
        " works zone abbey airlines airways area association bureau canyon cave city county creek desert dictionary"
        " district dock financial foreign frontier global greens gulf highway holiday international labour liberals"
        " metro metropolitan ministry national north northern office pass pier plan plateau police port province"
        " railway rapids region service south southern terminal theatre town trail trust tunnel university upper"
        " west western east eastern"
    )
)
"""Words of which a person's name has none."""


def is_role(low: str) -> bool:
    """Whether a word in lower case says what a person is or does."""
    return low in ROLES or (low not in NOT_AGENTS and low not in GIVEN and _AGENT.fullmatch(low) is not None)
