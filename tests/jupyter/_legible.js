/**
 * Runs in the page. Gives, of every piece of text that the cells show, how well it stands out from what
 * lies behind it (WCAG 2.2, 1.4.3), and of every drawing how large it is.
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

  function contrast(colour, behind) {
    const [one, other] = [luminance(over(channels(colour), behind)), luminance(behind)];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  }

  const shown = [...document.querySelectorAll(".jp-OutputArea-output, .output_area")];
  const texts = shown.flatMap((area) => [...area.querySelectorAll("*"), area])
    .filter((element) =>
      [...element.childNodes].some((node) => {
        return node.nodeType === 3 && node.textContent.trim() !== "";
      })
    )
    .filter((element) => !["STYLE", "SCRIPT", "TITLE", "title", "style"].includes(element.tagName))
    .map((element) => {
      const style = getComputedStyle(element);
      const colour = element.ownerSVGElement ? style.fill : style.color;
      return {
        text: element.textContent.trim().slice(0, 40),
        contrast: contrast(colour, background(element)),
      };
    });

  const box = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return [width, height];
  };
  const boxes = (selector) =>
    shown.flatMap((area) => [...area.querySelectorAll(selector)]).map(box);
  const graphics = shown.flatMap((area) => [...area.querySelectorAll("svg rect, svg line[stroke]")])
    .map((element) => {
      const { fill, stroke } = getComputedStyle(element);
      return contrast(element.tagName === "rect" ? fill : stroke, background(element));
    });
  return {
    texts,
    graphics: graphics.filter((value) => Number.isFinite(value)),
    tables: boxes("table"),
    bars: boxes('[role="progressbar"]'),
    fillings: boxes('[role="progressbar"] > div'),
    plots: boxes('svg[aria-label="Throughput"]'),
    plotBars: boxes('svg[aria-label="Throughput"] rect'),
  };
})();
