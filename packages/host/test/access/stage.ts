import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {PassThrough} from 'node:stream'
import {isOmeError} from '@ome/sdk/errors'
import type {Risk} from '@ome/sdk/need'
import {reportError} from '@ome/sdk/runtime'
import type {TestCluster} from '@ome/testkit/cluster'
import AuthCanI from '../../src/commands/auth/can-i.ts'
import AuthExplain from '../../src/commands/auth/explain.ts'
import AuthMatrix from '../../src/commands/auth/matrix.ts'
import AuthRefresh from '../../src/commands/auth/refresh.ts'
import AuthWhoami from '../../src/commands/auth/whoami.ts'
import {makeContext, type World} from '../../src/context/context.ts'
import {accessMarks} from '../../src/help/access-marks.ts'
import {helpFor} from '../../src/help/help-for.ts'
import {worldOf} from '../../src/launch/command-world.ts'
import {type CommandClass, runDirect} from '../../src/launch/run-command.ts'
import {findRoute} from '../../src/routes/find-route.ts'
import {encodeIndex, indexPath, type PluginRow, type RouteIndex} from '../../src/routes/route-index.ts'
import {joinSettings} from '../../src/settings/settings.ts'
import {noteCommands} from './note-commands.ts'

export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
  /** Requests that reached the server, as `GET /api/v1/…` without query. */
  readonly requests: readonly string[]
}

interface Runnable {
  readonly summary?: string
  readonly risk: Risk
  readonly needs: readonly object[]
}

const hostCommands = {
  'auth:can-i': AuthCanI,
  'auth:explain': AuthExplain,
  'auth:matrix': AuthMatrix,
  'auth:refresh': AuthRefresh,
  'auth:whoami': AuthWhoami,
}
const all: Readonly<Record<string, unknown>> = {...hostCommands, ...noteCommands}

/** A person at a terminal of a cluster: runs commands as the launcher does, in this process. */
export class Stage {
  readonly home = mkdtempSync(join(tmpdir(), 'ome-access-'))
  readonly data = join(this.home, 'data')
  readonly cache = join(this.home, 'cache')
  readonly system = join(this.home, 'system-policy.yaml')
  readonly index: RouteIndex
  readonly #cluster: TestCluster

  constructor(cluster: TestCluster) {
    this.#cluster = cluster
    const plugins = [this.#plugin('@ome/host', 'host', hostCommands), this.#plugin('ome-note', 'link', noteCommands)]
    const commands = Object.entries(all).map(([id, value]) => {
      const {summary = '', risk, needs} = value as Runnable
      return [id, [id.startsWith('note') ? 1 : 0, summary, risk, 0, ...(needs.length > 0 ? [1] : [])]]
    })
    this.index = {
      key: 'test',
      version: '0.0.0',
      watched: {},
      plugins,
      commands: Object.fromEntries(commands),
      aliases: {},
      losers: [],
      topics: [],
      offers: [],
      moved: {},
      valueFlags: ['-n', '--namespace', '--context', '-o'],
      config: {},
      rootHelp: '',
      notices: [],
    }
    this.put(indexPath(this.cache), encodeIndex(this.index).toString())
  }

  [Symbol.dispose](): void {
    rmSync(this.home, {recursive: true, force: true})
  }

  put(path: string, text: string): void {
    mkdirSync(dirname(path), {recursive: true})
    writeFileSync(path, text)
  }

  /** Runs a command line in a context of the kubeconfig. */
  async run(
    context: string,
    line: string | readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Ended> {
    const words = typeof line === 'string' ? line.split(' ') : line
    const {world, written} = this.#world(context, env)
    const code = await this.#dispatch(words, world)
    const requests = written.err.filter((text) => asked.test(text)).map((text) => asked.exec(text)?.[1] ?? '')
    const err = written.err.filter((text) => !asked.test(text)).join('')
    return {code, out: written.out.join(''), err, requests}
  }

  /** What help shows for words that lead to no command. */
  async help(context: string, line: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
    const {world} = this.#world(context, env)
    const marks = await accessMarks(this.index, world, this.system)
    const page = {width: 80, program: 'ome', colour: false, ...(marks ? {marks} : {})}
    return helpFor(this.index, findRoute(this.index, line.split(' ').filter(Boolean)), page) ?? ''
  }

  async #dispatch(words: readonly string[], world: World): Promise<number> {
    try {
      const route = findRoute(this.index, words)
      if (route.type !== 'command') throw new Error(`"${words.join(' ')}" is no command`)
      const plugin = this.index.plugins[this.index.commands[route.id]?.[0] ?? -1]
      if (!plugin) throw new Error('no plugin')
      const around = await worldOf({plugin, id: route.id, index: this.index, system: this.system}, world)
      const {context, end} = makeContext(around, 'note')
      try {
        const command = all[route.id] as CommandClass
        command.id = route.id
        return await runDirect(command, route.argv, context)
      } finally {
        await end()
      }
    } catch (error) {
      if (!isOmeError(error)) throw error
      return reportError(error, world.io, {bin: 'ome'})
    }
  }

  #world(context: string, env: Readonly<Record<string, string>>) {
    const written = {out: [] as string[], err: [] as string[]}
    const allEnv = {HOME: this.home, KUBECONFIG: this.#cluster.kubeconfig, OME_CONTEXT: context, ...env}
    const world: World = {
      io: {
        out: (text) => void written.out.push(text),
        err: (text) => void written.err.push(text),
        stdin: new PassThrough(),
        width: 80,
        height: 24,
        isTTY: false,
        errIsTTY: false,
        colour: false,
        unicode: true,
        canPrompt: false,
        onResize: () => () => undefined,
      },
      env: allEnv,
      cwd: this.home,
      folders: {config: join(this.home, 'config'), data: this.data, cache: this.cache},
      settings: joinSettings({env: allEnv, user: {path: 'config.yaml', values: {}}}),
      signal: new AbortController().signal,
      bin: 'ome',
      version: '0.0.0',
      verbose: true,
    }
    return {world, written}
  }

  #plugin(name: string, origin: PluginRow['origin'], commands: Readonly<Record<string, unknown>>): PluginRow {
    const root = join(this.home, name.replace('/', '+'))
    const rows = Object.entries(commands).map(([id, value]) => {
      const {summary, risk, needs} = value as Runnable
      return [id, {id, summary, risk, needs, args: {}, flags: {}}]
    })
    const manifest = {version: '0.0.0', commands: Object.fromEntries(rows)}
    this.put(join(root, 'oclif.manifest.json'), JSON.stringify(manifest))
    return {name, version: '0.0.0', origin, root, file: join(root, 'plugin.cjs')}
  }
}

const asked = /^((?:GET|POST|PATCH|PUT|DELETE) [^? ]+).* \d+ ms\n$/
