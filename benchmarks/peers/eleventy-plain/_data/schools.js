import { readFileSync } from "node:fs";

// Every school with the cluster that it is in.
export default function () {
  const clusters = JSON.parse(readFileSync(new URL("clusters.json", import.meta.url)));
  return clusters.flatMap((cluster) => cluster.schools.map((school) => ({ ...school, cluster })));
}
