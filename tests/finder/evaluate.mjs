// Prints how good, how fast and how big the school search is:  node tests/finder/evaluate.mjs [--index FILE] [--fails]
// The index is that of the built site, unless FILE is another (register.py makes one of a whole register).

import { readdirSync, readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

const here = new URL(".", import.meta.url);
const project = new URL("../../", here);
const asked = process.argv.slice(2);
const other = asked.includes("--index") && asked[asked.indexOf("--index") + 1];

// Node takes a .js file for a module only beside a package.json that says so; its text it takes as it is.
const module = (path) => import(`data:text/javascript,${encodeURIComponent(readFileSync(path, "utf-8"))}`);
const { build, unpack } = await module(new URL("static/search.js", project));
const { judge, summarise } = await module(new URL("metrics.js", here));

const data = new URL("site/data/", project);
const file = other || new URL(readdirSync(data).find((name) => /^finder\..*\.json$/.test(name)), data);
const packed = readFileSync(file);
const started = performance.now();
const index = build(unpack(JSON.parse(packed)));
const search = (query) => index.search(query).filter(({ kind }) => !kind); // as the page offers them
const ready = performance.now() - started;
const queries = readFileSync(new URL("queries.jsonl", here), "utf-8").trim().split("\n").map((line) => JSON.parse(line));
const percent = (share) => `${(100 * share).toFixed(1).padStart(5)} %`;

if (!other) {
  const judged = judge(search, queries);
  const { categories, macro, micro, none } = summarise(judged);
  console.log("category              queries  success@1  success@3    MRR");
  const line = (name, { queries: count = "", success1, success3, mrr }) =>
    console.log(`${name.padEnd(20)}  ${String(count).padStart(7)}    ${percent(success1)}    ${percent(success3)}  ${mrr.toFixed(3)}`);
  Object.entries(categories).sort().forEach(([name, measures]) => line(name, measures));
  line("all, macro", macro);
  line("all, micro", micro);
  console.log(`nothing where nothing is right: recall ${percent(none.recall)}, precision ${percent(none.precision)}`);
  console.log(`real schools answered with nothing: ${percent(none.lost)}`);
  if (asked.includes("--fails")) {
    const wrong = judged.filter(({ success1 }) => !success1);
    for (const { category, query, expect, found } of wrong) {
      console.log(`${category}: "${query}" wants ${expect.slice(0, 3).join(" ") || "nothing"}, got ${found.slice(0, 3).join(" ") || "nothing"}`);
    }
  }
}

const times = [];
for (const { query } of queries) {
  for (let end = 1; end <= Math.min(query.length, 60); end++) {
    const begun = performance.now();
    search(query.slice(0, end));
    times.push(performance.now() - begun);
  }
}
times.sort((a, b) => a - b);
const at = (share) => times[Math.floor(times.length * share)].toFixed(2);
console.log(`per keystroke (${times.length}): median ${at(0.5)} ms, p99 ${at(0.99)} ms; ready in ${ready.toFixed(0)} ms`);

const brotli = (content) =>
  brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length, [constants.BROTLI_PARAM_LGWIN]: 24 },
  }).length;
const sizes = [brotli(readFileSync(new URL("static/search.js", project))), brotli(packed)];
console.log(`over the wire (brotli): module ${sizes[0]} + index ${sizes[1]} = ${sizes[0] + sizes[1]} bytes`);
