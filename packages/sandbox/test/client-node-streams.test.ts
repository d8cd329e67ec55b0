import assert from 'node:assert/strict'
import {once} from 'node:events'
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {createServer, type Socket} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {PassThrough, Writable} from 'node:stream'
import type {KubeConfig, V1Status} from '@kubernetes/client-node'
import {type Cluster, startCluster} from '../src/cluster.ts'

class Collected extends Writable {
  text = ''
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    this.emit('more')
    done()
  }
  async until(wanted: string): Promise<void> {
    while (!this.text.includes(wanted)) await once(this, 'more')
  }
}

/** @feature Streams: exec, attach, cp, logs, port-forward of client-node; terminals with line editing | works */
describe('streams with client-node', function () {
  this.timeout(60_000)
  let cluster: Cluster
  let config: KubeConfig
  let client: typeof import('@kubernetes/client-node')
  before(async () => {
    client = await import('@kubernetes/client-node')
    const container = {
      name: 'main',
      image: 'busybox',
      command: ['sh', '-c', 'echo begun; while read line; do echo "got $line"; done'],
      stdin: true,
    }
    const pod = (name: string, spec: object) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {name, namespace: 'default'},
      spec,
    })
    const web = {containers: [{name: 'main', image: 'example/web:1', ports: [{containerPort: 8080}]}]}
    cluster = await startCluster({objects: [pod('box', {containers: [container]}), pod('web', web)], speed: 200})
    config = new client.KubeConfig()
    config.loadFromString(JSON.stringify(cluster.kubeconfig))
    const core = config.makeApiClient(client.CoreV1Api)
    for (const name of ['box', 'web']) {
      let ready = false
      while (!ready) {
        const {status} = await core.readNamespacedPod({name, namespace: 'default'})
        ready = status?.conditions?.some(({type, status: value}) => type === 'Ready' && value === 'True') ?? false
      }
    }
  })
  after(() => cluster.stop())

  const exec = (command: string[], {tty = false, stdin}: {tty?: boolean; stdin?: PassThrough} = {}) => {
    const [out, err] = [new Collected(), new Collected()]
    const ended = new Promise<V1Status>((resolve, reject) => {
      new client.Exec(config)
        .exec('default', 'box', 'main', command, out, tty ? null : err, stdin ?? null, tty, resolve)
        .catch(reject)
    })
    return {out, err, ended}
  }

  it('exec gives output, errors and the exit code', async () => {
    const {out, err, ended} = exec(['sh', '-c', 'echo out; echo err >&2; exit 4'])
    const status = await ended
    assert.deepEqual([out.text, err.text], ['out\n', 'err\n'])
    assert.deepEqual([status.reason, status.details?.causes?.[0]?.message], ['NonZeroExitCode', '4'])
  })

  for (const command of [['sh'], ['sh', '-c', 'if true; then exec sh; fi']])
    it(`a terminal of ${command.join(' ')} has a prompt, echoes, edits lines, is interrupted and ends`, async () => {
      const stdin = new PassThrough()
      const {out, ended} = exec(command, {tty: true, stdin})
      await out.until('/ # ')
      stdin.write('ecno\x7f\x7fho hi\r')
      await out.until('\r\nhi\r\n/ # ')
      stdin.write('sleep 1000000\r')
      await out.until('sleep 1000000\r\n')
      stdin.write('\x03')
      await out.until('^C\r\n/ # ')
      stdin.write('echo $?\r')
      await out.until('\r\n130\r\n/ # ')
      stdin.write('\x1b[A\x1b[A\x03')
      stdin.write('exit 5\r')
      assert.equal((await ended).details?.causes?.[0]?.message, '5')
    })

  it('attach joins the program', async () => {
    const stdin = new PassThrough()
    const out = new Collected()
    const socket = await new client.Attach(config).attach('default', 'box', 'main', out, null, stdin, false)
    stdin.write('hello\n')
    await out.until('got hello\n')
    socket.close()
  })

  it('logs tell what the program said', async () => {
    const out = new Collected()
    await new client.Log(config).log('default', 'box', 'main', out, {tailLines: 10})
    await out.until('begun\n')
  })

  it('port-forward carries requests', async () => {
    const forward = new client.PortForward(config)
    const sockets: Socket[] = []
    const server = createServer((socket) => {
      sockets.push(socket)
      forward.portForward('default', 'web', [8080], socket, null, socket).catch(() => socket.destroy())
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const answers = await Promise.all(['a', 'b'].map((path) => fetch(`http://127.0.0.1:${port}/${path}`)))
    assert.deepEqual(await Promise.all(answers.map((answer) => answer.text())), ['web /a\n', 'web /b\n'])
    server.close()
    for (const socket of sockets) socket.destroy()
  })

  it('cp brings files in and out', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ome-cp-'))
    const cp = new client.Cp(config)
    await writeFile(join(folder, 'f.txt'), 'carried\n')
    await cp.cpToPod('default', 'box', 'main', folder, '/tmp')
    // The library does not tell when an archive has been unpacked.
    let status: V1Status
    do status = await exec(['cat', '/tmp/f.txt']).ended
    while (status.status !== 'Success')
    await cp.cpFromPod('default', 'box', 'main', 'f.txt', join(folder, 'down'), '/tmp')
    let text = ''
    while (text === '') text = await readFile(join(folder, 'down', 'f.txt'), 'utf8').catch(() => '')
    assert.equal(text, 'carried\n')
    await rm(folder, {recursive: true})
  })
})
