import {installPlugins} from '@ome/installer/install/install-plugins'
import type {Brought} from '@ome/installer/install/workbench'
import {openPolicy} from '@ome/installer/policy/policy'
import {localDisk} from '@ome/sdk/disk/disk'
import {isOmeError} from '@ome/sdk/errors'
import {doubledCommands} from '../../src/plugins/doubled-commands.ts'

/** The body of a child process of the tests: installs plugins with everything given as JSON. */
const {data, hostFolder, sources, now, names} = JSON.parse(process.argv[2] ?? '{}')

const bench = {
  data,
  hostFolder,
  doubledCommands: (plugin: string, brought: Brought) => doubledCommands({hostFolder, data}, plugin, brought),
  registries: sources,
  policy: openPolicy,
  hostApi: '0.1.0',
  development: true,
  now: () => new Date(now),
  signal: new AbortController().signal,
  env: process.env,
  disk: localDisk,
  say: (line: string) => void process.stderr.write(`${line}\n`),
  during: <Result>(_title: string, work: Promise<Result>): Promise<Result> => work,
  patienceMs: 20_000,
}

try {
  await installPlugins(bench, names, {acceptNeeds: false, dryRun: false}, {show: () => {}, agree: async () => {}})
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = isOmeError(error) ? error.exitCode : 70
}
