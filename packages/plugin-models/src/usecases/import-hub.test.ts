import assert from 'node:assert/strict'
import type {Hub, HubDetails} from '@ome/inference-model/hub/hub'
import {toModel} from '@ome/inference-model/model'
import {toRuntime} from '@ome/inference-model/runtime'
import type {Change} from '@ome/sdk/plan'
import type {Cluster, SecretFound} from '../domain/cluster.ts'
import type {ModelWriter} from '../domain/model-draft.ts'
import {planHubImport} from './import-hub.ts'

const id = 'meta-llama/Llama-3.3-70B-Instruct'
const details: HubDetails = {
  id,
  gated: false,
  revision: 'main',
  parameters: 70_553_706_496,
  files: [{path: 'model.safetensors', bytes: 141_107_412_992}],
  config: {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    transformers_version: '4.47.0.dev0',
    torch_dtype: 'bfloat16',
  },
  configDenied: false,
}

/** Records what would be written instead of making objects. */
const writer: ModelWriter = {
  create: (draft, reason) => ({
    action: 'create',
    object: {kind: draft.kind, name: draft.name},
    reason,
    fields: [{path: 'draft', to: draft}],
  }),
  fill: (model, pins) => ({
    action: 'update',
    object: {kind: model.kind, name: model.name},
    fields: [{path: 'pins', to: pins}],
  }),
  unchanged: (model) => ({action: 'unchanged', object: {kind: model.kind, name: model.name}}),
}
const written = (change: Change | undefined): unknown => change?.fields?.[0]?.to

const hubOf = (models: Readonly<Record<string, HubDetails>>, tokens: string[] = []): Hub => ({
  endpoint: 'https://hub.example',
  search: async () => [],
  async read({id: asked}, token) {
    if (token) tokens.push(token)
    const found = models[asked]
    assert.ok(found, `unexpected id ${asked}`)
    return token === 'good' ? {...found, config: details.config, configDenied: false} : found
  },
})
const clusterOf = (
  changes: {
    readonly secret?: SecretFound
    readonly agentRuns?: boolean
    readonly hostPath?: string
    readonly spec?: object
  } = {},
): Cluster => ({
  models: async () => ({models: [], unread: []}),
  facts: async () => ({
    models: changes.spec
      ? [
          toModel({
            apiVersion: 'ome.io/v1beta1',
            kind: 'ClusterBaseModel',
            metadata: {name: 'llama-3-3-70b-instruct'},
            spec: changes.spec,
          }),
        ]
      : [],
    runtimes: [
      toRuntime({
        apiVersion: 'ome.io/v1beta1',
        kind: 'ClusterServingRuntime',
        metadata: {name: 'srt-llama'},
        spec: {
          supportedModelFormats: [
            {
              modelFormat: {name: 'safetensors', version: '1.0.0'},
              modelFramework: {name: 'transformers', version: '4.47.0.dev0'},
              modelArchitecture: 'LlamaForCausalLM',
              autoSelect: true,
            },
          ],
        },
      }),
    ],
    accelerators: [],
    unread: [],
  }),
  agent: async () => ({
    namespace: 'ome',
    ...(changes.hostPath !== undefined && {hostPath: changes.hostPath}),
    ...(changes.agentRuns !== undefined && {runs: changes.agentRuns}),
  }),
  secret: async () => changes.secret ?? {found: 'no'},
  generation: async () => undefined,
})

const plan = (
  changes: Parameters<typeof clusterOf>[0] = {},
  input: Partial<Parameters<typeof planHubImport>[1]> = {},
  model: HubDetails = details,
) =>
  planHubImport(
    {
      hub: hubOf({[id]: model, 'other/Llama-3.3-70B-Instruct': {...model, id: 'other/Llama-3.3-70B-Instruct'}}),
      cluster: clusterOf(changes),
      writer,
    },
    {ids: [{id}], pin: true, ...input},
  )

