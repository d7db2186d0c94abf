// Conversations as files: Markdown, HTML and Word by the server, JSON as they are kept.
import { download } from "../download.js";

const TYPES = {
  markdown: ["text/markdown", "md"],
  html: ["text/html", "html"],
  json: ["application/json", "json"],
  docx: ["application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"],
};

// A title as the name of a file.
const named = (title) =>
  title
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60) || "chat";

// A conversation with all forms of its questions, as a tree: "parent" is the question before.
const whole = ({ title, created, changed, scope, turns }) => ({
  title,
  created: new Date(created).toISOString(),
  changed: new Date(changed).toISOString(),
  articles: scope,
  turns,
});

// Saves conversations, each with its title and the turns of it that are shown (`path`), in one file.
export const save = async (server, format, chats, all) => {
  const [type, suffix] = TYPES[format];
  const name = `${all ? "chats" : named(chats[0].title)}.${suffix}`;
  const plain = chats.map(({ title, path }) => ({
    title,
    exchanges: path.map(({ question, article, outcome }) => ({ question, article, outcome })),
  }));
  const text =
    format === "json"
      ? `${JSON.stringify({ chats: chats.map(whole) }, null, 1)}\n`
      : await server.export({ format, chats: plain });
  const content = format === "docx" ? Uint8Array.from(atob(text), (each) => each.charCodeAt(0)) : text;
  download(content, type, name);
};
