"""Which list a question asks for: all of a kind that the article mentions, or how many they are."""

import re
from dataclasses import dataclass
from enum import StrEnum

from rag.nlp.lexicon import words_of
from rag.query.gloss.lexicon import plain


class ListKind(StrEnum):
    """What is listed."""

    PEOPLE = "people"
    QUOTED = "people quoted"
    EXPERTS = "experts quoted"
    COUNTRIES = "countries"
    ORGANISATIONS = "organisations"
    COMPANIES = "companies"
    PLACES = "places"
    CITIES = "cities"
    DATES = "dates"
    YEARS = "years"
    MONEY = "sums of money"
    PERCENTAGES = "percentages"


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A list that is asked for; `count` where its length is."""

    kind: ListKind
    count: bool = False


_WORD = re.compile(r"[^\W\d_]+")
NOUNS = {
    ListKind.PEOPLE: words_of("people persons names individuals everybody everyone pessoas personas nomes nombres"),
    ListKind.QUOTED: words_of("speakers"),
    ListKind.EXPERTS: words_of("experts analysts scientists researchers academics professors economists specialists"),
    ListKind.COUNTRIES: words_of("countries nations paises"),
    ListKind.ORGANISATIONS: words_of(
        "organisations organizations institutions organisation organization bodies organizacoes organizaciones"
    ),
    ListKind.COMPANIES: words_of("companies firms businesses company corporations empresas"),
    ListKind.PLACES: words_of("places locations place location lugares"),
    ListKind.CITIES: words_of("cities towns villages cidades ciudades"),
    ListKind.DATES: words_of("dates datas fechas"),
    ListKind.YEARS: words_of("years anos"),
    ListKind.MONEY: words_of("amounts sums money"),
    ListKind.PERCENTAGES: words_of("percentages percentagens porcentagens porcentajes"),
}
QUOTES = words_of("quoted quotes speaks speak")
MENTIONS = QUOTES | words_of(
    "mentioned mentions mention named names appear appears occur occurs cited listed referred"
    " mencionadas mencionados citadas citados nomeadas nomeados nombradas nombrados aparecem aparecen"
    " mencionam mencionan"
)
SINGULAR = words_of("organisation organization company place location")
LISTS = words_of(
    "list name names enumerate all every each everybody everyone give show lista liste listar enumera enumere"
    " todas todos"
)
COUNTS = words_of("quantas quantos cuantas cuantos")
OTHERS = words_of(
    "a an and are article by can come comes could different do does document for from full get gets give have how i in"
    " is it its like many me of out please s story tell text that the their them there these they this those to up"
    " was were what which who whose whom with would you people person persons"
    " artigo articulo texto o os as el la las los que quais cuales sao son foram fueron no na en por favor se um uma"
    " una"
)
"""Words that such questions have besides; one with any other asks for something narrower: "who voted against"."""


def list_request(question: str) -> ListRequest | None:
    """The list that an English, Portuguese or Spanish question asks for; None where it asks for none of these.

    Args:
        question: The question that stands alone.
    """
    held = set(_WORD.findall(plain(question)))
    nouns = set().union(*NOUNS.values())
    if not held or not held <= nouns | MENTIONS | LISTS | COUNTS | OTHERS:
        return None
    count = {"how", "many"} <= held or bool(held & COUNTS)
    mentioned = bool(held & (MENTIONS - {"names"})) or {"come", "up"} <= held
    if not mentioned and (count or not held & LISTS):
        return None
    if not held & {"list", "every", "each"} and held & SINGULAR:
        return None  # "which company is named", for one
    kinds = [kind for kind, names in NOUNS.items() if held & names]
    if (
        len(kinds) > 1
        and ListKind.PEOPLE in kinds
        and not held & words_of("people persons individuals pessoas personas")
    ):
        kinds.remove(ListKind.PEOPLE)
    if not kinds and "who" in held and mentioned:
        kinds = [ListKind.PEOPLE]
    if len(kinds) != 1:
        return None
    if kinds[0] is ListKind.EXPERTS and not held & QUOTES:
        return None  # whom an article means by that, it says in no name's words
    if kinds[0] is ListKind.PEOPLE and held & QUOTES:
        return ListRequest(ListKind.QUOTED, count)
    return ListRequest(kinds[0], count)
