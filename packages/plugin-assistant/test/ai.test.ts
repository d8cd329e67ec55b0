import assert from 'node:assert/strict'
import {mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import Apply from '../src/commands/ai/apply.ts'
import Replay from '../src/commands/ai/replay.ts'
import Ai from '../src/commands/ai.ts'
import {fingerprint, type TestWorld, world} from './world.ts'

const services = {group: 'ome.io', plural: 'inferenceservices'}

describe('ome ai', () => {
  let tour: TestWorld
  let cwd: string
  before(async () => {
    tour = await world()
    cwd = await mkdtemp(join(tmpdir(), 'ome-ai-'))
  })
  after(async () => {
    await tour.stop()
    await rm(cwd, {recursive: true})
  })
  const replicas = (name: string): unknown => tour.api.get(services, name, 'default')?.['spec']?.engine

  it('shows a plan with its reasons and its price, and changes nothing without a yes', async () => {
    const before = fingerprint(tour)
    const {code, out, err} = await tour.ai(['deploy llama 70b model with best performance'])
    assert.equal(code, 0, err)
    assert.match(out, /^1\. ome deploy llama-3-3-70b --accelerator nvidia-h100 --autoscale --monitoring$/m)
    assert.match(out, /runtime vllm-llama-3-3-70b/)
    assert.match(out, /1 to 3 replicas × 4 GPUs/)
    assert.match(out, /\$27\.52\/h/)
    assert.match(err, /nothing was changed: add --yes/)
    assert.equal(fingerprint(tour), before)
  })

  it('carries the plan out with a yes, and says what comes next', async () => {
    const {code, out, err} = await tour.ai(['deploy', 'mistral', '7b', 'named', 'assisted', '--yes'])
    assert.equal(code, 0, err)
    assert.match(out, /inferenceservice\/assisted created/)
    assert.match(err, /^next: ome status service assisted/m)
    assert.ok(tour.api.get(services, 'assisted', 'default'))
  })

  it('asks on a terminal: a no changes nothing', async () => {
    const before = fingerprint(tour)
    const no = await tour.ai(['scale mistral-dev to 2'], {tty: true, stdin: ['n']})
    assert.equal(no.code, 130, no.err)
    assert.equal(fingerprint(tour), before)
    const yes = await tour.ai(['scale mistral-dev to 2'], {tty: true, stdin: ['y']})
    assert.equal(yes.code, 0, yes.err)
    assert.deepEqual(replicas('mistral-dev'), {minReplicas: 2, maxReplicas: 2})
  })

  it('wants the name typed before it deletes, whatever else was said', async () => {
    const wrong = await tour.ai(['delete service web-staging', '--yes'], {tty: true, stdin: ['web']})
    assert.equal(wrong.code, 130, wrong.err)
    const pipe = await tour.ai(['delete service web-staging', '--yes'])
    assert.equal(pipe.code, 2, pipe.err)
    const shown = await tour.ai(['delete service web-staging'])
    assert.equal(shown.code, 0, shown.err)
    assert.ok(tour.api.get(services, 'web-staging', 'default'))
    const typed = await tour.ai(['delete service web-staging'], {tty: true, stdin: ['web-staging']})
    assert.equal(typed.code, 0, typed.err)
    assert.equal(
      tour.api.get(services, 'web-staging', 'default')?.metadata.deletionTimestamp !== undefined ||
        !tour.api.get(services, 'web-staging', 'default'),
      true,
    )
  })

  it('runs at once what only looks, and tells what the rules find', async () => {
    const {code, out, err} = await tour.ai(['why is broken-llama not ready'])
    assert.equal(code, 0, err)
    assert.match(err, /^> ome debug service broken-llama$/m)
    assert.match(out, /CUDA out of memory/)
  })

  it('puts what it found into one document', async () => {
    const {code, out, err} = await tour.ai(['list models', '-o', 'json'])
    assert.equal(code, 0, err)
    const {kind, by, findings} = JSON.parse(out)
    assert.deepEqual([kind, by, findings[0].line], ['AssistantAnswer', 'rules', 'ome get models'])
    assert.equal(findings[0].document.kind, 'ModelList')
    const plan = JSON.parse((await tour.ai(['scale prod-llama to 5', '-o', 'json'])).out)
    assert.deepEqual([plan.kind, plan.applied, plan.steps.length], ['AssistantPlan', false, 1])
    assert.equal(plan.steps[0].changes[0].object.name, 'prod-llama')
  })

  it('finds a service in another namespace, and keeps to the one that was named', async () => {
    assert.match(
      (await tour.ai(['scale experiment to 2'])).out,
      /ome scale service experiment --namespace ml-team --replicas 2/,
    )
    assert.match((await tour.ai(['restart chat', '-n', 'ml-prod'])).out, /ome restart service chat --namespace ml-prod/)
  })

  it('stays within what an hour may cost', async () => {
    const within = await tour.ai(['deploy llama 70b for less than $15 an hour'])
    assert.equal(within.code, 0, within.err)
    assert.match(within.out, /--accelerator nvidia-a100/)
    assert.match(within.out, /the fastest accelerator within \$15\.00 an hour \(\$13\.72\)/)
    const two = await tour.ai(['deploy llama 70b and mistral 7b for less than $20 an hour'])
    assert.equal(two.code, 0, two.err)
    assert.match(two.out, /^together \$(?:1\d|20)\.\d\d an hour$/m)
    const {steps} = JSON.parse((await tour.ai(['deploy mistral 7b for $99 an hour', '-o', 'json'])).out)
    assert.equal(typeof steps[0].usdPerHour, 'number')
    const over = await tour.ai(['deploy llama 70b for $2 an hour'])
    assert.equal(over.code, 3, over.err)
    assert.match(over.err, /nothing is within \$2\.00 an hour: the cheapest way costs \$\d+\.\d\d/)
  })

  for (const [text, code, said] of [
    ['order a pizza', 2, /asks for nothing that the commands here can do/],
    ['', 2, /say what shall be done/],
    ['scale', 2, /which service/],
    ['scale nothing-there to 3', 4, /"nothing-there" not found/],
    ['deploy no-such-model', 4, /no-such-model/],
    ['x'.repeat(2000), 2, /asks for nothing/],
  ] as const)
    it(`ends with ${code} for "${text.slice(0, 40)}"`, async () => {
      const before = fingerprint(tour)
      const {code: ended, err} = await tour.ai([text])
      assert.equal(ended, code, err)
      assert.match(err, said)
      assert.equal(fingerprint(tour), before)
    })

  it('names three sentences that it understands where it understood nothing', async () => {
    const {err} = await tour.ai(['order a pizza'])
    assert.equal(err.match(/hint: say for example: /g)?.length, 3)
    const long = await tour.ai(['pizza '.repeat(500)])
    assert.equal(long.code, 2)
    assert.ok(long.err.length < 500, long.err)
  })

  it('writes a plan that is carried out later, and refused once the cluster has changed', async () => {
    const file = join(cwd, 'plan.json')
    const made = await tour.ai(['scale research-a to 2', '--plan', file])
    assert.equal(made.code, 0, made.err)
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    assert.match(made.err, /next: ome ai apply/)
    assert.deepEqual(replicas('research-a'), {minReplicas: 1, maxReplicas: 1})

    const shown = await tour.apply([file])
    assert.equal(shown.code, 0, shown.err)
    assert.match(shown.err, /nothing was changed/)
    const done = await tour.apply([file, '--yes'])
    assert.equal(done.code, 0, done.err)
    assert.deepEqual(replicas('research-a'), {minReplicas: 2, maxReplicas: 2})

    const again = await tour.apply([file, '--yes'])
    assert.equal(again.code, 6, again.err)
    assert.match(again.err, /no longer as plan [0-9a-f]{12} saw it/)
  })

  it('carries out a plan whose dry run tells the time it was made', async () => {
    const file = join(cwd, 'restart.json')
    assert.equal((await tour.ai(['restart chat-staging', '--plan', file])).code, 0)
    await tour.advance(90_000)
    const {code, err} = await tour.apply([file, '--yes'])
    assert.equal(code, 0, err)
    assert.match(tour.runner.ran.at(-1) ?? '', /^restart service chat-staging/)
  })

  it('refuses a plan that was edited, is old or for another namespace, or is none', async () => {
    const file = join(cwd, 'edited.json')
    await tour.ai(['scale research-b to 2', '--plan', file])
    const plan = JSON.parse(await readFile(file, 'utf8'))
    const later = new Date(Date.parse(plan.createdAt) + 25 * 3_600_000)
    const old = await tour.apply([file, '--yes'], {now: () => later})
    assert.equal(old.code, 6, old.err)
    assert.match(old.err, /holds for a day/)
    const other = await tour.apply([file, '-n', 'ml-team', '--yes'])
    assert.equal(other.code, 6, other.err)
    plan.steps[0].input.replicas = 50
    await writeFile(file, JSON.stringify(plan))
    const edited = await tour.apply([file, '--yes'])
    assert.equal(edited.code, 2, edited.err)
    await writeFile(file, '{"kind": "Else"}')
    assert.equal((await tour.apply([file, '--yes'])).code, 2)
    assert.equal((await tour.apply([join(cwd, 'none.json')])).code, 4)
    assert.deepEqual(replicas('research-b'), {minReplicas: 1, maxReplicas: 1})
  })

  it('goes through a record again without the cluster', async () => {
    const file = join(cwd, 'record.json')
    const first = await tour.ai(['scale prod-llama to 4', '--record', file])
    assert.equal(first.code, 0, first.err)
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    tour.runner.ran.length = 0
    const again = await tour.replay([file])
    assert.equal(again.code, 0, again.err)
    assert.equal(again.out, first.out)
    assert.deepEqual(tour.runner.ran, [])
  })

  it('sends nothing without a model', async () => {
    const {code, out, err} = await tour.ai(['list models', '--show-prompt'])
    assert.deepEqual([code, out], [0, ''])
    assert.match(err, /nothing is sent/)
  })

  it('every example of the help does what it says', async () => {
    await tour.ai(['list models', '--record', 'record.json'], {cwd})
    const all = [
      ...[Ai, Apply, Replay]
        .flatMap(({examples}) => examples)
        .map((example) => example.replace('<%= config.bin %> ', '')),
    ]
    assert.equal(all.length, 7)
    for (const example of all) {
      const words = (example.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''))
      const [, verb = ''] = words
      const isOther = verb === 'apply' || verb === 'replay'
      const run = isOther ? tour[verb] : tour.ai
      const {code, err} = await run(words.slice(isOther ? 2 : 1), {cwd})
      // The plan is applied by the first of two examples: the cluster is then no longer as it saw it.
      assert.equal(code, example.endsWith('plan.json -o json') ? 6 : 0, `${example}: ${err}`)
    }
  })
})
