// The conversations of this browser: which one is shown, and that it is kept with what is asked in it.
import { addressed, setAddress } from "./address.js";
import { newChat } from "./chat-store.js";
import { ChatTree } from "./chat-tree.js";
import { save } from "./exports.js";

export class Chats {
  #store;
  #talk;
  #scope; // of the page: get() gives the ids of the articles that are asked (none: all), choose(ids) asks them
  #framed; // a frame's address is its publisher's
  #server;
  #current;
  #leaving = false;

  constructor(store, talk, scope, server, framed) {
    [this.#store, this.#talk, this.#scope, this.#server, this.#framed] = [store, talk, scope, server, framed];
    this.#current = newChat(scope.get());
    addEventListener("pagehide", () => {
      this.#leaving = true;
      this.#talk.stop();
      this.#leaving = false; // the page may come back
    });
    if (!framed) addEventListener("popstate", () => this.#arrive());
  }

  get current() {
    return this.#current.id;
  }

  // Shows the conversation of the address, or else the last one; a page about one article begins anew there.
  async start() {
    const { chat, article } = this.#framed ? {} : addressed();
    if (chat && (await this.#show(chat))) return;
    const [last] = article ? [] : await this.#store.heads();
    if (last && (await this.#show(last.id))) return;
    if (chat) setAddress({ chat: "" });
    await this.#talk.show({});
  }

  // Keeps the conversation as it is now.
  keep() {
    Object.assign(this.#current, this.#talk.tree.toJSON(), { changed: Date.now(), scope: this.#scope.get() });
    if (this.#leaving) this.#store.saveNow(this.#current);
    else this.#store.save(this.#current).catch(console.error); // a browser whose disk is full keeps no more
    this.#tell();
  }

  // Other articles are asked from now on.
  rescope() {
    if (this.#isBegun) this.keep();
    else this.#tell();
  }

  async open(id) {
    if (id !== this.#current.id) await this.#show(id, { push: true });
  }

  async begin() {
    this.#current = newChat(this.#scope.get());
    this.#tell({ push: true });
    await this.#talk.show({});
  }

  heads() {
    return this.#store.heads();
  }

  async rename(id, title) {
    const chat = id === this.#current.id ? this.#current : await this.#store.read(id);
    if (!chat) return;
    chat.title = title;
    await this.#store.save(chat);
  }

  // Removes a conversation; gives what brings it back.
  async remove(id) {
    if (id === this.#current.id) this.#talk.stop();
    const chat = await this.#store.read(id);
    await this.#store.remove(id);
    if (id === this.#current.id) await this.begin();
    return async () => this.#store.save(chat);
  }

  // Saves one conversation, or all, as a file.
  async save(format, all) {
    const titles = new Map((await this.heads()).map(({ id, title }) => [id, title]));
    const chats = all ? await this.#store.all() : [await this.#store.read(this.#current.id)];
    const found = chats.filter((chat) => chat?.turns.length);
    const told = found.map((chat) => ({ ...chat, title: titles.get(chat.id), path: new ChatTree(chat).path() }));
    if (told.length) await save(this.#server, format, told, all);
  }

  get #isBegun() {
    return this.#current.turns.length > 0;
  }

  async #arrive() {
    const { chat } = addressed();
    if (chat === this.#current.id || (chat && (await this.#show(chat)))) return;
    this.#current = newChat(this.#scope.get());
    await this.#talk.show({});
  }

  async #show(id, { push = false } = {}) {
    const chat = await this.#store.read(id);
    if (!chat?.turns.length) return false;
    this.#talk.stop(); // what is being made belongs to the one before
    this.#current = chat;
    this.#scope.choose(chat.scope ?? []);
    this.#tell({ push });
    await this.#talk.show(chat);
    return true;
  }

  #tell(how) {
    if (this.#framed) return;
    const asked = this.#scope.get();
    setAddress({ chat: this.#isBegun ? this.#current.id : "", article: asked.length === 1 ? asked[0] : "" }, how);
  }
}
