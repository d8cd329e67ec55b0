import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {appendFileSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {parse, stringify} from 'yaml'
import {type Result, root} from './program.ts'
import {type Desk, succeeded} from './team.ts'

/** A release of the team's plugin. Made to have been published some days ago: a production registry makes people wait. */
export interface TeamRelease {
  readonly version: string
  readonly daysAgo: number
  readonly commands: Readonly<Record<string, object>>
  readonly approvedBy: readonly string[]
}

const day = 24 * 3_600_000
const inDays = (days: number): string => `${new Date(Date.now() + days * day).toISOString().slice(0, 19)}Z`
const password = 'correct horse battery'

/** The registry `corp` as docs/registry.md makes it, on the machine of the person who keeps it. */
export class TeamRegistry {
  readonly package = '@corp/plugin-fleet'
  readonly #owner: Desk
  #serial = 0
  #server: ChildProcess | undefined
  #address = ''

  constructor(owner: Desk) {
    this.#owner = owner
  }

  get address(): string {
    return this.#address
  }

  at(...path: readonly string[]): string {
    return join(this.#owner.home, 'corp', ...path)
  }

  async #tool(name: string, ...words: readonly string[]): Promise<string> {
    const program = join(root, 'registry/tools', `${name}.ts`)
    return (await this.#run(process.execPath, program, ...words)).out
  }

  async #run(...command: readonly string[]): Promise<Result> {
    return succeeded(await this.#owner.run(command), command.join(' '))
  }

  /** Three holders, of whom two sign. Gives the id of every key. */
  async ceremony(): Promise<readonly string[]> {
    const names = ['root-1', 'root-2', 'root-3', 'index', 'timestamp']
    const made = await this.#tool('keys', 'make', '--out', this.at('keys'), ...names)
    const pub = (name: string): string => this.at('keys', `${name}.pub`)
    const holders = ['root-1', 'root-2', 'root-3'].flatMap((name) => ['--root', pub(name)])
    const roles = [...holders, '--index', pub('index'), '--timestamp', pub('timestamp')]
    const file = this.at('public/root/1.json')
    await this.#tool('keys', 'root', '--registry', 'corp', '--expires', inDays(365), ...roles, '--out', file)
    for (const holder of ['root-1', 'root-3']) await this.#sign('root', holder, file)
    await this.#tool('keys', 'show', file)
    return [...made.matchAll(/[0-9a-f]{64}/g)].map(([id]) => id)
  }

  /** Packs a release, has it reviewed, and dates it. */
  async release({version, daysAgo, commands, approvedBy}: TeamRelease): Promise<void> {
    const folder = this.at('source', version)
    const reviewed = this.at('plugins/corp+plugin-fleet')
    mkdirSync(folder, {recursive: true})
    mkdirSync(reviewed, {recursive: true})
    const about = {name: this.package, version, description: 'Looks after the fleet', files: ['ome-manifest.json']}
    const ome = {hostApi: '^0.1.0', topics: ['fleet']}
    writeFileSync(join(folder, 'package.json'), JSON.stringify({...about, license: 'Apache-2.0', ome}))
    const manifest = {schema: 'ome-manifest/1', kind: 'container', version, commands}
    writeFileSync(join(folder, 'ome-manifest.json'), JSON.stringify(manifest))
    const facts = {name: this.package, kind: 'container', publisher: 'corp', summary: 'Looks after the fleet'}
    const people = {topics: ['fleet'], channels: {stable: version}, maintainers: ['ml-platform']}
    writeFileSync(join(reviewed, 'plugin.yaml'), stringify({...facts, ...people}))
    await this.#owner.does(`plugin pack ${folder} --out ${this.at()}`)
    const archive = this.at(`corp-plugin-fleet-${version}.tgz`)
    const approvals = approvedBy.flatMap((name) => ['--approved-by', name])
    const places = ['--plugins', this.at('plugins'), '--tree', this.at('public')]
    await this.#tool('release', archive, ...places, ...approvals)
    this.#amend(version, {publishedAt: inDays(-daysAgo)})
  }

  /** The reviewers' check of the sources against what was committed. */
  check(): Promise<Result> {
    const words = [process.execPath, join(root, 'registry/tools/check.ts'), '--plugins', this.at('plugins')]
    return this.#owner.run(words)
  }

  approve(version: string, approvedBy: readonly string[]): void {
    this.#amend(version, {approvedBy})
  }

  withdraw(version: string, reason: string): void {
    this.#amend(version, {yanked: {at: inDays(0), severity: 'critical', reason}})
  }

  #amend(version: string, facts: object): void {
    const path = this.at('plugins/corp+plugin-fleet/releases', `${version}.yaml`)
    writeFileSync(path, stringify({...parse(readFileSync(path, 'utf8')), ...facts}))
  }

  /** Commits the reviewed sources, signs the next index, and verifies the tree as a client would. */
  async publish(): Promise<string> {
    this.#serial += 1
    const git = ['git', '-C', this.at(), '-c', 'user.name=ann', '-c', 'user.email=ann@example.com']
    if (this.#serial === 1) await this.#run(...git, 'init', '-q')
    await this.#run(...git, 'add', 'plugins')
    await this.#run(...git, 'commit', '-q', '-m', `serial ${this.#serial}`)
    const index = this.at(`public/index/${this.#serial}.json`)
    const timestamp = this.at('public/timestamp.json')
    const places = ['--plugins', this.at('plugins'), '--artifacts', this.at('public/artifacts'), '--out', index]
    const terms = ['--serial', String(this.#serial), '--expires', inDays(90), '--host-api', '0.1.0']
    await this.#tool('build-index', '--registry', 'corp', ...terms, ...places)
    await this.#sign('index', 'index', index)
    await this.#tool('timestamp', index, '--expires', inDays(7), '--out', timestamp)
    await this.#sign('timestamp', 'timestamp', timestamp)
    return this.#tool('verify', this.at('public'), '--root', this.at('public/root/1.json'))
  }

  #sign(role: string, key: string, file: string): Promise<string> {
    return this.#tool('sign', '--role', role, '--key', this.at('keys', `${key}.pem`), file)
  }

  /** Archives to the npm side, with the owner's `.npmrc`. */
  push(): Promise<string> {
    return this.#tool('publish', this.at('public'), '--npm', this.#address)
  }

  readonly #program = join(root, 'registry/server/serve.ts')

  async addUser(name: string): Promise<void> {
    const words = [process.execPath, this.#program, 'user', name, '--data', this.at('server')]
    succeeded(await this.#owner.run(words, {stdin: password}), `user ${name}`)
  }

  async serve(): Promise<void> {
    const words = [this.#program, '--tree', this.at('public'), '--data', this.at('server'), '--port', '0']
    const env = {...process.env, ...this.#owner.env}
    const server = spawn(process.execPath, words, {env, stdio: ['ignore', 'pipe', 'inherit']})
    this.#server = server
    this.#address = await new Promise<string>((resolve, reject) => {
      server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
      server.stdout.on('data', (chunk: Buffer) => {
        const [, found] = /^listening on (\S+)$/m.exec(String(chunk)) ?? []
        if (found !== undefined) resolve(found)
      })
    })
  }

  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (server === undefined || server.exitCode !== null) return
    const ended = once(server, 'exit')
    server.kill()
    await ended
  }

  /** What `npm login --auth-type=legacy` does: a token for the password, kept in `~/.npmrc`. */
  async login(machine: Desk, user: string): Promise<void> {
    const answer = await fetch(`${this.#address}/-/user/org.couchdb.user:${user}`, {
      method: 'PUT',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      },
      body: JSON.stringify({name: user, password}),
    })
    const {token}: {token?: unknown} = JSON.parse(await answer.text())
    if (typeof token !== 'string') throw new Error(`${user} cannot log in: ${answer.status}`)
    const line = `${this.#address.replace('http:', '')}/:_authToken=${token}\n`
    appendFileSync(join(machine.home, '.npmrc'), line, {mode: 0o600})
  }
}
