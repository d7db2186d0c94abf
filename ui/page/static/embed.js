// Puts the chat about an article, or about all of a collection (data-collection="TAG"), where this script stands;
// of a script in <head>, at the end of the page:
// <script src="https://chat.example/embed.js" data-article="ID" data-height="560" data-language="pt" data-theme="dark"
//   data-highlight="#story" async></script>
// The frame dispatches "article-chat:answer" and "article-chat:citation", which bubble; `detail` says what of.
(() => {
  const script = document.currentScript;
  const { article, collection, language, theme, height = "560", title = "Article Chat", highlight } = script.dataset;
  const address = new URL("embed", script.src);
  const said = { article, collection, language, __theme: theme };
  for (const [name, value] of Object.entries(said)) if (value) address.searchParams.set(name, value);
  const frame = document.createElement("iframe");
  Object.assign(frame, { src: address.href, title, loading: "lazy", allow: "clipboard-write" });
  const tall = /^\d+$/.test(height) ? `${height}px` : height;
  Object.assign(frame.style, { width: "100%", height: tall, border: "0", colorScheme: "normal" });
  const put = () => (document.body.contains(script) ? script.after(frame) : document.body.append(frame));
  if (document.body) put();
  else addEventListener("DOMContentLoaded", put);

  // The place of a quote in the page, whatever white space is in it; null where it is not in one piece.
  const place = (root, quote) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const spots = [];
    let text = "";
    while (walker.nextNode())
      for (let at = 0; at < walker.currentNode.length; at++) {
        const character = walker.currentNode.data[at];
        if (/\s/.test(character)) continue;
        spots.push([walker.currentNode, at]);
        text += character;
      }
    const words = quote.replace(/\s/g, "");
    const from = words ? text.indexOf(words) : -1;
    if (from < 0) return null;
    const range = new Range();
    range.setStart(...spots[from]);
    const [node, at] = spots[from + words.length - 1];
    range.setEnd(node, at + 1);
    return range;
  };

  // `::highlight(article-chat)` in the page's style sheet says how a quote looks there.
  const light = (quote) => {
    const root = document.querySelector(highlight);
    const range = root && CSS.highlights ? place(root, quote) : null;
    if (!range) return;
    CSS.highlights.set("article-chat", new Highlight(range));
    range.startContainer.parentElement.scrollIntoView({ block: "center", behavior: "smooth" });
  };

  addEventListener("message", ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== address.origin || data?.from !== "article-chat") return;
    const { type, detail } = data;
    const told = new CustomEvent(`article-chat:${type}`, { bubbles: true, cancelable: true, detail });
    if (frame.dispatchEvent(told) && type === "citation" && highlight) light(detail.quote);
  });
})();
