import { blockItems } from "./blocks.js";
import { h, sync } from "./dom.js";
import { post } from "./transport.js";

/** The app's Home tab. Opening it is what makes an app publish it. */
export class Home {
  #open = false;

  constructor(node, surfaceFor, complain) {
    Object.assign(this, { node, surfaceFor, complain });
    this.body = h("div", { class: "home-body" });
    node.append(this.body);
  }

  show(world, open) {
    this.node.hidden = !open;
    if (open && !this.#open) post("home").catch(this.complain);
    this.#open = open;
    if (open) sync(this.body, this.#items(world));
  }

  #items(world) {
    const view = world.home;
    if (!view) return [{ key: "empty", version: "", build: nothingYet }];
    return blockItems(this.surfaceFor({ view: view.id }).show(world, view.blocks));
  }
}

const nothingYet = () => h("p", { class: "empty" }, "The coach has put nothing here yet.");
