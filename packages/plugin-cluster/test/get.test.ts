import assert from 'node:assert/strict'
import {type RunOptions, run} from '@ome/testkit/run'
import Get from '../src/commands/get.ts'
import {type FakeOptions, fakeKube} from './fake-kube.ts'
import {pod, service, tour} from './tour.ts'

const get = (argv: string[], options: RunOptions & FakeOptions = {}) =>
  run(Get, argv, {kube: fakeKube(tour, options).kube, ...options})

describe('get services', () => {
  it('shows model, runtime, replicas and status', async () => {
    assert.deepEqual(await get(['services']), {
      code: 0,
      err: '',
      out: 'NAME         MODEL                    RUNTIME      REPLICAS   STATUS   AGE\nprod-llama   llama-3-3-70b-instruct   vllm-llama   3/3        Ready    7d\n',
    })
  })

  it('of all namespaces has a NAMESPACE column', async () => {
    const {out} = await get(['services', '-A'])
    assert.match(out, /^NAMESPACE +NAME .*\ndefault +prod-llama .*\nteam +chat +gone-model +<none> +0\/3/)
  })

  it('prints one service or a list as JSON', async () => {
    const one = JSON.parse((await get(['service', 'prod-llama', '-o', 'json'])).out)
    assert.deepEqual(
      [one.kind, one.name, one.readyReplicas, one.gpus, one.runtimeSource],
      ['Service', 'prod-llama', 3, 12, 'pod'],
    )
    const list = JSON.parse((await get(['services', '-l', 'env=staging', '-o', 'json'])).out)
    assert.deepEqual(list, {apiVersion: 'ome.cli/v1', kind: 'ServiceList', items: []})
  })

  it('with a name and -o yaml is the cluster object', async () => {
    const {out} = await get(['service/prod-llama', '-o', 'yaml'])
    assert.match(out, /^apiVersion: ome\.io\/v1beta1\nkind: InferenceService\n/)
    assert.match(out, /\nstatus:\n/)
    assert.doesNotMatch(out, /managedFields/)
  })

  it('exported is what somebody would have written', async () => {
    const {out} = await get(['service', 'prod-llama', '--export'])
    assert.equal(
      out,
      'apiVersion: ome.io/v1beta1\nkind: InferenceService\nmetadata:\n  labels:\n    env: production\n  name: prod-llama\n  namespace: default\nspec:\n  engine:\n    maxReplicas: 3\n    minReplicas: 3\n  model:\n    name: llama-3-3-70b-instruct\n',
    )
  })

  it('exported with a secret as text is whole, and says where that stands', async () => {
    const plain = service('telling', 'default', 'llama-3-3-70b-instruct')
    const env = [{name: 'HF_TOKEN', value: 'hf_text'}]
    const telling = {...plain, spec: {...plain['spec'], engine: {runner: {env}}}}
    const {kube} = fakeKube([...tour, telling])
    for (const words of [
      ['service/telling'],
      ['inferenceservices.ome.io', 'telling'],
      ['service/telling', 'service/chat'],
    ]) {
      const {out, err} = await run(Get, [...words, '--export'], {kube})
      assert.match(out, /value: hf_text/)
      assert.match(
        err,
        /inferenceservice\/telling has a secret as text in spec\.engine\.runner\.env\[HF_TOKEN\]: keep what is printed to/,
      )
      assert.equal(err.match(/telling has/g)?.length, 1)
    }
    assert.equal((await run(Get, ['service/prod-llama', '--export'], {kube})).err, '')
  })

  it('marks a runtime that is only predicted', async () => {
    const waiting = service('new', 'fresh', 'llama-3-3-70b-instruct')
    const {out} = await run(Get, ['services', '-n', 'fresh'], {kube: fakeKube([...tour, waiting]).kube})
    assert.match(out, /\nnew +llama-3-3-70b-instruct +~vllm-llama /)
    const document = JSON.parse(
      (await run(Get, ['service', 'new', '-n', 'fresh', '-o', 'json'], {kube: fakeKube([...tour, waiting]).kube})).out,
    )
    assert.deepEqual([document.runtime, document.runtimeSource], ['vllm-llama', 'predicted'])
  })

  it('that are not there end with 4 after those that are', async () => {
    const result = await get(['services', 'prod-llama', 'nope'])
    assert.equal(result.code, 4)
    assert.match(result.out, /prod-llama/)
    assert.equal(
      result.err,
      'error: service "nope" not found in namespace "default"\nhint: list what is there: ome get services -n default\n',
    )
  })

  it('names the Service of Kubernetes when that was meant', async () => {
    const {code, err} = await get(['service', 'web'])
    assert.equal(code, 4)
    assert.match(err, /hint: .*ome get svc web/)
  })

  it('without the API group says that OME is not installed', async () => {
    const {code, err} = await get(['services'], {without: ['ome.io']})
    assert.equal(code, 4)
    assert.match(err, /OME is not installed in context "test"/)
  })

  it('shows what may be read, and names the missing right', async () => {
    const partly = await get(['services'], {denied: ['pods']})
    assert.equal(partly.code, 0)
    assert.equal(partly.err, 'note: not everything is shown: you may not list pods\n')
    assert.equal((await get(['services'], {denied: ['inferenceservices']})).code, 5)
  })

  it('watched ends well after the time it was given', async () => {
    for (const words of [
      ['services', '--watch'],
      ['pods', '-w'],
    ])
      assert.equal((await get([...words, '--timeout', '30ms'])).code, 0, words.join())
    assert.equal((await get(['services', '--timeout', '1s'])).code, 2)
  })

  it('watched prints rows as they change', async () => {
    const controller = new AbortController()
    const later = service('late', 'default', 'x')
    const result = await get(['services', '--watch'], {
      signal: controller.signal,
      changes: {
        inferenceservices: [
          {type: 'ADDED', object: later},
          {type: 'DELETED', object: later},
        ],
      },
      onWrite: (_, text) => text.includes('deleted') && controller.abort(),
    })
    assert.deepEqual(
      result.out.split('\n').map((line) => line.split(' ')[0]),
      ['NAME', 'prod-llama', 'late', 'inferenceservice.ome.io/late', ''],
    )
    assert.equal(result.code, 130)
  })
})

