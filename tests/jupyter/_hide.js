/**
 * Runs in a page that has `_look.js`, and leaves `hide` there: it hides every text, bar and picture that
 * cells show, each in another way, and gives how many pictures there are now.
 */
(() => {
  /** What hides anything. */
  const anything = [
    "opacity: 0",
    "visibility: hidden",
    "display: none",
    "clip-path: inset(0 100% 0 0)",
    "position: relative; left: -9999px",
    "display: inline-block; transform: scale(0)",
  ];

  const ways = {
    texts: (ground) => [
      ...anything,
      `color: ${ground}`,
      "color: rgba(127, 127, 127, 0.2)",
      "font-size: 0",
      "display: block; height: 0; padding: 0; overflow: hidden",
    ],
    bars: () => [...anything, "width: 0", "width: 1em", "height: 0", "height: 1px"],
    fillings: (ground) => [
      ...anything,
      `background-color: ${ground}`,
      "background-color: transparent",
      "width: 0",
      "width: 30%",
      "height: 0",
    ],
    pictures: () => [
      ...anything,
      "width: 0",
      "width: 50%",
      "filter: brightness(0)",
      "filter: contrast(0)",
      "filter: grayscale(1)",
      "clip-path: inset(0 50% 0 0)",
    ],
  };

  function hideEach(elements, styles) {
    elements.forEach((element, at) => element.style.cssText += `; ${styles[at % styles.length]}`);
  }

  function output(html) {
    const area = document.createElement("div");
    area.className = "jp-OutputArea-output";
    area.innerHTML = html;
    document.querySelector(".jp-OutputArea-output").parentElement.append(area);
    return area;
  }

  globalThis.hide = (ground, bar) => {
    const [frames, fillings] = ["bars", "fillings"].map((what) => ways[what](ground));
    const [{ outerHTML: picture }] = look.pictures();
    for (const _ of ways.pictures()) output(picture);
    hideEach(look.pictures(), ways.pictures());
    hideEach(look.bars().map(({ frame }) => frame), frames);
    const own = [...frames, ...fillings].map(() => output(bar).querySelector("div > div"));
    hideEach(own.slice(0, frames.length), frames);
    hideEach(own.slice(frames.length).map((frame) => frame.firstElementChild), fillings);
    hideEach(look.texts(), ways.texts(ground));
    return look.pictures().length;
  };
})();
