// Saves marks as they are given, shows what another marker saved, and moves by keys. Texts are in the page.
"use strict";
const desk = document.querySelector(".desk");
const words = desk.dataset;
const address = `${location.pathname}/marks`;
const cards = [...document.querySelectorAll(".answer-card")].map((element) => new Card(element));
const announcement = document.getElementById("announcement");

function Card(element) {
  const find = (selector) => element.querySelector(selector);
  Object.assign(this, {
    element,
    points: find(".points-field"),
    comment: find(".comment-field"),
    ticks: [...element.querySelectorAll(".ticks input")],
    saveState: find(".save-state"),
    state: find(".state"),
    warning: find(".warning"),
    conflict: find(".conflict"),
    version: Number(element.dataset.version),
    answer: element.dataset.answer,
    most: Number(element.dataset.most),
    attempted: element.dataset.state !== "not_attempted" && !element.closest(".untouched"),
    dirty: false, busy: false, timer: 0, theirs: null,
  });
}

// Values: null points are none yet; undefined ones are not a number that fits.
function readPoints(card) {
  const text = card.points.value.trim().replace(",", ".");
  if (text === "") return null;
  const points = /^\d*\.?\d+$|^\d+\.$/.test(text) ? Number(text) : NaN;
  return points >= 0 && points <= card.most ? Math.round(points * 100) / 100 : undefined;
}
const writePoints = (points) => (points === null ? "" : String(points).replace(".", words.sign));
const readMark = (card) => ({
  points: readPoints(card),
  comment: card.comment.value,
  criteria: card.ticks.filter((tick) => tick.checked).map((tick) => tick.value),
});
const describe = (card, { points, comment }) =>
  [points == null ? words.none : `${writePoints(points)} / ${writePoints(card.most)}`, comment].filter(Boolean).join(" · ");

function show(card, text, kind = "") {
  card.saveState.textContent = text;
  card.saveState.dataset.kind = kind;
}
function fill(card, mark) {
  card.points.value = writePoints(mark.points);
  card.points.removeAttribute("aria-invalid");
  card.comment.value = mark.comment;
  for (const tick of card.ticks) tick.checked = mark.criteria.includes(tick.value);
  settle(card, mark);
}
function settle(card, mark) {
  card.version = mark.version;
  const state = mark.points !== null ? "marked" : card.attempted ? "pending" : "not_attempted";
  card.element.dataset.state = state;
  card.state.textContent = words[state];
  count();
}
function count() {
  const open = cards.filter((card) => card.element.dataset.state !== "not_attempted");
  const marked = open.filter((card) => card.element.dataset.state === "marked");
  document.querySelector("b[data-marked]").textContent = marked.length;
  document.querySelector(".guide progress").value = marked.length;
  for (const tally of document.querySelectorAll("[data-tally]")) tally.textContent = `${marked.length} / ${open.length}`;
}

function touch(card, delay) {
  card.dirty = true;
  clearTimeout(card.timer);
  if (readPoints(card) === undefined) {
    card.points.setAttribute("aria-invalid", "true");
    show(card, words.range.replace("{most}", writePoints(card.most)), "wrong");
    return;
  }
  card.points.removeAttribute("aria-invalid");
  if (!card.conflict.hidden) {
    card.conflict.querySelector(".yours").textContent = describe(card, readMark(card));
    return;
  }
  show(card, words.unsaved);
  card.timer = setTimeout(save, delay, card);
}
async function save(card) {
  clearTimeout(card.timer);
  if (card.busy || !card.dirty || !card.conflict.hidden || readPoints(card) === undefined) return;
  card.busy = true;
  card.dirty = false;
  show(card, words.saving);
  const mark = readMark(card);
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ key: card.element.dataset.key, version: card.version, answer: card.answer, ...mark }),
      keepalive: true,
    });
    if (response.status === 409) {
      card.dirty = true;
      dispute(card, (await response.json()).mark);
    } else if (response.ok) {
      const saved = await response.json();
      settle(card, saved.mark);
      card.warning.hidden = !saved.changed;
      card.element.toggleAttribute("data-changed", saved.changed);
      show(card, words.saved, "saved");
    } else {
      card.dirty = true;
      show(card, await response.text(), "wrong");
      if (response.status >= 500) card.timer = setTimeout(save, 3000, card);
    }
  } catch {
    card.dirty = true;
    show(card, words.lost, "wrong");
    card.timer = setTimeout(save, 3000, card);
  }
  card.busy = false;
  if (card.dirty && card.saveState.dataset.kind !== "wrong" && card.conflict.hidden) save(card);
}
function dispute(card, theirs) {
  card.theirs = theirs ?? { version: 0, points: null, comment: "", criteria: [] };
  card.conflict.querySelector(".theirs").textContent = describe(card, card.theirs);
  card.conflict.querySelector(".yours").textContent = describe(card, readMark(card));
  card.conflict.hidden = false;
  show(card, words.unsaved, "wrong");
}
function decide(card, mine) {
  card.conflict.hidden = true;
  card.version = card.theirs.version;
  if (mine) {
    card.dirty = true;
    show(card, words.unsaved);
    save(card);
  } else {
    card.dirty = false;
    fill(card, card.theirs);
    show(card, words.saved, "saved");
  }
  card.element.focus();
}

