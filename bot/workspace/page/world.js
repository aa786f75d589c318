/** One snapshot of the workspace, with the questions that every part of the page asks of it. */
export class World {
  constructor(snapshot) {
    Object.assign(this, snapshot);
    this.receivedAt = Date.now();
    // Drawn text holds names, so a drawing is only as fresh as these.
    this.names = JSON.stringify([this.users, this.channels.map(({ id, name }) => [id, name]), this.shortcuts]);
  }

  /** The workspace's clock runs on between snapshots, and can be hours ahead of the browser's. */
  get time() {
    return new Date(Date.parse(this.now) + Date.now() - this.receivedAt);
  }

  user(id) {
    return this.users[id] ?? { name: id, real_name: id };
  }

  nameOf(id) {
    const user = this.user(id);
    return user.real_name || user.name;
  }

  channel(id) {
    return this.channels.find((channel) => channel.id === id);
  }

  /** The other person of a direct message. */
  partner(channel) {
    return channel.members.find((id) => id !== this.me) ?? this.me;
  }

  title(channel) {
    return channel.kind === "im" ? this.nameOf(this.partner(channel)) : channel.name;
  }

  isOutside(id) {
    const { team, is_bot } = this.user(id);
    return !is_bot && Boolean(team) && team !== this.user(this.me).team;
  }

  /** What stands in the channel itself: replies live in their thread. */
  inChannel(id) {
    return (this.messages[id] ?? []).filter(({ ts, thread_ts }) => !thread_ts || thread_ts === ts);
  }

  inThread(id, threadTs) {
    return (this.messages[id] ?? []).filter(({ ts, thread_ts }) => ts === threadTs || thread_ts === threadTs);
  }

  /** Also those that only the viewer sees, which Slack's own count leaves out. */
  repliesTo(id, threadTs) {
    return this.inThread(id, threadTs).filter(({ ts }) => ts !== threadTs);
  }
}
