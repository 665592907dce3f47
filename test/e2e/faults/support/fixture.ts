/** Fixture FMUs with remoting, unpacked once for each test file, and importers of them. */
import path from 'node:path';
import { afterAll, afterEach, describe } from 'vitest';
import { fixtureFmu } from '../../../native/unpacked-fmu.js';
import { type TestPlatform, isLinux, uriFor, whyNotRunnableAlone } from '../../../native/wine.js';
import { PatchedFmu } from '../../support/patched.js';
import { Importer, type ImporterRequest, whyNoImporter } from './importer.js';

/** Where the importer runs, and which library computes. */
export interface Route {
  readonly importer: TestPlatform;
  readonly computes: TestPlatform;
}

export const LINUX: readonly Route[] = [
  { importer: 'linux64', computes: 'linux64' },
  { importer: 'linux32', computes: 'linux64' },
];

export const WINE: readonly Route[] = [
  { importer: 'win64', computes: 'win64' },
  { importer: 'win32', computes: 'win32' },
  { importer: 'win32', computes: 'win64' },
];

/** Unpacks patched fixtures when they are first asked for, and takes all away at the end of the file. */
export class Fixtures {
  readonly #made = new Map<string, Promise<PatchedFmu>>();
  readonly #importers: Importer[] = [];

  constructor() {
    afterEach(async () => {
      for (const importer of this.#importers.splice(0)) await importer.close();
    });
    afterAll(async () => {
      for (const made of this.#made.values()) (await made).remove();
    });
  }

  patched(name: string, { importer, computes }: Route): Promise<PatchedFmu> {
    const key = `${name} ${importer} ${computes}`;
    const made = this.#made.get(key) ?? PatchedFmu.make(fixtureFmu(name), [computes], [importer]);
    this.#made.set(key, made);
    return made;
  }

  /** What an importer of the patched fixture is started with. */
  async request(name: string, route: Route): Promise<ImporterRequest> {
    const { patched } = await this.patched(name, route);
    return {
      platform: route.importer,
      library: patched.library(route.importer, 'coSimulation'),
      guid: patched.description.token,
      resources: uriFor(route.computes, path.join(patched.folder, 'resources')),
    };
  }

  /** An importer of the patched fixture; it is closed when the test ends. */
  async importer(name: string, route: Route, more: Partial<ImporterRequest> = {}): Promise<Importer> {
    return this.keep(await Importer.start({ ...(await this.request(name, route)), ...more }));
  }

  keep(importer: Importer): Importer {
    this.#importers.push(importer);
    return importer;
  }
}

/** Whether the importer of the route runs on Linux without Wine. */
export function onLinux({ importer }: Route): boolean {
  return isLinux(importer);
}

/** A suite for each route that this machine can run; the others are skipped, with the reason in their titles. */
export function describeRoutes(routes: readonly Route[], tests: (route: Route) => void): void {
  for (const route of routes) {
    const { importer, computes } = route;
    const missing = whyNotRunnableAlone(importer) ?? whyNotRunnableAlone(computes) ?? whyNoImporter(importer);
    const title = importer === computes ? importer : `${computes} in a ${importer} importer`;
    describe.skipIf(missing !== undefined)(missing === undefined ? title : `${title} (skipped: ${missing})`, () =>
      tests(route),
    );
  }
}
