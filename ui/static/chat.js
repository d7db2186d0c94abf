// Marks an answer's quotes in the article, and scrolls to the one whose number is chosen.
// Offsets count Unicode code points, as the API's do; JavaScript's own strings count UTF-16 units.
(() => {
  const units = (text, points) => {
    let at = 0;
    for (let n = 0; n < points && at < text.length; n++) at += text.codePointAt(at) > 0xffff ? 2 : 1;
    return at;
  };

  const unmark = (root) => {
    for (const mark of root.querySelectorAll("mark")) mark.replaceWith(...mark.childNodes);
    root.normalize();
  };

  // Wraps the words from start to end; one <mark> for each piece of text that they run through.
  const mark = (root, start, end, chosen) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const pieces = [];
    for (let at = 0; walker.nextNode() && at < end; ) {
      const node = walker.currentNode;
      const next = at + [...node.data].length;
      if (next > start) pieces.push([node, Math.max(start - at, 0), Math.min(end, next) - at]);
      at = next;
    }
    return pieces.map(([node, from, to]) => {
      const range = document.createRange();
      range.setStart(node, units(node.data, from));
      range.setEnd(node, units(node.data, to));
      const element = document.createElement("mark");
      if (chosen) element.className = "chosen";
      range.surroundContents(element);
      return element;
    });
  };

  // Marks the quotes of one answer: all lightly, the chosen one strongly. Returns the one to look at.
  const markQuotes = (reply, chosen) => {
    const links = reply ? [...reply.querySelectorAll("a.cite")] : [];
    const target = chosen ?? links[0];
    let found = null;
    for (const article of document.querySelectorAll("#article article")) {
      const text = article.querySelector(".text");
      unmark(text);
      // The target last: where quotes overlap, it lies innermost and whole.
      for (const link of [...links.filter((link) => link !== target), target]) {
        if (link?.dataset.article !== article.dataset.article) continue;
        const [first] = mark(text, Number(link.dataset.start), Number(link.dataset.end), link === chosen);
        if (link === target) found = first;
      }
    }
    return found;
  };

  const bringIntoView = (quote) => {
    const shown = quote.closest("article");
    for (const article of document.querySelectorAll("#article article")) article.hidden = article !== shown;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    quote.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.cite");
    if (!link) return;
    event.preventDefault();
    for (const other of document.querySelectorAll("a.cite")) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    const quote = markQuotes(link.closest(".reply"), link);
    if (quote) bringIntoView(quote);
    const back = document.querySelector("#back a");
    if (back) back.href = `#${link.id}`;
  });

  // Gradio renders a panel anew when it changes, without the marks: a fresh element has no "settled".
  const settle = () => {
    const last = [...document.querySelectorAll("#conversation .exchange")].at(-1);
    const articles = [...document.querySelectorAll("#article article")];
    if (!last || !articles.length) return;
    const answered = !("settled" in last.dataset);
    if (!answered && articles.every((article) => "settled" in article.dataset)) return;
    for (const element of [last, ...articles]) element.dataset.settled = "";
    const quote = markQuotes(last.querySelector(".reply.answered"), null);
    if (!answered) return;
    last.scrollIntoView({ block: "start" });
    // On a narrow screen the article lies below the chat: only a choice leads there, not each new answer.
    if (quote && !matchMedia("(max-width: 800px)").matches) bringIntoView(quote);
  };
  new MutationObserver(settle).observe(document.documentElement, { childList: true, subtree: true });
})();
