import assert from 'node:assert/strict'
import type {ApiObject} from '@ome/sandbox/api'
import Start from '../src/commands/tune/start.ts'
import {workspacesOf} from './tuning-workspace.ts'
import {type TuningWorld, world} from './world.ts'

const training = 'training_config.yaml'
const data = ['--input', 'https://data.example.com/train.parquet']
const image = ['--output', 'my-registry/adapter:v1']
const claims = ['--input', 'pvc://training-data', '--output', 'pvc://output-adapters']

describe('starting a run', () => {
  let place: TuningWorld
  before(async () => {
    place = await world()
  })
  after(() => place.stop())
  const lab = {namespace: 'lab'}
  const made = (name: string): ApiObject | undefined => place.api.get(workspacesOf, name, 'lab')

  it('makes a Workspace of what is said, and says what it costs', async () => {
    const {code, out, err} = await place.run(Start, ['first', '--model', 'phi-3-mini', ...data, ...image], lab)
    assert.deepEqual([code, out], [0, 'workspace/first created\n'], err)
    assert.match(
      err,
      /^model phi-3-mini-4k-instruct: 7\.12 GiB of weights, qlora\n1 node × 1 GPU of Standard_NV36ads_A10_v5 /,
    )
    assert.match(err, /\nprice: 3\.20 USD\/h for the GPU node alone \(.*2026-06-18\)\n/)
    assert.match(err, /\nnote: "phi-3-mini" is taken as phi-3-mini-4k-instruct/)
    assert.match(err, /\nnote: secret push is used for pushing my-registry\/adapter:v1/)
    const run = made('first')
    assert.deepEqual(run?.['resource'], {
      count: 1,
      instanceType: 'Standard_NV36ads_A10_v5',
      labelSelector: {matchLabels: {apps: 'first'}},
    })
    assert.deepEqual(run?.['tuning'], {
      preset: {accessMode: 'public', name: 'phi-3-mini-4k-instruct'},
      method: 'qlora',
      input: {urls: ['https://data.example.com/train.parquet']},
      output: {image: 'my-registry/adapter:v1', imagePushSecret: 'push'},
    })
    const again = await place.run(Start, ['first', '--model', 'phi-3-mini-4k-instruct', ...data, ...image], lab)
    assert.equal(again.out, 'workspace/first unchanged\n', again.err)
  })

  it('writes a map of its own for epochs, batch size and settings', async () => {
    const argv = [
      'second',
      '--model',
      'phi-4-mini-instruct',
      ...claims,
      '--epochs',
      '5',
      '--batch-size',
      '4',
      '--set',
      'lora.r=16',
    ]
    const {code, out, err} = await place.run(Start, argv, lab)
    assert.deepEqual([code, out], [0, 'configmap/second-config created\nworkspace/second created\n'], err)
    const text = place.config('second-config', training, 'lab') ?? ''
    for (const line of ['r: 16', 'num_train_epochs: 5', 'per_device_train_batch_size: 4', 'logging_steps: 10'])
      assert.match(text, new RegExp(`\\n +${line}\\n`))
    const tuning = made('second')?.['tuning']
    assert.equal(tuning.config, 'second-config')
    assert.deepEqual(tuning.output, {volumeSource: {persistentVolumeClaim: {claimName: 'output-adapters'}}})
  })

  it('pulls the data of a private image with its secret', async () => {
    const argv = [
      'pulled',
      '--model',
      'phi-4',
      '--input',
      'image:my-registry/data:v1',
      '--pull-secret',
      'push',
      ...image,
    ]
    const asked = place.requests.length
    const {code, err} = await place.run(Start, argv, lab)
    assert.equal(code, 0, err)
    assert.deepEqual(made('pulled')?.['tuning'].input, {image: 'my-registry/data:v1', imagePullSecrets: ['push']})
    assert.equal(place.requests.slice(asked).filter(({path}) => path.includes('/secrets')).length, 1)
  })

  it('leaves the config that is given as it is', async () => {
    const argv = ['third', '--model', 'phi-4', ...data, '--output', 'pvc://my-rag-index', '--config', 'my-qlora-config']
    const before = place.config('my-qlora-config', training)
    const {code, err} = await place.run(Start, [...argv, '--epochs', '2'])
    assert.equal(code, 0, err)
    assert.equal(place.config('my-qlora-config', training), before)
    assert.equal(
      place.config('third-config', training),
      before?.replace('batch_size: 1\n', 'batch_size: 1\n    num_train_epochs: 2\n    logging_steps: 10\n'),
    )
    const plain = await place.run(Start, ['fourth', ...argv.slice(1)])
    assert.equal(plain.out, 'workspace/fourth created\n', plain.err)
    assert.equal(place.api.get(workspacesOf, 'fourth', 'default')?.['tuning'].config, 'my-qlora-config')
  })

  it('replaces an instance type that is too small only when it may', async () => {
    const argv = [
      'fifth',
      '--model',
      'qwen2.5-coder-32b-instruct',
      '--method',
      'lora',
      ...data,
      ...image,
      '--instance-type',
      'standard_nv36ads_a10_v5',
      '--dry-run=client',
    ]
    const kept = await place.run(Start, argv, lab)
    assert.equal(kept.code, 0, kept.err)
    assert.match(kept.out, /\nwarning: Standard_NV36ads_A10_v5 may be too small: \d+\.\d GiB of a GPU's 24 GiB/)
    const optimized = await place.run(Start, [...argv, '--optimize'], lab)
    assert.match(optimized.out, /\n1 node × 1 GPU of Standard_NC24ads_A100_v4 /)
    assert.match(
      optimized.out,
      /\nnote: Standard_NV36ads_A10_v5 is too small: [^\n]*\nnote: Standard_NC24ads_A100_v4 is taken: 3\.673 USD\/h/,
    )
    assert.equal(made('fifth'), undefined)
  })

  it('warns of machines with other GPUs, and replaces them when it may', async () => {
    const argv = ['amd', '--model', 'phi-4', ...data, ...image, '--dry-run=client', '--instance-type']
    const kept = await place.run(Start, [...argv, 'Standard_NG32ads_V620_v1'], lab)
    const replaced = await place.run(Start, [...argv, 'Standard_NG32ads_V620_v1', '--optimize'], lab)

    assert.match(kept.out, /\nwarning: Standard_NG32ads_V620_v1 is without NVIDIA GPUs \(AMD [^)]*\), for which/)
    assert.match(replaced.out, /\n1 node × 1 GPU of Standard_NV36ads_A10_v5 /)
    assert.match(replaced.out, /\nnote: Standard_NG32ads_V620_v1 is without NVIDIA GPUs/)
  })

  it('takes another type for one that is not offered, and tells what a run costs', async () => {
    const argv = [
      'sixth',
      '--model',
      'phi-4-mini-instruct',
      ...data,
      ...image,
      '--instance-type',
      'Standard_NC6s_v3',
      '--expect-hours',
      '4',
      '--dry-run=client',
      '-o',
      'json',
    ]
    const {code, out, err} = await place.run(Start, argv, lab)
    assert.equal(code, 0, err)
    const {notes, expectedUsd, instanceType, usdPerHour} = JSON.parse(out)
    assert.deepEqual([instanceType, usdPerHour, expectedUsd], ['Standard_NV36ads_A10_v5', 3.2, 12.8])
    assert.match(
      notes.join('\n'),
      /Standard_NC6s_v3 \(3\.06 USD\/h\) is not offered: .*Standard_NV36ads_A10_v5 \(3\.20 USD\/h\) takes its place/,
    )
    assert.match(notes.join('\n'), /memory of a GPU: weights \d.* = \d+\.\d GiB .*\ncost: 12\.80 USD for 4 hours/)
  })

  for (const [why, argv, code, messages] of [
    [
      'a bucket',
      ['a', '--model', 'phi-3-mini', '--method', 'qlora', '--input', 'gs://my-dataset', ...image],
      2,
      [/"gs:\/\/my-dataset" is a bucket/],
    ],
    [
      'a model it cannot tune, and a config that is not there',
      ['a', '--model', 'falcon-7b', '--method', 'lora', '--config', 'my-lora-config', ...claims, '--epochs', '5'],
      2,
      [
        /2 problems, nothing was written:\n {2}KAITO cannot tune tiiuae\/falcon-7b\n {2}ConfigMap "my-lora-config" not found/,
        /hint: it tunes phi-4, phi-4-mini-instruct, /,
      ],
    ],
    [
      'a large model without data and result',
      ['a', '--model', 'llama-3.3-70b', '--optimize', '--cost-estimate'],
      2,
      [/3 problems/, /KAITO cannot tune llama-3\.3-70b-instruct/, /--input is missing/, /--output is missing/],
    ],
    [
      'nothing but a bucket',
      ['a', '--input', 'gs://teamA-ds'],
      2,
      [/--model is missing/, /"gs:\/\/teamA-ds" is a bucket/],
    ],
    ['a model nobody knows', ['a', '--model', 'phi-33', ...data, ...image], 4, [/KAITO knows no model "phi-33"/]],
    [
      'a claim that is not there',
      ['a', '--model', 'phi-4', ...data, '--output', 'pvc://nothing'],
      4,
      [/persistentvolumeclaim "nothing" not found in namespace "lab"/],
    ],
    [
      'a secret that is not there',
      ['a', '--model', 'phi-4', ...data, ...image, '--push-secret', 'x'],
      4,
      [/secret "x" not found/],
    ],
    [
      'secrets of images that there are none of',
      ['a', '--model', 'phi-4', ...claims, '--push-secret', 'push', '--pull-secret', 'push'],
      2,
      [/--push-secret is for images, and the adapter goes to a claim/, /--pull-secret is for images/],
    ],
    [
      'a secret that pulls nothing',
      ['a', '--model', 'phi-4', '--input', 'image:x/y:1', ...image, '--pull-secret', 'hf-token'],
      2,
      [/secret "hf-token" cannot be used for pulling x\/y:1: it has no key \.dockerconfigjson/],
    ],
    [
      'an instance type nobody has',
      ['a', '--model', 'phi-4', ...data, ...image, '--instance-type', 'Standard_X'],
      2,
      [/cannot size the instance type "Standard_X"/],
    ],
    [
      'a name that is none',
      ['Not_a_name', '--model', 'phi-4', ...data, ...image],
      2,
      [/cannot be the name of a Workspace/],
    ],
    [
      'settings that are none',
      ['a', '--model', 'phi-4', ...data, ...image, '--set', 'lora.r=0'],
      2,
      [/lora\.r must be a whole number from 1/],
    ],
    [
      'a name that is taken',
      ['my-inference-workspace', '--model', 'phi-4', ...data, ...image],
      6,
      [/workspace "my-inference-workspace" in namespace "lab" serves a model/],
    ],
    [
      'two places for the adapter',
      ['a', '--model', 'phi-4', ...data, ...image, '--output', 'pvc://x'],
      2,
      [/goes to one place/],
    ],
  ] as const) {
    it(`refuses ${why}`, async () => {
      const result = await place.run(Start, argv, lab)
      assert.equal(result.code, code, result.err)
      for (const message of messages) assert.match(result.err, message)
      assert.equal(made('a'), undefined)
      assert.equal(place.config('a-config', training, 'lab'), undefined)
    })
  }

  it('refuses a method the config is not for', async () => {
    const argv = [
      'b',
      '--model',
      'phi-4',
      '--method',
      'lora',
      ...data,
      '--output',
      'pvc://my-rag-index',
      '--config',
      'my-qlora-config',
    ]
    const {code, err} = await place.run(Start, argv)
    assert.equal(code, 2)
    assert.match(err, /ConfigMap "my-qlora-config": method lora takes no load_in_4bit: true/)
  })

  it('says what would help, and only that', async () => {
    const argv = ['big', '--model', 'phi-4', ...data, '--output', 'pvc://my-rag-index']
    const wide = await place.run(Start, [...argv, '--batch-size', '512'])
    assert.equal(wide.code, 3)
    assert.match(wide.err, /\nhint: take fewer rows at once: --batch-size 1\n/)
    const full = await place.run(Start, [...argv, '--batch-size', '512', '--method', 'lora'])
    assert.match(full.err, /\nhint: take --method qlora, or fewer rows/)
    const other = await place.run(Start, [...argv, '--config', 'my-vllm-config'])
    assert.match(
      other.err,
      /has no training_config.yaml\nhint: make another: ome config create-tuning my-vllm-config-tun/,
    )
  })

  it('refuses where KAITO is not installed', async () => {
    await using bare = await world({scenario: 'empty'})
    const {code, err} = await bare.run(Start, ['a', '--model', 'phi-4', ...data, ...image])
    assert.equal(code, 4)
    assert.match(err, /KAITO is not installed/)
  })

  it('renders without a cluster', async () => {
    const argv = [
      'away',
      '--model',
      'phi-4',
      ...data,
      ...image,
      '--push-secret',
      'push',
      '--config',
      'mine',
      '--offline',
    ]
    const offline = {kube: async () => Promise.reject(new Error('the cluster was asked'))}
    const {code, out, err} = await place.run(Start, [...argv, '--dry-run=client', '-o', 'yaml'], offline)
    assert.equal(code, 0, err)
    assert.match(out, /\n {2}instanceType: Standard_NV36ads_A10_v5\n[\s\S]*\n {2}config: mine\n/)
    assert.match(err, /^model phi-4: 27\.31 GiB of weights, qlora\n1 node × 1 GPU of [\s\S]*\nprice: 3\.20 USD\/h/)
    for (const [more, message] of [
      [[], /--offline asks no cluster, so nothing can be started/],
      [['--dry-run=client', '--epochs', '2'], /--offline cannot read ConfigMap "mine"/],
      [['--dry-run=client', '--online'], /--online asks the network/],
    ] as const) {
      const refused = await place.run(Start, [...argv, ...more], offline)
      assert.equal(refused.code, 2)
      assert.match(refused.err, message)
    }
  })

  it("takes the cluster's own nodes where the operator makes none", async () => {
    await using own = await world({scenario: '_kaito-staging'})
    own.api.create(
      {group: '', plural: 'persistentvolumeclaims'},
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {name: 'out', namespace: 'default'},
        spec: {accessModes: ['ReadWriteOnce'], resources: {requests: {storage: '1Gi'}}},
      },
    )
    const argv = ['mine', '--model', 'phi-4', ...data, '--output', 'pvc://out']
    const typed = await own.run(Start, [...argv, '--instance-type', 'Standard_NC24ads_A100_v4'])
    assert.equal(typed.code, 2)
    assert.match(typed.err, /this cluster's nodes are its own, and KAITO takes none there/)
    const {code, err} = await own.run(Start, argv)
    assert.equal(code, 0, err)
    assert.match(err, /note: nodes with nvidia\.com\/gpu\.product=\S+: what all GPU nodes share/)
    assert.doesNotMatch(err, /warning/)
    const {instanceType, labelSelector} = own.api.get(workspacesOf, 'mine', 'default')?.['resource'] ?? {}
    assert.equal(instanceType, undefined)
    assert.deepEqual(Object.keys(labelSelector.matchLabels), ['nvidia.com/gpu.product'])
  })

  it('follows the run to its end', async () => {
    const argv = [
      'watched',
      '--model',
      'phi-4-mini-instruct',
      ...data,
      ...image,
      '--epochs',
      '1',
      '--watch',
      '--interval',
      '1ms',
    ]
    const {code, out, err} = await place.pass(Start, argv, lab)
    assert.equal(code, 0, err)
    assert.match(out, /^configmap\/watched-config created\nworkspace\/watched created\nwatched {2}\w+ {2}node\n/)
    assert.match(out, /\nwatched {2}Succeeded {2}done {2}step 100\/100 {2}100% {2}loss [\d.]+\n$/)
  })

  it('is not followed any more when the cloud refuses its machine', async () => {
    const refused = 'Standard_NC24ads_A100_v4'
    const fault = place.faults.inject({kind: 'no-capacity', target: `instance-type/${refused}`})
    const model = ['--model', 'phi-4-mini-instruct', '--instance-type', refused]
    const argv = ['refused', ...model, ...data, ...image, '--watch', '--interval', '1ms']
    const {code, out, err} = await place.pass(Start, argv, lab)
    place.faults.heal(fault.id)
    assert.equal(code, 1)
    assert.match(out, /\nrefused {2}Pending {2}node {2}creating instance failed: SkuNotAvailable: .*\n$/)
    assert.match(err, /^error: refused does not start: creating instance failed: SkuNotAvailable/m)
    assert.match(err, /^hint: cancel it \(ome tune cancel refused -n lab\) and start it with another --instance-type/m)
  })
})

