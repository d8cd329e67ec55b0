import assert from 'node:assert/strict'
import {at} from '@ome/capacity/fields'
import Autoscale from '../src/commands/autoscale.ts'
import Deploy from '../src/commands/deploy.ts'
import Restart from '../src/commands/restart.ts'
import History from '../src/commands/rollout/history.ts'
import Pause from '../src/commands/rollout/pause.ts'
import Resume from '../src/commands/rollout/resume.ts'
import RolloutStatus from '../src/commands/rollout/status.ts'
import Undo from '../src/commands/rollout/undo.ts'
import Scale from '../src/commands/scale.ts'
import Update from '../src/commands/update.ts'
import {type TestWorld, world} from './world.ts'

const words = (line: string) => line.split(' ')

for (const [scenario, service] of [
  ['old-ome', 'chat'],
  ['new-ome', 'plain'],
] as const)
  describe(`changing services on ${scenario}`, () => {
    let cluster: TestWorld
    before(async () => {
      cluster = await world({scenario})
    })
    after(() => cluster.stop())

    it('deploys, and says how it runs where OME asks for that', async () => {
      const {code, err} = await cluster.pass(Deploy, words('mistral-7b --name fresh --wait'))
      assert.equal(code, 0, err)
      assert.equal(
        cluster.service('fresh')?.['spec'].deploymentMode,
        scenario === 'new-ome' ? 'RawDeployment' : undefined,
      )
    })

    it('a change waits for the new pods and not for the old readiness', async () => {
      const {code, err} = await cluster.pass(Deploy, words('mistral-7b --name fresh --env MODE=fast --wait'))
      assert.equal(code, 0, err)
      const pods = cluster.api.list(
        {group: '', plural: 'pods'},
        {namespace: 'default', labels: {'ome.io/inferenceservice': 'fresh'}},
      )
      const old = pods.filter(
        ({metadata, spec}) => !metadata.deletionTimestamp && !JSON.stringify(spec).includes('"MODE"'),
      )
      assert.deepEqual(old, [])
    })

    it('updates progressively, scales, restarts', async () => {
      const updated = await cluster.run(Update, words(`service ${service} --set env.A=1 --rollout progressive`))
      assert.equal(updated.code, 0, updated.err)
      assert.deepEqual(cluster.service(service)?.['spec'].engine.deploymentStrategy.rollingUpdate, {
        maxSurge: 1,
        maxUnavailable: 0,
      })
      const scaled = await cluster.run(Scale, words(`service ${service} --replicas 2`))
      assert.equal(scaled.code, 0, scaled.err)
      const restarted = await cluster.run(Restart, words(`service ${service}`))
      assert.equal(restarted.code, 0, restarted.err)
    })

    it('remembers what was, with who and why, and goes back', async () => {
      const {out, code, err} = await cluster.run(History, words(`service ${service}`))
      assert.equal(code, 0, err)
      assert.match(
        out,
        /^REVISION +RECORDED +MODEL +RUNTIME +CAUSE +BY +STATE\n +1 .*as it was found +.*superseded\n +2 .*update .*superseded\n +3 .*scale .*current\n$/,
      )
      const shown = await cluster.run(Undo, words(`service ${service} --dry-run`))
      assert.match(
        shown.out,
        /back to revision 2, recorded .*:\n(?: {2}spec\.engine\.maxReplicas: 2 → 1\n)? {2}spec\.engine\.minReplicas: 2 → 1\n/,
      )
      const undone = await cluster.run(Undo, words(`service ${service}`))
      assert.equal(undone.code, 0, undone.err)
      const spec = cluster.service(service)?.['spec']
      assert.equal(spec.engine.minReplicas, 1)
      const first = await cluster.run(Undo, words(`service ${service} --to-revision 1`))
      assert.equal(first.code, 0, first.err)
      assert.equal(cluster.service(service)?.['spec'].engine.deploymentStrategy, undefined)
      assert.equal((await cluster.run(Undo, words(`service ${service} --to-revision 99`))).code, 4)
      const listed = JSON.parse((await cluster.run(History, words(`service ${service} -o json`))).out)
      assert.deepEqual(
        [listed.kind, listed.items.at(-1).cause.startsWith('undo to revision 1:'), listed.items.at(-1).state],
        ['ServiceRevisionList', true, 'current'],
      )
    })

    it('tells of a change that was made without it', async () => {
      cluster.api.patch({group: 'ome.io', plural: 'inferenceservices'}, service, 'default', {
        spec: {engine: {maxReplicas: 7}},
      })
      const {err} = await cluster.run(History, words(`service ${service}`))
      assert.match(err, /note: what the service is now is none of these/)
    })

    it('cannot pause what is a Deployment, and says what can be done', async () => {
      const {code, err} = await cluster.run(Pause, words(`service ${service}`))
      assert.equal(code, 1)
      assert.match(err, /OME takes a pause of that back[\s\S]*hint: go back instead: ome rollout undo/)
    })

    it('keeps the mode a service runs in', async () => {
      const {code, err} = await cluster.run(
        Update,
        words(`service ${service} --set spec.engine.minReplicas=0 --set spec.engine.annotations.x=y`),
      )
      assert.notEqual(code, 0)
      assert.match(err, /mode|minReplicas|InvalidScaleToZero/)
    })
  })

