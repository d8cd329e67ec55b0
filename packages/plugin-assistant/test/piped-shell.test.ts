import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {Readable} from 'node:stream'
import {capturedIo} from '@ome/sdk/captured-io'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {built} from '../../host/test/launcher.ts'
import {RunnerWorld} from '../../host/test/runner-world.ts'

describe('the shell without a terminal', function () {
  this.timeout(60_000)
  let api: TestCluster
  let world: RunnerWorld
  before(async () => {
    await built()
    api = await cluster({scenario: 'tour-ome'})
    world = new RunnerWorld({KUBECONFIG: api.kubeconfig})
  })
  after(async () => {
    world?.[Symbol.dispose]()
    await api?.stop()
  })

  async function typed(lines: readonly string[], ...flags: readonly string[]) {
    const {io, out, err} = capturedIo()
    const stdin = Readable.from([lines.map((line) => `${line}\n`).join('')])
    const own = Object.create(io, {stdin: {value: stdin}})
    const code = await world.runner.run(['interactive', ...flags], {io: own, signal: new AbortController().signal})
    return {code, out: out(), err: err()}
  }

  it('runs lines of stdin, shows what phrases mean, and goes on after errors', async () => {
    const {code, out, err} = await typed([
      '# what there is',
      'ome get services -o name',
      'get service nowhere',
      'show cluster health',
      'kubectl get pods',
      'get pods && get nodes',
      'gte services',
      'get namespaces -o name',
    ])

    assert.equal(code, 0)
    assert.match(out, /\/prod-llama\n[\s\S]*^namespace\/default$/m)
    assert.match(err, /^ome cluster health$/m)
    assert.match(err, /service "nowhere" not found[\s\S]*kubectl is a program of its own[\s\S]*"&&" means something/)
    assert.match(err, /did you mean: ome get/)
  })

  it('--strict ends with the code of the last failure', async () => {
    assert.equal((await typed(['get service nowhere', 'get services'], '--strict')).code, 4)
    assert.equal((await typed(['get services'], '--strict')).code, 0)
    assert.equal((await typed([], '--strict')).code, 0)
  })

  it('hands output to programs and files, whose failure counts', async () => {
    const file = join(world.home, 'names.txt')
    const {code} = await typed(
      [`get services -o name | grep staging | sort > ${file}`, 'get services -o name | false'],
      '--strict',
    )
    assert.equal(code, 1)
    assert.deepEqual(
      readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => line.split('/')[1] ?? ''),
      ['chat-staging', 'web-staging', ''],
    )
  })

  it('ends a command whose reader has gone', async () => {
    assert.equal((await typed(['get services --watch | head -1 > /dev/null'], '--strict')).code, 0)
  })

  it('uses the context that was chosen on the way, and its own flags until then', async () => {
    const {out} = await typed(['cluster use staging', 'cluster list'], '--context', 'production')
    assert.match(out, /^\*\s+staging/m)
  })
})
