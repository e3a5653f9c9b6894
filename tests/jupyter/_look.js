/**
 * Runs in the page, and leaves `look` there:
 *
 * - `legible()` gives, of every piece of text that the cells show, how well it stands out from what lies
 *   behind it (WCAG 2.2, 1.4.3), and of every drawing how large it is;
 * - `shares(shown, hidden, drawings)` compares two pictures of the page, with its drawings and without:
 *   of each drawing's box, how much does it change so that it is seen (WCAG 2.2, 1.4.11)?
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

  function boxes(selector) {
    return all(selector).map((element) => {
      const { width, height } = element.getBoundingClientRect();
      return [width, height];
    });
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

  globalThis.look = {
    legible: () => ({
      texts: texts(),
      tables: boxes("table"),
      bars: boxes('[role="progressbar"]'),
      fillings: boxes('[role="progressbar"] > div'),
      plots: boxes('svg[aria-label="Throughput"]'),
      plotBars: boxes('svg[aria-label="Throughput"] rect'),
    }),
    async shares(shown, hidden, drawings) {
      const [one, other] = [await pixelsOf(shown), await pixelsOf(hidden)];
      const drawn = all(drawings).map((element) => element.getBoundingClientRect())
        .filter(({ width }) => width >= 1);
      return drawn.map(({ left, top, width, height }) => {
        const box = [
          Math.round(left + scrollX),
          Math.round(top + scrollY),
          Math.round(width),
          Math.round(height),
        ];
        const [with_, without] = [one, other].map((pixels) => pixels.getImageData(...box).data);
        let seen = 0;
        for (let at = 0; at < with_.length; at += 4) {
          if (contrast(with_.slice(at, at + 3), without.slice(at, at + 3)) >= 3) seen++;
        }
        return seen / (with_.length / 4);
      });
    },
  };
})();