describe('instances that OME v1.3 runs itself', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world({scenario: 'new-ome'})
  })
  after(() => cluster.stop())
  const service = () => cluster.service('chat')

  it('can be paused and go on', async () => {
    const paused = await cluster.run(Pause, words('service chat'))
    assert.equal(paused.code, 0, paused.err)
    assert.equal(service()?.metadata.annotations?.['ome.io/rollout-paused'], 'true')
    const held = await cluster.run(RolloutStatus, words('service chat'))
    assert.match(held.out, /\nHeld: +it stays where it is until it is resumed\n/)
    assert.match(held.out, /\nNext\nome rollout resume service chat -n default\n/)
    assert.equal(JSON.parse((await cluster.run(RolloutStatus, words('service chat -o json'))).out).held, true)
    const resumed = await cluster.run(Resume, words('service chat'))
    assert.equal(resumed.code, 0, resumed.err)
    assert.equal(service()?.metadata.annotations?.['ome.io/rollout-paused'], undefined)
    assert.equal((await cluster.run(Resume, words('service chat'))).out, 'inferenceservice/chat unchanged\n')
    assert.doesNotMatch((await cluster.run(RolloutStatus, words('service chat'))).out, /Held|resume/)
  })

  it('cannot be stopped or restarted, and say why', async () => {
    const stop = await cluster.run(Scale, words('service chat --replicas 0 --yes'))
    assert.deepEqual([stop.code, /runs as an InferenceReplica/.test(stop.err)], [1, true], stop.err)
    const restart = await cluster.run(Restart, words('service chat'))
    assert.deepEqual([restart.code, /makes no new revision/.test(restart.err)], [1, true], restart.err)
  })

  it('are selected by their names where KEDA asks Prometheus about them', async () => {
    const {code, out, err} = await cluster.run(
      Autoscale,
      words('chat --metric queue-depth --target 5 --max 6 --dry-run'),
    )
    assert.equal(code, 0, err)
    const pattern = /pod=~\\?"([^"\\]+)/.exec(out)?.[1] ?? ''
    const pods = cluster.api.list(
      {group: '', plural: 'pods'},
      {namespace: 'default', labels: {'ome.io/inferenceservice': 'chat'}},
    )
    assert.notEqual(pods.length, 0)
    for (const {metadata} of pods) assert.match(metadata.name, new RegExp(`^${pattern}$`))
  })

  it('are scaled by their bounds', async () => {
    const {code, err} = await cluster.run(Scale, words('service chat --replicas 5'))
    assert.equal(code, 0, err)
    assert.deepEqual([service()?.['spec'].engine.minReplicas, service()?.['spec'].engine.maxReplicas], [5, 5])
  })

  it('keep their mode', async () => {
    const {code, err} = await cluster.run(Update, words('service plain --set spec.deploymentMode=OMENative'))
    assert.equal(code, 1, err)
    assert.match(err, /^error: service "plain" runs in mode RawDeployment and cannot be changed to OMENative/)
  })

  it('are deployed where that mode is asked for', async () => {
    const {code, err} = await cluster.run(Deploy, words('mistral-7b --name native --mode OMENative --replicas 2'))
    assert.equal(code, 0, err)
    await cluster.until(
      () => at(cluster.service('native'), 'status', 'components', 'engine', 'rolloutPhase') === 'Stable',
    )
    const paced = await cluster.run(Update, words('service native --set env.A=1 --rollout progressive'))
    assert.equal(paced.code, 0, paced.err)
    assert.deepEqual(cluster.service('native')?.['spec'].rollout.groups, [
      {components: ['engine'], rollingUpdate: {maxSurge: 1, maxUnavailable: 0}},
    ])
  })
})

describe('a service of the old kind, with a predictor', () => {
  it('is stopped and woken', async () => {
    await using cluster = await world({scenario: 'old-ome'})
    const stopped = await cluster.pass(Scale, ['legacy', '--replicas', '0', '--yes', '--wait'])
    assert.equal(stopped.code, 0, stopped.err)
    const woken = await cluster.pass(Scale, ['legacy', '--replicas', '1', '--wait'])
    assert.match(woken.out, /\nservice\/legacy Ready 1\/1\n$/)
    assert.equal(woken.code, 0, woken.err)
  })

  it('is given no engine beside it', async () => {
    await using cluster = await world({scenario: 'old-ome'})
    const {code, err} = await cluster.run(Update, ['legacy', '--set', 'env.A=b', '--yes'])
    assert.match(
      err,
      /^error: it is written the old way: spec\.predictor .*\nhint: .*ome scale service legacy -n default/,
    )
    assert.equal(code, 1)
    for (const how of ['--metric cpu --target 80 --max 4', '--off']) {
      const scaled = await cluster.run(Autoscale, words(`legacy ${how}`))
      assert.deepEqual([scaled.code, /^error: it is written the old way/.test(scaled.err)], [1, true], scaled.err)
    }
    const typed = ['legacy', '--set', 'spec.predictor.maxReplicas=3', '--yes']
    assert.equal((await cluster.run(Update, typed)).code, 0)
  })
})
