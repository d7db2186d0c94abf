// An answer with what it quotes, for the clipboard and for paper.
const ESCAPED_MARKER = /\\(?=\[\d+\])/g; // a bracketed number of the article's own

const escaped = (text) => {
  const element = document.createElement("p");
  element.textContent = text;
  return element.innerHTML;
};

const sourceOf = ({ number, quote, article_title, page }, word) => {
  const place = page ? `${article_title}, ${word.replace("{page}", page)}` : article_title;
  const words = quote.split(/\s+/).join(" ");
  return `[${number}] ${/[“”"]/.test(words) ? words : `“${words}”`} (${place})`; // marks within marks only confuse
};

const sources = ({ citations = [] }, word) => citations.map((citation) => sourceOf(citation, word));

const said = ({ answer, sentences = [] }) =>
  (answer ?? sentences.map(({ text }) => text).join(" ")).replace(ESCAPED_MARKER, "").trim();

// As plain text, and as HTML for what takes more. `word`: how a page is named, with {page} in it.
export const cited = (outcome, word) => {
  const paragraphs = [said(outcome), ...sources(outcome, word)];
  return { text: paragraphs.join("\n\n"), html: paragraphs.map((each) => `<p>${escaped(each)}</p>`).join("") };
};

// Puts the quotes under each answer while the page is printed.
export const printQuotes = (talk, word) => {
  addEventListener("beforeprint", () => {
    for (const section of talk.sections) {
      const list = document.createElement("div");
      list.className = "quotes";
      list.append(
        ...sources(talk.exchange(section).outcome, word).map((text) => {
          const line = document.createElement("p");
          line.textContent = text;
          return line;
        }),
      );
      if (list.childElementCount) section.querySelector(".reply").after(list);
    }
  });
  addEventListener("afterprint", () => {
    for (const list of document.querySelectorAll("#exchanges .quotes")) list.remove();
  });
};