describe('get models, runtimes and accelerators', () => {
  it('merges both scopes', async () => {
    const {out} = await get(['models', '-n', 'team', '-o', 'wide'])
    assert.match(
      out,
      /\nllama-3-3-70b-instruct +cluster +meta +70\.6B +LlamaForCausalLM +Ready +1\/2 +safetensors +<none> +hf:\/\/meta-llama\/llama-3-3-70b-instruct +default\/prod-llama +7d\n/,
    )
    assert.match(out, /\nteam-model +namespace .* Stuck +0\/2/)
    assert.doesNotMatch((await get(['models', '-n', 'team', '--scope', 'cluster'])).out, /team-model/)
  })

  it('takes a shortened model name and says so', async () => {
    const {err, out, code} = await get(['model', 'llama-3-3-70b', '-o', 'name'])
    assert.deepEqual([code, out], [0, 'clusterbasemodel.ome.io/llama-3-3-70b-instruct\n'])
    assert.equal(err, 'note: "llama-3-3-70b" is taken as "llama-3-3-70b-instruct"\n')
  })

  it('exports a model with no more of what the agent filled in than runtimes are chosen by', async () => {
    const {out} = await get(['model', 'llama-3-3-70b-instruct', '--export'])
    assert.match(out, /modelArchitecture/)
    assert.doesNotMatch(out, /modelType/)
    assert.match((await get(['model', 'llama-3-3-70b-instruct', '--export', '--as-is'])).out, /modelType/)
  })

  it('shows runtimes', async () => {
    assert.match((await get(['runtimes'])).out, /\nvllm-llama +cluster +vllm +LlamaForCausalLM +60B-75B +4 +yes +7d\n$/)
  })

  it('shows classes with free GPUs, and node groups without a class', async () => {
    const {out} = await get(['accelerators'])
    assert.match(out, /\nnvidia-h100 +nvidia +hopper +80 GiB +1 +16 +4 +7d\n/)
    assert.match(out, /\nNVIDIA-L40S \(no class\) +nvidia +<none> +<none> +1 +4 +4 +<none>\n$/)
    assert.equal((await get(['accelerator', 'NVIDIA-L40S', '--export'])).code, 2)
  })
})

