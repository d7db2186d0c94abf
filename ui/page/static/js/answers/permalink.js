// Links to answers: `#a=…` says what was asked of which article, and which citation to show. Opening one asks again:
// nothing of a conversation is kept on the server.
const LONGEST = 2000; // characters of a question

export const linkTo = ({ question, article, citation }) => {
  const bytes = new TextEncoder().encode(JSON.stringify([question, article, citation]));
  const code = btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
  return new URL(`.#a=${code}`, location.href).href;
};

// What the page's address says; null where it is no such link.
export const linked = () => {
  const code = /^#a=([\w-]+)$/.exec(location.hash)?.[1];
  if (!code) return null;
  try {
    const bytes = Uint8Array.from(atob(code.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    const [question, article, citation] = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    const fits = typeof question === "string" && question.trim() && question.length <= LONGEST;
    if (!fits || typeof article !== "string" || !Number.isInteger(citation)) return null;
    return { question, article, citation };
  } catch {
    return null;
  }
};

// Copies a text, as HTML too where there is some, also where the browser gives no clipboard: in frames, without HTTPS.
export const copy = async (text, html = "") => {
  const forms = { "text/plain": text, ...(html && { "text/html": html }) };
  const blobs = Object.entries(forms).map(([type, form]) => [type, new Blob([form], { type })]);
  try {
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "unseen";
    const focused = document.activeElement;
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    focused?.focus();
    return copied;
  }
};
