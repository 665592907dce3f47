/**
 * FMUs of FMI 1.0 and 3.0 with remoting: the programs that test client and server of a version (native/remoting/test/versions)
 * load the library that fmutool has put into an FMU, on every pair of platforms that this machine can run.
 */
import AdmZip from 'adm-zip';
import { execFile } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { binariesFolder, displayName, libraryName, serverName } from '../../src/fmu/file-names.js';
import { findPlatform } from '../../src/fmu/platforms.js';
import { whyNot } from '../native/platforms.js';
import { ROOT, isLinux, launcher, pathFor, type TestPlatform } from '../native/wine.js';
import { workspace } from '../remoting/support/workspace.js';
import { emulateServer } from './support/emulated-server.js';
import { fmutool } from './support/executable.js';

const run = promisify(execFile);
const deadline = 240_000;

const pairs = (['linux', 'win'] as const).flatMap((os) =>
  [
    [64, 64],
    [32, 64],
    [64, 32],
    [32, 32],
  ].map(([importer, computes]) => [`${os}${importer}`, `${os}${computes}`] as [TestPlatform, TestPlatform]),
);

const descriptions = {
  1: `<fmiModelDescription fmiVersion="1.0" modelName="echo" modelIdentifier="echo" guid="guid" numberOfContinuousStates="0"
    numberOfEventIndicators="0"><Implementation><CoSimulation_StandAlone><Capabilities
    canBeInstantiatedOnlyOncePerProcess="true"/></CoSimulation_StandAlone></Implementation></fmiModelDescription>`,
  3: `<fmiModelDescription fmiVersion="3.0" modelName="echo" instantiationToken="token"><ModelExchange modelIdentifier="echo"/>
    <CoSimulation modelIdentifier="echo" canBeInstantiatedOnlyOncePerProcess="true"/><ScheduledExecution
    modelIdentifier="echo"/><ModelVariables><Float64 name="time" valueReference="0" causality="independent"/></ModelVariables>
    <ModelStructure/></fmiModelDescription>`,
} as const;

/** What the native build has made for a platform. */
function built(platform: TestPlatform, name: string): string {
  const ending = isLinux(platform) ? '' : '.exe';
  const file = name.endsWith('_test') ? `${name}${ending}` : `${name}${isLinux(platform) ? '.so' : '.dll'}`;
  return path.join(ROOT, 'build', 'native', platform, 'remoting', 'test', 'versions', file);
}

describe.each([1, 3] as const)('FMI %s.0', (major) => {
  const [program, model] = [`remoting_fmi${major}_test`, `remoting_fmi${major}_model`];

  describe.each(pairs)('%s -> %s', (importer, computes) => {
    const files = [built(importer, program), built(computes, model)];
    const missing = files.find((file) => !existsSync(file));
    const reason =
      whyNot(importer) ?? whyNot(computes) ?? (missing === undefined ? undefined : `${missing} has not been built`);

    it.skipIf(reason !== undefined)(
      `works as without fmutool${reason === undefined ? '' : ` (skipped: ${reason})`}`,
      { timeout: deadline },
      async () => {
        const [near, far] = [findPlatform(importer)!, findPlatform(computes)!];
        const folder = workspace();
        const zip = new AdmZip();
        zip.addFile('modelDescription.xml', Buffer.from(descriptions[major]));
        zip.addLocalFile(built(computes, model), binariesFolder(far, major), libraryName(far, 'echo'));
        zip.addFile('extra/org.example/data.txt', Buffer.from('left alone'));
        const file = path.join(folder, 'echo.fmu');
        zip.writeZip(file);

        // It is for all platforms, and warned about where the model's own has no remoting.
        const many = near === far ? ['--allow-multiple-instances'] : [];
        const added = await fmutool(['add-remoting', displayName(near), ...many, 'echo.fmu'], { cwd: folder });
        expect([added.status, added.stderr]).toEqual([0, '']);
        const unpacked = path.join(folder, 'unpacked');
        new AdmZip(file).extractAllTo(unpacked);
        const server = path.join(unpacked, binariesFolder(far, major), serverName(far));
        if (existsSync(server)) chmodSync(server, 0o755);
        emulateServer(path.dirname(server), computes);
        const library = path.join(unpacked, binariesFolder(near, major), libraryName(near, 'echo'));

        const { command, env } = await launcher(importer);
        const words = [...command, built(importer, program), pathFor(importer, library)];
        const { stdout } = await run(words[0]!, words.slice(1), { env: { ...process.env, ...env } });
        expect(stdout).toMatch(/^\d+ passed, 0 failed\s*$/m);

        const removed = await fmutool(['remove-remoting', 'echo.fmu'], { cwd: folder });
        expect(removed.status).toBe(0);
        expect(new AdmZip(file).getEntries().map(({ entryName }) => entryName)).toEqual(
          zip.getEntries().map(({ entryName }) => entryName),
        );
        expect(new AdmZip(file).readAsText('modelDescription.xml')).toBe(descriptions[major]);
      },
    );
  });
});
