// The floor: the bare function and object of `floor/`.

import { buildWorker, startWorker } from "./worker.mjs";

export async function startFloor() {
  await buildWorker("floor");
  return startWorker("floor", { durableObjects: { FLOOR: { className: "FloorObject", useSQLite: true } } });
}
