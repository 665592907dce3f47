/** What the commands that serve say of the places where they listen. */
import type { TransportError } from '../../transport/endpoint.js';

/** What to do about a server that could not begin, to follow its error. */
export function hint({ code }: TransportError): string {
  if (code === 'in-use') return ' (end the other server, or choose another --port; 0 is any free one)';
  if (code === 'denied') return ' (choose a --port from 1024 on)';
  return '';
}

/** Whether no other machine gets to this address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** Host and port as they stand in an address. */
export function authority(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
