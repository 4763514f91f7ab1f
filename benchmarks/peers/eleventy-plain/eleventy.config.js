export default function (config) {
  config.addPassthroughCopy("style.css");
  return { dir: { input: ".", output: "_site" }, markdownTemplateEngine: false };
}
