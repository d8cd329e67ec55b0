import {spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import type {Server} from 'node:http'
import {createRequire} from 'node:module'
import {join} from 'node:path'

/** The npm registry of this folder's own lock file. It is no dependency of the repository: 321 packages that only this server needs. */

const folder = import.meta.dirname
const lock = join(folder, 'package-lock.json')
const stamp = join(folder, 'node_modules', '.installed')

interface Configuration {
  storage: string
  readonly auth: {readonly htpasswd: {file: string}}
}

interface Verdaccio {
  runServer(configuration: Configuration): Promise<Server>
}

interface ConfigReader {
  parseConfigFile(path: string): Configuration
}

interface Bcrypt {
  hash(text: string, rounds: number): Promise<string>
}

/** Installs exactly what package-lock.json pins, once. Throws when npm cannot. */
export function ensureInstalled(): void {
  const wanted = readFileSync(lock)
  if (existsSync(stamp) && readFileSync(stamp).equals(wanted)) return
  const words = ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const {status, error, stderr} = spawnSync('npm', words, {cwd: folder, encoding: 'utf8'})
  if (status !== 0)
    throw new Error(`verdaccio cannot be installed: ${error?.message ?? stderr.trim().split('\n')[0] ?? 'npm failed'}`)
  mkdirSync(join(folder, 'node_modules'), {recursive: true})
  writeFileSync(stamp, wanted)
}

/** An npm registry that listens nowhere yet; requests are handed to it. Packages and users lie in `data`. */
export async function npmRegistry(config: string, data: string): Promise<Server> {
  const load = createRequire(join(folder, 'package.json'))
  const {parseConfigFile} = load('@verdaccio/config') as ConfigReader
  const configuration = parseConfigFile(config)
  configuration.storage = join(data, 'storage')
  configuration.auth.htpasswd.file = usersFile(data)
  mkdirSync(configuration.storage, {recursive: true, mode: 0o700})
  if (!existsSync(usersFile(data))) writeFileSync(usersFile(data), '', {mode: 0o600})
  const {runServer} = load('verdaccio') as Verdaccio
  return runServer(configuration)
}

const usersFile = (data: string): string => join(data, 'htpasswd')

/** Adds a user or changes a password. */
export async function setUser(data: string, name: string, password: string): Promise<void> {
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(name))
    throw new Error(`"${name}" is not a user's name: small letters, digits, . _ -`)
  if (password.length < 12) throw new Error('the password is shorter than 12 characters')
  const {hash} = createRequire(join(folder, 'package.json'))('bcryptjs') as Bcrypt
  const path = usersFile(data)
  mkdirSync(data, {recursive: true, mode: 0o700})
  const others = existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith(`${name}:`))
    : []
  writeFileSync(path, [...others, `${name}:${await hash(password, 10)}`, ''].join('\n'), {mode: 0o600})
}
