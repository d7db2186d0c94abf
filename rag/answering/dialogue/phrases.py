"""The assistant's own sentences, in the languages that it replies in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The sentences of one language; braces are filled in."""

    greeting: str
    thanks: str
    goodbye: str
    praise: str
    extractive: str
    generative: str
    task: str
    simple: str
    no_article: str
    one_article: str
    articles: str
    and_more: str
    title: str
    author: str
    date: str
    site: str
    length: str
    pages: str
    months: tuple[str, ...]
    day: str
    which: str


ENGLISH = Phrases(
    greeting="Hello! Ask me anything about {it}: I answer in its own words and show where they stand.",
    thanks="You are welcome.",
    goodbye="Goodbye.",
    praise="All right. Ask me anything else about {it}.",
    extractive=(
        "I answer questions about {it} in its own words: each sentence carries a citation that you can check, and"
        " where the text does not say something, I say so. I can also give its main points, and say who wrote it"
        " and when. No language model is set, so I quote and do not rephrase."
    ),
    generative=(
        "I answer questions about {it}. The language model {model} writes the answers from the article's"
        " sentences; each one carries a citation that you can check, and is marked where the article does not"
        " support it."
    ),
    task=(
        "I can only quote {it}: translating, rewriting and opinions take a language model, and none is set."
        " Whoever runs this server can set one (ARTICLE_CHAT_CHAT_MODEL)."
    ),
    simple=(
        "These are main points in the article's own words; simpler words take a language model, and none is set"
        " (ARTICLE_CHAT_CHAT_MODEL)."
    ),
    no_article="There is no article yet: add one, and ask about it.",
    one_article="There is one article: “{title}”.",
    articles="There are {count} articles: {titles}.",
    and_more="{titles} and {count} more",
    title="The title of the article is “{value}”.",
    author="According to its description, “{title}” is by {value}.",
    date="According to its description, “{title}” is of {value}.",
    site="According to its description, “{title}” is from {value}.",
    length="“{title}” has {value} words.",
    pages="“{title}” has {value} pages.",
    months=(
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
    day="{day} {month} {year}",
    which="This can be asked in more than one way. Which do you mean?",
)  # fmt: skip
PORTUGUESE = Phrases(
    greeting="Olá! Pergunte-me o que quiser sobre {it}: respondo com as palavras do texto e mostro onde elas estão.",
    thanks="De nada.",
    goodbye="Até logo.",
    praise="Certo. Pergunte-me mais sobre {it}.",
    extractive=(
        "Respondo a perguntas sobre {it} com as palavras do texto: cada frase traz uma citação que pode ser"
        " conferida, e, quando o texto não diz algo, eu digo isso. Também posso dar os pontos principais e dizer"
        " quem escreveu o texto e quando. Nenhum modelo de linguagem está configurado, por isso cito e não"
        " reescrevo; só leio perguntas em inglês."
    ),
    generative=(
        "Respondo a perguntas sobre {it}. O modelo de linguagem {model} escreve as respostas a partir das frases"
        " do artigo; cada uma traz uma citação que pode ser conferida e é marcada quando o artigo não a sustenta."
    ),
    task=(
        "Só posso citar {it}: traduzir, reescrever e opinar exigem um modelo de linguagem, e nenhum está"
        " configurado. Quem administra este servidor pode configurar um (ARTICLE_CHAT_CHAT_MODEL)."
    ),
    simple=(
        "Estes são pontos principais nas palavras do artigo; palavras mais simples exigem um modelo de linguagem,"
        " e nenhum está configurado (ARTICLE_CHAT_CHAT_MODEL)."
    ),
    no_article="Ainda não há nenhum artigo: adicione um e pergunte sobre ele.",
    one_article="Há um artigo: “{title}”.",
    articles="Há {count} artigos: {titles}.",
    and_more="{titles} e mais {count}",
    title="O título do artigo é “{value}”.",
    author="Segundo a sua descrição, “{title}” é de {value}.",
    date="Segundo a sua descrição, “{title}” é de {value}.",
    site="Segundo a sua descrição, “{title}” vem de {value}.",
    length="“{title}” tem {value} palavras.",
    pages="“{title}” tem {value} páginas.",
    months=(
        "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro",
        "dezembro",
    ),
    day="{day} de {month} de {year}",
    which="Esta pergunta pode ter mais de um sentido. Qual quer fazer?",
)  # fmt: skip
SPANISH = Phrases(
    greeting="¡Hola! Pregúntame lo que quieras sobre {it}: respondo con las palabras del texto y muestro dónde están.",
    thanks="De nada.",
    goodbye="Hasta luego.",
    praise="De acuerdo. Pregúntame más sobre {it}.",
    extractive=(
        "Respondo a preguntas sobre {it} con las palabras del texto: cada frase lleva una cita que se puede"
        " comprobar, y, cuando el texto no dice algo, lo digo. También puedo dar los puntos principales y decir"
        " quién escribió el texto y cuándo. No hay ningún modelo de lenguaje configurado, así que cito y no"
        " reformulo; solo leo preguntas en inglés."
    ),
    generative=(
        "Respondo a preguntas sobre {it}. El modelo de lenguaje {model} escribe las respuestas a partir de las"
        " frases del artículo; cada una lleva una cita que se puede comprobar y se marca cuando el artículo no la"
        " respalda."
    ),
    task=(
        "Solo puedo citar {it}: traducir, reescribir y opinar requieren un modelo de lenguaje, y no hay ninguno"
        " configurado. Quien administra este servidor puede configurar uno (ARTICLE_CHAT_CHAT_MODEL)."
    ),
    simple=(
        "Estos son puntos principales con las palabras del artículo; palabras más sencillas requieren un modelo"
        " de lenguaje, y no hay ninguno configurado (ARTICLE_CHAT_CHAT_MODEL)."
    ),
    no_article="Todavía no hay ningún artículo: añade uno y pregunta sobre él.",
    one_article="Hay un artículo: “{title}”.",
    articles="Hay {count} artículos: {titles}.",
    and_more="{titles} y {count} más",
    title="El título del artículo es “{value}”.",
    author="Según su descripción, “{title}” es de {value}.",
    date="Según su descripción, “{title}” es del {value}.",
    site="Según su descripción, “{title}” procede de {value}.",
    length="“{title}” tiene {value} palabras.",
    pages="“{title}” tiene {value} páginas.",
    months=(
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
        "diciembre",
    ),
    day="{day} de {month} de {year}",
    which="Esta pregunta puede tener más de un sentido. ¿Cuál quiere hacer?",
)  # fmt: skip
BY_LANGUAGE = {"en": ENGLISH, "pt": PORTUGUESE, "es": SPANISH}
ABOUT = {
    "en": ("the article “{title}”", "these {count} articles"),
    "pt": ("o artigo “{title}”", "estes {count} artigos"),
    "es": ("el artículo “{title}”", "estos {count} artículos"),
}
"""What is asked of: one article, or several."""
NOTHING_YET = {"en": "the articles that are added", "pt": "os artigos adicionados", "es": "los artículos que se añadan"}
"""The same where no article is there yet."""
