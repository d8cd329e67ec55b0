import {chmodSync, mkdirSync, writeFileSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import {type PassThrough, Readable} from 'node:stream'
import {activePlugins} from '@ome/installer/install/active-plugins'
import type {Io} from '@ome/sdk/context'
import {makeContext, type World} from '../../src/context/context.ts'
import {foreignCommand} from '../../src/foreign/command-class.ts'
import {type CommandClass, runDirect} from '../../src/launch/run-command.ts'
import type {PluginRow} from '../../src/routes/route-index.ts'
import {install, Workshop} from '../plugins/workshop.ts'

export const examples = resolve(import.meta.dirname, '../../../../examples/plugins')

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  /** A terminal whose keyboard this is. */
  readonly keyboard?: PassThrough
  readonly kubeconfig?: string
  readonly signal?: AbortSignal
  readonly onWrite?: (text: string) => void
  readonly world?: Partial<World>
}

/** A registry with plugins of other languages, installed as a person would, and the commands of one of them to run. */
export class Scene {
  readonly shop = new Workshop()

  get cache(): string {
    return join(this.shop.home, 'cache')
  }

  end(): void {
    this.shop.end()
  }

  /** Publishes the folder of an example, or one made of a manifest and files, and installs it. */
  async install(folder: string, name: string): Promise<void> {
    await this.shop.publish([folder])
    await this.installPublished(name)
  }

  async installPublished(name: string): Promise<void> {
    await install(this.shop.bench(), name)
  }

  /** Writes a script plugin `ome-x` with the command `x go` and installs it. */
  async script(text: string, run: object = {}, command: object = {}): Promise<void> {
    await this.install(this.folder({'bin/go': `#!/bin/sh\n${text}\n`}, {exec: ['bin/go'], ...run}, command), 'ome-x')
  }

  folder(files: Readonly<Record<string, string>>, run: object, command: object = {}, kind = 'script'): string {
    const folder = join(this.shop.home, 'plugins', 'ome-x')
    const row = {summary: 'Go', examples: ['ome x go'], needs: [], risk: 'read', run, ...command}
    const manifest = {schema: 'ome-manifest/1', kind, version: '1.0.0', commands: {'x:go': row}}
    const packageFile = {name: 'ome-x', version: '1.0.0', files: ['bin', 'ome-manifest.json'], ome: {hostApi: '^0.1.0'}}
    const all = {...files, 'ome-manifest.json': JSON.stringify(manifest), 'package.json': JSON.stringify(packageFile)}
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(folder, path)), {recursive: true})
      writeFileSync(join(folder, path), text)
      chmodSync(join(folder, path), path.startsWith('bin/') && kind !== 'python' ? 0o755 : 0o644)
    }
    return folder
  }

  row(name = 'ome-x'): PluginRow {
    const found = activePlugins(this.shop.data).find((plugin) => plugin.name === name)
    if (found === undefined) throw new Error(`${name} is not installed`)
    const {root, bundle = '', version = ''} = found
    return {name, version, origin: 'installed', root, file: bundle, programs: true}
  }

  /** Runs an installed command in this process, as the launcher does. */
  run(id: string, argv: readonly string[], options: RunOptions = {}, plugin = 'ome-x'): Promise<Ran> {
    return this.runClass(() => foreignCommand(this.row(plugin), id), argv, options)
  }

  /** Runs a command of the host. */
  runOwn(command: unknown, argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
    const found = command as CommandClass & {readonly name: string}
    // Only what lists a plugin's commands knows their ids; the class is named after its own.
    found.id ??= found.name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ':').toLowerCase()
    return this.runClass(() => found, argv, options)
  }

  private async runClass(command: () => CommandClass, argv: readonly string[], options: RunOptions): Promise<Ran> {
    const tty = options.keyboard !== undefined
    const written = {out: '', err: ''}
    const write = (stream: 'out' | 'err') => (text: string) => {
      written[stream] += text
      options.onWrite?.(text)
    }
    const io: Io = {
      out: write('out'),
      err: write('err'),
      stdin: options.keyboard ?? Readable.from(options.stdin === undefined ? [] : [Buffer.from(options.stdin)]),
      width: 80,
      height: 24,
      isTTY: tty,
      errIsTTY: tty,
      colour: false,
      unicode: true,
      canPrompt: tty,
      onResize: () => () => {},
    }
    const env = {
      PATH: process.env['PATH'],
      ...(options.kubeconfig ? {KUBECONFIG: options.kubeconfig} : {}),
      ...options.env,
    }
    const {context, end} = makeContext(
      {
        io,
        env,
        cwd: this.shop.home,
        folders: {config: this.shop.home, data: this.shop.data, cache: this.cache},
        settings: {get: () => undefined, origin: () => undefined},
        signal: options.signal ?? new AbortController().signal,
        bin: 'ome',
        version: '0.0.0-test',
        ...options.world,
      },
      'test',
    )
    try {
      const code = await runDirect(command(), argv, context)
      return {code, ...written}
    } finally {
      await end()
    }
  }
}
