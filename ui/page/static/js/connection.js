// A server that does not answer: one line says so, and it is tried again until it does.
const SOONEST = 1000; // milliseconds until the next try, which double
const LATEST = 8000;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const answers = async () => {
  try {
    return (await fetch("api/ready", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
};

export class Connection {
  #line;
  #back = null; // fulfilled once the server answers again; null while nothing is known to be wrong

  constructor(line) {
    this.#line = line;
  }

  // Waits until the server answers. Gives whether it had been away.
  async settled() {
    if (!this.#back && (await answers())) return false;
    this.#back ??= this.#retry();
    await this.#back;
    return true;
  }

  // Functions of the server that wait out its absence; they fail where it answers and has nothing to give.
  patient(functions) {
    const call = async (name, given) => {
      for (;;) {
        const result = await functions[name](given).catch(() => undefined);
        if (result !== undefined) return result; // Gradio's call gives nothing where it fails
        if (!(await this.settled())) throw new Error(`the server did not do "${name}"`);
      }
    };
    return new Proxy({}, { get: (_, name) => (given) => call(name, given) });
  }

  async #retry() {
    this.#line.hidden = false;
    for (let wait = SOONEST; !(await answers()); wait = Math.min(wait * 2, LATEST)) await pause(wait);
    this.#line.hidden = true;
    this.#back = null;
  }
}