describe('a conversation about a run', () => {
  let place: TuningWorld
  before(async () => {
    place = await world()
  })
  after(() => place.stop())
  const lab = {namespace: 'lab'}
  const answers = ['phi-4-mini-instruct', '', data[1] ?? '', 'my-registry/social:v1', '', '2', '']

  it('reads piped lines, blank ones as what is usual', async () => {
    const stdin = `${[...answers, 'y'].join('\n')}\n`
    const {code, out, err} = await place.run(Start, ['social', '--interactive'], {...lab, stdin})
    assert.deepEqual([code, out], [0, 'configmap/social-config created\nworkspace/social created\n'], err)
    assert.match(err, /^Model: phi-4-mini-instruct\nMethod, lora or qlora \[qlora\]: \nData: /)
    assert.match(err, /\ncreate +workspace\/social\nCreate it\? \[y\/N\]: y\n$/)
    const tuning = place.api.get(workspacesOf, 'social', 'lab')?.['tuning']
    assert.deepEqual([tuning.method, tuning.preset.name], ['qlora', 'phi-4-mini-instruct'])
  })

  it('without a yes makes nothing', async () => {
    for (const last of ['', 'n']) {
      const stdin = `${[...answers, last].join('\n')}\n`
      const {code, err} = await place.run(Start, ['none', '--interactive'], {...lab, stdin})
      assert.equal(code, 130)
      assert.match(err, /error: cancelled, nothing was created/)
    }
    assert.equal(place.api.get(workspacesOf, 'none', 'lab'), undefined)
  })

  it('that ends early makes nothing', async () => {
    const {code, err} = await place.run(Start, ['none', '--interactive'], {...lab, stdin: 'phi-4\nlora\n'})
    assert.equal(code, 130)
    assert.match(err, /error: the answers ended before the last question, nothing was created/)
  })

  it('refuses answers as it refuses flags', async () => {
    const stdin = ['falcon-7b', 'full', 'gs://bucket', '', '', 'many', '', ''].join('\n')
    const {code, err} = await place.run(Start, ['none', '--interactive'], {...lab, stdin})
    assert.equal(code, 2)
    for (const message of [
      /no tuning method "full"/,
      /cannot tune tiiuae\/falcon-7b/,
      /"gs:\/\/bucket" is a bucket/,
      /--output is missing/,
    ])
      assert.match(err, message)
  })

  it('refuses what no number of rows is, in the words that were typed', async () => {
    const stdin = [...answers.slice(0, 5), 'many', '0', ''].join('\n')
    const {code, err} = await place.run(Start, ['none', '--interactive'], {...lab, stdin})
    assert.equal(code, 2)
    assert.match(err, /epochs must be a number above 0, not "many"\nbatch-size must be a whole number from 1, not "0"/)
  })

  it('on a terminal asks again for what will not do', async () => {
    const stdin = ['gpt-2', 'falcon-7b', 'phi-4', 'full', 'lora', './train.csv', data[1] ?? '', 's3://x', 'x/y:1']
    const typed = [...stdin, 'Standard_X', '', 'many', '2', '0', '', 'n']
    const {code, err} = await place.run(Start, ['none', '--interactive'], {...lab, tty: true, stdin: typed})
    assert.equal(code, 130)
    for (const message of [
      /KAITO knows no model "gpt-2"\nhint: list them: ome /m,
      /KAITO cannot tune tiiuae\/falcon-7b$/m,
      /KAITO has no tuning method "full"$/m,
      /"\.\/train\.csv" is a file of this machine/m,
      /"s3:\/\/x": KAITO writes adapters to images and claims only$/m,
      /KAITO cannot size the instance type "Standard_X"$/m,
      /epochs must be a number above 0, not "many"$/m,
      /batch-size must be a whole number from 1, not "0"$/m,
      /^create +workspace\/none$/m,
    ])
      assert.match(err, message)
  })

  it('on a terminal is followed', async () => {
    const {code, out, err} = await place.pass(Start, ['typed', '--interactive', '--interval', '1ms'], {
      ...lab,
      tty: true,
      stdin: [...answers, 'y'],
    })
    assert.equal(code, 0, err)
    assert.match(out, /Stage: +done/)
  })
})
