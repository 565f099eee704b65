// The channels of the stand-in Slack: whether the app is in them and whether they are archived.

export type Channel = {
  id: string;
  name: string;
  isArchived: boolean;
  /** Whether the app has been invited. */
  isMember: boolean;
};

export type ChannelChange = { isArchived?: boolean; isMember?: boolean };
export type ChannelOption = string | ({ name: string } & ChannelChange);

export type Channels = {
  all(): Channel[];
  find(idOrName: string): Channel | undefined;
  /** Makes the channel when there is none of this name. */
  set(name: string, change: ChannelChange): void;
};

export function makeChannels(options: readonly ChannelOption[]): Channels {
  const channels: Channel[] = [];
  function find(asked: string): Channel | undefined {
    return channels.find(({ id, name }) => asked === id || bare(asked) === name);
  }
  function set(name: string, change: ChannelChange): void {
    const found = find(name);
    if (found !== undefined) return void Object.assign(found, change);
    const id = channels.length === 0 ? 'C0DEADLTR' : `C0CHAN${String(channels.length).padStart(3, '0')}`;
    channels.push({ id, name: bare(name), isArchived: false, isMember: true, ...change });
  }
  for (const option of options) {
    const { name, ...change } = typeof option === 'string' ? { name: option } : option;
    set(name, change);
  }
  return { all: () => channels.map((channel) => ({ ...channel })), find, set };
}

function bare(name: string): string {
  return name.replace(/^#/, '');
}
