import assert from 'node:assert/strict'
import {existsSync} from 'node:fs'
import {mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises'
import {createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import {run} from '@ome/testkit/run'
import SandboxStatus from '../src/commands/sandbox/status.ts'
import SandboxUp from '../src/commands/sandbox/up.ts'
import type {SandboxHost} from '../src/domain/sandbox.ts'
import {sandboxHost} from '../src/process/sandbox-host.ts'
import {runningSandbox} from '../src/usecases/running-sandbox.ts'
import {startSandbox} from '../src/usecases/start-sandbox.ts'
import {stopSandbox} from '../src/usecases/stop-sandbox.ts'

const entry = join(import.meta.dirname, '..', 'src', 'serve.ts')
const request = {scenario: 'empty', port: 0, speed: 100, seed: 1, journal: false}
const ignore = (): void => undefined

const ofKind = (kind: string) => (error: unknown) => error instanceof OmeError && error.kind === kind

/** @feature Sandbox: start, stop, recovery after a kill | works */
describe('the background process', function () {
  this.timeout(60_000)
  let data: string
  let aborts: AbortController
  let host: SandboxHost

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'ome-sandbox-'))
    aborts = new AbortController()
    host = sandboxHost({data, cache: join(data, 'cache'), env: process.env, signal: aborts.signal, entry})
  })
  afterEach(async () => {
    await stopSandbox(host)
    await rm(data, {recursive: true, force: true})
  })

  it('starts, is found by others, and leaves nothing but keys and log when it ends', async () => {
    const {record} = await startSandbox(host, request, ignore)

    assert.equal((await runningSandbox(host)).pid, record.pid)
    assert.equal((await stat(record.kubeconfig)).mode & 0o777, 0o600)
    assert.match(await readFile(record.kubeconfig, 'utf8'), /current-context: sandbox/)
    assert.equal((await stopSandbox(host))?.pid, record.pid)
    assert.equal(existsSync(record.kubeconfig), false)
    assert.deepEqual(await host.inspect(), {state: 'stopped'})
    assert.equal(await stopSandbox(host), undefined)
  })

  it('a second start with the same scenario finds the first, another scenario is refused', async () => {
    const first = await startSandbox(host, request, ignore)

    const second = await startSandbox(host, request, ignore)

    assert.deepEqual([second.wasRunning, second.record.pid], [true, first.record.pid])
    await assert.rejects(startSandbox(host, {...request, scenario: 'quickstart'}, ignore), ofKind('conflict'))
    for (const [wish, difference] of [
      [{port: 1}, /port \d+, not 1$/],
      [{speed: 7}, /speed 100, not 7$/],
      [{seed: 7}, /seed 1, not 7$/],
    ] as const) {
      const wished = {...request, ...wish}
      await assert.rejects(startSandbox(host, wished, ignore), {kind: 'conflict', exitCode: 6, message: difference})
      assert.equal((await startSandbox(host, wished, ignore, [])).wasRunning, true)
    }
  })

  it('up says that it runs already, where, and refuses other values that were typed', async () => {
    const {record} = await startSandbox(host, request, ignore)

    const again = await run(SandboxUp, ['--scenario', 'empty'], {data})
    const other = await run(SandboxUp, ['--scenario', 'empty', '--speed', '3'], {data})

    assert.deepEqual([again.code, other.code], [0, 6])
    assert.ok(again.err.startsWith(`the sandbox is already running (empty, ${record.url})\n`), again.err)
    assert.match(other.err, /with speed 100, not 3\nhint: stop it first: ome sandbox down\n/)
  })

  it('takes its ports again, and others when they are taken', async () => {
    const first = await startSandbox(host, request, ignore)
    await stopSandbox(host)

    const again = await startSandbox(host, request, ignore)

    assert.deepEqual([again.record.url, again.record.env], [first.record.url, first.record.env])
    await stopSandbox(host)
    const others = createServer()
    await new Promise<void>((resolve) => others.listen(Number(new URL(first.record.url).port), '127.0.0.1', resolve))
    try {
      const elsewhere = await startSandbox(host, request, ignore)
      assert.notEqual(elsewhere.record.url, first.record.url)
      assert.deepEqual(elsewhere.record.env, first.record.env)
    } finally {
      await new Promise((resolve) => others.close(resolve))
    }
  })

  it('tells when the process was killed, and starts anew', async () => {
    const {record} = await startSandbox(host, request, ignore)
    process.kill(record.pid, 'SIGKILL')
    await gone(host)

    await assert.rejects(runningSandbox(host), ofKind('not-found'))
    const {code, out} = await run(SandboxStatus, [], {data})
    assert.equal(code, 0)
    assert.match(out, /^State: +crashed\n/)
    assert.doesNotMatch(out, /Running for|<none>/)
    const again = await startSandbox(host, request, ignore)

    assert.notEqual(again.record.pid, record.pid)
  })

  it('a port that is taken is said by its number', async () => {
    const {record} = await startSandbox(host, request, ignore)
    const other = await mkdtemp(join(tmpdir(), 'ome-sandbox-'))
    const second = sandboxHost({data: other, cache: other, env: process.env, signal: aborts.signal, entry})
    const port = Number(new URL(record.url).port)

    await assert.rejects(
      startSandbox(second, {...request, port}, ignore),
      (error) => ofKind('conflict')(error) && String(error).includes(`port ${port} of 127.0.0.1 is taken`),
    )

    assert.deepEqual(await second.inspect(), {state: 'stopped'})
    await rm(other, {recursive: true, force: true})
  })

  it('an unknown scenario is refused with the names there are', async () => {
    await assert.rejects(startSandbox(host, {...request, scenario: '../../etc'}, ignore), ofKind('not-found'))
  })

  it('an interrupted start leaves nothing', async () => {
    const starting = startSandbox(host, request, () => aborts.abort(new OmeError('cancelled', 'cancelled')))

    await assert.rejects(starting, ofKind('cancelled'))

    assert.deepEqual(await host.inspect(), {state: 'stopped'})
    assert.equal(existsSync(join(data, 'sandbox', 'starting')), false)
  })

  it('a record that cannot be read is named', async () => {
    const {record} = await startSandbox(host, request, ignore)
    const path = join(data, 'sandbox', 'sandbox.json')
    const text = await readFile(path, 'utf8')
    await writeFile(path, '{"pid": "x"')

    await assert.rejects(host.inspect(), (error) => error instanceof OmeError && error.message.includes('sandbox.json'))

    await writeFile(path, text)
    assert.equal((await runningSandbox(host)).pid, record.pid)
  })
})

/** The system needs a moment to take a killed process away. */
async function gone(host: SandboxHost): Promise<void> {
  while ((await host.inspect()).state === 'running') await new Promise((resolve) => setImmediate(resolve))
}
