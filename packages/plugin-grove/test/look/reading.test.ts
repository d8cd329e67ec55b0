import assert from 'node:assert/strict'
import {golden} from '@ome/testkit/golden'
import type {CommandClass, RunOptions} from '@ome/testkit/run'
import Health from '../../src/commands/grove/health.ts'
import Status from '../../src/commands/grove/status.ts'
import Topology from '../../src/commands/grove/topology.ts'
import {type GroveWorld, world} from '../world.ts'

const commands: Readonly<Record<string, CommandClass>> = {status: Status, topology: Topology, health: Health}

/** When the scheduler tried again is not always the same. */
const withoutEvents = (text: string): string => text.replaceAll(/^\S+ ago {2}.*\n(?: {4}.*\n)*/gm, '')

describe('reading sets', function () {
  this.timeout(30_000)
  let cluster: GroveWorld
  before(async () => {
    cluster = await world()
  })
  after(() => cluster.stop())
  const ask = (command: CommandClass, argv: readonly string[], options?: RunOptions) =>
    cluster.run(command, argv, options)
  const json = async (command: CommandClass, argv: readonly string[]) =>
    JSON.parse((await ask(command, [...argv, '--json'])).out).items

  for (const [verb, command] of Object.entries(commands)) {
    for (const [shape, options] of [
      ['pipe', {}],
      ['80', {tty: true, width: 80}],
      ['120', {tty: true, width: 120}],
      ['ascii', {tty: true, width: 100, unicode: false}],
    ] as const)
      it(`${verb} looks in ${shape} as it was agreed`, async () => {
        const [one, all] = [await ask(command, ['my-inference'], options), await ask(command, [], options)]
        golden(import.meta.dirname, `${verb}/${shape}`, withoutEvents(`${one.out}\n---\n${all.out}`))
        assert.deepEqual([one.code, one.err], [0, ''])
        assert.equal(all.code, verb === 'health' ? 3 : 0)
        if (shape === 'ascii') assert.match(one.out + all.out, /^[\n\u0020-\u007e]*$/)
      })

    it(`${verb} has no colour codes without colour, and some with it`, async () => {
      const [plain, coloured] = [await ask(command, []), await ask(command, [], {tty: true, colour: true})]
      assert.equal(plain.out.includes('\u001b'), false)
      assert.equal(coloured.out.includes('\u001b['), true)
    })

    it(`${verb} tells names that are near, and takes no name with --all`, async () => {
      const {code, err} = await ask(command, ['my-infrence'])
      assert.equal(code, 4)
      assert.match(err, /"my-infrence" not found in namespace "prod"\nhint: did you mean my-inference\?/)
      if (verb === 'topology') return
      assert.equal((await ask(command, ['my-inference', '--all'])).code, 2)
      assert.equal((await ask(command, ['-a'])).out, (await ask(command, [])).out)
    })

    it(`${verb} of nothing is one line on stderr and an empty list`, async () => {
      assert.deepEqual(await ask(command, ['-n', 'research']), {code: 0, out: '', err: 'no podcliquesets found\n'})
      const {out} = await ask(command, ['-n', 'research', '-o', 'json'])
      assert.deepEqual(JSON.parse(out).items, [])
    })

    it(`${verb} takes its flags from variables, and a flag wins`, async () => {
      const env = {OME_GROVE_OUTPUT: 'name'}
      const bare = await ask(command, ['my-inference'], {env})
      assert.match(bare.out, /^(podcliqueset\/my-inference|topology\/grove-topology)\n$/)
      assert.match((await ask(command, ['my-inference', '-o', 'yaml'], {env})).out, /^apiVersion: ome.cli\/v1\n/)
    })

    it(`${verb} asks for each kind once`, async () => {
      cluster.requests.length = 0
      await ask(command, ['my-inference'])
      const lists = cluster.requests.map(({path}) => path.split('?')[0]).filter((path) => !path?.includes('/proxy/'))
      const pods = lists.filter((path) => path?.endsWith('/pods'))
      assert.equal(new Set(lists).size, lists.length)
      assert.equal(pods.length, verb === 'status' ? 1 : 2)
    })

    it(`${verb} goes on, one line of JSON for each state`, async () => {
      const stop = new AbortController()
      const {code, out} = await ask(command, ['my-inference', '--watch', '--json'], {
        signal: stop.signal,
        onWrite: (stream) => stream === 'out' && stop.abort(),
      })
      assert.equal(code, 130)
      assert.equal(JSON.parse(out).items.length, 1)
    })

    it(`${verb} goes on no longer than --timeout`, async () => {
      const {code, err} = await ask(command, ['my-inference', '--watch', '--timeout', '1ms'])
      assert.deepEqual([code, /timed out after 1ms/.test(err)], [3, true])
    })
  }

  it('status says what every number is from', async () => {
    const [set] = await json(Status, ['my-inference'])
    assert.deepEqual(
      {...set.placement, stragglers: set.placement.stragglers.length},
      {score: 0.5, mean: 0.5, source: 'computed', state: 'computed', level: 'rack', used: 2, need: 1, stragglers: 1},
    )
    assert.deepEqual([set.revision, set.phase, set.health, set.update.state], [5, 'Running', 'Healthy', 'none'])
    assert.deepEqual(
      set.roles.map(({name, ready, desired, min, gpus, hpa}: Record<string, unknown>) => [
        name,
        ready,
        desired,
        min,
        gpus,
        hpa,
      ]),
      [
        ['prefill', 4, 4, 2, 8, null],
        ['decode', 8, 8, 4, 16, null],
      ],
    )
  })

  it('topology counts every GPU once', async () => {
    const [report] = await json(Topology, ['my-inference'])
    assert.deepEqual(
      report.domains.map(({path, gpus}: {path: string; gpus: object}) => [path, gpus]),
      [
        [
          'block-a/rack-1',
          {total: 32, mine: {'prod/my-inference': 22}, otherGrove: 0, other: 10, free: 0, cordoned: 0},
        ],
        [
          'block-a/rack-2',
          {total: 32, mine: {'prod/my-inference': 2}, otherGrove: 4, other: 16, free: 10, cordoned: 0},
        ],
      ],
    )
    assert.deepEqual(
      report.stragglers.map(({labels, home, short, holders}: Record<string, unknown>) => [
        labels,
        home,
        short,
        holders,
      ]),
      [[['decode-7'], 'block-a/rack-1', 2, ['research/batch-2']]],
    )
  })

  it('topology groups by another level, and refuses one that is not there', async () => {
    assert.match(
      (await ask(Topology, ['my-inference', '--level', 'block'])).out,
      /\nblock-a {3}54\/64 GPUs {3}my-inference 24/,
    )
    const {code, err} = await ask(Topology, ['my-inference', '--level', 'shelf'])
    assert.deepEqual([code, /its levels: block, rack, host/.test(err)], [2, true])
    assert.match(
      (await ask(Topology, ['my-inference', '--topology-key', 'topology.kubernetes.io/block'])).out,
      /^topology\.kubernetes\.io\/block: block > host/,
    )
  })

  it('topology says where one more gang fits, and refuses a label that no node has', async () => {
    const {out} = await ask(Topology, [])
    assert.match(out, /another gang of chat, 20 GPUs, fits|another gang of chat needs 20 GPUs, more than are free/)
    assert.match(out, /another gang of my-inference needs 12 GPUs, more than are free/)
    assert.doesNotMatch((await ask(Topology, ['my-inference'])).out, /another gang/)
    const keyed = await ask(Topology, ['my-inference', '--topology-key', 'topology.kubernetes.io/rack'])
    assert.match(keyed.out, /^topology\.kubernetes\.io\/rack: rack > host /)
    assert.doesNotMatch(keyed.out, /has no topology object/)
    const wrong = await ask(Topology, ['--topology-key', 'topology.kubernetes.io/rak'])
    assert.equal(wrong.code, 2)
    assert.match(wrong.err, /no node has the label[\s\S]*did you mean topology\.kubernetes\.io\/rack\?/)
  })

  it('health ends with 3 where a set is degraded, and says why', async () => {
    const {code, out} = await ask(Health, ['chat'])
    assert.equal(code, 3)
    assert.match(out, /\n! decode-1-dleader, decode-1-dworker: PodSchedulingErrors: /)
    assert.match(out, /\n\S+ ago {2}Warning {2}decode-1-dworker {2}Unschedulable: Resources were found for 0 pods /)
    const [report] = await json(Health, ['my-inference'])
    assert.deepEqual(
      report.gangs[0].cliques.map(({gpu}: {gpu: {utilRatio: number}}) => gpu.utilRatio),
      [0.78, 0.65],
    )
    assert.ok((await ask(Health, ['my-inference', '--events', 'all'])).out.includes('Normal'))
  })

  it('health --until healthy ends when it is', async () => {
    const {code} = await ask(Health, ['my-inference', '--until', 'healthy', '--timeout', '20s'])
    assert.equal(code, 0)
  })

  it('lines that are named in results are typed as the program is called', async () => {
    const {err} = await ask(Status, ['nothing-like-it'], {bin: 'kubectl grove'})
    assert.match(err, /hint: see what is there: kubectl grove grove status -n prod/)
  })
})
