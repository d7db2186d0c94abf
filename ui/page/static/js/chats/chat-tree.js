// The questions of one conversation as a tree: a question that was changed stands beside the one it was, and nothing
// that followed either is lost. One way through it is shown.
const ROOT = "";

export const newId = () =>
  [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export class ChatTree {
  #turns; // {id, parent, question, article, outcome}, in the order in which they were asked
  #chosen; // by the id of a turn (or ROOT): of those that follow it, the one that is shown
  #removed; // ids: what another window still keeps of them is not taken back

  constructor({ turns = [], chosen = {}, removed = [] } = {}) {
    [this.#turns, this.#chosen, this.#removed] = [[...turns], { ...chosen }, [...removed]];
  }

  // The turns that are shown, the first question first.
  path() {
    const path = [];
    for (let at = this.#after(ROOT); at && !path.includes(at); at = this.#after(at.id)) path.push(at);
    return path;
  }

  // The same question in all its forms, in the order in which they were asked.
  siblings({ parent }) {
    return this.#turns.filter((turn) => turn.parent === parent);
  }

  // Adds a turn after another, or at the beginning, and shows it.
  add(turn, after) {
    const added = { id: newId(), parent: after?.id ?? ROOT, ...turn };
    this.#turns.push(added);
    this.choose(added);
    return added;
  }

  choose({ id, parent }) {
    this.#chosen[parent] = id;
  }

  // Removes a turn and all that follows it, in every form; gives them, to be brought back.
  remove(turn) {
    const gone = new Set([turn.id]);
    for (const each of this.#turns) if (gone.has(each.parent)) gone.add(each.id);
    const [kept, removed] = [[], []];
    for (const each of this.#turns) (gone.has(each.id) ? removed : kept).push(each);
    this.#turns = kept;
    this.#removed.push(...gone);
    return removed;
  }

  restore(removed) {
    const ids = new Set(removed.map(({ id }) => id));
    this.#removed = this.#removed.filter((id) => !ids.has(id));
    this.#turns.push(...removed);
    this.choose(removed[0]);
  }

  toJSON() {
    return { turns: this.#turns, chosen: this.#chosen, removed: this.#removed };
  }

  // What follows a turn on the way that is shown: what was chosen, or else what was asked last.
  #after(id) {
    const following = this.#turns.filter((turn) => turn.parent === id);
    return following.find((turn) => turn.id === this.#chosen[id]) ?? following.at(-1);
  }
}
