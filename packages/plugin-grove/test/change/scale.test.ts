import assert from 'node:assert/strict'
import Scale from '../../src/commands/grove/scale.ts'
import {type GroveWorld, world} from '../world.ts'

const cliques = {group: 'grove.io', plural: 'podcliques'}
const groups = {group: 'grove.io', plural: 'podcliquescalinggroups'}
const sets = {group: 'grove.io', plural: 'podcliquesets'}

describe('grove scale', () => {
  let made: GroveWorld
  const run = (line: string, more = {}) => made.run(Scale, line.split(' '), more)
  const replicas = (name: string): number => made.api.get(cliques, `my-inference-0-${name}`, 'prod')?.['spec'].replicas
  const template = () =>
    made.api
      .get(sets, 'my-inference', 'prod')
      ?.['spec'].template.cliques.map((clique: {spec: {replicas: number}}) => clique.spec.replicas)

  beforeEach(async () => {
    made = await world()
  })
  afterEach(() => made.stop())

  it('shows before what changes and where it fits, and writes nothing in a dry run', async () => {
    const {code, out, err} = await run('my-inference --prefill=6 --dry-run')
    assert.deepEqual([code, err], [0, ''])
    assert.deepEqual(out.split('\n').slice(0, 6), [
      'Scaling my-inference (namespace: prod)',
      '  prefill  4 → 6 (+2)',
      '  decode   8 → 8 (unchanged)',
      '  GPUs  24 → 28 (+4)',
      '  prefill: block-a/rack-2 takes 2',
      '  placement score  0.50 → 0.50 (simulated, rack)',
    ])
    assert.deepEqual([replicas('prefill'), template()], [4, [4, 8]])
  })

  it('changes live roles and the numbers for later replicas together', async () => {
    assert.equal((await run('my-inference --prefill=5 --decode=6')).code, 0)
    assert.deepEqual([replicas('prefill'), replicas('decode'), template()], [5, 6, [5, 6]])
    assert.equal((await run('my-inference --prefill=4 --set decode=8 --no-template')).code, 0)
    assert.deepEqual([replicas('prefill'), replicas('decode'), template()], [4, 8, [5, 6]])
  })

  it('what is as asked is left alone', async () => {
    const {code, out} = await run('my-inference --prefill=4 --decode=8')
    assert.equal(code, 0)
    assert.match(out, /my-inference-0-prefill unchanged\n.*my-inference-0-decode unchanged/)
  })

  it('multiplies the whole set, and warns of what finds no room', async () => {
    const {code, err} = await run('my-inference --replicas=16')
    assert.equal(code, 0)
    assert.match(err, /replicas {2}1 → 16 \(\+15\), each 4 prefill, 8 decode\n {2}GPUs {2}24 → 384/)
    assert.match(
      err,
      /warning: 15 new replicas stay pending whole: the first gang of one needs 12 GPUs at once \(10 GPUs are free in all\)/,
    )
    assert.doesNotMatch(err, /takes|placement score/)
    assert.equal(made.api.get(sets, 'my-inference', 'prod')?.['spec'].replicas, 16)
  })

  it('asks before nothing of the set is left', async () => {
    const {code, err} = await run('my-inference --replicas=0')
    assert.equal(code, 2)
    assert.match(err, /all of my-inference stops: no replica is left/)
    assert.equal((await run('my-inference --replicas=0 --yes')).code, 0)
  })

  it('shares a number of workers in the ratio there is', async () => {
    assert.equal((await run('my-inference --workers=9')).code, 0)
    assert.deepEqual([replicas('prefill'), replicas('decode')], [3, 6])
  })

  it('leaves the number for later replicas where those that are there differ', async () => {
    assert.equal((await run('my-inference --replicas=2')).code, 0)
    await made.advance(10_000)
    const {out} = await run('my-inference --workers=25 --dry-run')
    assert.match(out, /podclique\/my-inference-0-decode scaled \(8 → 9\)/)
    assert.doesNotMatch(out, /spec\.template|my-inference-1-decode/)
  })

  it('scales a group by whole workers', async () => {
    assert.equal((await run('chat --decode=3')).code, 0)
    assert.equal(made.api.get(groups, 'chat-0-decode', 'prod')?.['spec'].replicas, 3)
  })

  it('says nothing of places and scores where nothing fits', async () => {
    const {out} = await run('chat --decode=3 --dry-run')
    assert.match(out, /warning: 1 of decode stay pending/)
    assert.doesNotMatch(out, /takes|placement score/)
  })

  it('places a new replica whole, where it fits', async () => {
    const pods = {group: '', plural: 'pods'}
    for (const {metadata} of made.api.list(pods, {namespace: 'research'}))
      made.api.delete(pods, metadata.name, 'research', {gracePeriodSeconds: 0})
    const {out} = await run('my-inference --replicas=3 --dry-run')
    assert.match(
      out,
      /decode: block-a\/rack-1 takes 3\n[\s\S]*: 2 of decode stay pending[\s\S]*: 1 new replica stays pending whole/,
    )
  })

  it('waits for requests in hand before there are fewer workers, and says what was left', async () => {
    const words = 'my-inference --decode=6 --drain-timeout=60s'.split(' ')
    const begin = made.now().getTime()
    const {code, err} = await made.pass(Scale, words, {env: {OME_GROVE_POLL_INTERVAL: '5ms'}})
    assert.equal(code, 0)
    assert.match(err, /decode-7, decode-6 still have \d+ requests in hand; new requests were not kept away/)
    assert.ok(made.now().getTime() - begin >= 60_000)
    assert.equal(replicas('decode'), 6)
  })

  it('asks on a terminal', async () => {
    const declined = await run('my-inference --prefill=6', {tty: true, stdin: 'n'})
    assert.equal(declined.code, 130)
    assert.equal(replicas('prefill'), 4)
  })

  it('goes below the minimum with --force', async () => {
    assert.equal((await run('my-inference --decode=3 --force')).code, 0)
    assert.equal(replicas('decode'), 3)
  })
})

describe('grove scale refuses', () => {
  let made: GroveWorld
  before(async () => {
    made = await world()
  })
  after(() => made.stop())

  for (const [line, code, message] of [
    ['my-inference --decode=3', 6, /decode needs 4 workers to be kept alive, 3 are fewer/],
    ['my-inference', 2, /say what my-inference shall be scaled to/],
    ['my-inference --replicas=2 --decode=4', 2, /exclude each other/],
    ['my-inference --decode=-1', 2, /decode/],
    ['my-inference --set decode', 2, /write a role and a number/],
    ['my-inference --decode=4 --set decode=5', 2, /decode is given twice/],
    ['my-inference --set encode=4', 4, /has no role "encode"/],
    ['my-inferense --decode=4', 4, /"my-inferense" not found[\s\S]*did you mean my-inference/],
    ['my-inference --decode=9 --replica-index=3', 4, /has no replica 3/],
  ] as const) {
    it(line, async () => {
      const result = await made.run(Scale, line.split(' '))
      assert.equal(result.code, code)
      assert.match(result.err, message)
      assert.deepEqual(
        made.requests.filter(({method}) => method !== 'GET'),
        [],
      )
    })
  }
})
