import assert from 'node:assert/strict'
import {execFile} from 'node:child_process'
import {once} from 'node:events'
import {mkdirSync, readdirSync, symlinkSync, utimesSync} from 'node:fs'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {built, Machine, repository} from './launcher.ts'

const kubectl = process.env['OME_TEST_KUBECTL'] ?? join(repository, 'tools/bin/kubectl')

describe('completion in shells', function () {
  this.timeout(60_000)
  before(built)

  for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
    it(`completion ${shell} prints a script that asks __complete`, async () => {
      using machine = new Machine()
      assert.match((await machine.run(`completion ${shell}`)).out, /__complete/)
    })
  }

  it('every bracket and string of the PowerShell script is closed', async () => {
    using machine = new Machine()
    const {out} = await machine.run('completion powershell --as parrot')

    assert.equal(openBrackets(out), '')
    assert.match(out, /^Register-ArgumentCompleter -Native -CommandName 'kubectl-parrot', 'parrot' -ScriptBlock \{$/m)
  })

  it('another shell is refused with the list', async () => {
    using machine = new Machine()
    const {code, err} = await machine.run('completion tcsh')

    assert.equal(code, 2)
    assert.match(err, /^error: tcsh: not one of bash, zsh, fish, powershell\n/)
  })

  it('its help says how each shell loads the script', async () => {
    using machine = new Machine()
    const {out} = await machine.run('completion --help')

    for (const line of [
      'source <(ome completion bash)',
      'completions/_ome',
      'completions/ome.fish',
      'Invoke-Expression',
    ])
      assert.ok(out.includes(line), line)
  })

  it('is silent about anything that is wrong', async () => {
    using machine = new Machine()
    machine.write('.ome/config.yaml', ': : :\n')
    machine.write('.kube/config', '{')

    for (const words of [['echo', 'words', '-n', ''], ['--context', ''], []]) {
      const {code, err} = await machine.run(['__complete', '--', ...words])
      assert.deepEqual({code, err}, {code: 0, err: ''}, words.join(' '))
    }
  })
})

describe('completion beside a cluster that does not answer', function () {
  this.timeout(60_000)
  before(built)

  const namespaces = ['__complete', '--', 'echo', 'words', '-n', '']

  it('offers what is known without it', async () => {
    using machine = new Machine()
    await using cluster = await Cluster.start(machine)
    cluster.isSilent = true

    assert.deepEqual(await machine.run(namespaces), {code: 0, out: ':4\n', err: ''})
    assert.match((await machine.run(['__complete', '--', 'echo', 'words', ''])).out, /^hello\nworld\n/)
    assert.match((await machine.run(['__complete', '--', '--context', ''])).out, /^production\t/)
  })

  it('offers the names it last gave, and leaves it alone for a moment', async () => {
    using machine = new Machine()
    await using cluster = await Cluster.start(machine)
    const answer = {code: 0, out: 'team-a\nteam-b\n:4\n', err: ''}
    assert.deepEqual(await machine.run(namespaces), answer)
    for (const file of readdirSync(join(machine.data, 'cache/names')))
      utimesSync(join(machine.data, 'cache/names', file), 0, Date.now() / 1000 - 3600)
    cluster.isSilent = true
    const asked = cluster.asked

    assert.deepEqual(await machine.run(namespaces), answer)
    assert.deepEqual(await machine.run(namespaces), answer)
    assert.equal(cluster.asked, asked + 1)
  })

  it('does not wait for a login that hangs', async () => {
    using machine = new Machine()
    await using cluster = await Cluster.start(machine)
    machine.write('.kube/config', cluster.kubeconfig({exec: {...execLogin, command: 'sleep', args: ['30']}}))

    assert.deepEqual(await machine.run(namespaces), {code: 0, out: ':4\n', err: ''})
    assert.equal(cluster.asked, 0)
  })
})

