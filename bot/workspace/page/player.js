import { h } from "./dom.js";
import { icon } from "./icons.js";
import { post } from "./transport.js";

const PAUSE = 1200;

/** Plays a deal on, one message at a time or one after the other, while its channel is open. */
export class Player {
  #timer = null;
  #channel = null;

  constructor(complain) {
    this.complain = complain;
    const next = h("button", { type: "button", class: "button", onclick: () => this.#play() }, icon("next"), "Play the next message");
    this.on = h("button", { type: "button", class: "button", onclick: () => (this.#timer ? this.#stop() : this.#start()) });
    this.left = h("span", { class: "left" });
    this.node = h("div", { class: "player", role: "group", "aria-label": "What happens next in this deal" }, next, this.on, this.left);
    this.#stop();
  }

  show(channel) {
    if (channel?.id !== this.#channel?.id || !channel?.script) this.#stop();
    this.#channel = channel;
    const left = channel?.script ?? 0;
    this.node.hidden = !left;
    this.left.textContent = left === 1 ? "1 message left" : `${left} messages left`;
  }

  #start() {
    this.on.replaceChildren(icon("pause"), "Pause");
    this.#goOn();
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.on.replaceChildren(icon("play"), "Play on");
  }

  async #goOn() {
    const timer = setTimeout(() => this.#goOn(), PAUSE);
    this.#timer = timer;
    await this.#play();
  }

  async #play() {
    try {
      await post("play", { channel: this.#channel.id });
    } catch (error) {
      this.#stop();
      this.complain(error);
    }
  }
}
