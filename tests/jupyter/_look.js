/**
 * Runs in the page, and leaves `look` there. `all(shown, hidden)` takes two pictures of the page, with the
 * fillings of its bars and without, and gives of what the cells show
 *
 * - every text, and how well it stands out from what lies behind it (WCAG 2.2, 1.4.3);
 * - of every filling, how much of its box changes so that it is seen (WCAG 2.2, 1.4.11);
 * - of every picture, how much of it stands out from the colour that it has most of: its paper.
 */
(() => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  /** A colour as red, green, blue and opacity, however it is spelled. */
  function channels(colour) {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  }

  function over([red, green, blue, alpha], behind) {
    const mixed = [red, green, blue].map((value, at) => value * alpha + behind[at] * (1 - alpha));
    return [...mixed, 1];
  }

  function background(element) {
    const layers = [];
    for (let at = element; at !== null; at = at.parentElement) {
      const layer = channels(getComputedStyle(at).backgroundColor);
      layers.push(layer);
      if (layer[3] === 1) break;
    }
    const page = channels("Canvas");
    return layers.reduceRight((behind, layer) => over(layer, behind), page);
  }

  function luminance([red, green, blue]) {
    const [r, g, b] = [red, green, blue].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function contrast(one, other) {
    const [brighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (brighter + 0.05) / (darker + 0.05);
  }

  /** What is left of a colour's opacity, with that of all that it lies in. */
  function opacity(element) {
    let left = element.ownerSVGElement ? Number(getComputedStyle(element).fillOpacity) : 1;
    for (let at = element; at !== null; at = at.parentElement) {
      left *= Number(getComputedStyle(at).opacity);
    }
    return left;
  }

  function areas() {
    return [...document.querySelectorAll(".jp-OutputArea-output, .output_area")];
  }

  function all(selector) {
    return areas().flatMap((area) => [...area.querySelectorAll(selector)]);
  }

  function texts() {
    return areas().flatMap((area) => [...area.querySelectorAll("*"), area])
      .filter((element) =>
        [...element.childNodes].some((node) => {
          return node.nodeType === 3 && node.textContent.trim() !== "";
        })
      )
      .filter(({ tagName }) => !["STYLE", "SCRIPT", "TITLE", "title", "style"].includes(tagName))
      .map((element) => {
        const { color, fill } = getComputedStyle(element);
        const behind = background(element);
        const [red, green, blue, alpha] = channels(element.ownerSVGElement ? fill : color);
        const seen = over([red, green, blue, alpha * opacity(element)], behind);
        return {
          text: element.textContent.trim().slice(0, 40),
          contrast: contrast(seen, behind),
        };
      });
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

  const fillings = '[style*="16em"] > div';
  const pictures =
    ".jp-RenderedSVG svg, .jp-RenderedSVG img, .jp-RenderedImage img, .output_svg svg, .output_png img";

  function boxOf(element) {
    const { left, top, width, height } = element.getBoundingClientRect();
    return [left + scrollX, top + scrollY, width, height].map(Math.round);
  }

  function coloursIn(pixels, box) {
    const { data } = pixels.getImageData(...box);
    return Array.from({ length: data.length / 4 }, (_, at) => data.slice(4 * at, 4 * at + 3));
  }

  /** How much of a box is seen as something else in the other picture. */
  function change(shown, hidden, box) {
    const [one, other] = [shown, hidden].map((pixels) => coloursIn(pixels, box));
    return one.filter((colour, at) => contrast(colour, other[at]) >= 3).length / one.length;
  }

  /** How much of a box stands out from the colour that it has most of. */
  function ink(shown, box) {
    const counts = new Map();
    const colours = coloursIn(shown, box);
    for (const colour of colours) counts.set(`${colour}`, (counts.get(`${colour}`) ?? 0) + 1);
    const [[most]] = [...counts].sort(([, a], [, b]) => b - a);
    const paper = most.split(",").map(Number);
    return colours.filter((colour) => contrast(colour, paper) >= 3).length / colours.length;
  }

  globalThis.look = {
    async all(shown, hidden) {
      const [one, other] = [await pixelsOf(shown), await pixelsOf(hidden)];
      const wide = all(fillings).map(boxOf).filter(([, , width]) => width >= 1);
      return {
        texts: texts(),
        fillings: wide.map((box) => change(one, other, box)),
        pictures: all(pictures).map((element) => ink(one, boxOf(element))),
      };
    },
  };
})();
