import assert from 'node:assert/strict'
import CreateNotebook from '../src/commands/kf/notebook/create.ts'
import NotebookLs from '../src/commands/kf/notebook/ls.ts'
import Remove from '../src/commands/kf/remove.ts'
import Run from '../src/commands/kf/run.ts'
import Shell from '../src/commands/kf/shell.ts'
import Health from '../src/commands/kf/status/health.ts'
import Info from '../src/commands/kf/status/info.ts'
import Status from '../src/commands/kf/status.ts'
import {asPerson} from './people.ts'
import {type TrainingWorld, trainingWorld} from './training-world.ts'

const scientist = 'production-scientist'

describe('what there is of Kubeflow', function () {
  this.timeout(30_000)
  let place: TrainingWorld
  let as: ReturnType<typeof asPerson>
  before(async () => {
    place = await trainingWorld()
    as = asPerson(place)
  })
  after(() => place.stop())

  it('is listed with states that are derived, and no control characters', async () => {
    const {code, out, err} = await as(scientist, Status, [], {width: 200})
    assert.deepEqual([code, err], [0, ''])
    assert.match(out, /\nTrainJob +resumed +Running +step node /)
    assert.match(out, /\nTrainJob +mnist +Complete /)
    assert.match(out, /\nPyTorchJob +odd-words +Failed +PyTorchJobFailed: worker said: out of memory and stopped /)
    assert.match(out, /\nInferenceService +iris +Ready +http:\/\/iris-team-a\.example\.com /)
    assert.doesNotMatch(out, /\u001b|Profile/)
    assert.match((await as('production', Status, [])).out, /\nProfile +team-a +Ready +owner alice@example\.com /)
  })

  it('is listed by component, and unknown ones lead to the near one', async () => {
    const {out} = await as(scientist, Status, ['tensorboards', '-o', 'name'])
    assert.equal(out, 'tensorboard/tb-sft\n')
    const wrong = await as(scientist, Status, ['trainin'])
    assert.deepEqual(
      [wrong.code, wrong.err],
      [2, 'error: Kubeflow has no component "trainin"\nhint: did you mean training?\n'],
    )
    assert.equal((await as(scientist, Status, ['-n', 'team-b'])).code, 5)
    assert.equal((await as('staging', Status, ['training'])).code, 4)
    assert.match((await as('staging', Status, [])).err, /^error: Kubeflow is not installed/)
    assert.match((await as(scientist, Status, ['helth'])).err, /hint: did you mean: ome kf status health\n/)
    const parts = await as(scientist, Status, ['dashboard'])
    assert.deepEqual([parts.code, parts.err.split('\n')[1]], [2, 'hint: see it: ome kf status health dashboard'])
  })

  it('is not looked for in a namespace that is not there', async () => {
    for (const command of [Status, NotebookLs]) {
      const {code, out, err} = await as('production', command, ['-n', 'team-aa'])
      assert.deepEqual([code, out, err.split('\n')[0]], [4, '', 'error: there is no namespace "team-aa"'])
      assert.match(err, /hint: did you mean -n team-[ab]\?/)
    }
  })

  it('tells whose login has expired that it has, and not that they may not look', async () => {
    for (const command of [Status, Info]) {
      const {code, err} = await as('production-expired', command, command === Info ? ['llama-sft'] : [])
      assert.equal(code, 5)
      assert.match(err, /^error: the API server \S+ does not accept your credentials/)
    }
  })

  it('is followed without a right to watch, until Ctrl-C', async () => {
    const stop = new AbortController()
    const onWrite = (stream: 'out' | 'err') => stream === 'out' && setImmediate(() => stop.abort())
    const {code, out} = await as(scientist, Status, ['training', '-w'], {signal: stop.signal, onWrite})
    assert.equal(code, 130)
    assert.match(out, /llama-sft/)
    assert.ok(place.requests.every(({path}) => !path.includes('watch=')))
  })

  it('has a health that ends with 3 when a controller is not ready', async () => {
    const {code, out} = await as('production', Health, [], {width: 200})
    assert.equal(code, 0, out)
    assert.match(
      out,
      /\ntraining +kubeflow-system\/kubeflow-trainer-controller-manager +1\/1 +trainjobs v1alpha1, pytorchjobs v1\n/,
    )
    const unknown = await as(scientist, Health, ['training'])
    assert.equal(unknown.code, 0)
    assert.match(unknown.err, /note: you may not look at the controllers/)
    place.api.patch({group: 'apps', plural: 'deployments'}, 'ml-pipeline', 'kubeflow', {spec: {replicas: 0}})
    const broken = await as('production', Health, ['pipelines'])
    assert.equal(broken.code, 3)
    assert.match(broken.out, /\npipelines +kubeflow\/ml-pipeline +0\/[01] /)
    assert.match((await as('staging', Health, ['training'])).out, /\ntraining +<none> +not installed /)
  })

  it('tells all of one object, with what to do next', async () => {
    const run = await as(scientist, Info, ['llama-sft'], {width: 160})
    assert.match(run.out, /^Object: +trainjob\/llama-sft in team-a\nState: +Running\nDetail: +step node\n/)
    assert.match(run.out, /\nSteps\nSTEP +ACTIVE +READY [^\n]*\nnode +1 +1 +0 +0\n/)
    assert.match(run.out, /\nllama-sft-node-0-1-\w+ +Running +yes +0 +kf-gpu-\d /)
    assert.match(run.out, /\nNext: read its log: ome kf logs trainjob\/llama-sft -n team-a\n/)
    const json = JSON.parse((await as(scientist, Info, ['notebook/nb-idle', '-o', 'json'])).out)
    assert.deepEqual([json.state, json.url], ['Stopped', '/notebook/team-a/nb-idle/'])
    assert.equal(json.next, 'start it: ome kf notebook start nb-idle -n team-a --wait')
    assert.match(
      (await as(scientist, Info, ['training'])).out,
      /In team-a: +2 Running, 1 Complete, 1 Failed, 1 Succeeded\n/,
    )
    assert.equal(
      (await as('production', Info, ['dashboard'])).out,
      'Component:   dashboard\nController:  centraldashboard 1/1\n',
    )
    assert.equal((await as(scientist, Info, ['twin'])).code, 2)
    assert.equal((await as(scientist, Info, ['nobody'])).code, 4)
    assert.equal((await as(scientist, Info, ['notebok/x'])).code, 2)
    assert.equal((await as('production-viewer', Info, ['iris'])).code, 0)
  })

  it('tells why an object has no pods, with a command that is there', async () => {
    const made = await as(scientist, CreateNotebook, ['big', '--gpus', '400', '--wait', '--timeout', '5s', '--yes'])
    assert.equal(made.code, 3)
    assert.match(
      made.err,
      /\nerror: notebook\/big is Waiting: the quota of the namespace refuses its pods: exceeded quota/,
    )
    const {out} = await as(scientist, Info, ['big'], {width: 400})
    assert.match(out, /\nCause: +the quota of the namespace refuses its pods: exceeded quota: kf-resource-quota, /)
    assert.match(out, /\nNext: see what it waits for: ome events notebooks\.kubeflow\.org\/big -n team-a\n/)
    const longer = {apiVersion: 'kubeflow.org/v1', kind: 'Notebook', metadata: {name: 'big-two', namespace: 'team-a'}}
    place.api.create(
      {group: 'kubeflow.org', plural: 'notebooks'},
      {...longer, spec: {template: {spec: {containers: [{name: 'x', image: 'x'}]}}}},
    )
    const listed = await as(scientist, Status, ['notebooks'], {width: 400})
    assert.match(listed.out, /\nNotebook +big +Waiting +the quota of the namespace refuses its pods: exceeded quota/)
    assert.doesNotMatch(listed.out, /big-two[^\n]*quota/)
    for (const name of ['big', 'big-two'])
      place.api.delete({group: 'kubeflow.org', plural: 'notebooks'}, name, 'team-a')
  })

  it('runs commands and shells where an object runs', async () => {
    const said = await as(scientist, Run, ['nb-alice', '--', 'echo', 'hello'])
    assert.deepEqual([said.code, said.out], [0, 'hello\n'])
    assert.equal((await as(scientist, Run, ['nb-alice', '--', 'sh', '-c', 'exit 4'])).code, 4)
    const piped = await as(scientist, Shell, ['trainjob/llama-sft', 'node'], {stdin: 'echo from the rank\n'})
    assert.deepEqual([piped.code, piped.out], [0, 'from the rank\n'], piped.err)
    assert.equal((await as(scientist, Run, ['tensorboards', '--', 'true'])).code, 0)
  })

  it('refuses commands where nothing runs, or more than one thing', async () => {
    const idle = await as(scientist, Shell, ['nb-idle'])
    assert.equal(idle.code, 1)
    assert.match(idle.err, /hint: start it: ome kf notebook start nb-idle -n team-a --wait\n/)
    for (const [words, code] of [
      [['notebooks', '--', 'ls'], 2],
      [['nb-alice'], 2],
      [['nb-alice', 'sidecar', '--', 'ls'], 2],
      [['nobody', '--', 'ls'], 4],
    ] as const)
      assert.equal((await as(scientist, Run, words)).code, code, words.join(' '))
    const several = await as(scientist, Run, ['training', '--', 'ls'])
    assert.match(several.err, /hint: say which one: trainjob\/llama-sft, trainjob\/resumed\n/)
    assert.equal((await as('production-viewer', Run, ['nb-alice', '--', 'ls'])).code, 5)
  })

  it('is removed after a yes: one object, or all of a component', async () => {
    assert.equal((await as(scientist, Remove, ['mnist'])).code, 2)
    assert.equal((await as(scientist, Remove, ['mnist', '--yes', '--wait'])).out, 'trainjob/mnist deleted\n')
    assert.equal(place.object('trainjobs', 'mnist'), undefined)
    const all = await as(scientist, Remove, ['training', '--yes', '--wait'])
    assert.equal(all.out.split('\n').filter((line) => line.endsWith(' deleted')).length, 4)
    assert.equal((await as(scientist, Remove, ['training', '--yes'])).code, 4)
    assert.equal((await as(scientist, Remove, ['profiles', '--yes'])).code, 2)
    assert.equal((await as('production', Remove, ['profile/team-a', '--yes'])).code, 2)
    assert.equal((await as('production-viewer', Remove, ['iris', '--yes'])).code, 5)
  })
})
