// The live preview in a page: comes back to the same place after each change, and says what is wrong.
// No part of the site: the preview adds it to each page that it serves.

const script = document.currentScript;
const key = `preview ${window.name} ${location.pathname}`;
let panel;

function pathOf(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const steps = [];
  for (let at = element; at && at !== document.body; at = at.parentElement) {
    steps.unshift(`${at.localName}:nth-child(${[...at.parentElement.children].indexOf(at) + 1})`);
  }
  return ["body", ...steps].join(" > ");
}

function keepPlace() {
  const focused = document.activeElement;
  const typed = [...document.querySelectorAll("input:not([type=hidden]), textarea, select")];
  const place = {
    x: scrollX,
    y: scrollY,
    focus: focused && focused !== document.body ? pathOf(focused) : "",
    selection: "selectionStart" in focused ? [focused.selectionStart, focused.selectionEnd] : null,
    open: [...document.querySelectorAll("details")].map((each) => each.open),
    typed: typed.map((each) => each.value),
  };
  sessionStorage.setItem(key, JSON.stringify(place));
}

function comeBack() {
  const kept = sessionStorage.getItem(key);
  if (!kept) return;
  sessionStorage.removeItem(key);
  const place = JSON.parse(kept);
  [...document.querySelectorAll("details")].forEach((each, index) => {
    if (index in place.open) each.open = place.open[index];
  });
  const typed = document.querySelectorAll("input:not([type=hidden]), textarea, select");
  typed.forEach((each, index) => {
    if (place.typed[index] && each.type !== "checkbox" && each.type !== "radio") each.value = place.typed[index];
  });
  const focused = place.focus && document.querySelector(place.focus);
  if (focused) {
    focused.focus({ preventScroll: true });
    if (place.selection && "selectionStart" in focused) {
      try { focused.setSelectionRange(...place.selection); } catch { /* not every kind of box has one */ }
    }
  }
  scrollTo({ left: place.x, top: place.y, behavior: "instant" });
}

function make(name, text, attributes = {}) {
  const element = document.createElement(name);
  element.textContent = text;
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  return element;
}

function problemItem(problem, index, all) {
  const item = document.createElement("li");
  const where = problem.link
    ? make("a", problem.where, { href: problem.link, class: "preview-where", target: "_top" })
    : make("span", problem.where, { class: "preview-where" });
  item.append(where, make("p", [problem.says, problem.fix].filter(Boolean).join(" ")));
  if (problem.paste) item.append(make("p", "Paste:"), make("code", problem.paste));
  const isFirst = all.findIndex((each) => each.rule === problem.rule) === index; // why is said once
  if (problem.why && isFirst) item.append(make("p", `Why: ${problem.why}`));
  return item;
}

function problemList(words, problems, open) {
  const details = document.createElement("details");
  details.open = open;
  const list = document.createElement("ol");
  list.append(...problems.map(problemItem));
  details.append(make("summary", words), list);
  return details;
}

function draw(state) {
  panel?.remove();
  panel = undefined;
  const inEditor = window.name === "live-page"; // the editing screen says all of this itself
  if (inEditor || !(state.ribbon || state.problems.length || state.notes.length || state.editing)) return;
  panel = make("aside", "", { class: "preview-panel", "aria-label": "Preview" });
  if (state.ribbon) panel.append(make("p", state.ribbon, { class: "preview-ribbon" }));
  if (state.problems.length) {
    panel.classList.add("has-problems");
    const here = state.problems.filter((problem) => problem.file === state.source);
    const others = state.problems.filter((problem) => problem.file !== state.source);
    const count = state.problems.length;
    const words = `${count} ${count > 1 ? "problems" : "problem"} to mend. You see the last good pages.`;
    panel.append(problemList(words, [...here, ...others], true));
  }
  if (state.notes.length) panel.append(problemList(`Notes on this page: ${state.notes.length}`, state.notes, false));
  if (state.editing && state.sourceLink) {
    const line = document.createElement("p");
    line.append(make("a", "Edit this page", { href: state.sourceLink, target: "_top" }));
    panel.append(line);
  }
  document.body.append(panel);
}

async function look() {
  const answer = await fetch(`/_preview/state.json?address=${encodeURIComponent(location.pathname)}`);
  const state = await answer.json();
  if (state.digest !== script.dataset.digest) {
    keepPlace();
    location.reload();
  } else {
    draw(state);
  }
}

function listen() {
  const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/livereload`);
  socket.onopen = () => look(); // something may have changed while we were not listening
  socket.onmessage = () => look();
  socket.onclose = () => setTimeout(listen, 500);
}

comeBack();
listen();
