import assert from 'node:assert/strict'
import {getEventListeners} from 'node:events'
import {rmSync} from 'node:fs'
import {setFlagsFromString} from 'node:v8'
import {runInNewContext} from 'node:vm'
import {OmeError} from '@ome/sdk/errors'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {built} from './launcher.ts'
import {RunnerWorld} from './runner-world.ts'

describe('commands within a command', function () {
  this.timeout(120_000)
  let world: RunnerWorld
  let api: TestCluster
  before(async () => {
    await built()
    api = await cluster({scenario: 'tour-ome'})
    world = new RunnerWorld({KUBECONFIG: api.kubeconfig})
  })
  after(async () => {
    world?.[Symbol.dispose]()
    await api?.stop()
  })

  it('run as the program does, with its exit codes', async () => {
    const services = await world.run('get services')
    assert.equal(services.code, 0)
    assert.match(services.out, /^prod-llama /m)

    assert.equal((await world.run('get service nowhere')).code, 4)
    assert.match((await world.run('scale --help')).out, /^\s+\$ ome scale /m)
    const unknown = await world.run('gte services')
    assert.deepEqual([unknown.code, unknown.out], [2, ''])
    assert.match(unknown.err, /did you mean/)
  })

  it('are defined by the manifests of their plugins', async () => {
    const commands = await world.runner.commands()
    const scale = commands.find(({words}) => words === 'scale')
    assert.deepEqual([scale?.plugin, scale?.risk, scale?.hidden], ['@ome/plugin-serving', 'write', false])

    const definition = await world.runner.definition('scale')
    const flag = definition?.flags.find(({name}) => name === 'replicas')
    assert.equal(flag?.type, 'option')
    assert.deepEqual(definition?.flags.find(({name}) => name === 'context')?.global, true)
    assert.match(definition?.examples[0] ?? '', /^ome scale /)
    assert.equal(await world.runner.definition('no such words'), undefined)
  })

  it('are found by their words, also behind an alias', async () => {
    const found = await world.runner.find(['get', 'services', '-A'])
    assert.deepEqual([found?.command.words, found?.argv], ['get', ['services', '-A']])
    const aliased = await world.run('alias ll=get')
    assert.deepEqual([aliased.code, aliased.err], [0, ''])
    assert.equal((await world.runner.find(['ll', 'services']))?.command.words, 'get')
    assert.equal(await world.runner.find(['nonsense']), undefined)
  })

  it('count with what the ones before changed', async () => {
    assert.equal((await world.runner.target()).namespace, 'default')
    assert.equal((await world.run('config set namespace ml-team')).code, 0)
    assert.deepEqual(await world.runner.target(), {context: 'production', namespace: 'ml-team'})
    assert.match((await world.run('get services')).out, /^experiment /m)
    assert.equal((await world.run('config unset namespace')).code, 0)
    assert.equal((await world.runner.target()).namespace, 'default')
  })

  it('obey policies, also one that came meanwhile', async () => {
    const file = world.write('.ome/policy.yaml', 'deny: [{command: get services, message: ask first}]\n')
    const {code, err} = await world.run('get services')
    assert.deepEqual([code, /not permitted by policy .*: ask first/.test(err)], [5, true])
    rmSync(file)
    assert.equal((await world.run('get services')).code, 0)
  })

  it('are cancelled alone', async () => {
    const aborts = new AbortController()
    const running = world.run('get services --watch', aborts.signal)
    setImmediate(() => aborts.abort(new OmeError('cancelled', 'cancelled')))
    assert.equal((await running).code, 130)
    assert.equal((await world.run('get services')).code, 0)
  })

  it('run side by side, each with its own streams', async () => {
    const [services, nothing] = await Promise.all([world.run('get services'), world.run('get service nowhere')])
    assert.deepEqual([services.code, services.err, nothing.code, nothing.out], [0, '', 4, ''])
  })

  it('complete with names of the cluster', async () => {
    const {candidates} = await world.runner.complete(['status', 'service', 'prod'], {patienceMs: 5000})
    assert.deepEqual(
      candidates.map(({value}) => value),
      ['prod-llama'],
    )
    assert.deepEqual((await world.runner.complete(['apply', '-f', ''], {patienceMs: 0})).files, ['yaml', 'yml', 'json'])
  })

  it('leave nothing behind', async () => {
    setFlagsFromString('--expose-gc')
    const collect: () => void = runInNewContext('gc')
    const signal = new AbortController().signal
    const state = () => ({
      listeners: process.eventNames().map((name) => `${String(name)} ${process.listenerCount(name)}`),
      aborts: getEventListeners(signal, 'abort').length,
      exit: process.exit,
    })
    const heap = (): number => {
      collect()
      return process.memoryUsage().heapUsed
    }
    const many = async (count: number): Promise<void> => {
      for (let at = 0; at < count; at++) assert.equal((await world.run('get services', signal)).code, 0)
    }
    await many(20)
    const before = {...state(), handles: process.getActiveResourcesInfo().length, heap: heap()}
    await many(80)

    const after = {...state(), handles: process.getActiveResourcesInfo().length, heap: heap()}
    assert.deepEqual([after.listeners, after.aborts, after.exit], [before.listeners, before.aborts, before.exit])
    assert.ok(after.handles <= before.handles + 4, `${before.handles} handles became ${after.handles}`)
    assert.ok(after.heap < before.heap + 1_500_000, `${before.heap} bytes became ${after.heap}`)
  })
})
