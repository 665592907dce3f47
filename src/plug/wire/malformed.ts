/** What is wrong with bytes that are no plug message. The protocol has no answer for it, so the connection ends. */
import { TransportError } from '../../transport/endpoint.js';

export function malformed(what: string): TransportError {
  return new TransportError('corrupt', `no plug message: ${what}`);
}
