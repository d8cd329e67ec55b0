import assert from 'node:assert/strict'
import {once} from 'node:events'
import {mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {type AddressInfo, createServer, type Server, type Socket} from 'node:net'
import {join} from 'node:path'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {hasTmux, Tmux, type TmuxOptions} from '@ome/testkit/tmux'
import {built, Machine, repository} from '../../host/test/launcher.ts'

const services = {group: 'ome.io', plural: 'inferenceservices'}
const program = join(repository, 'bin/ome')

describe('the shell on a real terminal', function () {
  this.timeout(180_000)
  let api: TestCluster
  let machine: Machine
  before(async function () {
    if (!hasTmux()) {
      process.stderr.write('      tmux not found: install the packages of .ci/run\n')
      this.skip()
    }
    await built()
    api = await cluster({scenario: 'tour-ome', clock: 'running', speed: 100})
    machine = new Machine()
  })
  after(async () => {
    machine?.[Symbol.dispose]()
    await api?.stop()
  })

  /** The shell between two lines of another one, which tell what became of the terminal. */
  function opened({env, ...size}: Partial<TmuxOptions> = {}): Tmux {
    const line = `trap : INT; was=$(stty -g); ${process.execPath} ${program} interactive; echo "left with $?"; [ "$was" = "$(stty -g)" ] && echo as before; exec cat`
    const own = {HOME: machine.home, PATH: process.env['PATH'] ?? '', KUBECONFIG: api.kubeconfig, PS1: '$ '}
    return new Tmux(`sh -c '${line}'`, {width: 80, height: 24, ...size, env: {...own, ...env}})
  }

  const enter = (terminal: Tmux, text: string): void => {
    terminal.type(text)
    terminal.press('Enter')
  }
  const replicas = (name: string): unknown => api.api.get(services, name, 'default')?.spec?.['engine'].minReplicas

  it('does what the lines of the proposed session say', async () => {
    using terminal = opened()
    await terminal.until(/production\/default ome>$/m)

    enter(terminal, 'deploy llama-3-3-70b')
    await terminal.until(/ome> deploy llama-3-3-70b\n(?:.*\n)*.*\(y\/N\)|created/)
    if (/\(y\/N\)/.test(terminal.screen)) terminal.press('y')
    await terminal.until(/created[\s\S]*\n\S+ ome>$/)
    const deployed = api.api.list(services, {namespace: 'default'}).map(({metadata}) => metadata.name)
    assert.ok(deployed.includes('llama-3-3-70b'), deployed.join())

    terminal.press('C-l')
    enter(terminal, 'scale prod-llama to 5')
    await terminal.until(/\nome scale service prod-llama --replicas 5\n.*scaled[\s\S]*ome>$/)
    assert.equal(replicas('prod-llama'), 5)

    terminal.press('C-l')
    enter(terminal, 'show metrics for prod-llama')
    await terminal.until(/\nome metrics service prod-llama\n[\s\S]*requests-per-second[\s\S]*ome>$/)

    enter(terminal, 'exit')
    await terminal.until(/left with 0\nas before$/)
  })

  it('shows keys while a cluster hangs, also with a long history, and Ctrl-C ends the wait', async () => {
    const {server, kubeconfig} = await silentCluster(machine.home)
    const folder = join(machine.home, '.ome/interactive')
    mkdirSync(folder, {recursive: true})
    writeFileSync(join(folder, 'history'), Array.from({length: 100}, (_, at) => `get pods -n team-${at}\n`).join(''))
    try {
      using terminal = opened({env: {KUBECONFIG: kubeconfig, OME_COMPLETION_TIMEOUT: '1h'}})
      await terminal.until(/ome>$/m)
      enter(terminal, 'get services')
      await server.asked
      terminal.press('C-c')
      await terminal.until(/\^C\n+\S+ ome>$/)

      terminal.type('status service ')
      terminal.press('Tab')
      terminal.type('still-here')
      await terminal.until(/ome> status service still-here$/)
      terminal.press('C-u', 'C-r')
      terminal.type('team-42')
      await terminal.until(/\(search: team-42\) get pods -n team-42/)
      terminal.press('C-g', 'C-d')
      await terminal.until(/left with 0\nas before$/)
    } finally {
      await server.stop()
    }
  })

  it('takes pastes, other sizes, and words to leave, and leaves no secret behind', async () => {
    using terminal = opened({width: 80})
    await terminal.until(/ome>$/m)
    terminal.paste('get services -o name\n# a remark\nget namespaces -o name\n')
    await terminal.until(/ome> get services -o name\n# a remark\nget namespaces -o name$/)
    terminal.press('Enter')
    await terminal.until(/inferenceservice\S*\/prod-llama[\s\S]*namespace\/default[\s\S]*ome>$/)

    terminal.press('C-l')
    terminal.type('status service research-a --namespace default')
    terminal.resize(40, 15)
    await terminal.until(/^\S+ ome> status service resea\S*\n.*--namespace default$/)
    terminal.resize(80, 24)
    await terminal.until(/^\S+ ome> status service research-a --namespace default$/)

    terminal.press('C-c', 'C-c', 'C-c')
    await terminal.until(/to leave: exit, or Ctrl-D\n/)
    enter(terminal, 'get services --token=abcdefgh-secret > out.txt')
    await terminal.until(/out\.txt\n[\s\S]*ome>$/)
    enter(terminal, 'get services | grep staging | wc -l')
    await terminal.until(/wc -l\n2\n/)
    terminal.press('C-d')
    await terminal.until(/left with 0\nas before$/)

    const path = join(machine.home, '.ome/interactive/history')
    const kept = readFileSync(path, 'utf8')
    assert.equal(statSync(path).mode & 0o777, 0o600)
    assert.ok(
      kept.includes('wc -l') && kept.includes('get services -o name\\n# a remark\\n') && !kept.includes('secret'),
    )
  })

  it('asks before it deletes, and gives the terminal back when it is ended from outside', async () => {
    using terminal = opened()
    await terminal.until(/ome>$/m)
    enter(terminal, 'delete service research-a')
    await terminal.until(/\(y\/N\)/)
    terminal.press('n')
    await terminal.until(/nothing was changed\n\S+ ome>$/)
    assert.equal(replicas('research-a') !== undefined, true)

    enter(terminal, 'get services --watch')
    await terminal.until(/--watch\n[\s\S]*web-staging/)
    terminal.press('C-c')
    await terminal.until(/\^C\n+\S+ ome>$/)
    process.kill(shellIn(terminal), 'SIGTERM')
    await terminal.until(/left with 143\nas before$/)
  })
})

/** The process of the shell: the newest on the terminal. */
function shellIn(terminal: Tmux): number {
  const [, pid = ''] = /(\d+)/.exec(terminal.flag('pane_pid')) ?? []
  const {stdout} = process
    .getBuiltinModule('node:child_process')
    .spawnSync('ps', ['-o', 'pid=', '--ppid', pid], {encoding: 'utf8'})
  return Number(stdout.trim().split(/\s+/)[0])
}

interface Silent {
  /** Somebody has connected. */
  readonly asked: Promise<void>
  stop(): Promise<void>
}

/** A cluster that takes connections and says nothing. */
async function silentCluster(folder: string): Promise<{readonly server: Silent; readonly kubeconfig: string}> {
  const sockets = new Set<Socket>()
  const asked = Promise.withResolvers<void>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    asked.resolve()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const {port} = server.address() as AddressInfo
  const kubeconfig = join(folder, 'silent.json')
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'silent',
    contexts: [{name: 'silent', context: {cluster: 'c', user: 'u'}}],
    clusters: [{name: 'c', cluster: {server: `http://127.0.0.1:${port}`}}],
    users: [{name: 'u', user: {}}],
  }
  writeFileSync(kubeconfig, JSON.stringify(config))
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  }
  return {server: {asked: asked.promise, stop}, kubeconfig}
}
