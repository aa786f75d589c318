import { Conversation } from "./conversation.js";
import { h, sync } from "./dom.js";
import { Header } from "./header.js";
import { Home } from "./home.js";
import { icon } from "./icons.js";
import { Modal } from "./modal.js";
import { Notices } from "./notices.js";
import { Player } from "./player.js";
import { currentRoute, go, hrefOf } from "./route.js";
import { Sidebar } from "./sidebar.js";
import { Surface } from "./surface.js";
import { keepTimeOf } from "./times.js";
import { fetchState, live, post, postFile } from "./transport.js";
import { World } from "./world.js";

const part = (id) => document.getElementById(id);
const app = part("app");
const notices = new Notices(part("notices"));
const { complain } = notices;

const surfaces = new Map();
function surfaceFor(address) {
  const key = JSON.stringify(address);
  if (!surfaces.has(key)) surfaces.set(key, new Surface(address, complain));
  return surfaces.get(key);
}

function deliver(text, { channel, thread }) {
  if (text.startsWith("/")) return post("command", { channel: channel.id, text });
  return post("message", { channel: channel.id, text, ...(thread ? { thread_ts: thread } : {}) });
}

const attach = (file, { channel, thread }) => postFile(file, { channel: channel.id, ...(thread ? { thread_ts: thread } : {}) });

const runShortcut = (callbackId, channel, ts) => post("shortcut", { callback_id: callbackId, channel, ts }).catch(complain);

const sidebar = new Sidebar(part("sidebar"));
const header = new Header(part("header"), { openSidebar: () => openSidebar(!app.classList.contains("with-sidebar")), complain });
const modal = new Modal(part("modal"), surfaceFor);
const home = new Home(part("home"), surfaceFor, complain);
const channelPane = new Conversation(deliver, attach);
const player = new Player(complain);
part("conversation").append(...channelPane.nodes);
channelPane.composer.node.before(player.node);
const threadPane = new Conversation(deliver, attach);
const threadTitle = h("div", { class: "title" });
part("thread").append(h("header", {}, threadTitle,
  h("button", { type: "button", class: "tool", "aria-label": "Close thread", onclick: closeThread }, icon("close"))), ...threadPane.nodes);

let world = null;
let route = {};

function render() {
  const before = route;
  route = currentRoute(world);
  app.removeAttribute("aria-busy");
  sidebar.show(world, route);
  header.show(world, route);
  notices.show(world);
  home.show(world, Boolean(route.home));
  // The thread first: it narrows the channel, whose end is then found in its final width.
  showThread();
  showChannel();
  modal.show(world);
  if (before.thread !== route.thread || before.channel?.id !== route.channel?.id) arrive(before);
  if (route.message) point();
  read(route.channel);
}

function showChannel() {
  const { channel } = route;
  part("conversation").hidden = !channel;
  player.show(channel);
  if (!channel) return;
  const name = channel.kind === "im" ? world.title(channel) : `#${channel.name}`;
  channelPane.show(room({
    place: channel.id,
    messages: world.inChannel(channel.id),
    label: `Messages in ${name}`,
    writing: `Message ${name}`,
    prompt: "Message, or / to ask the coach",
    empty: () => welcome(channel),
  }));
}

function showThread() {
  const { channel, thread } = route;
  part("thread").hidden = !thread;
  app.classList.toggle("with-thread", Boolean(thread));
  if (!thread) return;
  const title = channel.kind === "im" ? world.title(channel) : `#${channel.name}`;
  sync(threadTitle, [{ key: title, version: "", build: () => h("div", {}, h("h2", {}, "Thread"), h("p", { class: "topic" }, title)) }]);
  threadPane.show(room({
    place: `${channel.id}/${thread}`,
    thread,
    messages: world.inThread(channel.id, thread),
    label: "Messages in this thread",
    writing: "Reply in this thread",
    prompt: "Reply…",
    empty: () => h("p", {}, "This thread is no longer here."),
  }));
}

const room = (details) => ({ world, channel: route.channel, surfaceFor, runShortcut, complain, ...details });

function welcome(channel) {
  const { description } = world.commands[0] ?? {};
  if (channel.kind !== "im") return h("p", {}, "Nothing has been said here yet.");
  return h("div", { class: "welcome" }, h("img", { src: "/static/mark.svg", alt: "" }), h("h2", {}, world.title(channel)),
    h("p", {}, description ?? "Nothing here yet."),
    h("p", { class: "hint" }, "Type ", h("kbd", {}, "/"), " below to see what it can do."));
}

/** Focus follows the viewer to the place they chose, but is left alone when the page has just opened. */
function arrive(before) {
  openSidebar(false);
  if (!before.channel && !before.home) return;
  // On a phone, focus would raise the keyboard over what was just opened.
  if (modal.dialog.open || !matchMedia("(pointer: fine)").matches) return;
  if (route.thread) threadPane.composer.focus();
  else if (route.channel) channelPane.composer.focus();
}

/** Once: the address forgets the message, so that a second click on the same link points again. */
function point() {
  (route.thread ? threadPane : channelPane).pointAt(route.message);
  history.replaceState(null, "", hrefOf(route.channel.id, route.thread));
}

const reading = new Set();
function read(channel) {
  if (!channel?.unread || document.hidden || reading.has(channel.id)) return;
  reading.add(channel.id);
  post("read", { channel: channel.id }).catch(complain).finally(() => reading.delete(channel.id));
}

function openSidebar(open) {
  app.classList.toggle("with-sidebar", open);
  header.menu.setAttribute("aria-expanded", String(open));
}

function closeThread() {
  if (route.thread) go(route.channel.id);
}

function update(snapshot) {
  world = new World(snapshot);
  keepTimeOf(world.user(world.me).tz);
  render();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || event.target.closest("dialog, [role=menu]")) return;
  if (app.classList.contains("with-sidebar")) openSidebar(false);
  else closeThread();
});
document.addEventListener("visibilitychange", () => world && read(route.channel));
addEventListener("hashchange", () => world && render());
part("main").addEventListener("pointerdown", (event) => {
  if (!event.target.closest(".open-sidebar")) openSidebar(false);
});

fetchState().then(update).catch(complain).finally(() => live(update, (up) => notices.connection(up)));
