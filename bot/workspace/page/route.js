/** Where the viewer is, kept in the address so that Back, reload and copied links work. */
export function currentRoute(world) {
  const [where, thread] = location.hash.slice(1).split("/");
  if (where === "home") return { home: true };
  const channel = world.channel(where) ?? world.channels[0];
  return { channel, thread: channel?.id === where && thread ? thread : null };
}

export const hrefOf = (channel, thread) => (thread ? `#${channel}/${thread}` : `#${channel}`);
export const go = (channel, thread) => { location.hash = hrefOf(channel, thread); };

const PERMALINK = /\/archives\/(\w+)\/p(\d+)(\d{6})(?:\?.*?thread_ts=([\d.]+))?/;

/** A permalink names slack.com, but its message is here. */
export function hrefOfPermalink(address, world) {
  const [, channel, seconds, micros, thread] = PERMALINK.exec(address) ?? [];
  return world.channel(channel) ? hrefOf(channel, thread ?? `${seconds}.${micros}`) : null;
}
