/** The part of an address that says where a server is: `host`, `host:1234`, `[::1]:1234`. */

/** What stands there, with `port` where none does; undefined for a text that is no such thing. */
export function hostAndPort(authority: string, port: number): { host: string; port: number } | undefined {
  const match = /^(\[([0-9a-f:.%]+)\]|[^:@[\]]+)(:(\d{1,5}))?$/i.exec(authority);
  const host = match?.[2] ?? match?.[1];
  const given = match?.[4] === undefined ? port : Number(match[4]);
  return host === undefined || given < 1 || given > 0xffff ? undefined : { host, port: given };
}
