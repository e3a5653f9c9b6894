/**
 * Runs in a page that has `_colours.js`, and tells what a person would stumble over: colours that are too
 * close to what is behind them (WCAG 2.2, 1.4.3 and 1.4.11), what is wider than the window, and what has
 * no name.
 */
(() => {
  const { channels, over, background, contrast } = globalThis.colours;

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

  /** Words that are short, and on two lines all the same. */
  function broken() {
    return all("body *").flatMap(({ childNodes }) => [...childNodes].filter(saysSomething))
      .flatMap((node) =>
        [...node.textContent.matchAll(/(?<!\S)\w{2,20}(?!\S)/g)].filter(({ 0: word, index }) => {
          const range = document.createRange();
          range.setStart(node, index);
          range.setEnd(node, index + word.length);
          return new Set([...range.getClientRects()].map(({ top }) => top)).size > 1;
        })
      ).map(([word]) => `broken: ${word}`);
  }

  function wide() {
    return document.documentElement.scrollWidth <= innerWidth
      ? []
      : [`${document.documentElement.scrollWidth} wide in a window of ${innerWidth}`];
  }

  return {
    problems: [...faint(), ...edges(), ...targets(), ...unnamed(), ...broken(), ...wide()],
    ground: `${background(document.body).map(Math.round)}`,
    font: getComputedStyle(document.body).fontFamily,
  };
})();
