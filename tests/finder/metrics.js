// How well a search answers labelled queries: {query, category, expect}, where `expect` holds the ids of every right
// school; none of them where the right answer is nothing. Runs in a browser and in Node.

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / (values.length || 1);

/** Of each query: what was found, and how it scores. */
export function judge(search, queries) {
  return queries.map(({ query, category, expect }) => {
    const found = search(query).map(({ id }) => id);
    const right = new Set(expect);
    const place = found.findIndex((id) => right.has(id));
    const none = expect.length === 0;
    return {
      query, category, expect, found, none,
      success1: none ? found.length === 0 : place === 0,
      success3: none ? found.length === 0 : place >= 0 && place < 3,
      reciprocal: none ? 0 : place < 0 ? 0 : 1 / (place + 1),
    };
  });
}

/** The measures of a judged list. Macro: the mean of the categories that have an answer; x-… are only looked at. */
export function summarise(judged) {
  const categories = {};
  for (const result of judged) (categories[result.category] ??= []).push(result);
  const measures = (results) => ({
    queries: results.length,
    success1: mean(results.map(({ success1 }) => Number(success1))),
    success3: mean(results.map(({ success3 }) => Number(success3))),
    mrr: mean(results.map(({ reciprocal }) => reciprocal)),
  });
  const answerable = judged.filter(({ none }) => !none);
  const strangers = judged.filter(({ none }) => none);
  const byCategory = Object.entries(categories).map(([name, results]) => [name, measures(results)]);
  const counted = byCategory.filter(([name]) => !name.startsWith("none-") && !name.startsWith("x-")).map(([, each]) => each);
  const refused = strangers.filter(({ found }) => !found.length).length;
  const lost = answerable.filter(({ found }) => !found.length).length;
  return {
    categories: Object.fromEntries(byCategory),
    macro: {
      success1: mean(counted.map(({ success1 }) => success1)),
      success3: mean(counted.map(({ success3 }) => success3)),
      mrr: mean(counted.map(({ mrr }) => mrr)),
    },
    micro: measures(answerable),
    none: { recall: refused / (strangers.length || 1), precision: refused / (refused + lost || 1), lost: lost / answerable.length },
  };
}
