"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("script");

  // The theme: as the system's, light, dark. Where a page may keep nothing, it lasts as long as the page.
  const themes = ["auto", "light", "dark"];
  const button = document.getElementById("theme");
  const kept = () => { try { return localStorage.getItem("spammer-theme"); } catch { return null; } };
  const keep = (theme) => { try { localStorage.setItem("spammer-theme", theme); } catch { /* It is not kept, then. */ } };
  const show = (theme) => {
    if (theme === "auto") root.removeAttribute("data-theme"); else root.setAttribute("data-theme", theme);
    button.textContent = { auto: "Auto", light: "Light", dark: "Dark" }[theme];
    button.setAttribute("aria-label", "Theme: " + (theme === "auto" ? "as the system’s" : theme));
  };
  let theme = themes.includes(kept()) ? kept() : "auto";
  show(theme);
  button.addEventListener("click", () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    show(theme);
    keep(theme);
  });

  // Tables that can be sorted: each title is a button; numbers begin with the largest, words with the first.
  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value === undefined ? cell.textContent.trim() : Number(cell.dataset.value);
  };
  const sort = (table, column, title) => {
    const isNumber = title.classList.contains("n");
    const before = title.getAttribute("aria-sort");
    const rising = before === null ? !isNumber : before === "descending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    title.setAttribute("aria-sort", rising ? "ascending" : "descending");
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [value(row, column), row]);
    rows.sort(([a], [b]) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b)))
      * (rising ? 1 : -1));
    body.append(...rows.map(([, row]) => row));
  };
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    [...table.tHead.rows[0].cells].forEach((title, column) => {
      const sorter = document.createElement("button");
      sorter.type = "button";
      sorter.append(...title.childNodes);
      title.append(sorter);
      sorter.addEventListener("click", () => sort(table, column, title));
    });
  }

  // Filters: words that a row's name has, in any order; those with a minus in front, that it has not.
  for (const input of document.querySelectorAll("input[data-filters]")) {
    const rows = [...document.getElementById(input.dataset.filters).tBodies[0].rows];
    const count = document.querySelector(`output[for="${input.id}"]`);
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter((word) => word && word !== "-");
      let shown = 0;
      for (const row of rows) {
        const name = row.cells[0].textContent.toLowerCase();
        const fits = words.every((word) => word.startsWith("-") ? !name.includes(word.slice(1)) : name.includes(word));
        row.hidden = !fits;
        if (fits) shown += 1;
      }
      count.textContent = words.length ? `${shown} of ${rows.length}` : "";
    });
  }

  // Charts: what lies under the pointer is read from the chart's own table, whose rows say where they lie.
  for (const chart of document.querySelectorAll(".chart")) {
    const table = chart.querySelector("table");
    if (!table) continue;
    const [field, cursor, readout] = [".field", ".cursor", ".readout"].map((name) => chart.querySelector(name));
    const titles = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
    const rows = [...table.tBodies[0].rows].map((row) => [Number(row.cells[0].dataset.value), row]);
    const hide = () => { readout.hidden = true; cursor.classList.remove("on"); };
    const show = (event) => {
      const box = field.getBoundingClientRect();
      const place = (event.clientX - box.left) / box.width;
      if (!rows.length || place < -0.02 || place > 1.02) return hide();
      const [at, row] = rows.reduce((best, next) => Math.abs(next[0] - place) < Math.abs(best[0] - place) ? next : best);
      const lines = [...row.cells].map((cell, column) => [titles[column], cell.textContent]).filter(([, text]) => text);
      readout.textContent = lines.map(([title, text], index) => index ? `${title}: ${text}` : text).join("\n");
      readout.hidden = false;
      const x = box.left - readout.parentElement.getBoundingClientRect().left + at * box.width;
      readout.style.left = at < 0.5 ? `${x + 10}px` : "auto";
      readout.style.right = at < 0.5 ? "auto" : `${readout.parentElement.clientWidth - x + 10}px`;
      cursor.setAttribute("x1", `${at * 100}%`);
      cursor.setAttribute("x2", `${at * 100}%`);
      cursor.classList.add("on");
    };
    field.addEventListener("pointermove", show);
    field.addEventListener("pointerdown", show);
    field.addEventListener("pointerleave", hide);
  }
})();
