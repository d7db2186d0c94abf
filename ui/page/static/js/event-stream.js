// Reads Server-Sent Events as they come; `EventSource` can only GET.
const SILENCE = 45_000; // milliseconds: a server that works sends a comment every 15 s

const within = (promise) => {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("nothing came for too long")), SILENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

// Posts a body as JSON; fails where nothing answers. `signal` ends it.
export const post = (address, body, signal) =>
  within(
    fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal,
    }),
  );

// The lines of one event, "name: value" each; comments have no name.
const fields = (block) => Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/, 2)));

// The events of a response, each with its name and data; fails where the connection is lost.
export async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ""; ; ) {
    const { done, value } = await within(reader.read());
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const { event, data } = fields(block);
      if (event) yield { name: event, data: JSON.parse(data) };
    }
  }
}
