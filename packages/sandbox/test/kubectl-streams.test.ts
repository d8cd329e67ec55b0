import assert from 'node:assert/strict'
import {type ChildProcess, type ExecFileException, execFile, spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {kubectlMinors, kubectlOf} from '../../../tools/clients.ts'
import type {ApiObject} from '../src/api.ts'
import {type Cluster, startCluster} from '../src/cluster.ts'

const box: ApiObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name: 'box', namespace: 'default'},
  spec: {
    containers: [
      {
        name: 'main',
        image: 'busybox',
        command: ['sh', '-c', 'while read line; do echo "got $line"; done'],
        stdin: true,
      },
    ],
  },
}

const web: ApiObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name: 'web', namespace: 'default'},
  spec: {containers: [{name: 'main', image: 'example/web:1', ports: [{containerPort: 8080}]}]},
}

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** @feature Streams: exec, attach, cp, port-forward over SPDY and WebSocket, with kubectl 1.28 to 1.36 | golden */
describe('streams with the real kubectl', function () {
  this.timeout(120_000)
  let cluster: Cluster
  let home: string
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'ome-streams-'))
    cluster = await startCluster({objects: [box, web], speed: 50})
    await writeFile(join(home, 'config'), JSON.stringify(cluster.kubeconfig))
  })
  after(async () => {
    await cluster.stop()
    await rm(home, {recursive: true, force: true})
  })

  for (const minor of kubectlMinors) {
    describe(`kubectl ${minor}`, () => {
      let kubectl: string
      before(async function () {
        try {
          kubectl = await kubectlOf(minor)
        } catch (error) {
          const parent = this.test?.parent
          if (parent) parent.title += `: ${error instanceof Error ? error.message : error}`
          this.skip()
        }
        await ran(['wait', '--for=condition=Ready', 'pod/box', 'pod/web', '--timeout=60s'])
      })

      const start = (args: readonly string[]): ChildProcess =>
        spawn(kubectl, args, {env: {...process.env, KUBECONFIG: join(home, 'config'), HOME: home}})
      const ran = (args: readonly string[], stdin?: string | Buffer): Promise<Ran> =>
        new Promise((resolve) => {
          const env = {...process.env, KUBECONFIG: join(home, 'config'), HOME: home}
          const child = execFile(
            kubectl,
            args,
            {env, timeout: 60_000, maxBuffer: 2 ** 26},
            (error: ExecFileException | null, out, err) =>
              resolve({code: error ? Number(error.code ?? 1) : 0, out, err}),
          )
          child.stdin?.end(stdin)
        })

      it('exec: output, errors and exit codes', async () => {
        assert.deepEqual(await ran(['exec', 'box', '--', 'sh', '-c', 'echo out; echo err >&2']), {
          code: 0,
          out: 'out\n',
          err: 'err\n',
        })
        const failed = await ran(['exec', 'box', '--', 'sh', '-c', 'exit 3'])
        assert.deepEqual([failed.code, failed.err], [3, 'command terminated with exit code 3\n'])
        const unknown = await ran(['exec', 'box', '--', 'foo'])
        assert.equal(unknown.code, 1)
        assert.match(
          unknown.err,
          /^error: Internal error occurred: error executing command in container: .*exec: "foo": executable file not found in \$PATH/,
        )
      })

      it('exec: megabytes of input and output', async () => {
        const bytes = Buffer.alloc(3_000_000, 'abcdefghij\n')
        const {out, code, err} = await ran(['exec', '-i', 'box', '--', 'cat'], bytes)
        assert.deepEqual([code, out.length], [0, bytes.length], err)
        const counted = await ran(['exec', '-i', 'box', '--', 'wc', '-c'], bytes)
        assert.equal(counted.out, '3000000\n')
      })

      it('attach takes what is typed to the program', async () => {
        const child = start(['attach', '-i', 'box'])
        let out = ''
        child.stdout?.on('data', (text) => {
          out += text
        })
        const answered = new Promise<void>((resolve) =>
          child.stdout?.on('data', () => out.includes('got') && resolve()),
        )
        // Until the other side has joined, nobody hears the answer.
        const typing = setInterval(() => child.stdin?.write('hello\n'), 200)
        await answered
        clearInterval(typing)
        child.kill()
        await once(child, 'close')
        assert.match(out, /^got hello$/m)
      })

      it('cp: files and folders in both directions', async () => {
        const long = `${'deep-'.repeat(15)}name`
        await writeFile(join(home, 'up.txt'), 'up and down\n')
        assert.equal((await ran(['cp', join(home, 'up.txt'), `box:/tmp/${long}.txt`])).err, '')
        assert.equal((await ran(['exec', 'box', '--', 'cat', `/tmp/${long}.txt`])).out, 'up and down\n')
        await ran([
          'exec',
          'box',
          '--',
          'sh',
          '-c',
          `mkdir -p /data/${long}/${long}; echo inside > /data/${long}/${long}/f`,
        ])
        const down = await ran(['cp', 'box:/data', join(home, `down-${minor}`)])
        assert.equal(down.code, 0, down.err)
        assert.equal(await readFile(join(home, `down-${minor}`, long, long, 'f'), 'utf8'), 'inside\n')
        const back = await ran(['cp', join(home, `down-${minor}`), 'box:/tmp/again'])
        assert.equal(back.code, 0, back.err)
        assert.equal((await ran(['exec', 'box', '--', 'cat', `/tmp/again/${long}/${long}/f`])).out, 'inside\n')
        await ran(['exec', 'box', '--', 'rm', '-rf', '/tmp/again', '/data'])
      })

      it('port-forward: parallel requests; a closed port is told', async () => {
        const child = start(['port-forward', 'pod/web', ':8080', ':81'])
        let err = ''
        child.stderr?.on('data', (text) => {
          err += text
        })
        const ports = await forwardedPorts(child, 2)
        const answers = await Promise.all(
          Array.from({length: 20}, (_, i) =>
            fetch(`http://127.0.0.1:${ports[0]}/${i}`).then((answer) => answer.text()),
          ),
        )
        assert.deepEqual(
          answers,
          answers.map((_, i) => `web /${i}\n`),
        )
        await assert.rejects(fetch(`http://127.0.0.1:${ports[1]}/`))
        child.kill()
        await once(child, 'close')
        assert.match(err, /connect: connection refused/)
      })

      it("answers on the kubelet's own port", async () => {
        const node = (await ran(['get', 'pod', 'web', '-o', 'jsonpath={.spec.nodeName}'])).out
        const page = async (path: string) => (await ran(['get', '--raw', `/api/v1/nodes/${node}/proxy${path}`])).out
        assert.match(await page('/metrics/resource'), /^container_cpu_usage_seconds_total\{.*pod="web"\} /m)
        assert.equal(JSON.parse(await page('/stats/summary')).node.nodeName, node)
        assert.match(await page('/containerLogs/default/web/main?tailLines=1'), /main is ready/)
      })

      it('logs tell what the program said', async () => {
        assert.match((await ran(['logs', 'web'])).out, /main is ready/)
      })
    })
  }
})

async function forwardedPorts(child: ChildProcess, count: number): Promise<string[]> {
  let out = ''
  const found = (): string[] => [...out.matchAll(/127\.0\.0\.1:(\d+) ->/g)].map((match) => match[1] ?? '')
  while (found().length < count && child.stdout) {
    const [text] = await once(child.stdout, 'data')
    out += String(text)
  }
  return found()
}
