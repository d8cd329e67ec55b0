import assert from 'node:assert/strict'
import {at, list} from '@ome/capacity/fields'
import KfTrain from '../src/commands/kf/train.ts'
import {job, type TrainingWorld, trainingWorld, without} from './training-world.ts'

/** A TrainJob whose pods carry an annotation of the sandbox. */
const faulty = (fault: string) => ({
  apiVersion: 'trainer.kubeflow.org/v1alpha1',
  kind: 'TrainJob',
  metadata: {name: 'x'},
  spec: {
    runtimeRef: {name: 'torch-distributed'},
    trainer: {image: 'ghcr.io/example/sft:1.0', command: ['torchrun', 'train.py'], numNodes: 2},
    runtimePatches: [
      {
        manager: 'test',
        trainingRuntimeSpec: {
          template: {
            spec: {
              replicatedJobs: [
                {
                  name: 'node',
                  template: {spec: {template: {metadata: {annotations: {'sandbox.ome.cli/fault': fault}}}}},
                },
              ],
            },
          },
        },
      },
    ],
  },
})

/** Whether a pod of a job has failed once, or cannot get its image. */
const hasTrouble = (world: TrainingWorld, name: string): boolean =>
  world.api
    .list({group: '', plural: 'pods'}, {namespace: 'team-a'})
    .filter(({metadata}) => metadata.name.startsWith(`${name}-node-`))
    .flatMap((pod) => list(at(pod['status'], 'containerStatuses')))
    .some((each) => at(each, 'lastState', 'terminated') ?? at(each, 'state', 'waiting', 'message'))

const pytorch = {
  apiVersion: 'kubeflow.org/v1',
  kind: 'PyTorchJob',
  metadata: {name: 'other', namespace: 'team-a'},
  spec: {
    pytorchReplicaSpecs: {
      Worker: {
        replicas: 2,
        template: {
          spec: {
            nodeSelector: {disk: 'fast'},
            containers: [{name: 'pytorch', image: 'x:1', args: ['--max-steps', '10']}],
          },
        },
      },
    },
  },
}

