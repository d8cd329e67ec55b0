import assert from 'node:assert/strict'
import Update from '../src/commands/update.ts'
import {inferenceService, type TestWorld, world} from './world.ts'

describe('ome update', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world({scenario: 'tour-ome'})
  })
  after(() => cluster.stop())

  const update = (words: string) => cluster.run(Update, words.split(' '))
  const spec = (name: string) => cluster.service(name)?.['spec']

  it('changes bounds, variables and fields, and says each', async () => {
    const {out, code, err} = await update(
      'service mistral-dev --set max=3 --set env.LOG=debug --set metadata.labels.a.b/c=x',
    )
    assert.equal(code, 0, err)
    assert.match(out, /^inferenceservice\/mistral-dev configured /)
    const {engine} = spec('mistral-dev')
    assert.equal(engine.maxReplicas, 3)
    assert.deepEqual(engine.runner.env.at(-1), {name: 'LOG', value: 'debug'})
    assert.equal(cluster.service('mistral-dev')?.metadata.labels?.['a.b/c'], 'x')
    assert.equal(
      (await update('service mistral-dev --set max=3 --set env.LOG=debug')).out,
      'inferenceservice/mistral-dev unchanged\n',
    )
  })

  it('takes a variable away, and refuses what cannot be the name of one', async () => {
    await update('mistral-dev --set env.GONE=1 --set env.STAYS=2')
    assert.equal((await update('mistral-dev --set env.GONE=null')).code, 0)
    const names = spec('mistral-dev').engine.runner.env.map(({name}: {name: string}) => name)
    assert.deepEqual([names.includes('GONE'), names.includes('STAYS')], [false, true])
    assert.equal((await update('mistral-dev --set env.GONE=null')).out, 'inferenceservice/mistral-dev unchanged\n')
    assert.equal((await update('research-a --set env.NEVER=null')).out, 'inferenceservice/research-a unchanged\n')
    for (const words of [
      ['mistral-dev', '--set', 'env.=x'],
      ['mistral-dev', '--set', 'env.A B=x'],
    ]) {
      const {code, err} = await cluster.run(Update, words)
      assert.deepEqual([code, /does not name a variable/.test(err)], [2, true], err)
    }
  })

  it('reaches keys with dots, and removes a field', async () => {
    const at = `spec.engine.runner.resources.limits['nvidia.com/gpu']`
    const limits = () => spec('broken-llama').engine.runner?.resources?.limits ?? {}
    const before = limits()['nvidia.com/gpu']
    assert.notEqual(before, undefined)
    const set = await cluster.run(Update, ['broken-llama', '--set', `${at}=4`])
    assert.deepEqual([set.code, Number(limits()['nvidia.com/gpu'])], [0, 4], set.err)
    const removed = await cluster.run(Update, ['broken-llama', '--set', `${at}=null`])
    assert.deepEqual([removed.code, 'nvidia.com/gpu' in limits()], [0, false], removed.err)
    await cluster.run(Update, ['broken-llama', '--set', `${at}="${before}"`])
  })

  it('waits until the change has taken effect, or tells why it cannot', async () => {
    const {out, code, err} = await cluster.pass(Update, 'service mistral-dev --set env.MODE=fast --wait'.split(' '))
    assert.equal(code, 0, err)
    assert.match(out, /\nservice\/mistral-dev Ready /)
    const broken = await cluster.pass(Update, 'service broken-llama --set env.MODE=fast --wait --timeout 2s'.split(' '))
    assert.notEqual(broken.code, 0)
    assert.match(broken.err, /broken-llama/)
  })

  it('of a model of the namespace', async () => {
    const services = {group: 'ome.io', plural: 'inferenceservices'}
    const model = {name: 'team-model', kind: 'BaseModel'}
    const runtime = {name: 'srt-mistral', kind: 'ClusterServingRuntime'}
    const engine = {minReplicas: 1, maxReplicas: 1}
    const metadata = {name: 'own', namespace: 'ml-team-1'}
    cluster.api.create(services, {...inferenceService('own'), metadata, spec: {model, runtime, engine}})
    const words = 'service own -n ml-team-1 --set max=2 --wait --timeout 1s'.split(' ')
    const {out, code} = await cluster.run(Update, words)
    assert.match(out, /^inferenceservice\/own configured \(maxReplicas 1 → 2\)\n/)
    assert.equal([0, 3].includes(code), true)
  })

  it('with another model takes a runtime that fits, and says why', async () => {
    const {out, err, code} = await update('service research-a --model llama-3-3-70b --dry-run')
    assert.equal(code, 0, err)
    assert.match(out, /runtime srt-mistral does not fit \(.+\): \S+ takes its place/)
    assert.equal(spec('research-a').model.name, 'mistral-7b')
    const done = await update('service research-a --model llama-3-3-70b --rollout progressive')
    assert.equal(done.code, 0, done.err)
    const {model, runtime, engine} = spec('research-a')
    assert.deepEqual([model.name, /llama-3-3-70b/.test(runtime.name)], ['llama-3-3-70b', true])
    assert.deepEqual(engine.deploymentStrategy, {
      type: 'RollingUpdate',
      rollingUpdate: {maxSurge: 1, maxUnavailable: 0},
    })
  })

  it('says of pods only what happens to them', async () => {
    const plan = async (words: string) => (await update(`service mistral-dev ${words} --dry-run`)).out
    assert.doesNotMatch(await plan('--set max=7'), /pods/)
    assert.doesNotMatch(await plan('--rollout recreate'), /pods/)
    assert.match(await plan('--rollout recreate --set env.P=1'), /its pods all end before new ones begin/)
    assert.match(await plan('--set env.P=1'), /its pods are replaced one after the other/)
  })

  it('refuses a runtime that does not fit', async () => {
    const {code, err} = await update('service mistral-dev --runtime vllm-llama-3-3-70b')
    assert.equal(code, 1)
    assert.match(err, /runtime "vllm-llama-3-3-70b" does not fit model "mistral-7b"/)
  })

  it('by label asks first; replicas=0 stops', async () => {
    const asked = await update('services --label team=ml-research --set replicas=0')
    assert.equal(asked.code, 2)
    assert.match(asked.err, /this needs a yes: Stop these 2 services\?/)
    const {out, code} = await update('services --label team=ml-research --set replicas=0 --yes')
    assert.equal(code, 0)
    assert.match(out, /deployment\/research-b-engine stopped|research-b/)
    const again = await update('services --label team=ml-research --set replicas=0')
    assert.deepEqual([again.code, again.out.includes('stopped')], [0, false], again.out)
    const woken = await update('service research-b --set replicas=2 --set env.A=1')
    assert.equal(woken.code, 0, woken.err)
    assert.equal(cluster.service('research-b')?.metadata.annotations?.['ome.cli/stopped'], undefined)
    assert.equal(
      cluster.api.get({group: 'apps', plural: 'deployments'}, 'research-b-engine', 'default')?.['spec'].replicas,
      2,
    )
    assert.equal((await update('services -l none=such --set max=2')).err, 'no services\n')
  })

  for (const [words, code, message] of [
    ['service mistral-dev', 2, /say what to change/],
    ['--set max=2', 2, /which services\?/],
    ['service mistral-dev --set max', 2, /is not of the form FIELD=VALUE/],
    ['service mistral-dev --set max=many', 2, /is not a whole number/],
    ['service mistral-dev --set min=9', 2, /the least number of replicas, 9, is more than the greatest/],
    ['service mistral-dev --set min=0', 2, /serverless/],
    ['service mistral-dev --set status.x=1', 2, /is no field that can be set/],
    ['service mistral-dev --set metadata.name=x', 2, /is no field that can be set/],
    [
      'service mistral-dev --set spec.engine.minReplica=3',
      2,
      /^error: --set spec\.engine\.minReplica: a service has no field spec\.engine\.minReplica\nhint: see what it has there: kubectl explain inferenceservices\.spec\.engine\n/,
    ],
    ['service mistral-dev --set spec.engin.x=1', 2, /a service has no field spec\.engin\n/],
    ['service mistral-dev --model none', 4, /model "none" not found/],
    ['service nothing --set max=2', 4, /service "nothing" not found/],
    ['service mistral-dev --all --set max=2', 2, /names cannot be combined/],
  ] as const)
    it(`refuses ${words}`, async () => {
      const before = JSON.stringify(spec('mistral-dev'))
      const {code: found, err} = await update(words)
      assert.equal(found, code, err)
      assert.match(err, message)
      assert.equal(JSON.stringify(spec('mistral-dev')), before)
    })
})
