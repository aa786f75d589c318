/** Where the viewer is, kept in the address so that Back, reload and copied links work. */
export function currentRoute(world) {
  const [where, thread, message] = location.hash.slice(1).split("/");
  if (where === "home") return { home: true };
  const channel = world.channel(where) ?? world.channels[0];
  if (channel?.id !== where) return { channel, thread: null };
  return { channel, thread: thread || null, message };
}

/** A place to be: a channel, a thread of it, and a message to point at. */
export function hrefOf(channel, thread, message) {
  if (message) return `#${channel}/${thread ?? ""}/${message}`;
  return thread ? `#${channel}/${thread}` : `#${channel}`;
}

export const go = (channel, thread) => { location.hash = hrefOf(channel, thread); };

const PERMALINK = /\/archives\/(\w+)\/p(\d+)(\d{6})(?:\?.*?thread_ts=([\d.]+))?/;

/** A permalink names slack.com, but its message is here. */
export function hrefOfPermalink(address, world) {
  const [, channel, seconds, micros, thread] = PERMALINK.exec(address) ?? [];
  return world.channel(channel) ? hrefOf(channel, thread, `${seconds}.${micros}`) : null;
}
