"""Countries by the names that English prose gives them."""

import re

from rag.answering.kinds.lists.roles import ROLES
from rag.nlp.lexicon import FUNCTION_WORDS

ALIASES = {
    "the US": "United States", "US": "United States", "U.S.": "United States", "USA": "United States",
    "U.S.A.": "United States", "United States of America": "United States", "UK": "United Kingdom",
    "U.K.": "United Kingdom", "Great Britain": "United Kingdom", "Britain": "United Kingdom",
    "UAE": "United Arab Emirates", "Czechia": "Czech Republic", "Türkiye": "Turkey", "Burma": "Myanmar",
    "Holland": "Netherlands", "The Netherlands": "Netherlands", "Swaziland": "Eswatini", "Cabo Verde": "Cape Verde",
    "Timor-Leste": "East Timor",
    "Côte d’Ivoire": "Ivory Coast", "Côte d'Ivoire": "Ivory Coast", "DPRK": "North Korea",
    "Democratic Republic of the Congo": "Congo", "Democratic Republic of Congo": "Congo",
    "Republic of Ireland": "Ireland", "Republic of Korea": "South Korea", "People’s Republic of China": "China",
}  # fmt: skip
"""Further names of a country, and the one that stands for all of them."""
NAMES = (
    "Afghanistan|Albania|Algeria|Andorra|Angola|Antigua and Barbuda|Argentina|Armenia|Australia|Austria|Azerbaijan"
    "|Bahamas|Bahrain|Bangladesh|Barbados|Belarus|Belgium|Belize|Benin|Bhutan|Bolivia|Bosnia and Herzegovina|Bosnia"
    "|Botswana|Brazil|Brunei|Bulgaria|Burkina Faso|Burundi|Cambodia|Cameroon|Canada|Cape Verde|Central African Republic"
    "|Chad|Chile|China|Colombia|Comoros|Congo|Costa Rica|Croatia|Cuba|Cyprus|Czech Republic|Denmark|Djibouti|Dominica"
    "|Dominican Republic|East Timor|Ecuador|Egypt|El Salvador|England|Equatorial Guinea|Eritrea|Estonia|Eswatini"
    "|Ethiopia|Fiji|Finland|France|Gabon|Gambia|Georgia|Germany|Ghana|Greece|Grenada|Guatemala|Guinea-Bissau|Guinea"
    "|Guyana|Haiti|Honduras|Hungary|Iceland|India|Indonesia|Iran|Iraq|Ireland|Israel|Italy|Ivory Coast|Jamaica|Japan"
    "|Jordan|Kazakhstan|Kenya|Kiribati|Kosovo|Kuwait|Kyrgyzstan|Laos|Latvia|Lebanon|Lesotho|Liberia|Libya"
    "|Liechtenstein|Lithuania|Luxembourg|Madagascar|Malawi|Malaysia|Maldives|Mali|Malta|Marshall Islands|Mauritania"
    "|Mauritius|Mexico|Micronesia|Moldova|Monaco|Mongolia|Montenegro|Morocco|Mozambique|Myanmar|Namibia|Nauru|Nepal"
    "|Netherlands|New Zealand|Nicaragua|Nigeria|Niger|North Korea|North Macedonia|Northern Ireland|Norway|Oman|Pakistan"
    "|Palau|Palestine|Panama|Papua New Guinea|Paraguay|Peru|Philippines|Poland|Portugal|Qatar|Romania|Russia|Rwanda"
    "|Saint Lucia|Samoa|San Marino|Saudi Arabia|Scotland|Senegal|Serbia|Seychelles|Sierra Leone|Singapore|Slovakia"
    "|Slovenia|Solomon Islands|Somalia|South Africa|South Korea|South Sudan|Spain|Sri Lanka|Sudan|Suriname|Sweden"
    "|Switzerland|Syria|Taiwan|Tajikistan|Tanzania|Thailand|Togo|Tonga|Trinidad and Tobago|Tunisia|Turkey|Turkmenistan"
    "|Tuvalu|Uganda|Ukraine|United Arab Emirates|United Kingdom|United States|Uruguay|Uzbekistan|Vanuatu|Vatican City"
    "|Venezuela|Vietnam|Wales|Yemen|Zambia|Zimbabwe"
)
"""The members and observers of the United Nations in 2025, Kosovo, Taiwan, and the parts of the United Kingdom."""
_SPELLED = sorted((*NAMES.split("|"), *ALIASES), key=len, reverse=True)
_COUNTRY = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, _SPELLED))})(?![\w-])")
_BEFORE = re.compile(r"([^\W\d_][\w.’'-]*) $")
_AFTER = re.compile(r" ([^\W\d_][\w’'-]*)")


def countries_in(text: str) -> list[tuple[int, int, str]]:
    """Where a sentence names countries, and the name that stands for each; none inside a longer name.

    A country's name in another name is none: "Lake Chad", "Michael Jordan", "Georgia Tech".
    """
    found = []
    for match in _COUNTRY.finditer(text):
        name = ALIASES.get(match[0], match[0])
        before, after = _BEFORE.search(text[: match.start()]), _AFTER.match(text, match.end())
        joined = before is not None and before[1][0].isupper() and before[1].lower() not in FUNCTION_WORDS
        followed = after is not None and after[1][0].isupper() and after[1].lower() not in ROLES
        followed = followed and not match[0].isupper()
        if not joined and not followed:
            start = match.start() + (4 if match[0].lower().startswith("the ") else 0)
            found.append((start, match.end(), name))
    return found
