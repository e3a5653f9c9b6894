/**
 * Runs in a page, and leaves `colours` there: how colours lie over one another, and how well one stands out
 * from another (WCAG 2.2). A colour is its red, green, blue and opacity.
 */
(() => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  /** A colour, however it is spelled. */
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

  /** What is behind an element's words. */
  function background(element) {
    const layers = [];
    for (let at = element; at !== null; at = at.parentElement) {
      layers.push(channels(getComputedStyle(at).backgroundColor));
    }
    return layers.reduceRight((behind, layer) => over(layer, behind), channels("Canvas"));
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

  globalThis.colours = { channels, over, background, contrast };
})();
