import { avatar } from "./avatar.js";
import { drawBlock } from "./blocks.js";
import { h } from "./dom.js";
import { drawFiles } from "./files.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { ownItems } from "./own.js";
import { go } from "./route.js";
import { ago, dayKey, dayLabel, exactly, fromTs, timeOf } from "./times.js";

const ONE_BREATH = 5 * 60;

/** sync() items for a list of messages, with a line where a new day begins. */
export function messageItems(messages, room) {
  return messages.flatMap((message, index) => {
    const before = messages[index - 1];
    const newDay = !before || dayKey(fromTs(before.ts)) !== dayKey(fromTs(message.ts));
    const follows = !newDay && goesOn(before, message);
    const item = messageItem(message, follows, room);
    return newDay ? [dayItem(message, room.world), item] : [item];
  });
}

function goesOn(before, message) {
  const plain = !before.ephemeral && !message.ephemeral && before.user === message.user;
  return plain && !before.reply_count && message.ts - before.ts < ONE_BREATH;
}

function dayItem({ ts }, world) {
  const label = dayLabel(fromTs(ts), world.time);
  return { key: `day-${dayKey(fromTs(ts))}`, version: label, build: () => h("li", { class: "day" }, h("h2", {}, label)) };
}

function messageItem(message, follows, room) {
  const { world, channel } = room;
  const replies = world.repliesTo(channel.id, message.ts);
  const since = replies.length > 0 && ago(fromTs(replies.at(-1).ts), world.time);
  return {
    key: `${channel.id}/${message.ts}`,
    version: JSON.stringify([message, follows, since, replies.length, world.names]),
    build: () => drawMessage(message, follows, room),
  };
}

function drawMessage(message, follows, room) {
  const { world, channel, thread } = room;
  const kinds = ["message", follows && "follows", message.ephemeral && "ephemeral"].filter(Boolean).join(" ");
  return h("li", { class: kinds, "data-ts": message.ts, "aria-label": `${world.nameOf(message.user)}, ${timeOf(fromTs(message.ts))}` },
    follows ? stamp(message) : avatar(message.user, world),
    h("div", { class: "message-body" },
      message.ephemeral && h("p", { class: "only-you" }, icon("eye"), "Only visible to you"),
      !follows && byline(message, world),
      content(message, room),
      drawFiles(message.files),
      message.edited && h("span", { class: "edited" }, "(edited)"),
      !thread && repliesButton(message, room)),
    !message.ephemeral && tools(message, channel, room));
}

function byline(message, world) {
  const { is_bot: isBot, team } = world.user(message.user);
  return h("p", { class: "byline" },
    h("strong", {}, world.nameOf(message.user)),
    isBot && h("span", { class: "tag" }, "App"),
    world.isOutside(message.user) && h("span", { class: "tag outside" }, outsideName(team)),
    stamp(message));
}

/** A team's id says nothing to a reader. */
const outsideName = (team) => (/^[TE][A-Z0-9]{6,}$/.test(team) ? "Outside" : team);

function stamp({ ts }) {
  const date = fromTs(ts);
  return h("time", { class: "stamp", datetime: date.toISOString(), title: exactly(date) }, timeOf(date));
}

function content(message, { world, channel, surfaceFor }) {
  if (!message.blocks?.length) return h("div", { class: message.is_tombstone ? "prose gone" : "prose" }, mrkdwn(message.text, world));
  const address = { channel: channel.id, ts: message.ts };
  const surface = surfaceFor(address).show(world, message.blocks);
  return h("div", { class: "blocks" }, message.blocks.map((block) => drawBlock(block, surface)));
}

function repliesButton(message, { world, channel }) {
  const replies = world.repliesTo(channel.id, message.ts);
  if (!replies.length) return null;
  const people = new Set(replies.map(({ user }) => user));
  const count = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
  return h("button", { type: "button", class: "replies", "data-focus": `${message.ts}/replies`, onclick: () => go(channel.id, message.ts) },
    [...people].slice(0, 4).map((id) => avatar(id, world, "tiny")),
    h("span", { class: "count" }, count), h("span", { class: "since" }, ago(fromTs(replies.at(-1).ts), world.time)));
}

function tools(message, channel, room) {
  const { thread, world, runShortcut } = room;
  const reply = { label: "Reply in thread", onpick: () => go(channel.id, message.thread_ts ?? message.ts) };
  const shortcuts = world.shortcuts.map(({ name, callback_id }) => (
    { label: name, onpick: () => runShortcut(callback_id, channel.id, message.ts) }));
  const items = [...(thread ? [] : [reply]), ...shortcuts, ...ownItems(message, room)];
  if (!items.length) return null;
  const more = { class: "tool", "aria-label": "More actions", title: "More actions", "data-focus": `${message.ts}/more` };
  return h("div", { class: "tools" },
    !thread && h("button", { type: "button", class: "tool", "aria-label": reply.label, title: reply.label, onclick: reply.onpick }, icon("reply")),
    menuButton(more, icon("more"), items));
}

/** What was sent and has not been answered yet; `item` is {id, text}. */
export function pendingItem({ id, text }, world) {
  const build = () => h("li", { class: "message sending" }, avatar(world.me, world),
    h("div", { class: "message-body" },
      h("p", { class: "byline" }, h("strong", {}, world.nameOf(world.me)), h("span", { class: "spinner" }), h("span", { class: "stamp" }, "Sending…")),
      h("div", { class: "prose" }, text)));
  return { key: `pending-${id}`, version: text, build };
}
