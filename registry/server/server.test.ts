import assert from 'node:assert/strict'
import {type ChildProcess, spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {globSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {readLock} from '@ome/installer/install/lock'
import {readRoot} from '@ome/installer/registry/signed-files'
import type {RegistrySource} from '@ome/installer/registry/source'
import {built, Machine} from '../../packages/host/test/launcher.ts'
import {install, refuses, Workshop} from '../../packages/host/test/plugins/workshop.ts'

const name = '@team/quota'
const password = 'correct horse battery'

/** A real verdaccio on this machine, installed from npm as its lock file says. */
describe('registry server', function () {
  this.timeout(180_000)
  let shop: Workshop
  let server: ChildProcess
  let address: string

  before(async () => {
    shop = new Workshop()
    await shop.publish([shop.plugin({name, version: '1.0.0', commands: ['quota show']})], {id: 'team', now: new Date()})
    addUser('publisher')
    addUser('reader')
    server = run('--tree', shop.tree, '--port', '0')
    address = await firstAddress(server)
    login('publisher', await token('publisher'))
    const {status, stdout, stderr} = publish()
    assert.deepEqual([status, stderr, stdout], [0, '', `${name} 1.0.0 published\n`])
  })
  after(async () => {
    server.kill()
    await once(server, 'exit')
    shop.end()
  })

  const program = join(import.meta.dirname, 'serve.ts')
  const data = () => join(shop.home, 'server')
  const run = (...words: readonly string[]): ChildProcess =>
    spawn(process.execPath, [program, '--data', data(), ...words], {stdio: ['ignore', 'pipe', 'inherit']})

  function addUser(user: string): void {
    const words = [program, 'user', user, '--data', data()]
    const {status, stderr} = spawnSync(process.execPath, words, {input: password, encoding: 'utf8'})
    assert.equal(status, 0, stderr)
  }

  async function firstAddress({stdout}: ChildProcess): Promise<string> {
    for await (const chunk of stdout ?? []) {
      const found = /^listening on (\S+)$/m.exec(String(chunk))?.[1]
      if (found !== undefined) return found
    }
    return assert.fail('the server ended')
  }

  const put = (user: string, headers: Record<string, string>) =>
    fetch(`${address}/-/user/org.couchdb.user:${user}`, {
      method: 'PUT',
      headers: {'content-type': 'application/json', ...headers},
      body: JSON.stringify({name: user, password}),
    })

  async function token(user: string): Promise<string> {
    const answer = await put(user, {authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`})
    const {token: given}: {token?: unknown} = JSON.parse(await answer.text())
    return typeof given === 'string' ? given : assert.fail('no token')
  }

  const npmrc = (user: string): string => join(shop.home, `${user}.npmrc`)
  const login = (user: string, given: string): void =>
    writeFileSync(npmrc(user), `${address.replace('http:', '')}/:_authToken=${given}\n`)

  const publish = (tree = shop.tree, user = 'publisher', ...words: readonly string[]) =>
    spawnSync(process.execPath, [join(import.meta.dirname, '../tools/publish.ts'), tree, '--npm', address, ...words], {
      encoding: 'utf8',
      env: {...process.env, NPM_CONFIG_USERCONFIG: npmrc(user)},
    })

  const rootFile = (): string => join(shop.tree, 'root/1.json')
  const source = (): RegistrySource => ({
    id: 'team',
    url: `${address}/ome/`,
    npm: address,
    scopes: ['@team'],
    root: readRoot(JSON.parse(readFileSync(rootFile(), 'utf8'))),
  })
  /** A person's machine with the token file of somebody. */
  const bench = (env: Record<string, string>, folder = shop.data, at = source()) =>
    shop.bench({registries: [at], env, data: folder, now: () => new Date()})

  it('serves signed files to everybody, and nothing else below /ome/', async () => {
    const states = await Promise.all(
      [
        'root/1.json',
        'index/1.json.sig',
        'timestamp.json',
        'artifacts/team+quota/1.0.0.tgz',
        '..%2fkeys/dev/root-1.pem',
        '',
      ].map(async (path) => (await fetch(`${address}/ome/${path}`)).status),
    )
    assert.deepEqual(states, [200, 200, 200, 404, 404, 404])
    assert.equal((await fetch(`${address}/ome/timestamp.json`, {method: 'POST'})).status, 405)
  })

  it('nobody registers themselves', async () => {
    assert.equal((await put('eve', {})).status, 409)
  })

  it('without a token an archive is refused with one clear line', async () => {
    await refuses(
      install(bench({HOME: shop.home}), name),
      'denied',
      /^registry "team": http:\/\/127\.0\.0\.1:\d+\/@team\/quota\/-\/quota-1\.0\.0\.tgz answered 401$/,
    )
    assert.deepEqual(readLock(shop.data).plugins, {})
  })

  it('a second publish changes nothing, and a reader may not publish', async () => {
    assert.equal(publish().stdout, `${name} 1.0.0 unchanged\n`)
    assert.match(
      publish(shop.tree, 'publisher', '--plugins', 'ome-none').stderr,
      /^error: registry "team" has no plugin "ome-none"\n$/,
    )
    login('reader', await token('reader'))
    const tree = join(shop.home, 'evil')
    await shop.publish([shop.plugin({name: '@team/evil', version: '1.0.0'})], {id: 'team', out: tree, now: new Date()})
    const {status, stderr} = publish(tree, 'reader')
    assert.equal(status, 1)
    assert.match(stderr, /^error: npm publish .*403 Forbidden.*not allowed to publish/)
  })

  it('the program adds the registry, shows its keys, and installs from it', async () => {
    await built()
    using machine = new Machine()
    const words = ['registry', 'add', 'team', `${address}/ome/`, '--root', rootFile(), '--scope', '@team']
    const added = await machine.run([...words, '--transport', 'npm', '--npm', address, '--yes'])
    assert.deepEqual([added.code, added.out], [0, 'registry/team added (serial 1)\n'], added.err)
    for (const key of Object.keys(source().root.keys)) assert.ok(added.err.includes(key))
    machine.write('.npmrc', readFileSync(npmrc('reader'), 'utf8'))

    const installed = await machine.run(['plugin', 'install', name])

    assert.deepEqual(
      [installed.code, installed.out],
      [0, `plugin/${name} 1.0.0 installed (1 command)\n`],
      installed.err,
    )
    const listed = JSON.parse((await machine.run('plugin list -o json')).out)
    assert.equal(listed.items.find((one: {package: string}) => one.package === name).origin, 'team')
  })

  it('installs with the token, also one given by the environment', async () => {
    login('publisher', '$' + '{NPM_TOKEN}')
    const env = {NPM_CONFIG_USERCONFIG: npmrc('publisher'), NPM_TOKEN: await token('reader')}
    const [outcome] = await install(bench(env), name)
    assert.deepEqual([outcome?.outcome, outcome?.version], ['installed', '1.0.0'])
  })

  it('a token is not carried along when the registry sends its readers elsewhere', async () => {
    const seen: (string | undefined)[] = []
    const listener = (reply: (url: string | undefined) => string): Promise<Server> =>
      new Promise((listening) => {
        const made = createServer((request, response) => {
          seen.push(request.headers.authorization)
          response.writeHead(302, {location: reply(request.url)}).end()
        }).listen(0, '127.0.0.1', () => listening(made))
      })
    const port = (of: Server): number => (of.address() as AddressInfo).port
    const thief = await listener((url) => `${address}${url}`)
    const liar = await listener((url) => `http://127.0.0.1:${port(thief)}${url}`)
    writeFileSync(npmrc('victim'), `//127.0.0.1:${port(liar)}/:_authToken=secret\n`)
    const cheated = {...source(), npm: `http://127.0.0.1:${port(liar)}`}
    const victim = bench({NPM_CONFIG_USERCONFIG: npmrc('victim')}, join(shop.home, 'other'), cheated)
    await refuses(install(victim, name), 'denied', /answered 401/)
    assert.deepEqual(seen, ['Bearer secret', undefined])
    for (const one of [thief, liar]) one.close().closeAllConnections()
  })

  it('T1: an archive that was swapped in the storage of the npm registry is refused', async () => {
    const [stored = ''] = globSync(join(data(), 'storage/@team/quota/*.tgz'))
    const bytes = readFileSync(stored)
    bytes[40] = (bytes[40] ?? 0) ^ 1
    rmSync(stored)
    writeFileSync(stored, bytes)
    const fresh = join(shop.home, 'swapped')
    const work = install(bench({NPM_CONFIG_USERCONFIG: npmrc('reader')}, fresh), name)
    await refuses(work, 'denied', /not the archive that the signed index names/)
    assert.deepEqual(readLock(fresh).plugins, {})
    login('publisher', await token('publisher'))
    assert.match(publish().stderr, /has another archive of @team\/quota 1\.0\.0/)
  })
})
