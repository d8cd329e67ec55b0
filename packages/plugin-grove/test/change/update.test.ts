import assert from 'node:assert/strict'
import Restart from '../../src/commands/grove/restart.ts'
import Update from '../../src/commands/grove/update.ts'
import {assertFree, type RolloutTestWorld, rolloutWorld, times} from './rollout-world.ts'

const configMaps = {group: '', plural: 'configmaps'}

describe('grove update', () => {
  let made: RolloutTestWorld
  beforeEach(async () => {
    made = await rolloutWorld()
  })
  afterEach(() => made.stop())

  const images = (): readonly string[] =>
    made
      .set()
      ['spec'].template.cliques.map(
        (one: {spec: {podSpec: {containers: {image: string}[]}}}) => one.spec.podSpec.containers[0]?.image,
      )
  const meta = (revision: number) => {
    const map = made.api.get(configMaps, `my-inference-ome-rev-${revision}`, 'prod')
    return map && JSON.parse(map['data']['meta.json'])
  }

  it('previews and writes nothing, revisions included', async () => {
    const {code, out} = await made.line(Update, 'my-inference --image=vllm:v1.3.0 --dry-run')
    assert.equal(code, 0)
    assert.match(
      out,
      /cliques\[0\]\.spec\.podSpec\.containers\[0\]\.image:\n {4}- nvcr\.io\/nvidia\/vllm:v1\.2\.0\n {4}\+ nvcr\.io\/nvidia\/vllm:v1\.3\.0/,
    )
    assert.match(out, /12 workers, 12 pods: 4 prefill, 8 decode/)
    assert.match(out, /To apply: .*my-inference --image=vllm:v1\.3\.0\n/)
    assert.deepEqual([images()[0], meta(6)], ['nvcr.io/nvidia/vllm:v1.2.0', undefined])
  })

  it('names the line that does it as it is typed here', async () => {
    Update.id = 'grove:update'
    const {out} = await made.line(Update, 'my-inference --image=vllm:v1.3.0 --dry-run', {bin: 'kubectl grove'})
    assert.match(out, /To apply: kubectl grove update my-inference --image=vllm:v1\.3\.0\n/)
  })

  it('tells the time of one role after the other, and no time of racks', async () => {
    const seconds = async (words: string) => {
      const {out} = await made.run(Update, `my-inference --image=vllm:v1.3.0 --dry-run ${words}`.trim().split(' '))
      return /about (\d+) min/.exec(out)?.[1]
    }
    const [beside, behind] = [Number(await seconds('')), Number(await seconds('--batch-size=1'))]
    assert.ok(behind > beside, `${behind} > ${beside}`)
    assert.equal(await seconds('--rack-by-rack'), undefined)
  })

  it('the operator rolls it, and it is a revision', async () => {
    const {code} = await made.line(Update, 'my-inference --image=nvcr.io/nvidia/vllm:v1.3.0 --wait')
    assert.equal(code, 0)
    assert.deepEqual([made.tags('prefill'), made.tags('decode')], [times(4, 'v1.3.0'), times(8, 'v1.3.0')])
    const {by, pending, cause, images: named} = meta(6)
    assert.deepEqual([by, pending, named.decode], ['sandbox-admin', false, 'nvcr.io/nvidia/vllm:v1.3.0'])
    assert.match(cause, /my-inference --image=nvcr\.io\/nvidia\/vllm:v1\.3\.0/)
  })

  it('revisions that were never live are the first to go', async () => {
    const [template] = made.api
      .list(configMaps, {namespace: 'prod'})
      .filter(({metadata}) => metadata.name.endsWith('rev-5'))
    assert.ok(template)
    for (let number = 6; number < 16; number++) {
      const {name: _name, uid: _uid, resourceVersion: _version, ...metadata} = template.metadata
      const labels = {...metadata.labels, 'ome.cli/revision': String(number)}
      const meta = {...JSON.parse(template['data']['meta.json']), digest: `d${number}`, pending: true}
      made.api.create(configMaps, {
        ...template,
        metadata: {...metadata, name: `my-inference-ome-rev-${number}`, labels},
        data: {...template['data'], 'meta.json': JSON.stringify(meta)},
      })
    }
    assert.equal((await made.line(Update, 'my-inference --image=vllm:v1.3.0 --role=prefill')).code, 0)
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 15, 16].map((number) => meta(number) !== undefined),
      [true, true, true, true, true, false, true, true],
    )
  })

  it('changes one role alone', async () => {
    assert.equal((await made.line(Update, 'my-inference --image=vllm:v1.3.0 --role=prefill')).code, 0)
    assert.deepEqual(images(), ['nvcr.io/nvidia/vllm:v1.3.0', 'nvcr.io/nvidia/vllm:v1.2.0'])
  })

  it('takes an image as typed when told to', async () => {
    assert.equal((await made.line(Update, 'my-inference --image=vllm:v1.3.0 --image-exact')).code, 0)
    assert.deepEqual(images(), ['vllm:v1.3.0', 'vllm:v1.3.0'])
  })

  it('is refused while the operator rolls, and goes through with --force', async () => {
    await made.line(Update, 'my-inference --image=vllm:v1.3.0')
    await made.advance(3000)
    const refused = await made.line(Update, 'my-inference --image=vllm:v1.3.1')
    assert.equal(refused.code, 6)
    assert.match(refused.err, /the operator is rolling my-inference/)
    assert.equal((await made.line(Update, 'my-inference --image=vllm:v1.3.1 --force')).code, 0)
  })

  for (const words of ['--rack-by-rack', '--preserve-placement', '--batch-size=3'] as const) {
    it(`${words} is driven from here`, async () => {
      const {code, err} = await made.line(Update, `my-inference --image=vllm:v1.3.0 ${words}`)
      assert.equal(code, 0, err)
      assert.deepEqual([made.tags('prefill'), made.tags('decode')], [times(4, 'v1.3.0'), times(8, 'v1.3.0')])
      assert.equal(meta(6).pending, false)
      assertFree(made)
    })
  }

  it('--preserve-placement does not begin where a worker could not return', async () => {
    made.api.patch({group: '', plural: 'nodes'}, 'node-gpu-02', undefined, {spec: {unschedulable: true}})
    const {code, err} = await made.line(Update, 'my-inference --image=vllm:v1.3.0 --preserve-placement')
    assert.equal(code, 6)
    assert.match(err, /is on node-gpu-02, which takes no pods[\s\S]*kubectl uncordon node-gpu-02/)
    assert.equal(made.rollout(), undefined)
  })
})

