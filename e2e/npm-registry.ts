import {createHash} from 'node:crypto'
import {existsSync, globSync, readFileSync, statSync} from 'node:fs'
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import {join, relative, resolve} from 'node:path'
import {buffer, json} from 'node:stream/consumers'
import {pack} from 'tar-stream'

const repository = resolve(import.meta.dirname, '..')

interface Version {
  readonly manifest: Readonly<Record<string, unknown>>
  readonly archive: () => Promise<Buffer>
}

/**
 * A registry of npm on this machine, for authors who have none of this repository: the packages of `dist/npm`, and all
 * that package-lock.json pins, packed from node_modules. What is published is kept until it closes.
 */
export async function npmRegistry() {
  const versions = new Map<string, Map<string, Version>>()
  for (const folder of packageFolders()) add(versions, folder)
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    answer(versions, request, response).catch((error: unknown) => {
      response.writeHead(500).end(JSON.stringify({error: String(error)}))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the registry has no port')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    asked,
    versionsOf: (name: string): readonly string[] => [...(versions.get(name)?.keys() ?? [])],
    archiveOf: (name: string, version: string) => versions.get(name)?.get(version)?.archive(),
    async [Symbol.asyncDispose](): Promise<void> {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

/** Every installed package by the lock file, nested ones too, and the libraries for authors. */
function packageFolders(): readonly string[] {
  const {packages}: {packages: Readonly<Record<string, {link?: boolean}>>} = JSON.parse(
    readFileSync(join(repository, 'package-lock.json'), 'utf8'),
  )
  const installed = Object.entries(packages)
    .filter(([path, {link}]) => path.includes('node_modules/') && !link)
    .map(([path]) => join(repository, path))
  const own = globSync('dist/npm/*', {cwd: repository}).map((path) => join(repository, path))
  return [...installed, ...own].filter((folder) => existsSync(join(folder, 'package.json')))
}

function add(versions: Map<string, Map<string, Version>>, folder: string): void {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  let archive: Promise<Buffer> | undefined
  const once = (): Promise<Buffer> => {
    archive ??= packed(folder)
    return archive
  }
  const known = versions.get(manifest.name) ?? new Map()
  versions.set(manifest.name, known.set(manifest.version, {manifest, archive: once}))
}

/** A tar as npm takes it, not compressed: it goes over the loopback once. */
function packed(folder: string): Promise<Buffer> {
  const tar = pack()
  const files = globSync('**/*', {cwd: folder, withFileTypes: true, exclude: (entry) => entry.name === 'node_modules'})
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  for (const path of files)
    tar.entry({name: `package/${relative(folder, path)}`, mode: statSync(path).mode & 0o777}, readFileSync(path))
  tar.finalize()
  return buffer(tar)
}

async function answer(
  versions: Map<string, Map<string, Version>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = decodeURIComponent((request.url ?? '/').slice(1))
  if (request.method === 'PUT') return take(versions, request, response)
  const [name = '', file] = path.split('/-/')
  const known = versions.get(name)
  const version = file?.replace(/\.tgz$/, '').slice(name.replace(/^@[^/]+\//, '').length + 1)
  const archive = version === undefined ? undefined : known?.get(version)?.archive
  if (archive !== undefined) return void response.end(await archive())
  if (known === undefined || file !== undefined) return void response.writeHead(404).end('{}')
  const base = `http://${request.headers.host}`
  const rows = [...known].map(([id, {manifest}]) => {
    const {scripts: _scripts, devDependencies: _tools, ...kept} = manifest
    return [id, {...kept, dist: {tarball: `${base}/${name}/-/${name.split('/').at(-1)}-${id}.tgz`}}]
  })
  const latest = [...known.keys()].at(-1)
  response.end(JSON.stringify({name, 'dist-tags': {latest}, versions: Object.fromEntries(rows)}))
}

interface Published {
  readonly name: string
  readonly versions: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly _attachments: Readonly<Record<string, {data: string}>>
}

/** What `npm publish` sends. A version is taken once, and for a token. */
async function take(
  versions: Map<string, Map<string, Version>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const {name, versions: sent, _attachments} = (await json(request)) as Published
  const [[version, manifest] = ['', {}]] = Object.entries(sent)
  const [attachment] = Object.values(_attachments)
  const known = versions.get(name) ?? new Map<string, Version>()
  if (request.headers.authorization !== 'Bearer a-token') return void response.writeHead(401).end('{}')
  if (known.has(version)) return void response.writeHead(409).end('{}')
  const bytes = Buffer.from(attachment?.data ?? '', 'base64')
  versions.set(name, known.set(version, {manifest, archive: async () => bytes}))
  response.writeHead(201).end(JSON.stringify({sha512: createHash('sha512').update(bytes).digest('hex')}))
}
