"use strict";
// Draws the charts: unpacks plotly, draws what is near the screen and all before printing, follows light and dark.
(() => {
  const NARROW = 480; // pixels below which a chart takes its figure for phones
  const PAGE_WIDTH = 940; // pixels of a printed page, which the style sheet zooms to fit
  const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
  const darkColours = JSON.parse(document.getElementById("dark-colours").textContent);
  const figures = [...document.querySelectorAll(".figure")];
  const drawn = new Map(); // figure → how it was drawn
  let printing = false;
  let unpacked = false;

  const unpack = async () => {
    const packed = document.getElementById("plotly");
    const bytes = Uint8Array.from(atob(packed.textContent.trim()), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(stream).text();
    document.head.append(script);
    packed.remove();
    unpacked = true;
  };

  // Only colours are replaced: a name that reads like a colour stays a name.
  const darkened = (value, isColour) => {
    if (typeof value === "string") return isColour ? darkColours[value] || value : value;
    if (Array.isArray(value)) return value.map((item) => darkened(item, isColour));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, darkened(item, /colou?r/i.test(key))]),
    );
  };

  const source = (kind, figure) => document.querySelector(`script[data-${kind}="${CSS.escape(figure.id)}"]`);

  const draw = (figure) => {
    const width = Math.floor(figure.clientWidth);
    if (!unpacked || width === 0) return;
    const dark = systemIsDark.matches && !printing;
    const narrow = width < NARROW && source("narrow", figure);
    const read = (script) => JSON.parse(script.textContent);
    const state = `${width} ${dark}`;
    if (drawn.get(figure) === state) return;
    // A narrow figure without data of its own shows the same data.
    let { data, layout } = { ...read(source("figure", figure)), ...(narrow ? read(narrow) : {}) };
    if (dark) [data, layout] = [darkened(data, false), darkened(layout, false)];
    figure.style.height = `${layout.height}px`;
    const settings = {
      displaylogo: false,
      displayModeBar: width < NARROW || printing ? false : "hover",
      modeBarButtons: [["toImage"]],
      toImageButtonOptions: { filename: figure.id.replace("figure-", "tenure-"), scale: 2 },
      showSendToCloud: false,
      showEditInChartStudio: false,
      scrollZoom: false,
      responsive: false,
    };
    drawn.set(figure, state);
    // A new plot, because flows that are only updated fade in, and paper does not wait.
    Plotly.newPlot(figure, data, { ...layout, width, autosize: false }, settings);
  };

  const near = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => draw(entry.target)),
    { rootMargin: "800px 0px" },
  );
  const drawAgain = () => [...drawn.keys()].forEach(draw);
  const drawAll = () => figures.forEach(draw);

  const show = (chart, number) => {
    for (const view of chart.querySelectorAll(".view")) {
      view.hidden = view.dataset.view !== number;
      if (!view.hidden) draw(view.querySelector(".figure"));
    }
  };
  for (const choice of document.querySelectorAll(".choice")) {
    choice.addEventListener("change", (event) => show(choice.closest(".chart"), event.target.value));
    choice.hidden = false;
  }

  const beginPrinting = () => {
    printing = true;
    document.documentElement.style.setProperty("--page", `${PAGE_WIDTH}px`);
    document.documentElement.classList.add("printing");
    drawAll();
  };
  const endPrinting = () => {
    printing = false;
    document.documentElement.classList.remove("printing");
    drawAgain();
  };

  unpack().then(
    () => {
      figures.forEach((figure) => near.observe(figure));
      systemIsDark.addEventListener("change", drawAgain);
      addEventListener("beforeprint", beginPrinting);
      addEventListener("afterprint", endPrinting);
      let waiting = 0;
      addEventListener("resize", () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => printing || drawAgain(), 150);
      });
    },
    () => {
      for (const message of document.querySelectorAll(".no-charts")) message.hidden = false;
      for (const figure of figures) figure.hidden = true;
      for (const numbers of document.querySelectorAll("details.numbers")) numbers.open = true;
    },
  );
})();