describe('grove update says what is wrong with', () => {
  let made: RolloutTestWorld
  before(async () => {
    made = await rolloutWorld()
  })
  after(() => made.stop())

  for (const [line, code, message] of [
    ['my-inference --image=vllm:v1.2.0', 0, /runs vllm:v1\.2\.0 already/],
    ['my-inference --image= --role=prefill', 2, /"" is no reference of an image/],
    [
      'my-inference --image=vllm:v1.3.0 --rack-by-rack --topology-key=topology.kubernetes.io/rak',
      2,
      /did you mean \S+\/rack\?/,
    ],
    ['my-inference --image=sglang:v1', 2, /no role of my-inference runs sglang/],
    ['my-inference --image=vllm:v1.3.0 --container=side', 2, /has no container "side"/],
    ['my-inference --image=vllm:v1.3.0 --role=encode', 4, /has no role "encode"/],
    ['my-inference --image=vllm:v1.3.0 --preserve-level=floor', 2, /has no level "floor"/],
  ] as const) {
    it(line, async () => {
      const result = await made.line(Update, line)
      assert.equal(result.code, code)
      assert.match(result.err, message)
    })
  }
})

describe('grove restart', () => {
  let made: RolloutTestWorld
  beforeEach(async () => {
    made = await rolloutWorld()
  })
  afterEach(() => made.stop())
  const names = (role: string): string[] =>
    made.api
      .list({group: '', plural: 'pods'}, {namespace: 'prod', labels: {'grove.io/podclique': `my-inference-0-${role}`}})
      .map(({metadata}) => metadata.name)

  it('lets the operator roll one role, and is no revision', async () => {
    const [prefill, decode] = [names('prefill'), names('decode')]
    assert.equal((await made.line(Restart, 'my-inference --role=prefill --wait')).code, 0)
    assert.ok(names('prefill').every((name) => !prefill.includes(name)))
    assert.deepEqual(names('decode'), decode)
    assert.equal(made.api.get(configMaps, 'my-inference-ome-rev-6', 'prod'), undefined)
  })

  it('--batch-size leaves the template as it is', async () => {
    const before = [...names('prefill'), ...names('decode')]
    const {template} = made.set()['spec']
    assert.equal((await made.line(Restart, 'my-inference --batch-size=2')).code, 0)
    assert.ok([...names('prefill'), ...names('decode')].every((name) => !before.includes(name)))
    assert.deepEqual(made.set()['spec'].template, template)
    assertFree(made)
  })

  it('--force deletes all at once, and goes with no batches', async () => {
    const {code, out} = await made.line(Restart, 'my-inference --force')
    assert.equal(code, 0)
    assert.equal(out.match(/deleted/g)?.length, 12)
    assert.equal((await made.line(Restart, 'my-inference --force --batch-size=2')).code, 2)
    assert.equal((await made.line(Restart, 'my-inference --batch-size=0')).code, 2)
  })

  it('--grace-period goes with what is deleted from here', async () => {
    const refused = await made.line(Restart, 'my-inference --grace-period=5')
    assert.equal(refused.code, 2)
    assert.match(refused.err, /--batch-size 1/)
    assert.equal((await made.line(Restart, 'my-inference --role=prefill --batch-size=2 --grace-period=7')).code, 0)
    assert.equal(made.rollout()?.['graceSeconds'], 7)
    assert.equal((await made.run(Restart, 'my-inference --role=prefill --force --grace-period=99'.split(' '))).code, 0)
    const going = made.api.list({group: '', plural: 'pods'}, {namespace: 'prod'}).flatMap(({metadata}) => {
      const seconds = Reflect.get(metadata, 'deletionGracePeriodSeconds')
      return typeof seconds === 'number' ? [seconds] : []
    })
    assert.deepEqual(going, [99, 99, 99, 99])
  })
})