describe('get anything else', () => {
  it("shows the server's table", async () => {
    const {out} = await get(['pods', '-l', 'component=engine'])
    assert.equal(out.split('\n')[0], 'NAME                  PHASE')
    assert.match(
      (await get(['po', '-o', 'wide', '-A'])).out,
      /^NAMESPACE +NAME +PHASE +NODE\ndefault +prod-llama-engine-0 +Running +gpu-1\n/,
    )
  })

  it('gives raw objects and names', async () => {
    assert.equal(JSON.parse((await get(['isvc', 'prod-llama', '-o', 'json'])).out).kind, 'InferenceService')
    assert.equal(JSON.parse((await get(['svc', '-o', 'json'])).out).items[0].metadata.name, 'web')
    assert.equal((await get(['deployments', '-o', 'name'])).out, 'deployment.apps/prod-llama-engine\n')
  })

  it('sorts by a field and refuses one that nothing has', async () => {
    const {out} = await get(['nodes', '--sort-by', '.status.allocatable', '-o', 'name'])
    assert.equal(out, 'node/gpu-1\nnode/gpu-2\n')
    assert.equal((await get(['nodes', '--sort-by', '.nope'])).code, 2)
  })

  it('says where nothing was found, and what the server does not have', async () => {
    assert.deepEqual(await get(['cm', '-n', 'x']), {code: 0, out: '', err: 'No resources found in x namespace.\n'})
    const {code, err} = await get(['nonsense'])
    assert.equal(code, 4)
    assert.match(err, /the server doesn't have a resource type "nonsense"/)
    assert.match((await get(['runtime-s'])).err, /hint: did you mean runtimes\?/)
    assert.match((await get(['ndoes'])).err, /hint: did you mean nodes\?/)
    assert.equal((await get(['pods', 'nope'])).code, 4)
    assert.equal((await get([])).code, 2)
  })

  it('watched prints the header with the first row, and that objects are gone', async () => {
    const controller = new AbortController()
    const late = pod('late', 'empty', 1)
    const result = await get(['pods', '-n', 'default', '-l', 'app=late', '-w'], {
      signal: controller.signal,
      changes: {
        pods: [
          {type: 'ADDED', object: pod('prod-llama', 'default', 0)},
          {type: 'DELETED', object: late},
        ],
      },
      onWrite: (_, text) => text.includes('deleted') && controller.abort(),
    })
    assert.equal(result.err, 'No resources found in default namespace.\n')
    assert.equal(result.out, 'NAME                  PHASE\nprod-llama-engine-0   Running\npod/late-engine-1 deleted\n')
  })

  it('watched as JSON prints one document per change on a line', async () => {
    const controller = new AbortController()
    const result = await get(['pods', '-l', 'app=late', '-w', '-o', 'json'], {
      signal: controller.signal,
      changes: {pods: [{type: 'ADDED', object: pod('prod-llama', 'default', 0)}]},
      onWrite: (_, text) => text.startsWith('{"') && controller.abort(),
    })
    assert.equal(JSON.parse(result.out.trimEnd().split('\n').at(-1) ?? '').metadata.name, 'prod-llama-engine-0')
  })

  it('watched prints rows of the server as objects change', async () => {
    const controller = new AbortController()
    const changed = {
      ...pod('prod-llama', 'default', 1),
      metadata: {...pod('prod-llama', 'default', 1).metadata, resourceVersion: '2'},
    }
    const result = await get(['pods', '-w'], {
      signal: controller.signal,
      changes: {pods: [{type: 'MODIFIED', object: changed}]},
      onWrite: (_, text) => text.startsWith('prod-llama-engine-1') && controller.abort(),
    })
    assert.equal(result.code, 130)
    assert.match(result.out, /prod-llama-engine-2 +Running\nprod-llama-engine-1 +Running\n$/)
  })
})

describe('a watch', () => {
  for (const [line, name, kind] of [
    ['services', 'prod-llama', 'inferenceservices'],
    ['pods', 'prod-llama-engine-0', 'pods'],
    ['pod prod-llama-engine-0', 'prod-llama-engine-0', 'pods'],
  ] as const) {
    it(`of ${line} does not miss what is deleted before it begins`, async () => {
      const controller = new AbortController()
      const {kube} = fakeKube(tour)
      const resource = (await kube.resources()).find(({plural}) => plural === kind)
      assert.ok(resource)

      const {out, code} = await run(Get, [...line.split(' '), '-w'], {
        kube,
        signal: controller.signal,
        onWrite(_, text) {
          if (text.includes('deleted')) controller.abort()
          else void kube.delete(resource, name, {namespace: 'default'})
        },
      })

      assert.match(out, new RegExp(`/${name} deleted\\n$`))
      assert.equal(code, 130)
    })
  }
})
