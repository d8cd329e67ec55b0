import assert from 'node:assert/strict'
import {mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {kubeClient} from '@ome/sdk/client'
import {OmeError} from '@ome/sdk/errors'
import type {ConnectionOptions, KubeClient} from '@ome/sdk/kube'
import {type CommandClass, type RunOptions, run} from '@ome/testkit/run'
import SandboxFaults from '../src/commands/sandbox/faults.ts'
import SandboxHeal from '../src/commands/sandbox/heal.ts'
import SandboxInject from '../src/commands/sandbox/inject.ts'
import SandboxRequests from '../src/commands/sandbox/requests.ts'
import SandboxReset from '../src/commands/sandbox/reset.ts'
import SandboxRestore from '../src/commands/sandbox/restore.ts'
import SandboxSnapshot from '../src/commands/sandbox/snapshot.ts'
import {faultNames} from '../src/domain/fault-names.ts'
import type {SandboxHost, SandboxRecord} from '../src/domain/sandbox.ts'
import {sandboxHost} from '../src/process/sandbox-host.ts'
import {runningSandbox} from '../src/usecases/running-sandbox.ts'
import {startSandbox} from '../src/usecases/start-sandbox.ts'
import {stopSandbox} from '../src/usecases/stop-sandbox.ts'

const entry = join(import.meta.dirname, '..', 'src', 'serve.ts')
const request = {scenario: 'empty', port: 0, speed: 100, seed: 1, journal: true}
const ignore = (): void => undefined
const configMaps = {group: '', version: 'v1', plural: 'configmaps', namespaced: true}
const note = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'mine', namespace: 'default'}}
const env = process.env as Record<string, string>

