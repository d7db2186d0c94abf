// The conversations that this browser keeps, in IndexedDB: the server stores none. What a list shows of each is kept
// apart from the conversation, so that a long history opens at once.
import { newId } from "./chat-tree.js";

const NAME = "article-chat";
const LONGEST_TITLE = 80; // characters
const SEARCHED = 20_000; // characters of a conversation that a search looks through

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const connected = () => {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    for (const name of ["chats", "heads"]) request.result.createObjectStore(name, { keyPath: "id" });
  };
  return done(request);
};

// What an exchange says, for a search.
const saying = ({ question, outcome }) => `${question}\n${outcome?.answer ?? ""}`;

const shortened = (text) => {
  const line = text.split(/\s+/).join(" ").trim();
  return line.length > LONGEST_TITLE ? `${line.slice(0, LONGEST_TITLE).replace(/ \S*$/, "")} …` : line;
};

const headOf = ({ id, shelf, title, changed, turns }) => ({
  id,
  shelf,
  title: title || shortened(turns[0]?.question ?? ""),
  changed,
  count: turns.length,
  text: turns.map(saying).join("\n").slice(0, SEARCHED),
});

const isChat = (value) => typeof value?.id === "string" && Array.isArray(value.turns);

export const newChat = (scope) => ({
  id: newId(),
  title: "",
  created: Date.now(),
  changed: Date.now(),
  scope,
  turns: [],
});

export class ChatStore {
  #shelf; // whose conversations these are: of a frame, or empty
  #database; // null where the browser keeps nothing for this page: conversations then end with it
  #memory = new Map();

  static async open(shelf) {
    const store = new ChatStore();
    store.#shelf = shelf;
    store.#database = await connected().catch(() => null);
    await store.#adopt();
    return store;
  }

  // What a list shows of each conversation, the one that was changed last first.
  async heads() {
    const all = this.#database ? await done(this.#store("heads")) : [...this.#memory.values()].map(headOf);
    const ours = all.filter((head) => head.shelf === this.#shelf);
    return ours.sort((one, other) => other.changed - one.changed);
  }

  async read(id) {
    const found = this.#database ? await done(this.#store("chats", id)) : this.#memory.get(id);
    return isChat(found) && found.shelf === this.#shelf ? found : null;
  }

  async all() {
    const found = [];
    for (const { id } of await this.heads()) found.push(await this.read(id));
    return found.filter(Boolean);
  }

  // Keeps a conversation; turns that another window added to it meanwhile stay.
  async save(chat) {
    const ours = { ...chat, shelf: this.#shelf };
    if (!this.#database) return this.#memory.set(chat.id, ours);
    const transaction = this.#database.transaction(["chats", "heads"], "readwrite");
    const before = await done(transaction.objectStore("chats").get(chat.id));
    const known = new Set([...ours.turns.map(({ id }) => id), ...(ours.removed ?? [])]);
    const added = isChat(before) ? before.turns.filter(({ id }) => !known.has(id)) : [];
    ours.turns = [...ours.turns, ...added];
    this.#put(transaction, ours);
  }

  // The same while the page goes away, when nothing more can be waited for.
  saveNow(chat) {
    if (!this.#database) return;
    const transaction = this.#database.transaction(["chats", "heads"], "readwrite");
    this.#put(transaction, { ...chat, shelf: this.#shelf });
    transaction.commit();
  }

  async remove(id) {
    if (!this.#database) return this.#memory.delete(id);
    const transaction = this.#database.transaction(["chats", "heads"], "readwrite");
    await Promise.all(["chats", "heads"].map((name) => done(transaction.objectStore(name).delete(id))));
  }

  #put(transaction, chat) {
    transaction.objectStore("chats").put(chat);
    transaction.objectStore("heads").put(headOf(chat));
  }

  #store(name, id) {
    const store = this.#database.transaction(name).objectStore(name);
    return id === undefined ? store.getAll() : store.get(id);
  }

  // The one conversation that earlier versions kept, in a chain, elsewhere.
  async #adopt() {
    try {
      const key = `article-chat:${this.#shelf}`;
      const past = JSON.parse(localStorage.getItem(key));
      localStorage.removeItem(key);
      if (!Array.isArray(past) || !past.length) return;
      const turns = past.filter((each) => typeof each?.question === "string");
      const ids = turns.map(newId);
      const chain = turns.map((turn, at) => ({ ...turn, id: ids[at], parent: ids[at - 1] ?? "" }));
      if (chain.length) await this.save({ ...newChat([]), turns: chain });
    } catch {
      // The browser keeps nothing for this page, or what it kept is none of ours.
    }
  }
}
