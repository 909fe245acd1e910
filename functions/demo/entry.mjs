// What the runtime loads with the demo shop: all of the product, and the object that is the shop.

import { object } from "../instance.mjs";

export * from "../entry.mjs";
export { default } from "../entry.mjs";

export const DemoStoreObject = object("DemoStoreObject");
