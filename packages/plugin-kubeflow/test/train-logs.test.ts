import assert from 'node:assert/strict'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import KfLogs from '../src/commands/kf/logs.ts'
import KfResume from '../src/commands/kf/resume.ts'
import KfSuspend from '../src/commands/kf/suspend.ts'
import KfTrain from '../src/commands/kf/train.ts'
import {job, type TrainingWorld, trainingWorld} from './training-world.ts'

describe('ome kf logs, suspend and resume', () => {
  let world: TrainingWorld
  before(async () => {
    world = await trainingWorld()
  })
  after(() => world.stop())
  const logs = (...argv: readonly string[]) => world.run(KfLogs, argv)

  it('joins all ranks by time, each line with its rank', async () => {
    const {code, out, err} = await logs('llama-sft', '--timestamps')
    assert.deepEqual([code, err], [0, ''])
    const lines = out.trimEnd().split('\n')
    const times = lines.map((line) => /^\[rank [01]\] (\S+Z) /.exec(line)?.[1] ?? '')
    assert.ok(times.every((time, index) => time !== '' && (times[index - 1] ?? '') <= time))
    assert.ok(lines.some((line) => line.startsWith('[rank 1] ')))
  })

  it('one rank alone has its lines bare; they can be few and chosen', async () => {
    assert.match(
      (await logs('trainjob/llama-sft', '--rank', '1')).out,
      /^\[rank 1\/2\] starting training for \d+ steps\n$/,
    )
    const {out} = await logs('llama-sft', '--ranks', '0-1', '--grep', 'LOSS', '--tail', '2')
    assert.match(out, /^(?:\[rank 0\] \{'loss'.*\n){2}$/)
  })

  it('a viewer may read, and an earlier line is asked for by time', async () => {
    const {code, out} = await world.as('production-viewer', KfLogs, ['llama-sft', '--since', '1s'])
    assert.deepEqual([code, out], [0, ''])
  })

  for (const [what, argv, code, message] of [
    [
      'a rank that is not there',
      ['llama-sft', '--rank', '7'],
      4,
      /trainjob\/llama-sft has no rank 7\nhint: it has ranks 0 to 1/,
    ],
    ['a name that is nearly right', ['llama-stf'], 4, /did you mean trainjob\/llama-sft\?/],
    ['pods that are gone', ['old-resnet'], 1, /pytorchjob\/old-resnet has no log: its pods are gone/],
    ['a message with an escape sequence', ['odd-words'], 1, /worker said: out of memory and stopped/],
    ['a kind that is not served', ['tfjob/a'], 4, /the cluster has no tfjobs/],
    ['what does not train', ['notebook/nb-alice'], 2, /notebook\/nb-alice is no training job\n/],
    ['ranks that are none', ['llama-sft', '--ranks', 'all'], 2, /"all" are no ranks/],
    ['a pattern that is none', ['llama-sft', '--grep', '('], 2, /not a regular expression/],
    ['a rank and ranks', ['llama-sft', '--rank', '1', '--ranks', '0'], 2, /rank/],
  ] as const)
    it(`says what is wrong with ${what}`, async () => {
      const {code: got, err} = await logs(...argv)
      assert.equal(got, code, err)
      assert.match(err, message)
      assert.ok(!err.includes('\u001b'))
    })

  it('who is nobody any more is told so, not that there is no job', async () => {
    const {code, err} = await world.as('production-expired', KfLogs, ['llama-sft'])
    assert.notEqual(code, 4)
    assert.ok(!err.includes('there is no'), err)
  })

  it('gives programs a document per line, with rank and time', async () => {
    const {out} = await logs('llama-sft', '-o', 'json')
    const documents = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    for (const {kind, rank, part} of documents) assert.deepEqual([kind, part], ['TrainingLogLine', `rank ${rank}`])
    assert.deepEqual(new Set(documents.map(({rank}) => rank)), new Set([0, 1]))
    assert.ok(
      documents.every(({at, text, pod}) => Date.parse(at) > 0 && text !== '' && pod.startsWith('llama-sft-node-0-')),
    )
  })

  it('follows until it is interrupted', async () => {
    const stop = new AbortController()
    const {code, out} = await world.run(KfLogs, ['llama-sft', '--follow', '--tail', '1'], {
      signal: stop.signal,
      onWrite: (stream) => stream === 'out' && stop.abort(),
    })
    assert.equal(code, 130)
    assert.match(out, /^\[rank [01]\] /)
  })

  it('loses and doubles nothing where every log breaks off again and again', async () => {
    await world.run(KfTrain, ['broken', world.file({...job, gpus: 0, command: 'train --max-steps 120'})])
    const broken = async (_: object, signal: AbortSignal): Promise<KubeClient> => {
      const kube = await world.kube({context: 'production-scientist'}, signal)
      return {
        ...kube,
        async *logs(pod, options) {
          let left = 3
          for await (const line of kube.logs(pod, options)) {
            yield line
            if (--left === 0 && options?.follow) throw new OmeError('unreachable', 'broke off')
          }
        },
      }
    }
    const {code, out, err} = await world.run(KfLogs, ['broken', '--follow'], {kube: broken})
    assert.equal(code, 0, err)
    assert.deepEqual(
      [...out.matchAll(/'step': (\d+),/g)].map(([, step]) => Number(step)),
      Array.from({length: 12}, (_, index) => 10 * (index + 1)),
    )
    const lines = (text: string) => text.split('\n').sort()
    assert.deepEqual(lines(out), lines((await logs('broken')).out))
  })

  it('a job is stopped with a yes, and goes on', async () => {
    const suspend = (...argv: readonly string[]) => world.run(KfSuspend, ['llama-sft', ...argv])
    const asked = await suspend()
    assert.equal(asked.code, 2)
    assert.match(asked.err, /Stop trainjob\/llama-sft\? It goes on from its last checkpoint\./)
    assert.equal((await suspend('--yes')).out, 'trainjob/llama-sft stopped (suspended)\n')
    assert.equal((await suspend('--yes')).out, 'trainjob/llama-sft unchanged\n')
    await world.advance(60_000)
    const {code, err} = await logs('llama-sft')
    assert.equal(code, 1)
    assert.match(err, /has no log: it is suspended\nhint: let it go on: ome kf resume llama-sft -n team-a/)
    assert.equal((await world.run(KfResume, ['llama-sft'])).out, 'trainjob/llama-sft configured (resumed)\n')
    await world.advance(60_000)
    assert.match((await logs('llama-sft', '--rank', '1')).out, /starting training/)
  })

  it('what has ended is neither stopped nor goes on', async () => {
    for (const command of [KfSuspend, KfResume]) {
      const {code, err} = await world.run(command, ['mnist'])
      assert.equal(code, 6)
      assert.match(err, /trainjob\/mnist is Complete/)
    }
  })

  it('jobs of the Training Operator have their own switch', async () => {
    const {out} = await world.run(KfSuspend, ['pytorchjob/old-resnet', '--yes'])
    assert.equal(out, '')
    await world.run(KfTrain, [
      'torch',
      world.file({
        apiVersion: 'kubeflow.org/v1',
        kind: 'PyTorchJob',
        metadata: {name: 'torch'},
        spec: {pytorchReplicaSpecs: {Master: {template: {spec: {containers: [{name: 'pytorch', image: 'x:1'}]}}}}},
      }),
    ])
    await world.run(KfSuspend, ['torch', '--yes'])
    assert.equal(world.object('pytorchjobs', 'torch')?.['spec'].runPolicy.suspend, true)
  })
})
