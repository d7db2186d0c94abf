// The dialog that lists the conversations: searches, opens, renames, removes and saves them.
const one = (selector) => document.querySelector(selector);
const filled = (words, values) => words.replaceAll(/{(\w+)}/g, (_, name) => values[name]);

// A text as searches compare it: without capitals and accents.
const plain = (text) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

export class ChatList {
  #chats;
  #opened; // called after another conversation is shown
  #dialog = one("#chats");
  #heads = [];
  #restore = null; // brings back the conversation that was removed last

  constructor(chats, opened) {
    [this.#chats, this.#opened] = [chats, opened];
    this.#dialog.addEventListener("click", (event) => this.#clicked(event));
    this.#search.addEventListener("input", () => this.#list());
    this.#dialog.addEventListener("submit", (event) => this.#renamed(event));
    this.#dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !event.target.matches("[name=title]")) return;
      event.preventDefault(); // the dialog stays
      this.#list();
      this.#entry(event.target.closest("li").dataset.chat)?.querySelector("[data-chats=rename]").focus();
    });
  }

  async open() {
    this.#search.value = "";
    this.#tellRemoved(null);
    await this.#refresh();
    this.#dialog.showModal();
    (this.#entry(this.#chats.current)?.querySelector(".open") ?? this.#search).focus();
  }

  get #search() {
    return this.#dialog.querySelector("[type=search]");
  }

  #entry(id) {
    return [...this.#dialog.querySelectorAll("li")].find((each) => each.dataset.chat === id);
  }

  async #refresh() {
    this.#heads = (await this.#chats.heads()).filter(({ count }) => count);
    this.#list();
  }

  #list() {
    const words = plain(this.#search.value).split(/\s+/).filter(Boolean);
    const fits = ({ title, text }) => words.every((word) => plain(`${title}\n${text}`).includes(word));
    const found = this.#heads.filter(fits);
    this.#dialog.querySelector(".entries").replaceChildren(...found.map((head) => this.#row(head)));
    this.#dialog.querySelector(".none").hidden = found.length > 0 || !words.length;
    this.#dialog.querySelector(".empty").hidden = this.#heads.length > 0;
    this.#dialog.querySelector("footer").hidden = !this.#heads.length;
    const current = this.#heads.some(({ id }) => id === this.#chats.current);
    const [this_, all] = this.#dialog.querySelectorAll("[name=which]");
    this_.disabled = !current;
    if (!current) all.checked = true;
  }

  #row({ id, title, changed, count }) {
    const row = one("#chat-entry").content.firstElementChild.cloneNode(true);
    const button = row.querySelector(".open");
    row.dataset.chat = id;
    button.textContent = title;
    if (id === this.#chats.current) button.setAttribute("aria-current", "true");
    const day = new Date(changed).toLocaleDateString(document.documentElement.lang, { dateStyle: "medium" });
    const counted = count === 1 ? this.#dialog.dataset.one : filled(this.#dialog.dataset.several, { count });
    row.querySelector(".note").textContent = `${day} · ${counted}`;
    return row;
  }

  async #clicked(event) {
    if (event.target === this.#dialog) return this.#dialog.close(); // beside it
    const button = event.target.closest("button");
    const row = button?.closest("li");
    const does = {
      close: () => this.#dialog.close(),
      new: () => this.#leave(() => this.#chats.begin()),
      open: () => this.#leave(() => this.#chats.open(row.dataset.chat)),
      rename: () => this.#rename(row),
      remove: () => this.#remove(row),
      restore: () => this.#bringBack(),
      save: () => this.#chats.save(button.value, this.#dialog.querySelector("[name=which]:checked").value === "all"),
      print: () => this.#leave(() => print()),
    };
    await does[button?.dataset.chats]?.();
  }

  async #leave(to) {
    this.#dialog.close();
    await to();
    this.#opened();
  }

  #rename(row) {
    const form = one("#chat-renaming").content.firstElementChild.cloneNode(true);
    const field = form.querySelector("input");
    field.value = row.querySelector(".open").textContent;
    row.querySelector(".open").replaceWith(form);
    field.select();
  }

  async #renamed(event) {
    event.preventDefault();
    const { chat } = event.target.closest("li").dataset;
    const title = event.target.elements.title.value.trim();
    if (title) await this.#chats.rename(chat, title);
    await this.#refresh();
    this.#entry(chat)?.querySelector(".open").focus();
  }

  async #remove(row) {
    const { title } = this.#heads.find(({ id }) => id === row.dataset.chat);
    const next = row.nextElementSibling ?? row.previousElementSibling;
    this.#restore = await this.#chats.remove(row.dataset.chat);
    await this.#refresh();
    this.#tellRemoved(title);
    (this.#entry(next?.dataset.chat)?.querySelector("[data-chats=remove]") ?? this.#search).focus();
  }

  async #bringBack() {
    await this.#restore?.();
    this.#tellRemoved(null);
    await this.#refresh();
    this.#search.focus();
  }

  #tellRemoved(title) {
    const line = this.#dialog.querySelector(".removed");
    line.hidden = title === null;
    line.querySelector("span").textContent = title === null ? "" : filled(this.#dialog.dataset.removed, { title });
  }
}
