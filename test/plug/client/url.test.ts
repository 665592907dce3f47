import { describe, expect, it } from 'vitest';
import { isPlugUrl, parsePlugUrl } from '../../../src/plug/client/url.js';
import { fc } from '../../random.js';

const plain = { host: '127.0.0.1', port: 1234, dialect: 'prefixed', sizes: {} };

describe('an address', () => {
  it.each([
    ['plug://127.0.0.1', plain],
    ['PLUG://127.0.0.1:1234/', plain],
    ['plug://example.org:7', { ...plain, host: 'example.org', port: 7 }],
    ['plug://[::1]:65535?dialect=prefixed', { ...plain, host: '::1', port: 65_535 }],
    ['plug://a?dialect=fixed', { ...plain, host: 'a', dialect: 'fixed' }],
    ['plug://a:1/?dialect=fixed&transition=0', { host: 'a', port: 1, dialect: 'fixed', sizes: { transition: 0 } }],
    [
      'plug://a:1?configuration=2147483647&transition=4&dialect=fixed',
      { host: 'a', port: 1, dialect: 'fixed', sizes: { configuration: 2_147_483_647, transition: 4 } },
    ],
  ])('%s', (text, address) => {
    expect(isPlugUrl(text)).toBe(true);
    expect(parsePlugUrl(text)).toEqual(address);
  });

  it.each([
    ['plug://', 'write plug://host:port'],
    ['plug://:1234', 'write plug://host:port'],
    ['plug://a:0', 'a port from 1 to 65535'],
    ['plug://a:65536', 'a port from 1 to 65535'],
    ['plug://a:1:2', 'write plug://host:port'],
    ['plug://a?dialect=FIXED', '"dialect=FIXED" means nothing'],
    ['plug://a?depth=3', '"depth=3" means nothing'],
    ['plug://a?configuration=3', 'sizes with ?dialect=fixed only'],
    ['plug://a?dialect=fixed&configuration=-1', 'a size as a number of bytes, and not "-1"'],
    ['plug://a?dialect=fixed&transition=2147483648', 'a size as a number of bytes'],
    ['plug://a?dialect=fixed&transition=', 'a size as a number of bytes, and not ""'],
    ['plug://a/model', 'write plug://host:port'],
    ['rfmi://a', 'write plug://host:port'],
  ])('is not %s', (text, message) => {
    expect(() => parsePlugUrl(text)).toThrow(message);
  });

  it('is read or refused, whatever the text is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webQueryParameters().map((query) => `plug://a?${query}`),
        ),
        (text) => {
          try {
            expect(parsePlugUrl(text).port).toBe(1234);
          } catch (error) {
            expect(error).toMatchObject({ code: 'plug-url' });
          }
        },
      ),
    );
  });
});
