/** Which platforms' libraries can be traced here, with the reason where one cannot. */
import { whyNoTracer } from './tracer.js';
import { type TestPlatform, whyNotRunnable } from './wine.js';

export const PLATFORMS: readonly TestPlatform[] = ['linux64', 'linux32', 'win64', 'win32'];

/** Why libraries of the platform cannot be traced here; undefined when they can. */
export function whyNot(platform: TestPlatform): string | undefined {
  return whyNotRunnable(platform) ?? whyNoTracer(platform);
}

/** The title of a suite, which says why it is skipped when it is. */
export function titleFor(platform: TestPlatform): string {
  const reason = whyNot(platform);
  return reason === undefined ? platform : `${platform} (skipped: ${reason})`;
}
