// A number in the model description that is none: whatever uses the model says that it does not count, and where it is.
import AdmZip from 'adm-zip';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openServed } from '../../src/cli/serving/served-files.js';
import type { LogEntry } from '../../src/rfmi/server/log.js';
import { root } from '../repository/checkout.js';
import { workspace } from '../remoting/support/workspace.js';
import { fmutool } from './support/executable.js';

const SAID =
  /modelDescription\.xml:\d+:\d+: the attribute "stopTime" of <DefaultExperiment> is "1,0" and not a number; it does not count/;

let file: string;
beforeEach(() => {
  const zip = new AdmZip(path.join(root, 'fixtures', 'fmus', 'everything.fmu'));
  const xml = zip.readAsText('modelDescription.xml');
  const changed = xml.replace(/(<DefaultExperiment[^>]*stopTime=)"[^"]*"/, '$1"1,0"');
  expect(changed).not.toBe(xml);
  zip.updateFile('modelDescription.xml', Buffer.from(changed));
  file = path.join(workspace(), 'comma.fmu');
  zip.writeZip(file);
});

describe('a stop time with a comma', () => {
  it('is said by info, with its place in the document', async () => {
    const text = await fmutool(['info', file]);
    expect(text.stdout).toMatch(SAID);
    const json = await fmutool(['info', '--json', file]);
    const [{ modelProblems }] = JSON.parse(json.stdout) as [{ modelProblems: readonly object[] }];
    expect(modelProblems).toMatchObject([{ code: 'attribute-value', line: 32 }]);
  });

  it('is said by simulate, also where another one is given, and stands in its document', async () => {
    const { status, stderr, stdout } = await fmutool(['simulate', file, '--stop', '0.5', '--json']);
    expect(stderr).toMatch(SAID);
    expect(stderr.match(/stopTime/g)).toHaveLength(1);
    const { warnings } = JSON.parse(stdout) as { warnings: readonly { text: string }[] };
    expect(warnings.filter(({ text }) => SAID.test(text))).toHaveLength(1);
    expect(status).toBe(0);
  });

  it('is said by smoke once, whatever is tested', async () => {
    const { stderr } = await fmutool(['smoke', file, '--stop', '0.1', '--platform', 'linux64']);
    expect(stderr).toMatch(SAID);
    expect(stderr.match(/stopTime/g)).toHaveLength(1);
  });

  it('is in the log of serve', async () => {
    const log: LogEntry[] = [];
    const served = await openServed([{ file, name: 'comma' }], {}, undefined, (entry) => log.push(entry));
    await Promise.all(served.map((each) => each.close()));
    expect(log).toMatchObject([{ level: 'warning', event: 'fmu-description' }]);
    expect(log[0]?.text).toMatch(SAID);
  });
});