describe('the program as a plugin of kubectl', function () {
  this.timeout(60_000)
  before(built)

  const run = promisify(execFile)
  const envOf = (machine: Machine) => ({
    PATH: `${join(repository, 'bin')}:${join(process.execPath, '..')}:/usr/bin:/bin`,
    HOME: machine.home,
    LANG: 'C.UTF-8',
  })

  /** The same world with the program under a name that no plugin gives words to. */
  const named = (machine: Machine, name: string) => {
    const folder = join(machine.home, 'links')
    mkdirSync(folder, {recursive: true})
    for (const program of [`kubectl-${name}`, `kubectl_complete-${name}`])
      symlinkSync(join(repository, 'bin', 'ome'), join(folder, program))
    const env = envOf(machine)
    return {...env, PATH: `${folder}:${env.PATH}`}
  }

  it('is found, runs and passes exit codes and words on', async () => {
    using machine = new Machine()
    const env = envOf(machine)

    assert.match((await run(kubectl, ['ome', 'echo', 'words', 'hi'], {env})).stdout, /hi +1/)
    await assert.rejects(run(kubectl, ['ome', 'ecoh'], {env}), {
      code: 2,
      stderr: /hint: did you mean: kubectl ome echo\n/,
    })
    await assert.rejects(run(kubectl, ['silent', 'status'], {env: named(machine, 'silent')}), {
      code: 2,
      stderr: /"kubectl silent" has no words yet: /,
    })
    const {stdout} = await run(kubectl, ['plugin', 'list'], {env})
    for (const name of ['kubectl-ome', 'kubectl-kaito', 'kubectl-grove'])
      assert.ok(stdout.includes(`/bin/${name}\n`), name)
  })

  it('completes what kubectl asks for', async () => {
    using machine = new Machine()
    const env = envOf(machine)
    const offered = async (...words: string[]) => (await run(kubectl, ['__complete', 'ome', ...words], {env})).stdout

    assert.equal(await offered('echo', 'wo'), 'words\tPrint a word as often as asked\n:4\n')
    assert.equal(await offered('echo', 'words', '--tone='), '--tone=loud\n--tone=low\n:4\n')
    const silent = {env: named(machine, 'silent')}
    assert.equal((await run(kubectl, ['__complete', 'silent', ''], silent)).stdout, ':4\n')
  })
})

const execLogin = {apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Never'}

/** A cluster that lists two namespaces, until it falls silent. */
class Cluster {
  isSilent = false
  asked = 0
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
    server.on('request', (request, response) => {
      this.asked++
      if (this.isSilent) return
      const items = ['team-a', 'team-b'].map((name) => ({metadata: {name}}))
      response.writeHead(200, {'content-type': 'application/json'})
      response.end(JSON.stringify(request.url?.startsWith('/api/v1/namespaces') ? {items} : {}))
    })
  }

  static async start(machine: Machine): Promise<Cluster> {
    const server = createServer()
    const cluster = new Cluster(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    machine.write('.kube/config', cluster.kubeconfig({}))
    return cluster
  }

  kubeconfig(user: object): string {
    const {port} = this.#server.address() as AddressInfo
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'production',
      clusters: [{name: 'c', cluster: {server: `http://127.0.0.1:${port}`}}],
      users: [{name: 'u', user}],
      contexts: [{name: 'production', context: {cluster: 'c', user: 'u'}}],
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

/** Brackets and quotes of a PowerShell text that nothing closes. */
function openBrackets(text: string): string {
  const closing: Readonly<Record<string, string>> = {'(': ')', '[': ']', '{': '}'}
  let open = ''
  const bare = text.replaceAll(/#.*$|'(?:[^']|'')*'|"(?:[^"`]|`.|"")*"/gm, '')
  for (const sign of bare) {
    if (closing[sign]) open += closing[sign]
    else if (sign === open.at(-1)) open = open.slice(0, -1)
    else if (/[)\]}'"]/.test(sign)) return `${sign} too many`
  }
  return open
}
