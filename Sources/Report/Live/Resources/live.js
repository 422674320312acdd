"use strict";
(() => {
  const live = document.getElementById("live");
  const state = document.getElementById("live-state");
  const share = document.getElementById("live-share");
  const line = document.querySelector("#live-rates polyline");
  const say = (text) => { if (state.textContent !== text) state.textContent = text; };
  const underWay = "Under way: what stands below is of the run so far";
  const title = document.title;
  let isOver = false;

  // The figures, once a second: words for each place that has a key.
  const showFigures = (figures) => {
    for (const place of live.querySelectorAll("[data-live]")) {
      const key = place.dataset.live;
      place.textContent = figures.shown[key] ?? "–";
      place.classList.toggle("bad", figures.warnings.includes(key));
    }
    for (const place of live.querySelectorAll("[data-live-note]")) {
      place.textContent = figures.notes[place.dataset.liveNote] ?? "";
    }
    share.hidden = figures.share === undefined;
    if (!share.hidden) share.value = figures.share;
    document.title = figures.state === "over" || share.hidden ? title : `${Math.floor(figures.share * 100)}% ${title}`;
    const peak = Math.max(...figures.rates, 1e-9);
    const first = 60 - figures.rates.length;
    line.setAttribute("points", figures.rates.map((rate, index) =>
      `${(first + index) * 60 / 59},${19 - 18 * rate / peak}`).join(" "));
    if (figures.state === "over") say("The run is over");
    else say(figures.state === "draining" ? "Draining: no more are sent, and those in flight may end" : underWay);
  };

  // What the reader has done to the page, so that a newer one looks the same.
  const sorted = (table) => [...table.tHead.rows[0].cells].map((cell) => cell.getAttribute("aria-sort"));
  const keep = (main) => ({
    inputs: [...main.querySelectorAll("input[id],select[id]")].map((input) => [input.id, input.value, input.checked]),
    details: [...main.querySelectorAll("details")].map((details) => details.open),
    tables: [...main.querySelectorAll("table[data-sortable]")].map(sorted),
    scrolls: [...main.querySelectorAll(".scroll")].map((box) => box.scrollLeft),
  });
  const restore = (main, kept) => {
    for (const [id, value, checked] of kept.inputs) {
      const input = document.getElementById(id);
      if (!input || (input.value === value && input.checked === checked)) continue;
      input.value = value;
      input.checked = checked;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const details = [...main.querySelectorAll("details")];
    if (details.length === kept.details.length) details.forEach((one, index) => { one.open = kept.details[index]; });
    const tables = [...main.querySelectorAll("table[data-sortable]")];
    if (tables.length === kept.tables.length) tables.forEach((table, index) => {
      const column = kept.tables[index].findIndex((order) => order !== null);
      if (column < 0) return;
      for (let click = 0; click < 2 && sorted(table)[column] !== kept.tables[index][column]; click += 1) {
        table.tHead.rows[0].cells[column].querySelector("button")?.click();
      }
    });
    const boxes = [...main.querySelectorAll(".scroll")];
    if (boxes.length === kept.scrolls.length) boxes.forEach((box, index) => { box.scrollLeft = kept.scrolls[index]; });
  };

  // A newer page: not while the reader types, has marked something, points at a chart, or looks elsewhere; then the newest,
  // later.
  let waiting = null;
  const isBusy = () => document.hidden || document.activeElement?.matches("main input, main select, main textarea")
    || document.querySelector("main .chart:hover") !== null || !(document.getSelection()?.isCollapsed ?? true);
  const showPage = () => {
    if (waiting === null || (isBusy() && !isOver)) return;
    const main = document.querySelector("main");
    const kept = keep(main);
    const position = window.scrollY;
    main.innerHTML = waiting.main;
    document.querySelector("nav").outerHTML = waiting.contents;
    waiting = null;
    // The page's own script once more, for what is new; what it had given to the header goes with the header's copy.
    const header = document.querySelector("header.top");
    header.replaceWith(header.cloneNode(true));
    const script = document.createElement("script");
    script.textContent = document.getElementById("page-script").textContent;
    document.body.append(script);
    script.remove();
    restore(main, kept);
    window.scrollTo(window.scrollX, position);
  };
  document.addEventListener("visibilitychange", showPage);

  const source = new EventSource("events");
  source.addEventListener("figures", (event) => {
    live.classList.remove("lost");
    showFigures(JSON.parse(event.data));
  });
  source.addEventListener("page", (event) => {
    waiting = JSON.parse(event.data);
    showPage();
  });
  source.addEventListener("over", () => {
    isOver = true;
    source.close();
    showPage();
    say("The run is over: this is what came of it, and its process ends now");
  });
  source.addEventListener("error", () => {
    if (isOver) return;
    live.classList.add("lost");
    say("The run does not answer; it may have been ended");
  });
})();