describe('ome kf train', () => {
  let world: TrainingWorld
  before(async () => {
    world = await trainingWorld()
  })
  after(() => world.stop())
  const train = (name: string, content: unknown, ...argv: readonly string[]) =>
    world.run(KfTrain, [name, world.file(content), ...argv])

  it('makes a job from few words and tells what it costs, or that it cannot know', async () => {
    const {code, out, err} = await train('few', job)
    assert.deepEqual([code, out], [0, 'trainjob/few created (torch-distributed, 2 × 1 GPU)\n'])
    assert.equal(err, 'price: not known: you may not list nodes; say what a GPU costs an hour: --price USD\n')
    const spec = world.object('trainjobs', 'few')?.['spec']
    assert.deepEqual(
      [spec.runtimeRef.name, spec.trainer.numNodes, spec.trainer.command],
      ['torch-distributed', 2, ['torchrun', 'train.py', '--max-steps', '40']],
    )
  })

  it('the same file again changes nothing; another spec of the same name is a conflict', async () => {
    await train('twice', {...job, gpus: 0})
    assert.equal((await train('twice', {...job, gpus: 0})).out, 'trainjob/twice unchanged\n')
    const {code, err} = await train('twice', {...job, gpus: 0, nodes: 1})
    assert.equal(code, 6)
    assert.match(err, /^error: trainjob\/twice is there already and differs in trainer\.numNodes\n/)
    assert.match(err, /ome kf remove trainjob\/twice -n team-a\n$/)
  })

  it('a dry run changes nothing and says whose price it is', async () => {
    const {out, err} = await train('dry', job, '--dry-run', '--price', '2.50')
    assert.equal(
      out,
      'price: $5.00 an hour (2 GPUs at $2.50; --price)\ntrainjob/dry created (torch-distributed, 2 × 1 GPU) (server dry run)\n',
    )
    assert.equal(err, '')
    assert.equal(world.object('trainjobs', 'dry'), undefined)
  })

  it('knows the nodes where it may: their price, and that none is large enough', async () => {
    const large = world.file({...job, gpus: 16})
    const {out: told} = await world.as('production', KfTrain, ['large', large, '--dry-run'])
    assert.match(told, /no node has 16 GPUs now, the largest has 8/)
    assert.match(told, /quota "kf-resource-quota" of namespace "team-a" leaves \d+ of its 16 GPUs: 32 more wanted/)
    assert.match(told, /price: not known: no node has as many GPUs/)
    const {out} = await world.as('production', KfTrain, ['small', world.file(job), '--dry-run', '-o', 'json'])
    const {price, nodes, gpusPerNode} = JSON.parse(out)
    assert.deepEqual([nodes, gpusPerNode, price.gpus], [2, 1, 2])
    assert.ok(price.lowest.usdPerGpuHour > 0 && price.lowest.source !== '')
  })

  for (const [what, content, code, message] of [
    [
      'a runtime that is not there',
      {...job, runtime: 'torch-distribted'},
      4,
      /did you mean torch-distributed\?[\s\S]*there are deepspeed/,
    ],
    ['a variable of Trainer', {...job, env: {PET_NNODES: 2}}, 2, /PET_NNODES is a variable that Trainer sets itself/],
    ['a word that is none', {...job, gpu: 1}, 2, /did you mean gpus\?/],
    [
      'a kind of the Training Operator',
      {apiVersion: 'kubeflow.org/v1', kind: 'TFJob', metadata: {name: 'a'}},
      1,
      /TFJobs are not made here/,
    ],
    ['no YAML', '{', 2, /error: /],
    ['several documents', 'a: 1\n---\nb: 2\n', 2, /holds several documents/],
  ] as const)
    it(`refuses ${what} before anything is written`, async () => {
      const {code: got, out, err} = await train('refused', content)
      assert.deepEqual([got, out], [code, ''])
      assert.match(err, message)
    })

  it('refuses a name that is none, and a file that is not there', async () => {
    assert.equal((await train('Sft', job)).code, 2)
    assert.equal((await world.run(KfTrain, ['sft', '/nowhere/sft.yaml'])).code, 4)
  })

  it('may be told from stdin', async () => {
    const {out} = await world.run(KfTrain, ['piped', '-', '--dry-run'], {stdin: 'image: x:1\nnodes: 3\n'})
    assert.equal(
      out,
      'price: it asks for no GPUs\ntrainjob/piped created (torch-distributed, 3 nodes) (server dry run)\n',
    )
  })

  it('a viewer may not', async () => {
    const {code, err} = await world.as('production-viewer', KfTrain, ['seen', world.file(job)])
    assert.equal(code, 5, err)
  })

  it('waits until it has ended', async () => {
    const {code, out, err} = await train('waited', {...job, gpus: 0, nodes: 1}, '--wait')
    assert.deepEqual([code, out], [0, 'trainjob/waited created (torch-distributed, 1 node)\n'])
    assert.match(err, /trainjob\/waited Running: \d of 1 rank runs\n[\s\S]*trainjob\/waited Complete\n$/)
  })

  for (const [how, stream] of [
    ['--follow', 'out'],
    ['--wait', 'err'],
  ] as const)
    it(`that is left with ${how} goes on, and says so`, async () => {
      const stop = new AbortController()
      const {code, err} = await world.run(KfTrain, [`left${how}`.replace('--', '-'), world.file(job), how], {
        signal: stop.signal,
        onWrite: (to, text) => to === stream && /Running|rank/.test(text) && setImmediate(() => stop.abort()),
      })
      assert.equal(code, 130)
      assert.match(err, /note: the job goes on: ome kf logs left-\w+ -n team-a --follow\n/)
    })

  it('follows all ranks until it has ended', async () => {
    const {code, out, err} = await train('followed', {...job, gpus: 0}, '--follow')
    assert.equal(code, 0, err)
    assert.match(out, /\[rank 0\] \{'loss': .*'step': 40, 'progress': '100%'\}\n/)
    assert.match(out, /\[rank 1\] training finished\n/)
    assert.match(err, /trainjob\/followed Complete\n$/)
  })

  for (const [fault, flag, message] of [
    ['image-pull', '--wait', /error: trainjob\/image-pull cannot train: the image of all 2 ranks cannot be pulled/],
    ['out-of-memory', '--wait', /error: trainjob\/out-of-memory failed: rank [01] ran out of memory/],
    ['crash', '--follow', /error: trainjob\/crash failed: rank [01] ended with exit code 1/],
  ] as const)
    it(`${fault}: the cause first, the next command last`, async () => {
      await train(fault, faulty(fault))
      await world.until(() => hasTrouble(world, fault))
      const {code, err} = await train(fault, faulty(fault), flag)
      assert.equal(code, 3, err)
      assert.match(err, message)
      assert.match(err, /hint: [^\n]*ome kf \w+ [^\n]*-n team-a[^\n]*\n$/)
    })

  it('a quota that is spent is told while it waits, and when the time is over', async () => {
    const {code, err} = await train('quota', {...job, nodes: 1, gpus: 16}, '--wait', '--timeout', '20s')
    assert.equal(code, 3, err)
    assert.match(err, /trainjob\/quota Pending: the quota of the namespace refuses its pods: exceeded quota/)
    assert.match(err, /error: trainjob\/quota has not ended after 20s: the quota of the namespace/)
  })

  it('a PyTorchJob is made as it is where it is served', async () => {
    const {code, out} = await train('torch-as-is', pytorch)
    assert.deepEqual([code, out], [0, 'pytorchjob/torch-as-is created (2 nodes)\n'])
    assert.equal((await train('torch-as-is', pytorch)).out, 'pytorchjob/torch-as-is unchanged\n')
  })

  it('a PyTorchJob becomes a TrainJob where only that is served, and the other way round', async () => {
    const scientist = {context: 'production-scientist'}
    const lacking = (plural: string) => async () => without(await world.kube(scientist), plural)
    const there = await world.run(KfTrain, ['torch', world.file(pytorch)], {kube: lacking('pytorchjobs')})
    assert.equal(there.out, 'trainjob/torch created (torch-distributed, 2 nodes)\n', there.err)
    assert.match(there.err, /PyTorchJobs are not served here: it becomes a TrainJob on torch-distributed/)
    assert.deepEqual(
      world.object('trainjobs', 'torch')?.['spec'].runtimePatches[0].trainingRuntimeSpec.template.spec.replicatedJobs,
      [{name: 'node', template: {spec: {template: {spec: {nodeSelector: {disk: 'fast'}}}}}}],
    )
    const back = await world.run(KfTrain, ['back', world.file({...job, gpus: 0})], {kube: lacking('trainjobs')})
    assert.equal(back.out, 'pytorchjob/back created (2 nodes)\n', back.err)
    assert.match(back.err, /TrainJobs are not served here: it becomes a PyTorchJob/)
  })
})
