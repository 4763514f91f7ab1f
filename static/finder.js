// The A to Z list, narrowed to what is typed. Without JavaScript the whole list stands; nothing typed is sent.

const form = document.querySelector("[data-finder]");
const box = form.elements.q;
const results = document.querySelector("[data-results]");
const sections = [...document.querySelectorAll(".letter")];
const schools = [...document.querySelectorAll(".letter li")].map((item) => ({
  item,
  words: plain(`${item.textContent} ${item.dataset.words ?? ""}`),
}));

function plain(text) {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\u0300-\u036f'’]/g, "")
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

function show() {
  const asked = plain(box.value).split(" ").filter(Boolean);
  let count = 0;
  for (const { item, words } of schools) {
    item.hidden = !asked.every((word) => ` ${words}`.includes(` ${word}`));
    count += item.hidden ? 0 : 1;
  }
  for (const section of sections) {
    section.hidden = !section.querySelector("li:not([hidden])");
  }
  const { one, many, none } = results.dataset;
  const said = count === 0 ? none : count === 1 ? one : many.replace("{count}", count);
  results.textContent = asked.length ? said : "";
}

form.hidden = false;
box.value = new URLSearchParams(location.search).get("q") ?? box.value;
box.addEventListener("input", show);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
show();
