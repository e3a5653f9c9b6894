/**
 * Runs in a page, and tells what a person would stumble over: colours that are too close to what is
 * behind them (WCAG 2.2, 1.4.3 and 1.4.11), what is wider than the window, and what has no name.
 */
(() => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  function channels(colour) {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  }

  function over([red, green, blue, alpha], behind) {
    return [red, green, blue].map((value, at) => value * alpha + behind[at] * (1 - alpha));
  }

  function background(element) {
    const layers = [];
    for (let at = element; at !== null; at = at.parentElement) {
      layers.push(channels(getComputedStyle(at).backgroundColor));
    }
    return layers.reduceRight((behind, layer) => over(layer, behind), channels("Canvas"));
  }

  function luminance(colour) {
    const [r, g, b] = colour.map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function contrast(one, other) {
    const [brighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (brighter + 0.05) / (darker + 0.05);
  }

  const visible = (element) => element.checkVisibility();
  const all = (selector) => [...document.querySelectorAll(selector)].filter(visible);
  const shown = (element) =>
    (element.textContent || element.name || element.tagName).trim().slice(0, 40);
  const saysSomething = (node) => node.nodeType === 3 && node.textContent.trim() !== "";

  function faint() {
    return all("body *").filter(({ childNodes }) => [...childNodes].some(saysSomething))
      .filter((element) => {
        const behind = background(element);
        return contrast(over(channels(getComputedStyle(element).color), behind), behind) < 4.5;
      }).map((element) => `too faint: ${shown(element)}`);
  }

  function edges() {
    return all("input, button").filter((element) => {
      const around = background(element.parentElement);
      const { borderTopColor, borderTopWidth } = getComputedStyle(element);
      const edge = over(channels(borderTopColor), around);
      const ownGround = contrast(background(element), around) >= 3;
      return !ownGround && (borderTopWidth === "0px" || contrast(edge, around) < 3);
    }).map((element) => `no edge: ${shown(element)}`);
  }

  function targets() {
    return all("input, button").filter((element) => element.getBoundingClientRect().height < 44)
      .map((element) => `too low for a finger: ${shown(element)}`);
  }

  function unnamed() {
    const { title, documentElement } = document;
    return [
      ...all("input").filter(({ labels }) => !labels?.length).map((one) => `no label: ${one.name}`),
      ...(documentElement.lang === "en" ? [] : ["no language"]),
      ...(title === "" ? ["no title"] : []),
      ...(all("h1").length === 1 ? [] : [`${all("h1").length} headlines`]),
      ...(all("main").length === 1 ? [] : [`${all("main").length} main parts`]),
    ];
  }

  function wide() {
    return document.documentElement.scrollWidth <= innerWidth
      ? []
      : [`${document.documentElement.scrollWidth} wide in a window of ${innerWidth}`];
  }

  return {
    problems: [...faint(), ...edges(), ...targets(), ...unnamed(), ...wide()],
    ground: `${background(document.body).map(Math.round)}`,
    font: getComputedStyle(document.body).fontFamily,
  };
})();
