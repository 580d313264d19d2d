
"use strict";
(() => {
  const view = document.getElementById("view"), svg = document.getElementById("er"), find = document.getElementById("find");
  const said = document.getElementById("said"), atFirst = said.textContent;
  const tables = [...svg.querySelectorAll(".table")], links = [...svg.querySelectorAll(".link")];
  const width = svg.viewBox.baseVal.width, height = svg.viewBox.baseVal.height;
  let zoom = 1, fitted = true, found = [], next = 0;

  svg.setAttribute("tabindex", "-1");
  const list = document.getElementById("names");
  tables.forEach((t) => {
    t.tabIndex = 0;
    const option = document.createElement("option");
    option.value = t.dataset.name;
    list.append(option);
  });

  // the point that stays where it is: the middle, or where the pointer is
  function setZoom(to, x = view.clientWidth / 2, y = view.clientHeight / 2) {
    to = Math.min(4, Math.max(0.05, to));
    fitted = false;
    const left = Math.max(0, (view.clientWidth - width * zoom) / 2), above = 0;
    const px = (view.scrollLeft + x - left) / zoom, py = (view.scrollTop + y - above) / zoom;
    zoom = to;
    svg.setAttribute("width", width * zoom);
    svg.setAttribute("height", height * zoom);
    const newLeft = Math.max(0, (view.clientWidth - width * zoom) / 2);
    view.scrollTo(px * zoom + newLeft - x, py * zoom - y);
  }
  function fit() {
    setZoom(Math.min(1, (view.clientWidth - 4) / width, (view.clientHeight - 4) / height));
    fitted = true;
  }

  function pick(table) {
    const is = table && !table.classList.contains("lit");
    [...tables, ...links].forEach((e) => e.classList.remove("lit", "near"));
    svg.classList.toggle("picked", Boolean(is));
    if (!is) return;
    const id = table.id.slice(1);
    table.classList.add("lit");
    let count = 0;
    links.forEach((l) => {
      if (l.dataset.from !== id && l.dataset.to !== id) return;
      count += 1;
      l.classList.add("lit");
      const other = l.dataset.from === id ? l.dataset.to : l.dataset.from;
      document.getElementById("t" + other).classList.add("near");
    });
    said.textContent = `${table.dataset.name}: ${count} foreign keys`;
  }

  function show(table) {
    const box = table.getBoundingClientRect(), around = view.getBoundingClientRect();
    view.scrollBy(box.left + box.width / 2 - around.left - around.width / 2,
      Math.min(box.top - around.top - 20, box.top + box.height / 2 - around.top - around.height / 2));
  }

  function search() {
    const text = find.value.trim().toLowerCase();
    const names = (t) => [...t.querySelectorAll(".column")].map((c) => c.textContent);
    const score = (t) => {
      const name = t.dataset.name.toLowerCase();
      if (name === text) return 0;
      if (name.startsWith(text)) return 1;
      if (name.includes(text)) return 2;
      return names(t).some((c) => c.toLowerCase().includes(text)) ? 3 : 9;
    };
    found = text ? tables.map((t) => [score(t), t]).filter(([s]) => s < 9).sort((a, b) => a[0] - b[0]).map(([, t]) => t) : [];
    next = 0;
    tables.forEach((t) => t.classList.toggle("found", found.includes(t)));
    said.textContent = text ? `${found.length} found` : atFirst;
    if (found.length && found.length < tables.length) show(found[0]);
  }

  find.addEventListener("input", search);
  find.form.addEventListener("submit", (e) => {
    e.preventDefault();
    if (!found.length) return;
    const table = found[next % found.length];
    next += 1;
    if (zoom < 0.5) setZoom(1);
    show(table);
    pick(null);
    pick(table);
  });
  document.getElementById("in").addEventListener("click", () => setZoom(zoom * 1.25));
  document.getElementById("out").addEventListener("click", () => setZoom(zoom / 1.25));
  document.getElementById("fit").addEventListener("click", fit);

  svg.addEventListener("click", (e) => { if (!moved) pick(e.target.closest(".table")); });
  svg.addEventListener("focusin", (e) => { const t = e.target.closest(".table"); if (t && t.matches(":focus-visible")) show(t); });
  document.addEventListener("keydown", (e) => {
    const typing = e.target === find;
    if (e.key === "Escape") { find.value = ""; search(); pick(null); view.focus(); return; }
    if (typing || e.ctrlKey || e.metaKey || e.altKey) return;
    const table = e.target.closest && e.target.closest(".table");
    if (e.key === "/") { find.focus(); find.select(); }
    else if (e.key === "+" || e.key === "=") setZoom(zoom * 1.25);
    else if (e.key === "-") setZoom(zoom / 1.25);
    else if (e.key === "0") fit();
    else if (table && (e.key === "Enter" || e.key === " ")) pick(table);
    else if (e.key === "ArrowLeft") view.scrollBy(-80, 0);
    else if (e.key === "ArrowRight") view.scrollBy(80, 0);
    else if (e.key === "ArrowUp") view.scrollBy(0, -80);
    else if (e.key === "ArrowDown") view.scrollBy(0, 80);
    else return;
    e.preventDefault();
  });

  // with ctrl (or two fingers) the wheel zooms, else it scrolls
  view.addEventListener("wheel", (e) => {
    if (!e.ctrlKey && !e.metaKey) return;
    e.preventDefault();
    const around = view.getBoundingClientRect();
    setZoom(zoom * Math.exp(-e.deltaY / 300), e.clientX - around.left, e.clientY - around.top);
  }, { passive: false });

  // drag to move, two fingers to zoom
  const fingers = new Map();
  let moved = false, apart = 0;
  const distance = () => { const [a, b] = [...fingers.values()]; return Math.hypot(a.x - b.x, a.y - b.y); };
  view.addEventListener("pointerdown", (e) => {
    if (e.button) return;
    fingers.set(e.pointerId, { x: e.clientX, y: e.clientY });
    moved = false;
    if (fingers.size === 2) apart = distance();
  });
  view.addEventListener("pointermove", (e) => {
    const last = fingers.get(e.pointerId);
    if (!last) return;
    const dx = e.clientX - last.x, dy = e.clientY - last.y;
    if (!moved && Math.hypot(dx, dy) < 4) return;
    if (!moved) view.setPointerCapture(e.pointerId);
    moved = true;
    view.classList.add("moves");
    fingers.set(e.pointerId, { x: e.clientX, y: e.clientY });
    if (fingers.size === 2) {
      const around = view.getBoundingClientRect(), now = distance(), [a, b] = [...fingers.values()];
      setZoom(zoom * now / apart, (a.x + b.x) / 2 - around.left, (a.y + b.y) / 2 - around.top);
      apart = now;
    } else view.scrollBy(-dx, -dy);
  });
  const end = (e) => { fingers.delete(e.pointerId); view.classList.remove("moves"); };
  view.addEventListener("pointerup", end);
  view.addEventListener("pointercancel", end);

  new ResizeObserver(() => { if (fitted) fit(); }).observe(view);
  fit();
})();
