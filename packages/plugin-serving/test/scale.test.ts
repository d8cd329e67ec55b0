import assert from 'node:assert/strict'
import {at} from '@ome/capacity/fields'
import {golden} from '@ome/testkit/golden'
import fc from 'fast-check'
import Deploy from '../src/commands/deploy.ts'
import Scale from '../src/commands/scale.ts'
import {type TestWorld, world} from './world.ts'

const shows = (file: string, text: string) => golden(import.meta.dirname, `scale/${file}`, text)

/** Lines of the watches come in an order of their own. */
const withoutProgress = (text: string): string => text.replaceAll(/^service\/.*\n/gm, '')

describe('ome scale', () => {
  let cluster: TestWorld
  beforeEach(async () => {
    cluster = await world()
    await cluster.serve('chat')
  })
  afterEach(() => cluster.stop())
  const scale = (...argv: readonly string[]) => cluster.run(Scale, argv)
  const bounds = (name = 'chat') => [
    at(cluster.service(name), 'spec', 'engine', 'minReplicas'),
    at(cluster.service(name), 'spec', 'engine', 'maxReplicas'),
  ]
  const wanted = () =>
    at(cluster.api.get({group: 'apps', plural: 'deployments'}, 'chat-engine', 'default'), 'spec', 'replicas')

  it('fixes the number, says from what to what, and does nothing the second time', async () => {
    const changed = await scale('service', 'chat', '--replicas', '3')
    const same = await scale('chat', '--replicas', '3')
    shows('fixed', `${changed.err}${changed.out}${same.err}${same.out}`)
    assert.deepEqual([changed.code, same.code, ...bounds()], [0, 0, 3, 3])
  })

  it('asks whether a service with nearly that name was meant', async () => {
    const {code, err} = await scale('service', 'chatt', '--replicas', '3')
    assert.equal(code, 4)
    assert.match(err, /^error: service "chatt" not found .*\nhint: did you mean chat\?\n/)
  })

  it('sets bounds, one or both', async () => {
    const both = await scale('service/chat', '--min', '2', '--max', '5')
    assert.deepEqual(bounds(), [2, 5])
    const one = await scale('service/chat', '--max', '1')
    shows('bounds', `${both.out}${one.out}`)
    assert.deepEqual([both.code, one.code, ...bounds()], [0, 0, 1, 1])
  })

  for (const [file, ...argv] of [
    ['dry-run', '--dry-run'],
    ['dry-run.json', '--dry-run', '-o', 'json'],
    ['client.json', '--dry-run=client', '-o', 'json'],
    ['diff', '--diff'],
    ['name', '--dry-run', '-o', 'name'],
    ['jsonpath', '--dry-run', '-o', 'jsonpath={.changes[*].fields[*].to}'],
  ] as const)
    it(`shows what it would do and does nothing: ${file}`, async () => {
      const {code, out, err} = await scale('chat', '--replicas', '4', ...argv)
      shows(file, `${err}${out}`)
      assert.deepEqual([code, ...bounds()], [0, 1, 1])
    })

  for (const [file, expected, ...argv] of [
    ['stop-without-yes', 2, 'chat', '--replicas', '0'],
    ['nothing-typed', 2, 'chat'],
    ['both-kinds', 2, 'chat', '--replicas', '2', '--min', '1'],
    ['min-above-max', 2, 'chat', '--min', '5', '--max', '2'],
    ['min-zero', 2, 'chat', '--min', '0'],
    ['no-component', 2, 'chat', '--replicas', '2', '--component', 'decoder'],
    ['not-a-number', 2, 'chat', '--replicas', 'many'],
    ['missing', 4, 'nope', '--replicas', '2'],
    ['no-name', 2, '--replicas', '2'],
    ['number-as-word', 2, 'chat', '3'],
  ] as const)
    it(`refuses: ${file}`, async () => {
      const {code, out, err} = await scale(...argv)
      shows(file, err)
      assert.deepEqual([code, out, ...bounds()], [expected, '', 1, 1])
      assert.equal(wanted(), 1)
    })

  it('asks before it stops: a no changes nothing', async () => {
    const {code, err} = await cluster.run(Scale, ['chat', '--replicas', '0'], {tty: true, stdin: ['n']})
    assert.match(err, /Stop service "chat"\? 1 pod ends/)
    assert.deepEqual([code, wanted()], [130, 1])
  })

  it('stops, and wakes again', async () => {
    const stopped = await cluster.pass(Scale, ['chat', '--replicas', '0', '--yes', '--wait'])
    shows('stopped', `${stopped.err}${withoutProgress(stopped.out)}`)
    assert.match(stopped.out, /\nservice\/chat Stopped 0\/0: scaled to 0 replicas\n$/)
    assert.deepEqual([stopped.code, wanted()], [0, 0])
    const woken = await cluster.pass(Scale, ['chat', '--replicas', '2', '--wait'])
    shows('woken', `${woken.err}${withoutProgress(woken.out)}`)
    assert.match(woken.out, /service\/chat Ready 2\/2\n$/)
    assert.deepEqual([woken.code, wanted(), ...bounds()], [0, 2, 2, 2])
    assert.equal(cluster.service('chat')?.metadata.annotations?.['ome.cli/stopped'], undefined)
  })

  it('waits down as well as up', async () => {
    const up = await cluster.pass(Scale, ['chat', '--replicas', '3', '--wait'])
    assert.match(up.out, /service\/chat Ready 3\/3\n$/)
    const down = await cluster.pass(Scale, ['chat', '--replicas', '1', '--wait'])
    assert.match(down.out, /service\/chat Ready 1\/1\n$/)
    assert.deepEqual([up.code, down.code], [0, 0])
  })

  it('gives up after the time allowed, and ends with Ctrl-C', async () => {
    const late = await scale('chat', '--replicas', '2', '--wait', '--timeout', '1s')
    assert.match(
      late.err,
      /^error: timed out after 1s waiting for service "chat" to be ready\nhint: .*ome status service/,
    )
    assert.equal(late.code, 3)
    const stop = new AbortController()
    const ended = await cluster.run(Scale, ['chat', '--replicas', '3', '--wait'], {
      signal: stop.signal,
      onWrite: (_, text) => text.includes('Progressing') && stop.abort(),
    })
    shows('left', ended.err)
    assert.deepEqual([ended.code, ...bounds()], [130, 3, 3])
  })

  it('deploy and scale end with what was asked, whatever the numbers', async () => {
    const number = fc.integer({min: 1, max: 12})
    const range = fc.tuple(number, number).map(([a, b]) => ({min: Math.min(a, b), max: Math.max(a, b)}))
    const deployed = fc.oneof(
      number.map((n) => ({argv: ['--replicas', `${n}`], ends: [n, n]})),
      range.map(({min, max}) => ({
        argv: ['--autoscale', '--min-replicas', `${min}`, '--max-replicas', `${max}`],
        ends: [min, max],
      })),
    )
    const scaled = fc.oneof(
      number.map((n) => ({argv: ['--replicas', `${n}`], ends: [n, n]})),
      range.map(({min, max}) => ({argv: ['--min', `${min}`, '--max', `${max}`], ends: [min, max]})),
    )
    let count = 0
    await fc.assert(
      fc.asyncProperty(deployed, fc.array(scaled, {maxLength: 2}), async (first, then) => {
        const name = `random-${count++}`
        const made = await cluster.run(Deploy, ['mistral-7b', '--name', name, ...first.argv])
        assert.deepEqual([made.code, ...bounds(name)], [0, ...first.ends], made.err)
        for (const {argv, ends} of then) {
          const {code, err} = await scale(name, ...argv)
          assert.deepEqual([code, ...bounds(name)], [0, ...ends], err)
        }
        cluster.api.delete({group: 'ome.io', plural: 'inferenceservices'}, name, 'default')
      }),
      {numRuns: 10},
    )
  })
})