describe('planHubImport', () => {
  it('creates a model with pinned metadata below the folder of the agent', async () => {
    const {changes} = await plan({hostPath: '/raid/models'})

    assert.deepEqual(written(changes[0]), {
      kind: 'ClusterBaseModel',
      name: 'llama-3-3-70b-instruct',
      storage: {uri: `hf://${id}`, path: `/raid/models/${id}`},
      vendor: 'meta',
      pins: {
        modelFormat: {name: 'safetensors', version: '1.0.0'},
        modelFramework: {name: 'transformers', version: '4.47.0.dev0'},
        modelType: 'llama',
        modelArchitecture: 'LlamaForCausalLM',
        modelParameterSize: '70.55B',
        modelCapabilities: ['TEXT_TO_TEXT'],
      },
    })
  })

  it('shows what was read and which runtimes fit', async () => {
    const {notes} = await plan({hostPath: '/raid/models'})
    assert.deepEqual(notes, [
      `${id}: LlamaForCausalLM, 70.55B parameters, bf16, 131.4 GiB (weight files)`,
      '  runtimes: srt-llama (selected)',
    ])
  })

  it('warns where nothing would download it', async () => {
    assert.match((await plan({agentRuns: false})).notes?.at(-1) ?? '', /^warning: no model agent runs/)
    assert.doesNotMatch(String((await plan({agentRuns: true})).notes), /no model agent/)
  })

  it('says when the folder is a guess, and takes the one that is typed', async () => {
    assert.match((await plan()).notes?.at(-1) ?? '', /folder on the nodes is not known/)
    const typed = await plan({}, {path: '/models/mine', namespace: 'ml', name: 'mine', pin: false})
    assert.deepEqual(written(typed.changes[0]), {
      kind: 'BaseModel',
      name: 'mine',
      namespace: 'ml',
      storage: {uri: `hf://${id}`, path: '/models/mine'},
      vendor: 'meta',
    })
  })

  it('leaves an equal model unchanged, and values that somebody else set', async () => {
    const spec = {
      storage: {storageUri: `hf://${id}@main`},
      modelFormat: {name: 'safetensors', version: '1.0.0'},
      modelFramework: {name: 'transformers', version: '4.47.0.dev0'},
      modelType: 'llama',
      modelArchitecture: 'LlamaForCausalLM',
      modelParameterSize: '70.6B',
      modelCapabilities: ['CHAT'],
    }
    assert.equal((await plan({spec})).changes[0]?.action, 'unchanged')
  })

  it('fills in what an existing model leaves open', async () => {
    const spec = {
      storage: {storageUri: `hf://${id}`},
      modelFormat: {name: 'safetensors'},
      modelType: 'llama',
      modelCapabilities: ['CHAT'],
    }
    const {changes} = await plan({spec})
    assert.deepEqual(written(changes[0]), {
      modelFramework: {name: 'transformers', version: '4.47.0.dev0'},
      modelArchitecture: 'LlamaForCausalLM',
      modelParameterSize: '70.55B',
    })
  })

  it('says when the same files are there under another name', async () => {
    const {notes} = await plan({spec: {storage: {storageUri: `hf://${id}`}}, hostPath: '/m'}, {name: 'again'})
    assert.equal(notes?.[1], '  the same files are there as model llama-3-3-70b-instruct')
  })

  it('never makes a second model of a name beside the one of the whole cluster', async () => {
    const spec = {storage: {storageUri: `hf://${id}`}}
    await assert.rejects(plan({spec}, {namespace: 'ml-team'}), {
      kind: 'conflict',
      message:
        'model "llama-3-3-70b-instruct" exists for the whole cluster: a second one in namespace "ml-team" could not be told from it by name',
    })
    assert.equal((await plan({spec}, {namespace: 'ml-team', name: 'mine'})).changes[0]?.action, 'create')
  })

  it('takes an absolute folder only, and warns about one outside of the agent', async () => {
    await assert.rejects(plan({}, {path: 'relative/x'}), {kind: 'usage', message: /not an absolute path/})
    const {notes} = await plan({hostPath: '/raid/models'}, {path: '/tmp/elsewhere'})
    assert.match(notes?.at(-1) ?? '', /^warning: \/tmp\/elsewhere is outside the agent's folder \/raid\/models/)
    assert.doesNotMatch(String((await plan({hostPath: '/raid'}, {path: '/raid/x/'})).notes), /outside/)
  })

  it('never takes the name of another model', async () => {
    await assert.rejects(plan({spec: {storage: {storageUri: 'hf://other/x'}}}), {
      kind: 'conflict',
      message: 'model "llama-3-3-70b-instruct" exists and comes from hf://other/x',
    })
  })

  it('refuses two ids of one name, and one name for several ids', async () => {
    const ids = [{id}, {id: 'other/Llama-3.3-70B-Instruct'}]
    await assert.rejects(plan({}, {ids}), {
      kind: 'usage',
      message: 'two of the ids would be named "llama-3-3-70b-instruct"',
    })
    await assert.rejects(plan({}, {ids, name: 'x'}), {kind: 'usage'})
  })
})

describe('a gated model', () => {
  const {config: _, ...closed} = {...details, gated: true, configDenied: true}
  const gated: HubDetails = {...closed, architecture: 'LlamaForCausalLM'}

  it('needs the Secret, and the error says how to make it', async () => {
    await assert.rejects(plan({}, {}, gated), (error: {kind: string; message: string; hints: readonly string[]}) => {
      assert.equal(error.kind, 'failed')
      assert.equal(
        error.message,
        `"${id}" is gated, and Secret "hf-token" with a hub token is missing in namespace "ome"`,
      )
      assert.match(
        error.hints[0] ?? '',
        /kubectl create secret generic hf-token -n ome --from-literal=token=\$HF_TOKEN/,
      )
      return true
    })
  })

  it('is read with the token of the Secret', async () => {
    const tokens: string[] = []
    const cluster = clusterOf({secret: {found: 'yes', key: 'hub', token: 'good'}, hostPath: '/m'})
    const {changes, notes} = await planHubImport(
      {hub: hubOf({[id]: gated}, tokens), cluster, writer},
      {ids: [{id}], pin: true},
    )

    assert.deepEqual(tokens, ['good'])
    assert.match(notes?.join('\n') ?? '', /srt-llama[\s\S]*token of Secret "hf-token" in namespace "ome"/)
    assert.doesNotMatch(JSON.stringify({changes, notes}), /good/)
    assert.match(JSON.stringify(written(changes[0])), /"secret":\{"name":"hf-token","key":"hub"\}/)
  })

  it('can be imported when Secrets may not be read, with open metadata', async () => {
    const {changes, notes} = await plan({secret: {found: 'unknown'}, hostPath: '/m'}, {secret: 'mine'}, gated)
    assert.equal(changes[0]?.action, 'create')
    assert.match(notes?.at(-1) ?? '', /config.json needs a token/)
  })
})