describe('the inside of a running sandbox', function () {
  this.timeout(60_000)
  let data: string
  let host: SandboxHost
  let record: SandboxRecord
  const clients: KubeClient[] = []

  const connect = async (options: ConnectionOptions, signal = new AbortController().signal): Promise<KubeClient> => {
    const client = await kubeClient(options, {
      env: {},
      cwd: data,
      home: data,
      cacheFolder: join(data, 'cache'),
      version: '0.0.0-test',
      plugin: 'test',
      now: () => new Date(),
      canAsk: false,
      signal,
    })
    clients.push(client)
    return client
  }
  const person = () => connect({kubeconfig: record.kubeconfig})
  const does = (command: CommandClass, argv: readonly string[], options: RunOptions = {}) =>
    run(command, argv, {data, env, cwd: data, kube: connect, now: new Date(), ...options})

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'ome-interior-'))
    host = sandboxHost({data, cache: join(data, 'cache'), env, signal: new AbortController().signal, entry})
    record = (await startSandbox(host, request, ignore)).record
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close()
    await stopSandbox(host)
    await rm(data, {recursive: true, force: true})
  })

  it('inject lists what can go wrong, the same that completion offers', async () => {
    const {out} = await does(SandboxInject, ['-o', 'json'])

    assert.deepEqual(
      JSON.parse(out).items.map(({name}: {name: string}) => name),
      faultNames,
    )
  })

  it('a fault is injected, listed, felt by a client and healed', async () => {
    const injected = await does(SandboxInject, ['expired-cert'])
    const shown = await does(SandboxFaults, ['-o', 'json'])
    const listed = await does(SandboxFaults, [])
    await assert.rejects((await person()).list(configMaps, {namespace: 'default'}), /Unauthorized|logged in/i)
    const healed = await does(SandboxHeal, ['--all'])
    const none = await does(SandboxFaults, [])

    assert.match(injected.out, /Fault: +expired-cert-1\n.*\n.*ome sandbox heal expired-cert-1/)
    assert.match(listed.out, /expired-cert-1 +client certificates are refused as expired/)
    const [{fault, lasts}] = JSON.parse(shown.out).items
    assert.deepEqual([fault, lasts, JSON.parse(shown.out).kind], ['expired-cert', true, 'FaultList'])
    assert.equal(healed.out, 'expired-cert-1 healed\n')
    assert.match(none.err, /nothing has been made to go wrong/)
    await (await person()).list(configMaps, {namespace: 'default'})
  })

  for (const [what, argv, code, message] of [
    ['an unknown fault', ['node-dwon', 'node-1'], 2, /no fault "node-dwon"; did you mean node-down\?/],
    ['a missing node', ['node-down'], 2, /node-down needs the name of a node/],
    ['a missing instance type', ['quota'], 2, /quota needs the name of an instance type/],
    ['a node that does not exist', ['node-down', 'nope'], 4, /there is no node "nope"\nhint: list them: ome get nodes/],
    ['a pod that does not exist', ['hang', 'pod/nope', '-n', 'x'], 4, /hint: list them: ome get pods -n x/],
    ['a share above one', ['429', '--rate', '2'], 2, /invalid share "2"/],
  ] as const) {
    it(`inject refuses ${what}`, async () => {
      const {code: left, err} = await does(SandboxInject, argv)

      assert.equal(left, code, err)
      assert.match(err, message)
    })
  }

  it('heal says which faults there could be', async () => {
    const {code, err} = await does(SandboxHeal, [])
    const unknown = await does(SandboxHeal, ['x-1'])

    assert.deepEqual([code, unknown.code], [2, 4])
    assert.match(err, /ome sandbox faults/)
  })

  /** @feature Sandbox: request log: who asked what, how long it took | works */
  it('requests show who asked what, chosen by what the flags say, and not those of the command itself', async () => {
    await (await person()).list(configMaps, {namespace: 'default'})
    const {out} = await does(SandboxRequests, ['--path', 'configmaps', '--method', 'get', '-o', 'json'])
    const none = await does(SandboxRequests, ['--code', '5xx'])
    const all = await does(SandboxRequests, ['-o', 'json'])

    const [last] = JSON.parse(out).items.slice(-1)
    assert.deepEqual([last.method, last.code, last.user], ['GET', 200, 'sandbox-admin'])
    assert.match(last.userAgent, /^ome\//)
    assert.match(none.err, /no such request/)
    assert.doesNotMatch(all.out, /\/sandbox\/v1/)
  })

  it('requests --follow goes on until it is interrupted', async () => {
    const aborts = new AbortController()
    const client = await person()
    await client.list(configMaps, {namespace: 'default'})
    const {code, out} = await does(SandboxRequests, ['--follow', '--path', 'configmaps'], {
      signal: aborts.signal,
      onWrite(_, text) {
        if (text.includes('namespaces/kube-system')) aborts.abort(new OmeError('cancelled', 'cancelled'))
        else void client.list(configMaps, {namespace: 'kube-system'})
      },
    })

    assert.equal(code, 130)
    assert.match(out, /GET 200 .*default\/configmaps.*\n.*kube-system\/configmaps/)
  })

  it('a snapshot brings back what was there, and what came later is gone', async () => {
    await (await person()).create(configMaps, note)
    const taken = await does(SandboxSnapshot, ['state.json'])
    await (await person()).create(configMaps, {...note, metadata: {...note.metadata, name: 'later'}})
    const again = await does(SandboxSnapshot, ['state.json'])
    const restored = await does(SandboxRestore, ['state.json', '--yes'])
    const names = (await (await person()).list(configMaps, {namespace: 'default'})).map(({metadata}) => metadata.name)

    assert.deepEqual([taken.out, taken.code, again.code, restored.code], ['state.json\n', 0, 6, 0])
    assert.equal((await stat(join(data, 'state.json'))).mode & 0o777, 0o600)
    assert.deepEqual([names.includes('mine'), names.includes('later')], [true, false])
    assert.equal((await runningSandbox(host)).url, record.url)
  })

  it('restore leaves everything as it is for a file that is none, and without a yes', async () => {
    await writeFile(join(data, 'broken.json'), '{')
    const broken = await does(SandboxRestore, ['broken.json', '--yes'])
    const absent = await does(SandboxRestore, ['absent.json', '--yes'])
    const taken = await does(SandboxSnapshot, ['state.json'])
    const unasked = await does(SandboxRestore, ['state.json'])

    assert.deepEqual([broken.code, absent.code, taken.code, unasked.code], [1, 4, 0, 2])
    assert.equal((await runningSandbox(host)).pid, record.pid)
  })

  it('reset goes back to the beginning, under the same address', async () => {
    await (await person()).create(configMaps, note)
    const {code} = await does(SandboxReset, ['--yes'])

    assert.equal(code, 0)
    assert.equal(await (await person()).get(configMaps, 'mine', {namespace: 'default'}), undefined)
    assert.equal((await runningSandbox(host)).url, record.url)
  })

  it('with a journal the state survives a kill, and is readable by its owner only', async () => {
    await (await person()).create(configMaps, note)
    process.kill(record.pid, 'SIGKILL')
    while ((await host.inspect()).state === 'running');
    record = (await startSandbox(host, request, ignore)).record

    assert.ok(await (await person()).get(configMaps, 'mine', {namespace: 'default'}))
    assert.equal((await stat(record.journal ?? '')).mode & 0o777, 0o600)
    await stopSandbox(host)
    const other = {...request, scenario: 'quickstart'}
    await assert.rejects(startSandbox(host, other, ignore), /keeps scenario empty with seed 1, not quickstart/)
    assert.match(await readFile(record.journal ?? '', 'utf8'), /"mine"/)

    record = (await startSandbox(host, {...other, anyScenario: true}, ignore)).record
    assert.equal(record.scenario, 'empty')
    assert.ok(await (await person()).get(configMaps, 'mine', {namespace: 'default'}))

    await stopSandbox(host)
    const forgotten = await does(SandboxReset, ['--yes'])
    const nothing = await does(SandboxReset, ['--yes'])
    assert.deepEqual([forgotten.code, nothing.code], [0, 4])
    assert.match(forgotten.err, /the journal is forgotten/)
  })

  it('a snapshot that cannot be written is refused with the reason', async () => {
    const absent = await does(SandboxSnapshot, ['absent/state.json'])
    const code = await does(SandboxRequests, ['--code', 'zz'])
    const both = await does(SandboxRequests, ['--follow', '-o', 'json'])

    assert.deepEqual([absent.code, code.code, both.code], [4, 2, 2])
    assert.match(absent.err, /there is no folder .*absent\nhint: make it first/)
    assert.match(code.err, /invalid code "zz"/)
  })
})
