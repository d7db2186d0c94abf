// A panel that lies over the conversation, so that the article stays beside it.
export const filled = (words, values) => words.replaceAll(/{(\w+)}/g, (_, name) => values[name]);

export class Panel {
  element;
  #reading;
  #opener = null;

  constructor(element, reading) {
    [this.element, this.#reading] = [element, reading];
    element.addEventListener("click", (event) => this.#look(event));
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      event.stopPropagation(); // the conversation's keys are not the panel's
    });
  }

  open(opener) {
    this.#opener = opener;
    this.#hide(false);
  }

  close() {
    this.#hide(true);
    this.#opener?.focus();
  }

  one(selector) {
    return this.element.querySelector(selector);
  }

  // What there is to say, in its line.
  say(text, failed = false) {
    this.one(".told").textContent = text;
    this.one(".told").classList.toggle("failure", failed);
  }

  // What lies under the panel is out of the keyboard's reach while it is open.
  #hide(hidden) {
    this.element.hidden = hidden;
    for (const part of document.querySelectorAll("#conversation, #composer, #asked-of")) part.inert = !hidden;
  }

  // Shows a quote in its article.
  #look(event) {
    const link = event.target.closest("a.cite");
    if (!link) return;
    event.preventDefault();
    event.stopPropagation(); // no exchange is meant
    for (const other of this.element.querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
    this.#reading.choose(link);
  }
}

// A link to a quote.
export const quoteLink = (text, title, { article, start, end }) => {
  const link = document.createElement("a");
  [link.href, link.className, link.textContent, link.title] = ["#article", "cite", text, title];
  Object.assign(link.dataset, { article, start, end });
  return link;
};
