// A question whose answer is being made: shows each event once, and keeps what came of it.
const ESCAPED_MARKER = /\\(?=\[\d+\])/g; // a bracketed number of the article's own
const SAYABLE = ":scope > :is(p, span):not(.unchecked, .pending), :scope > ul > li, :scope > table tr";

const parsed = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
};

const paragraph = (className, text) => {
  const made = document.createElement("p");
  [made.className, made.textContent] = [className, text];
  return made;
};

export class LiveExchange {
  section;
  outcome = { sentences: [], citations: [], rest: "" };
  #sentences = []; // elements, and what they were made of: scripts change them later
  #said = new Set(); // what was read aloud

  constructor(question, article) {
    this.section = document.querySelector("#blank").content.firstElementChild.cloneNode(true);
    this.section.querySelector(".question").textContent = this.section.dataset.question = question;
    this.section.dataset.article = article;
  }

  // Whether nothing more comes.
  get ended() {
    return !this.#reply.classList.contains("making");
  }

  // Shows an event; gives what can be read aloud of it: finished sentences and notes, not words that may yet change.
  receive({ name, data }) {
    if (name === "delta") this.#write(this.outcome.rest + data.text);
    else if (name === "checked") this.#append(data);
    else if (name === "answer") this.#fill(data);
    else if (name === "error") return this.fail(data.detail);
    return this.#unsaid();
  }

  // Ends it with what went wrong.
  fail(problem) {
    this.outcome.problem = problem;
    return this.#breakOff(paragraph("failure", problem));
  }

  // Ends it because nobody waits for the rest.
  stop(note) {
    return this.#breakOff(paragraph("note stopped", note));
  }

  get #reply() {
    return this.section.querySelector(".reply");
  }

  // The words after the last finished sentence.
  #write(rest) {
    this.outcome.rest = rest;
    const text = rest.replace(ESCAPED_MARKER, "").trim();
    this.#reply.querySelector(":scope > .pending")?.remove();
    const unchecked = this.#reply.querySelector(":scope > .unchecked");
    if (!text) unchecked?.remove();
    else if (unchecked) unchecked.textContent = text;
    else this.#reply.append(paragraph("unchecked", text));
  }

  #append({ sentence, citations, html }) {
    this.outcome.sentences.push(sentence);
    this.outcome.citations.push(...citations);
    this.#write("");
    const content = parsed(html);
    const element = content.querySelector(".sentence");
    this.#sentences.push({ element, html: element.outerHTML });
    this.#reply.append(content);
  }

  // Sentences that stand there already stay, and with them what is focused, selected or clicked.
  #fill({ html, ...answer }) {
    this.outcome = answer;
    const fresh = parsed(html).firstElementChild;
    const final = fresh.querySelector(".reply");
    const reply = this.#reply;
    const standing = this.#sentences.map(({ element }) => element);
    for (const child of [...reply.children]) if (!standing.includes(child)) child.remove();
    let at = 0;
    for (const child of [...final.children]) {
      if (!child.matches(".sentence")) reply.insertBefore(child, standing[at] ?? null);
      else if (at === standing.length) reply.append(child);
      else if (this.#sentences[at++].html !== child.outerHTML) standing[at - 1].replaceWith(child);
    }
    for (const surplus of standing.slice(at)) surplus.remove();
    Object.assign(this.section.dataset, fresh.dataset);
    reply.className = final.className;
    while (reply.nextElementSibling) reply.nextElementSibling.remove();
    while (final.nextElementSibling) this.section.append(final.nextElementSibling);
  }

  #breakOff(note) {
    this.#reply.classList.replace("making", "answered");
    this.#reply.querySelector(":scope > .pending")?.remove();
    this.#reply.append(note);
    return this.#unsaid();
  }

  #unsaid() {
    const texts = [...this.#reply.querySelectorAll(SAYABLE)].map((each) => each.textContent);
    const unsaid = texts.filter((text) => !this.#said.has(text));
    for (const text of unsaid) this.#said.add(text);
    return unsaid.join(" ");
  }
}
