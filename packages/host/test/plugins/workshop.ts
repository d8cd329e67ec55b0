import assert from 'node:assert/strict'
import {spawn} from 'node:child_process'
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import type {InstallPlan} from '@ome/installer/install/install-plan'
import {type Consent, installPlugins, upgradePlugins} from '@ome/installer/install/install-plugins'
import type {Workbench} from '@ome/installer/install/workbench'
import {openPolicy} from '@ome/installer/policy/policy'
import {readRoot} from '@ome/installer/registry/signed-files'
import type {RegistrySource} from '@ome/installer/registry/source'
import {localDisk} from '@ome/sdk/disk/disk'
import {type ErrorKind, isOmeError} from '@ome/sdk/errors'
import type {Need} from '@ome/sdk/need'
import {buildDevRegistry, type DevBuild} from '../../../../registry/tools/dev-build.ts'
import {devKeys} from '../../../../registry/tools/dev-keys.ts'
import {doubledCommands} from '../../src/plugins/doubled-commands.ts'

export const now = new Date('2026-09-02T10:00:00Z')

export interface PluginShape {
  readonly name: string
  readonly version: string
  readonly risk?: string
  readonly needs?: readonly Need[]
  readonly network?: readonly string[]
  readonly commands?: readonly string[]
  readonly bundle?: string
  readonly hostApi?: string
  /** Merged into package.json. */
  readonly extra?: object
}

export const listPods: Need = {
  apiGroups: [''],
  resources: ['pods'],
  verbs: ['list'],
  scope: 'namespace',
  why: 'counts pods',
}

/** Children of the tests start in half the time with it. */
const compiled = resolve(import.meta.dirname, '../../../../node_modules/.cache/ome-tests')

/** A home for one test: a plugin workshop, a registry folder and a data folder, all of its own. */
export class Workshop {
  readonly home = mkdtempSync(join(tmpdir(), 'ome-plugins-'))
  readonly tree = join(this.home, 'registry')
  readonly data = join(this.home, 'data')
  readonly host = join(this.home, 'host')
  readonly said: string[] = []

  constructor() {
    const commands = {version: {id: 'version', summary: 'Show the version', args: {}, flags: {}}}
    this.put(this.host, {
      'package.json': JSON.stringify({name: '@ome/host', version: '0.1.0'}),
      'oclif.manifest.json': JSON.stringify({version: '0.1.0', commands}),
    })
  }

  end(): void {
    for (const path of readdirSync(this.home, {recursive: true, encoding: 'utf8'})) {
      const target = join(this.home, path)
      if (existsSync(target)) chmodSync(target, 0o755)
    }
    rmSync(this.home, {recursive: true, force: true})
  }

  /** Writes the folder of a built plugin. */
  plugin({
    name,
    version,
    risk = 'read',
    needs = [],
    network = [],
    commands = [`${name.replace(/^.*\//, '')} show`],
    bundle,
    hostApi = '^0.1.0',
    extra = {},
  }: PluginShape): string {
    const folder = join(this.home, 'plugins', `${name.replace('/', '+')}-${version}`)
    const manifest = {
      version,
      commands: Object.fromEntries(
        commands.map((id) => [
          id.replaceAll(' ', ':'),
          {id: id.replaceAll(' ', ':'), summary: `Runs ${id}`, args: {}, flags: {}, aliases: [], needs, risk},
        ]),
      ),
    }
    const packageFile = {
      name,
      version,
      description: `plugin ${name}`,
      files: ['dist', 'oclif.manifest.json'],
      oclif: {commands: {strategy: 'explicit', target: './dist/plugin.cjs', identifier: 'commands'}},
      ome: {hostApi, topics: [{name}], network},
      ...extra,
    }
    this.put(folder, {
      'package.json': JSON.stringify(packageFile),
      'oclif.manifest.json': JSON.stringify(manifest),
      'dist/plugin.cjs':
        bundle ??
        `require('node:fs').writeFileSync(${JSON.stringify(join(this.home, 'ran'))}, ''); exports.commands = {}\n`,
    })
    return folder
  }

  put(folder: string, files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), {recursive: true})
      writeFileSync(join(folder, path), text)
    }
  }

  async publish(plugins: readonly string[], options: Partial<DevBuild> = {}): Promise<void> {
    await buildDevRegistry({
      id: 'dev',
      out: this.tree,
      keys: join(this.home, 'keys'),
      plugins,
      reviewed: join(this.home, 'reviewed'),
      hostApi: '0.1.0',
      now,
      ...options,
    })
  }

  get source(): RegistrySource {
    const {rootFile} = devKeys(join(this.home, 'keys'), 'dev', now)
    return {id: 'dev', url: this.tree, scopes: ['@ome'], root: readRoot(JSON.parse(rootFile.bytes.toString()))}
  }

  bench(changes: Partial<Workbench> = {}): Workbench {
    return {
      data: this.data,
      hostFolder: this.host,
      doubledCommands: (plugin, brought) => doubledCommands({hostFolder: this.host, data: this.data}, plugin, brought),
      registries: [this.source],
      policy: openPolicy,
      hostApi: '0.1.0',
      development: true,
      now: () => now,
      signal: new AbortController().signal,
      env: {},
      disk: localDisk,
      say: (line) => void this.said.push(line),
      during: (_title, work) => work,
      patienceMs: 10_000,
      ...changes,
    }
  }

  /** Runs an installation in a process of its own, as a person's second terminal would. */
  async inChild(
    names: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<{code: number | null; signal: string | null; err: string}> {
    const script = resolve(import.meta.dirname, 'install-in-child.ts')
    const child = spawn(
      process.execPath,
      [script, JSON.stringify({data: this.data, hostFolder: this.host, sources: [this.source], now, names})],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: {PATH: process.env['PATH'], NODE_COMPILE_CACHE: compiled, ...env},
      },
    )
    const err: Buffer[] = []
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    return new Promise((done) => {
      child.once('close', (code, signal) => done({code, signal, err: Buffer.concat(err).toString()}))
    })
  }

  /** The version that is active, by the lock on disk. */
  active(name: string): string | undefined {
    const path = join(this.data, 'plugins.lock.json')
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).plugins[name]?.version : undefined
  }

  get ran(): boolean {
    return existsSync(join(this.home, 'ran'))
  }

  get staging(): readonly string[] {
    const path = join(this.data, 'staging')
    return existsSync(path) ? readdirSync(path) : []
  }
}

/** A person who says yes, and what was shown and asked. */
export function yes(): Consent & {readonly shown: InstallPlan[]; readonly asked: string[]} {
  const shown: InstallPlan[] = []
  const asked: string[] = []
  return {
    shown,
    asked,
    show: (plans) => void shown.push(...plans),
    agree: async (question) => void asked.push(question),
  }
}

const plain = {acceptNeeds: false, dryRun: false}

export const install = (bench: Workbench, ...names: readonly string[]) => installPlugins(bench, names, plain, yes())

export const upgrade = (bench: Workbench, ...names: readonly string[]) => upgradePlugins(bench, names, plain, yes())

export async function refuses(work: Promise<unknown>, kind: ErrorKind, message: RegExp): Promise<void> {
  await assert.rejects(work, (error: unknown) => {
    assert.ok(isOmeError(error), String(error))
    assert.equal(error.kind, kind, error.message)
    assert.match(error.message, message)
    return true
  })
}