function tick(card, box) {
  if ("exclusive" in words && box.checked) for (const other of card.ticks) other.checked = other === box;
  const sum = card.ticks.reduce((total, one) => total + (one.checked ? Number(one.dataset.points) : 0), 0);
  card.points.value = writePoints(Math.round(Math.min(sum, card.most) * 100) / 100);
  touch(card, 0);
}
function give(card, points) {
  const all = card.ticks.reduce((total, one) => total + Number(one.dataset.points), 0);
  if (points === 0 || Math.abs(all - points) < 1e-9) for (const one of card.ticks) one.checked = points > 0;
  card.points.value = writePoints(points);
  touch(card, 0);
}

const isShown = (card) => card.element.getClientRects().length > 0;
const isWaiting = (card) => card.element.dataset.state === "pending" || card.element.hasAttribute("data-changed");
function go(card) {
  if (!card) return;
  card.element.focus({ preventScroll: true });
  card.element.scrollIntoView({ block: "nearest" });
}
function step(card, by) {
  const shown = cards.filter(isShown);
  go(shown[shown.indexOf(card) + by]);
}
function goToNext(card) {
  const from = cards.indexOf(card) + 1;
  const next = [...cards.slice(from), ...cards.slice(0, from)].find((one) => one !== card && isWaiting(one));
  if (next) {
    next.element.closest("li").hidden = false;
    next.element.closest("details")?.setAttribute("open", "");
    go(next);
  } else {
    announcement.textContent = words.done;
  }
}

function press(card, event) {
  const inText = event.target === card.points || event.target === card.comment;
  if (event.key === "Escape" && inText) {
    card.element.focus();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey || event.target === card.points)) {
    save(card);
    goToNext(card);
  } else if (inText || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  } else if (/^[1-9]$/.test(event.key)) {
    const box = card.ticks[Number(event.key) - 1];
    if (!box) return;
    box.checked = !box.checked;
    tick(card, box);
  } else {
    const actions = {
      j: () => step(card, 1), k: () => step(card, -1), n: () => goToNext(card),
      m: () => give(card, card.most), 0: () => give(card, 0),
      p: () => card.points.select(), c: () => card.comment.focus(),
    };
    if (!(event.key in actions)) return;
    actions[event.key]();
  }
  event.preventDefault();
}

for (const card of cards) {
  const on = (element, kind, what) => element.addEventListener(kind, what);
  on(card.points, "input", () => touch(card, 800));
  on(card.comment, "input", () => touch(card, 800));
  on(card.points, "change", () => save(card));
  on(card.comment, "change", () => save(card));
  for (const box of card.ticks) on(box, "change", () => tick(card, box));
  on(card.conflict.querySelector(".take"), "click", () => decide(card, false));
  on(card.conflict.querySelector(".keep"), "click", () => decide(card, true));
  on(card.warning.querySelector(".confirm"), "click", () => touch(card, 0));
  on(card.element, "keydown", (event) => press(card, event));
}
document.querySelector(".next-to-mark").addEventListener("click", () => goToNext(null));
const only = document.querySelector(".only");
only.addEventListener("change", () => {
  for (const card of cards) card.element.closest("li").hidden = only.checked && !isWaiting(card);
});

// Whoever is not being edited here shows what others saved.
async function look() {
  if (document.visibilityState !== "visible") return;
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) return;
  const { marks } = await response.json();
  for (const card of cards) {
    const mark = marks[card.element.dataset.key];
    if (mark && mark.version > card.version && !card.dirty && !card.busy) {
      fill(card, mark);
      show(card, words.other, "saved");
    }
  }
}
setInterval(look, 4000);
addEventListener("pagehide", () => cards.forEach(save));
addEventListener("beforeunload", (event) => {
  if (cards.some((card) => card.dirty || card.busy)) event.preventDefault();
});
