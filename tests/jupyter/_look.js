/**
 * Runs in a page that has `_colours.js`, and leaves `look` there. What cells show is looked at in two
 * pictures of the page: `shown`, and `bare`, which is taken under `look.hidden`, without words, bars and
 * what is drawn. What is seen is what differs: whatever hides it, it does not.
 */
(() => {
  const { channels, over, background, contrast } = globalThis.colours;

  const areas = () => [...document.querySelectorAll(".jp-OutputArea-output")];
  const all = (selector) => areas().flatMap((area) => [...area.querySelectorAll(selector)]);
  const isText = (node) => node.nodeType === 3 && node.textContent.trim() !== "";

  function texts() {
    return areas().flatMap((area) => [area, ...area.querySelectorAll("*")])
      .filter(({ childNodes }) => [...childNodes].some(isText))
      .filter(({ tagName }) => !["style", "script", "title"].includes(tagName.toLowerCase()));
  }

  /** A bar is what beside its words has none: it is found where there are a percentage's words and no bar. */
  function bars() {
    return areas().flatMap((area) => {
      const percent = /(\d+) %/.exec(area.textContent)?.[1];
      if (percent === undefined || area.querySelector("table, pre") !== null) return [];
      const frame = [...area.querySelectorAll("div")].find((one) => one.textContent === "");
      return [{ percent: Number(percent), failed: /failed:/.test(area.textContent), frame }];
    });
  }

  const pictures = () => all("svg, img").filter((one) => one.parentElement.closest("svg") === null);

  function boxOf({ left, top, right, bottom }) {
    const [x, y] = [Math.floor(left + scrollX), Math.floor(top + scrollY)];
    return [x, y, Math.ceil(right + scrollX) - x, Math.ceil(bottom + scrollY) - y];
  }

  async function pixelsOf(png) {
    const image = new Image();
    image.src = png;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const pixels = canvas.getContext("2d", { willReadFrequently: true });
    pixels.drawImage(image, 0, 0);
    return pixels;
  }

  function coloursIn(pixels, [x, y, width, height]) {
    if (width < 1 || height < 1) return [];
    const { data } = pixels.getImageData(x, y, width, height);
    return Array.from({ length: data.length / 4 }, (_, at) => data.subarray(4 * at, 4 * at + 3));
  }

  const isSame = (one, other) => one.every((value, at) => value === other[at]);

  /** How much of a box stands out from what is there without it. */
  function share(shown, bare, box, least = 3) {
    const behind = coloursIn(bare, box);
    const seen = coloursIn(shown, box).filter((colour, at) => {
      return !isSame(colour, behind[at]) && contrast(colour, behind[at]) >= least;
    });
    return behind.length === 0 ? 0 : seen.length / behind.length;
  }

  /** The places of an element's own words. */
  function words(element) {
    return [...element.childNodes].filter(isText).flatMap((node) => {
      return [...node.textContent.matchAll(/\S+/g)].flatMap(({ 0: { length }, index }) => {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + length);
        return [...range.getClientRects()];
      });
    });
  }

  /** Whether something that an element is in cuts a place off: what is beside may show through it then. */
  function isCut(element, { left, top, right, bottom }) {
    for (let at = element; at !== null; at = at.parentElement) {
      if (!/hidden|clip/.test(getComputedStyle(at).overflow)) continue;
      const box = at.getBoundingClientRect();
      const inside = [left - box.left, top - box.top, box.right - right, box.bottom - bottom];
      if (Math.min(...inside) < -3) return true;
    }
    return false;
  }

  /** How much there is to see of a text, at that end of any of its words where there is least. */
  function ends(element, shown, bare) {
    const places = words(element);
    if (places.length === 0 || places.some((place) => isCut(element, place))) return 0;
    const slices = places.map(boxOf).flatMap(([x, y, width, height]) => {
      const long = Math.min(width, 2 * height);
      return [[x, y, long, height], [x + width - long, y, long, height]];
    });
    return Math.min(...slices.map((box) => share(shown, bare, box, 2)));
  }

  function opacity(element) {
    let left = 1;
    for (let at = element; at !== null; at = at.parentElement) {
      left *= Number(getComputedStyle(at).opacity);
    }
    return left;
  }

  /** How well a text's colour stands out; what is in a drawing has that for its ground. */
  function standsOut(element) {
    if (element.ownerSVGElement) return undefined;
    const behind = background(element);
    const [red, green, blue, alpha] = channels(getComputedStyle(element).color);
    return contrast(over([red, green, blue, alpha * opacity(element)], behind), behind);
  }

  /** How much of a bar is seen: as much as it says, and all of one that failed. */
  function barSeen({ percent, failed, frame }, shown, bare) {
    const [x, y, width, height] = boxOf(frame?.getBoundingClientRect() ?? new DOMRect());
    const large = width >= 100 && height >= 8;
    // Without its rounded ends.
    const line = [x + 4, y + Math.floor(height / 2), large ? width - 8 : 0, 1];
    return {
      says: failed ? 1 : percent / 100,
      seen: share(shown, bare, line, failed ? 1.2 : 3),
    };
  }

  /** How much of a picture is colour, and how much words and lines, on the colour that it has most of. */
  function pictureSeen(element, shown) {
    const box = boxOf(element.getBoundingClientRect());
    const counts = new Map();
    for (const colour of coloursIn(shown, box)) {
      counts.set(`${colour}`, (counts.get(`${colour}`) ?? 0) + 1);
    }
    const found = [...counts].map(([colour, count]) => ({ colour: colour.split(","), count }));
    const paper = found.reduce((most, one) => one.count > most.count ? one : most, { count: 0 });
    const ink = found.filter(({ colour }) => contrast(colour, paper.colour) >= 3);
    const isMark = ({ colour }) => Math.max(...colour) - Math.min(...colour) > 40;
    const part = (all) => all.reduce((sum, { count }) => sum + count, 0) / (box[2] * box[3] || 1);
    return {
      width: box[2],
      marks: part(ink.filter(isMark)),
      words: part(ink.filter((one) => !isMark(one))),
    };
  }

  /** What reaches beyond the page, or is seen only where one scrolls. */
  function wide() {
    return areas().filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ textContent }) => textContent.trim().slice(0, 40));
  }

  globalThis.look = {
    texts,
    bars,
    pictures,
    hidden: [
      "* { color: transparent !important }",
      "svg :is(text, rect) { fill: transparent !important }",
      ":is(div:empty, div:has(> div:empty:only-child)) { visibility: hidden !important }",
    ].map((rule) => `.jp-OutputArea-output ${rule}`).join("\n") +
      "\n.jp-OutputArea-output { color: transparent !important }",
    async all(shownPng, barePng) {
      const [shown, bare] = [await pixelsOf(shownPng), await pixelsOf(barePng)];
      return {
        texts: texts().map((element) => ({
          text: element.textContent.trim().slice(0, 40),
          contrast: standsOut(element),
          ends: ends(element, shown, bare),
        })),
        wide: wide(),
        bars: bars().map((bar) => barSeen(bar, shown, bare)),
        pictures: pictures().map((picture) => pictureSeen(picture, shown)),
        marks: all("svg rect").filter((mark) => Number(mark.getAttribute("width")) > 0)
          .map((mark) => share(shown, bare, boxOf(mark.getBoundingClientRect()))),
      };
    },
  };
})();
