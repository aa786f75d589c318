/** Where the viewer is, kept in the address so that Back, reload and copied links work. */
export function currentRoute(world) {
  const [where, thread] = location.hash.slice(1).split("/");
  if (where === "home") return { home: true };
  const channel = world.channel(where) ?? world.channels[0];
  return { channel, thread: channel?.id === where && thread ? thread : null };
}

export const hrefOf = (channel, thread) => (thread ? `#${channel}/${thread}` : `#${channel}`);
export const go = (channel, thread) => { location.hash = hrefOf(channel, thread); };
