import { confirmed } from "./confirm.js";
import { post } from "./transport.js";
import { heldValue, valuesOf } from "./values.js";

/**
 * A message or a view as something to act on: it remembers what the viewer chose in it, through
 * every redrawing, and tells the app what was pressed.
 */
export class Surface {
  touched = {};
  #pressed = new Set();
  #queue = Promise.resolve();

  /** `address` is {channel, ts} or {view}; `complain` shows an Error. */
  constructor(address, complain) {
    this.address = address;
    this.complain = complain;
  }

  /** The newest of what is drawn; `blocks` are those whose state an action carries. */
  show(world, blocks) {
    this.world = world;
    this.blocks = blocks;
    return this;
  }

  valueOf(block, element) {
    return heldValue(this.touched, block, element);
  }

  remember(block, element, value) {
    (this.touched[block.block_id] ??= {})[element.action_id] = value;
  }

  get values() {
    return valuesOf(this.blocks, this.touched);
  }

  /** For buttons: a second press while the first is on its way does nothing. */
  async press(node, block, element, chosen) {
    const key = `${block.block_id}/${element.action_id}`;
    if (this.#pressed.has(key)) return;
    this.#pressed.add(key);
    try {
      await this.#send(node, block, element, chosen);
    } finally {
      this.#pressed.delete(key);
    }
  }

  /** For everything that holds a value: each change is sent, in order; false where the viewer drew back. */
  async choose(node, block, element, value) {
    const before = this.valueOf(block, element);
    this.remember(block, element, value);
    if (block.type === "input" && !block.dispatch_action) return true;
    const sent = this.#queue.then(() => this.#send(node, block, element, value));
    this.#queue = sent;
    if (!(await sent)) this.remember(block, element, before);
    return sent;
  }

  async #send(node, block, element, chosen) {
    if (element.confirm && !(await confirmed(element.confirm, this.world))) return false;
    node.setAttribute("aria-busy", "true");
    try {
      const what = { block_id: block.block_id, action_id: element.action_id, chosen, state: this.values };
      await post("action", { ...this.address, ...what });
      return true;
    } catch (error) {
      this.complain(error);
      return false;
    } finally {
      node.removeAttribute("aria-busy");
    }
  }
}
