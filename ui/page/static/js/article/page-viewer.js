// The pages of a PDF as they look, with the boxes of quotes lit on them. The article's text is the other view.
const STEP = 200; // pixels: windows of nearly the same width share pictures
const RETRY = 3000; // milliseconds

const percent = (fraction) => `${(fraction * 100).toFixed(3)}%`;
const pagesOf = (article) => article.querySelector(".pages");

export class PageViewer {
  #preferred = "text"; // of those articles that have pages
  #boxes = new Map(); // place of a quote -> its boxes, promised
  #switched; // told of an article that shows its other view

  constructor(switched) {
    this.#switched = switched;
    document.addEventListener("click", (event) => {
      const button = event.target.closest?.("#article [data-view]");
      if (!button) return;
      this.#preferred = button.dataset.view;
      this.#switched(button.closest("article"));
    });
  }

  // Shows the view that the reader prefers; gives whether it is that of pages.
  async arrange(article) {
    const paged = this.#preferred === "page" && pagesOf(article) !== null;
    article.classList.toggle("paged", paged);
    for (const button of article.querySelectorAll("[data-view]"))
      button.setAttribute("aria-pressed", String((button.dataset.view === "page") === paged));
    if (paged && !pagesOf(article).childElementCount) await this.#build(article);
    return paged;
  }

  // Lights the quotes of links on the pages; gives the boxes of each link.
  async mark(article, links) {
    const found = await Promise.all(links.map((link) => this.#boxesOf(link)));
    for (const each of pagesOf(article).querySelectorAll("mark")) each.remove();
    return found.map((boxes) => boxes.map((box) => this.#light(article, box)).filter(Boolean));
  }

  async #build(article) {
    const room = pagesOf(article);
    const { pages } = (await this.#fetched(article.dataset.article, "pages")) ?? { pages: [] };
    const width = Math.ceil((room.clientWidth * devicePixelRatio) / STEP) * STEP;
    const shown = pages.filter((page) => page.width && page.height).map((page) => this.#figure(article, page, width));
    room.replaceChildren(...shown);
  }

  #figure(article, { page, width, height }, pixels) {
    const label = pagesOf(article).dataset.label.replace("{page}", page);
    const sheet = document.createElement("div");
    sheet.className = "sheet";
    sheet.dataset.number = page;
    sheet.style.aspectRatio = `${width} / ${height}`;
    const picture = new Image();
    picture.loading = "lazy";
    picture.alt = label;
    const source = `api/articles/${article.dataset.article}/pages/${page}.png?width=${Math.min(Math.max(pixels, 400), 2400)}`;
    picture.addEventListener("error", () => setTimeout(() => (picture.src = `${source}&again`), RETRY), { once: true });
    picture.src = source;
    sheet.append(picture);
    const caption = document.createElement("figcaption");
    caption.textContent = label;
    const figure = document.createElement("figure");
    figure.append(sheet, caption);
    return figure;
  }

  #light(article, { page, left, top, width, height }) {
    const sheet = pagesOf(article).querySelector(`.sheet[data-number="${page}"]`);
    if (!sheet) return null;
    const mark = document.createElement("mark");
    Object.assign(mark.style, {
      left: percent(left),
      top: percent(top),
      width: percent(width),
      height: percent(height),
    });
    sheet.append(mark);
    return mark;
  }

  #boxesOf({ dataset: { article, start, end } }) {
    const place = `boxes?start=${start}&end=${end}`;
    const key = `${article}/${place}`;
    const asked = async () => {
      const body = await this.#fetched(article, place);
      if (!body) this.#boxes.delete(key); // asked again when it is chosen again
      return body?.boxes ?? [];
    };
    if (!this.#boxes.has(key)) this.#boxes.set(key, asked());
    return this.#boxes.get(key);
  }

  // What the API says of an article; null where it cannot.
  async #fetched(article, what) {
    try {
      const response = await fetch(`api/articles/${article}/${what}`);
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }
}
