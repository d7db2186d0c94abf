// "Ask about this": a button at words that are selected in the article, which puts them into a question.
const LONGEST = 200; // characters of the words

// The selected words, where they are the article's; empty for none.
const selected = () => {
  const chosen = getSelection();
  const text = document.querySelector("#article");
  if (!chosen.rangeCount || chosen.isCollapsed || !text?.contains(chosen.getRangeAt(0).commonAncestorContainer))
    return "";
  return chosen.toString().split(/\s+/).join(" ").trim().slice(0, LONGEST);
};

// `ask` takes the words.
export const offerQuestions = (ask) => {
  const button = document.querySelector("#ask-about");
  const place = () => {
    button.hidden = !selected();
    if (button.hidden) return;
    const { left, right, bottom, top } = getSelection().getRangeAt(0).getBoundingClientRect();
    const { width, height } = button.getBoundingClientRect();
    const under = Math.min(bottom, innerHeight) + 8;
    const over = Math.max(top, 0) - height - 8;
    button.style.top = `${Math.max(8, under + height > innerHeight ? over : under)}px`;
    button.style.left = `${Math.min(Math.max(8, (left + right - width) / 2), innerWidth - width - 8)}px`;
  };
  document.addEventListener("selectionchange", place);
  document.addEventListener("scroll", place, { capture: true, passive: true });
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // the words stay selected
  button.addEventListener("click", () => {
    const words = selected();
    getSelection().removeAllRanges();
    if (words) ask(words);
  });
};
