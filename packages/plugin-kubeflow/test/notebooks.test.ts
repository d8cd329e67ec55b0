import assert from 'node:assert/strict'
import Create from '../src/commands/kf/notebook/create.ts'
import Delete from '../src/commands/kf/notebook/delete.ts'
import Ls from '../src/commands/kf/notebook/ls.ts'
import Open from '../src/commands/kf/notebook/open.ts'
import Start from '../src/commands/kf/notebook/start.ts'
import Stop from '../src/commands/kf/notebook/stop.ts'
import {asPerson} from './people.ts'
import {type TrainingWorld, trainingWorld} from './training-world.ts'

const notebooks = {group: 'kubeflow.org', plural: 'notebooks'}
const workspaces = {group: 'kubeflow.org', plural: 'workspaces'}
const scientist = 'production-scientist'

describe('notebooks', function () {
  this.timeout(30_000)
  let place: TrainingWorld
  let as: ReturnType<typeof asPerson>
  before(async () => {
    place = await trainingWorld()
    as = asPerson(place)
  })
  after(() => place.stop())

  const annotation = (name: string) =>
    place.api.get(notebooks, name, 'team-a')?.metadata.annotations?.['kubeflow-resource-stopped']

  it('of both kinds are listed with what they run', async () => {
    const {code, out} = await as(scientist, Ls, [], {width: 120})
    assert.equal(code, 0)
    assert.match(out, /^KIND +NAME +STATE +IMAGE +GPUS +LAST-ACTIVITY\n/)
    assert.match(out, /\nNotebook +nb-alice +Ready +jupyter-scipy:v1\.10\.0 +1 +/)
    assert.match(out, /\nNotebook +nb-idle +Stopped /)
    assert.match(out, /\nWorkspace +ws-alice +Running +jupyter-scipy:v1\.9\.0 +0 +-\n/)
  })

  it('of a namespace that is closed are denied, and where none are served not found', async () => {
    const closed = await as(scientist, Ls, ['-n', 'team-b'])
    assert.equal(closed.code, 5)
    assert.match(
      closed.err,
      /^error: you may not list notebooks\.kubeflow\.org, workspaces\.kubeflow\.org in namespace team-b\n/,
    )
    const none = await as('staging', Ls, [])
    assert.equal(none.code, 4)
    assert.match(none.err, /Kubeflow Notebooks is not installed/)
  })

  it('stop by an annotation after a yes, once, and start again', async () => {
    const asked = await as(scientist, Stop, ['nb-alice'])
    assert.deepEqual([asked.code, asked.out, annotation('nb-alice')], [2, '', undefined])
    const stopped = await as(scientist, Stop, ['nb-alice', '--yes', '--wait'])
    assert.deepEqual([stopped.code, stopped.out], [0, 'notebook/nb-alice stopped\n'])
    assert.match(annotation('nb-alice') ?? '', /^2026-11-21T\d\d:\d\d:\d\dZ$/)
    assert.equal((await as(scientist, Stop, ['nb-alice', '--yes'])).out, 'notebook/nb-alice unchanged\n')
    const started = await as(scientist, Start, ['nb-alice', '--wait'])
    assert.deepEqual([started.code, started.out], [0, 'notebook/nb-alice started\n'])
    assert.match(started.err, /^notebook\/nb-alice Waiting[^\n]*\n(?:[^\n]+\n)*notebook\/nb-alice Ready\n$/)
    assert.equal(annotation('nb-alice'), undefined)
  })

  it('with a name of both kinds are told apart by --kind, and workspaces stop by a field', async () => {
    const {code, err} = await as(scientist, Stop, ['twin', '--yes'])
    assert.equal(code, 2)
    assert.match(err, /hint: say which one: notebook\/twin, workspace\/twin\n/)
    const {out} = await as(scientist, Stop, ['twin', '--kind', 'workspace', '--yes', '--wait'])
    assert.equal(out, 'workspace/twin stopped\n')
    assert.equal(place.api.get(workspaces, 'twin', 'team-a')?.['spec'].paused, true)
    assert.equal(annotation('twin'), undefined)
    assert.equal((await as(scientist, Start, ['workspace/twin', '--wait'])).code, 0)
  })

  it('that are something else are refused as such', async () => {
    const {code, err} = await as(scientist, Stop, ['trainjob/mnist', '--yes'])
    assert.equal(code, 2)
    assert.match(err, /^error: trainjob\/mnist is none of notebooks, workspaces\n/)
  })

  it('that nobody has lead to the near one', async () => {
    const {code, err} = await as(scientist, Stop, ['nb-alise', '--yes'])
    assert.equal(code, 4)
    assert.match(err, /did you mean notebook\/nb-alice\?/)
    assert.equal((await as(scientist, Stop, ['nb/x/y'])).code, 2)
  })

  it('are made with a home, opened, and deleted while the home stays', async () => {
    const made = await as(scientist, Create, ['explore', '--gpus', '1', '--wait'])
    assert.equal(made.code, 0, made.err)
    assert.match(
      made.out,
      /^persistentvolumeclaim\/explore-workspace created \(5Gi\)\nnotebook\/explore created \(jupyter-scipy:v1\.10\.0, 1 GPU\)\n$/,
    )
    assert.match(made.err, /the page's own settings may not be read/)
    const spec = place.api.get(notebooks, 'explore', 'team-a')?.['spec'].template.spec
    assert.deepEqual(spec.containers[0].resources.limits, {cpu: '0.6', memory: '1.2Gi', 'nvidia.com/gpu': '1'})

    const stop = new AbortController()
    const opened = await as(scientist, Open, ['explore'], {
      signal: stop.signal,
      onWrite: (stream) => stream === 'err' && setImmediate(() => stop.abort()),
    })
    assert.equal(opened.code, 130)
    assert.match(opened.out, /^http:\/\/127\.0\.0\.1:\d+\/notebook\/team-a\/explore\/\n$/)

    const gone = await as(scientist, Delete, ['explore', '--yes', '--wait'])
    assert.deepEqual([gone.code, gone.out], [0, 'notebook/explore deleted\n'])
    assert.match(gone.err, /the volume stays: ome delete pvc explore-workspace -n team-a ends it/)
    assert.ok(place.api.get({group: '', plural: 'persistentvolumeclaims'}, 'explore-workspace', 'team-a'))
  })

  it('take the settings of the page where they may be read, and refuse what it does not offer', async () => {
    const {code, err} = await as('production', Create, ['x', '--image', 'rstudio'])
    assert.equal(code, 2)
    assert.match(err, /there are jupyter-scipy, jupyter-pytorch-cuda-full/)
    const {out} = await as('production', Create, ['x', '--image', 'jupyter-pytorch-cuda-full', '--dry-run'])
    assert.match(out, /notebook\/x created \(jupyter-pytorch-cuda-full:v1\.10\.0\) \(server dry run\)\n/)
    for (const [words, message] of [
      [['9x'], /cannot be the name of a notebook/],
      [['x', '--cpu', 'two'], /--cpu "two" is no quantity/],
      [['x', '--home', '5'], /--home "5" is that many bytes/],
      [['x', '--memory', '8'], /--memory "8" is that many bytes/],
      [['x', '--kind', 'jupyterlab', '--size', 'small_gpo'], /did you mean small_gpu\?/],
      [['x', '--kind', 'jupyterlab', '--gpus', '3'], /no size of kind jupyterlab has 3 GPUs/],
    ] as const) {
      const refused = await as('production', Create, words)
      assert.equal(refused.code, 2, refused.err)
      assert.match(refused.err, message)
    }
    assert.equal((await as('production', Create, ['nb-alice'])).code, 6)
    place.api.patch({group: 'kubeflow.org', plural: 'notebooks'}, 'nb-alice', 'team-a', {
      metadata: {annotations: {'kubeflow-resource-stopped': '2026-11-01T00:00:00Z'}},
    })
    const stopped = await as('production', Create, ['nb-alice'])
    assert.match(
      stopped.err,
      /hint: (start it: ome kf notebook start|see what it waits for: ome events) .*\nhint: or take/,
    )
  })

  it('of the second generation are made after their kind', async () => {
    const {code, out} = await as('production', Create, ['lab', '--kind', 'jupyterlab', '--wait'])
    assert.deepEqual([code, out], [0, 'workspace/lab created (jupyterlab_scipy_190, tiny_cpu)\n'])
    assert.equal((await as('production', Delete, ['lab', '--yes'])).out, 'workspace/lab deleted\n')
    const unknown = await as('production', Create, ['lab2', '--kind', 'rstudio'])
    assert.equal(unknown.code, 4)
    assert.match(unknown.err, /hint: there are jupyterlab\n/)
  })

  it('that no node holds say so when the time is over', async () => {
    const {code, err} = await as('production', Create, ['big', '--cpu', '500', '--wait', '--timeout', '30s'])
    assert.equal(code, 3)
    assert.match(err, /error: notebook\/big is \w+: Unschedulable: 0\/4 nodes are available: .*Insufficient cpu/)
    assert.match(err, /hint: see what keeps it: ome kf status info notebook\/big -n team-a\n/)
  })

  it('that are stopped are not opened', async () => {
    const {code, err} = await as(scientist, Open, ['nb-idle'])
    assert.equal(code, 1)
    assert.match(err, /has no running pod: it is Stopped/)
    assert.match(err, /hint: start it: ome kf notebook start nb-idle -n team-a --wait/)
  })
})
