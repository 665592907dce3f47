/**
 * Where a session may go on. Its number is no secret that protects anything. So a client that begins a session where
 * peers are known does not lose it to a client that comes in where they are not.
 */
import type { Origin } from '../../transport/endpoint.js';

/** Whether a session that was begun in the one way may go on in the other. */
export function mayGoOn(begun: Origin, now: Origin): boolean {
  if (begun.over === 'tcp') return true;
  if (begun.over !== now.over) return false;
  return begun.certificate === undefined || begun.certificate === now.certificate;
}

/** For people: where such a session may go on. */
export function whereItGoesOn({ over, certificate }: Origin): string {
  switch (over) {
    case 'tcp':
      return 'anywhere';
    case 'tls':
      return certificate === undefined ? 'only over TLS' : 'only over TLS, with the certificate that it was begun with';
    case 'shm':
      return 'only over shared memory';
    case 'process':
      return 'only within the process of the server';
  }
}
