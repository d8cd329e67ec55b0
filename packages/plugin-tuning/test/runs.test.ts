import assert from 'node:assert/strict'
import Cancel from '../src/commands/tune/cancel.ts'
import List from '../src/commands/tune/list.ts'
import Logs from '../src/commands/tune/logs.ts'
import Metrics from '../src/commands/tune/metrics.ts'
import Status from '../src/commands/tune/status.ts'
import {tuningWorkspace, workspacesOf} from './tuning-workspace.ts'
import {type TuningWorld, world} from './world.ts'

describe('runs of the tour', () => {
  let place: TuningWorld
  before(async () => {
    place = await world()
  })
  after(() => place.stop())

  it('status tells stage, steps and loss beside what KAITO says', async () => {
    const {code, out, err} = await place.run(Status, ['my-tuning'])
    assert.equal(code, 0, err)
    assert.match(out, /\nState: +Running\nJob: +running\nStage: +node > weights > data > \[train\] > push\n/)
    assert.match(
      out,
      /\nProgress: +\[#{8}\.{12}\] 40%, step 120 of 300, 6m left\nEpoch: +1\.2\nLoss: +0\.94 \(2\.31 at step 10\)\n/,
    )
    const {kind, state, job, stage, step, totalSteps, percent, etaSeconds, loss} = JSON.parse(
      (await place.run(Status, ['my-tuning', '-o', 'json'])).out,
    )
    assert.deepEqual(
      {kind, state, job, stage, step, totalSteps, percent, etaSeconds, loss},
      {
        kind: 'TuningRun',
        state: 'Running',
        job: 'running',
        stage: 'train',
        step: 120,
        totalSteps: 300,
        percent: 40,
        etaSeconds: 360,
        loss: 0.94,
      },
    )
  })

  it('status says why nothing comes of one', async () => {
    const {code, out} = await place.run(Status, ['workspace-llama-3-tune'])
    assert.equal(code, 0)
    assert.match(out, /\nJob: +none\nStage: +\[node\] > weights/)
    assert.match(out, /\nCause: +NotTunable: KAITO cannot tune llama-3\.1-8b-instruct/)
  })

  it('logs stand behind their stage, bars once', async () => {
    const {code, out, err} = await place.run(Logs, ['my-tuning'])
    assert.equal(code, 0, err)
    assert.match(out, /^\[weights\] .*\n\[data\] .*\n\[train\] training_config: /)
    assert.match(out, /\n\[push\] waiting for \/mnt\/results\/fine_tuning_completed\.txt\n$/)
    assert.doesNotMatch(out, / 119\/300 |\r/)
    const trained = await place.run(Logs, ['my-tuning', '--container', 'train', '--tail', '1'])
    assert.match(trained.out, /^\{'loss': 0\.94, /)
  })

  it('metrics draw the loss and tell of the GPU', async () => {
    const {code, out, err} = await place.run(Metrics, ['my-tuning'])
    assert.equal(code, 0, err)
    assert.match(out, /^GPU +LOAD +TEMP +MEM\nGPU-\S+ +93% +64 C +49\.6 of 80 GiB\n/)
    assert.match(out, /\n2\.31 ┤─+╮\n[\s\S]*\n0\.94 ┤ +╰─+\n +└─+\n +10 +step 120\n/)
    assert.match(out, /\n120 +1\.2 +0\.94 +3\.00e-5\n\n2 earlier rows: -o wide\n$/)
    const plain = await place.run(Metrics, ['my-tuning', '--show', 'loss'], {unicode: false})
    assert.match(plain.out, /^loss\n2\.31 \|\*/)
    const all = JSON.parse((await place.run(Metrics, ['my-tuning', '--show', 'loss', '-o', 'json'])).out)
    assert.deepEqual(
      [all.kind, all.gpus, all.loss.points.length, all.loss.points[0]],
      ['TuningRunMetrics', undefined, 12, {step: 10, epoch: 0.1, loss: 2.31, evalLoss: null, learningRate: 4.833e-5}],
    )
  })

  it('whose loss is no number any more are told so, and drawn up to there', async () => {
    const kube: typeof place.kube = async (options, signal) => {
      const client = await place.kube(options, signal)
      async function* logs(...asked: Parameters<typeof client.logs>) {
        for await (const line of client.logs(...asked)) yield line.replace(/'loss': 0\.\d+/, "'loss': nan")
      }
      return Object.assign(Object.create(client), {logs})
    }
    const status = await place.run(Status, ['my-tuning'], {kube})
    const metrics = await place.run(Metrics, ['my-tuning', '--show', 'loss'], {kube, width: 24, tty: true})
    const json = JSON.parse((await place.run(Status, ['my-tuning', '-o', 'json'], {kube})).out)

    assert.match(status.out, /\nLoss: +nan \(2\.31 at step 10\)\n/)
    assert.match(
      status.out,
      /\nCause: +LossNotANumber: the loss is no number from step 100 on[\s\S]*\nNext\n.*smaller.* ome tune cancel my-tuning -n default\n$/,
    )
    assert.match(metrics.out, /^120 +1\.2 +nan$/m)
    assert.match(metrics.err, /note: the loss is no number from step 100 on/)
    for (const line of metrics.out.split('\n').filter((each) => /[┤└]|step/.test(each))) {
      assert.ok(line.length <= 24)
      assert.doesNotMatch(line, /…/)
    }
    assert.deepEqual([json.loss, json.cause.reason], [null, 'LossNotANumber'])
  })

  it('metrics say what is missing', async () => {
    const {code, out, err} = await place.run(Metrics, ['workspace-llama-3-tune'])
    assert.deepEqual([code, out], [0, ''])
    assert.match(err, /note: no GPU figures: the trainer of workspace-llama-3-tune does not run\nnote: no loss yet/)
  })

  it('list names runs only', async () => {
    const {out} = await place.run(List, ['-A'])
    assert.match(
      out,
      /^NAMESPACE +NAME +STATE +JOB +MODEL +METHOD +INSTANCE +AGE\ndefault +my-tuning +Running +running +phi-3-mini-4k-instruct +qlora /,
    )
    assert.doesNotMatch(out, /my-workspace|gen-answers/)
    const {code, err} = await place.run(List, ['-n', 'kaito'])
    assert.deepEqual([code, err], [0, 'no tuning runs found\n'])
  })

  it('list joins several clusters', async () => {
    const env = {KUBECONFIG: place.kubeconfig}
    const {code, out, err} = await place.run(List, ['-A', '--cluster', 'production,prod'], {env})
    assert.equal(code, 0, err)
    assert.match(out, /^CLUSTER +NAMESPACE +NAME +STATE[^\n]*\nproduction +default +my-tuning +Running/)
  })

  for (const [command, argv] of [
    [Status, ['my-tunin']],
    [Logs, ['my-tunin']],
    [Metrics, ['my-tunin']],
    [Cancel, ['my-tunin']],
  ] as const)
    it(`ome ${command.name} names the run that was meant`, async () => {
      const {code, err} = await place.run(command, argv)
      assert.equal(code, 4)
      assert.match(
        err,
        /error: no workspace "my-tunin" tunes a model in namespace "default"\nhint: did you mean my-tuning\?/,
      )
    })

  it('a workspace that serves is no run', async () => {
    assert.equal((await place.run(Status, ['my-workspace'])).code, 4)
  })

  it('logs refuse containers and runs that have none', async () => {
    assert.match(
      (await place.run(Logs, ['my-tuning', '--container', 'sidecar'])).err,
      /it has model-weights-downloader, data-downloader, my-tuning, pusher/,
    )
    const {code, err} = await place.run(Logs, ['workspace-llama-3-tune', '--follow'])
    assert.equal(code, 4)
    assert.match(err, /has no pod yet: KAITO cannot tune llama/)
  })
})

describe('a run from its beginning', () => {
  let place: TuningWorld
  beforeEach(async () => {
    place = await world()
  })
  afterEach(() => place.stop())
  const make = (name: string, annotations: Record<string, string> = {}, output?: Record<string, unknown>) =>
    place.api.create(workspacesOf, tuningWorkspace({name, annotations, ...(output && {output})}))

  it('is followed through its stages to the end', async () => {
    make('whole')
    const {code, out, err} = await place.pass(Status, ['whole', '--watch', '--interval', '1ms'])
    assert.equal(code, 0, err)
    const stages = [...new Set(out.split('\n').flatMap((line) => line.split('  ')[2] ?? []))]
    assert.deepEqual(stages, ['node', 'weights', 'data', 'train', 'push', 'done'])
    assert.match(out, /\nwhole {2}Running {2}train {2}step \d+0\/300 {2}\d+% {2}loss [\d.]+\n/)
    assert.match(out, /\nwhole {2}Succeeded {2}done {2}step 300\/300 {2}100% {2}loss [\d.]+\n$/)
    const {out: logs} = await place.run(Logs, ['whole'])
    assert.match(logs, /\n\[push\] pushed registry\.example\.com\/adapters\/x:v1 with annotation/)
    const {out: metrics} = await place.run(Metrics, ['whole', '--show', 'loss'])
    assert.match(metrics, /\nmean loss of the whole run: [\d.]+\n/)
  })

  it('is read as it goes', async () => {
    make('read')
    const names = () => place.api.list({group: '', plural: 'pods'}).map(({metadata}) => metadata.name)
    await place.until(() => names().some((name) => name.startsWith('read-')))
    const {code, out} = await place.pass(Logs, ['read', '-f', '--interval', '1ms'])
    assert.equal(code, 0)
    const order = [...new Set([...out.matchAll(/^\[(\w+)\]/gm)].map(([, stage]) => stage))]
    assert.deepEqual(order, ['weights', 'data', 'train', 'push'])
    assert.match(out, /Fine-Tuning completed[\s\S]*\[push\] pushed /)
  })

  it('ends with Ctrl-C while it waits for the next container', async () => {
    make('waiting')
    const names = () => place.api.list({group: '', plural: 'pods'}).map(({metadata}) => metadata.name)
    await place.until(() => names().some((name) => name.startsWith('waiting-')))
    const stop = new AbortController()
    const running = place.run(Logs, ['waiting', '-f', '--interval', '1h'], {signal: stop.signal})
    const looked = () => place.requests.filter(({path}) => path.includes('waiting')).length >= 4
    while (!looked()) await new Promise((resolve) => setImmediate(resolve))
    setImmediate(() => stop.abort())
    assert.equal((await running).code, 130)
  })

  const fault = (name: string) => ({
    'sandbox.ome.cli/fault': 'cuda-out-of-memory',
    'sandbox.ome.cli/fault-container': name,
  })

  it('that fails says so beside the Job, which tries again', async () => {
    make('big', fault('big'), {volumeSource: {emptyDir: {}}})
    await place.until(() => place.api.get(workspacesOf, 'big', 'default')?.['status']?.state === 'Failed')
    const {code, out} = await place.run(Status, ['big'])
    assert.equal(code, 0)
    assert.match(out, /\nState: +Failed\nJob: +retrying \(1 failed\)\n/)
    assert.match(out, /\nCause: +torch\.OutOfMemoryError: /)
    const running = () => place.api.get({group: 'batch', plural: 'jobs'}, 'big', 'default')?.['status']?.active === 1
    await place.until(running)
    const again = await place.run(Status, ['big'])
    assert.match(again.out, /\nStage: +\[node\]|\nStage: +node > \[weights\]/)
    assert.match(again.out, /\nCause: +JobRetrying: a pod failed \(1\) and the job tries again/)
  })

  it('whose trainer failed beside a pusher that waits for ever is over', async () => {
    make('stuck', fault('stuck'))
    const {code, out} = await place.pass(Status, ['stuck', '--watch', '--interval', '1ms'])
    assert.equal(code, 0)
    assert.match(out, /\nstuck {2}\w+ {2}failed {2}torch\.OutOfMemoryError.*\n$/)
    const {out: told} = await place.run(Status, ['stuck'])
    assert.match(told, /\nJob: +running\nStage: +failed\n/)
    assert.match(
      told,
      /\nCause: +torch\.OutOfMemoryError: CUDA out of memory\. Tried to allocate 2\.00 GiB\.\n\nNext\ntake fewer rows at once/,
    )
  })

  it('is cancelled after a yes', async () => {
    const asked = await place.run(Cancel, ['my-tuning'])
    assert.equal(asked.code, 2)
    assert.match(asked.err, /error: this needs a yes: Stop the training of my-tuning and delete it\?/)
    const {code, out, err} = await place.run(Cancel, ['my-tuning', '--yes'])
    assert.deepEqual([code, out], [0, 'workspace/my-tuning deleted\n'])
    assert.match(err, /nothing is written to registry\.example\.com\/adapters\/my-tuning:v1/)
    await place.until(() => place.api.get(workspacesOf, 'my-tuning', 'default') === undefined)
  })
})
