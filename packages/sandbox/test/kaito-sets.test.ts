import assert from 'node:assert/strict'
import type {ApiObject} from '../src/api.ts'
import {configMaps, jobs, nodes, pods} from '../src/controllers/resources.ts'
import {kaito} from '../src/kaito/resources.ts'
import type {StandingCluster} from '../src/standing-cluster.ts'
import {conditionOf, kaitoCluster, logOf, workspace} from './kaito-fixture.ts'

const minute = 60_000

const set = (replicas: number): ApiObject => ({
  apiVersion: 'kaito.sh/v1beta1',
  kind: 'InferenceSet',
  metadata: {name: 'chat', namespace: 'default'},
  spec: {
    replicas,
    labelSelector: {matchLabels: {apps: 'chat'}},
    template: {
      resource: {instanceType: 'Standard_NC24ads_A100_v4'},
      inference: {preset: {name: 'phi-4-mini-instruct'}},
    },
  },
})

const training = `training_config:
  TrainingArguments:
    num_train_epochs: 1
    logging_steps: 20
`

const tuning = (annotations: Record<string, string> = {}, preset = 'phi-4'): ApiObject => ({
  apiVersion: 'kaito.sh/v1beta1',
  kind: 'Workspace',
  metadata: {name: 'tune', namespace: 'default', annotations},
  resource: {instanceType: 'Standard_NC24ads_A100_v4', labelSelector: {matchLabels: {apps: 'tune'}}},
  tuning: {
    preset: {name: preset},
    method: 'lora',
    config: 'training',
    input: {urls: ['https://data.example.com/a.parquet']},
    output: {image: 'registry.example.com/adapters/a:v1', imagePushSecret: 'push'},
  },
})

/** @feature KAITO: InferenceSets, tuning, nodes of your own | works */
describe('KAITO sets and tuning', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  const start = async (options: Parameters<typeof kaitoCluster>[1] = {}): Promise<StandingCluster> => {
    cluster = await kaitoCluster(faults, options)
    cluster.api.create(configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {name: 'training', namespace: 'default'},
      data: {'training_config.yaml': training},
    })
    const data = {'.dockerconfigjson': Buffer.from('{"auths":{}}').toString('base64')}
    const secret = {apiVersion: 'v1', kind: 'Secret', metadata: {name: 'push', namespace: 'default'}, data}
    cluster.api.create({group: '', plural: 'secrets'}, {...secret, type: 'kubernetes.io/dockerconfigjson'})
    return cluster
  }
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })
  const found = (name: string): ApiObject | undefined => cluster.api.get(kaito.workspaces, name, 'default')

  it('a set keeps its replicas, and grows and shrinks through the scale subresource', async () => {
    await start()
    cluster.api.create(kaito.inferenceSets, set(1))
    await cluster.advance(10 * minute)

    const status = (): ApiObject => cluster.api.get(kaito.inferenceSets, 'chat', 'default')?.['status']
    assert.equal(status()['readyReplicas'], 1)
    assert.equal(status()['selector'], 'inferenceset.kaito.sh/created-by=chat')
    const single = Number(status()['performance'].metrics.aggregatedPeakTokensPerMinute.value)

    cluster.api.patch(kaito.inferenceSets, 'chat', 'default', {spec: {replicas: 2}}, 'scale')
    await cluster.advance(1000)
    assert.equal(status()['replicas'], 2, 'the wish, not what is there')
    assert.equal(
      conditionOf(cluster.api.get(kaito.inferenceSets, 'chat', 'default'), 'InferenceSetReady')?.message,
      'inferenceset is not ready, 1/2 replicas are ready',
    )
    await cluster.advance(10 * minute)
    assert.equal(
      Number(status()['performance'].metrics.aggregatedPeakTokensPerMinute.value),
      Number((2 * single).toFixed(2)),
    )

    cluster.api.patch(kaito.inferenceSets, 'chat', 'default', {spec: {replicas: 0}}, 'scale')
    await cluster.advance(3 * minute)
    assert.deepEqual(cluster.api.list(kaito.workspaces), [])
    assert.equal(
      conditionOf(cluster.api.get(kaito.inferenceSets, 'chat', 'default'), 'InferenceSetReady')?.status,
      'True',
    )
    assert.deepEqual(cluster.api.list(nodes), [])
  })

  it('a set that wants more than anybody has gets what the sandbox can bear, and is told', async () => {
    await start()
    cluster.api.create(kaito.inferenceSets, set(1e9))
    await cluster.advance(1000)
    assert.equal(cluster.api.list(kaito.workspaces).length, 100)
    const told = cluster.api.list({group: '', plural: 'events'}).filter(({reason}) => reason === 'FailedCreate')
    assert.deepEqual(
      told.map(({message}) => message),
      ['the sandbox makes 100 of 1000000000 replicas'],
    )
  })

  it('a changed template reaches new children only', async () => {
    await start()
    cluster.api.create(kaito.inferenceSets, set(1))
    await cluster.advance(1000)
    cluster.api.patch(kaito.inferenceSets, 'chat', 'default', {
      spec: {replicas: 2, template: {inference: {preset: {name: 'phi-4'}}}},
    })
    await cluster.advance(1000)

    const presets = cluster.api.list(kaito.workspaces).map((child) => child['inference'].preset.name)
    assert.deepEqual(presets.sort(), ['phi-4', 'phi-4-mini-instruct'])
  })

  it('a set that asks for it gets a ScaledObject, and a pool where that gate is on', async () => {
    await start({gates: 'gatewayAPIInferenceExtension=true'})
    const annotations = {'scaledobject.kaito.sh/auto-provision': 'true', 'scaledobject.kaito.sh/max-replicas': '3'}
    const object = set(0)
    cluster.api.create(kaito.inferenceSets, {...object, metadata: {...object.metadata, annotations}})
    await cluster.advance(1000)

    const scaled = cluster.api.get({group: 'keda.sh', plural: 'scaledobjects'}, 'chat', 'default')
    assert.deepEqual([scaled?.spec.maxReplicaCount, scaled?.spec.scaleTargetRef.kind], [3, 'InferenceSet'])
    const pool = cluster.api.get(
      {group: 'inference.networking.k8s.io', plural: 'inferencepools'},
      'chat-inferencepool',
      'default',
    )
    assert.deepEqual(pool?.spec.targetPorts, [{number: 5000}])
  })

  it('brought nodes: no claims, sizes from labels, and a wait while none is there', async () => {
    await start({nodeMode: 'byo'})
    const {resource: _resource, ...rest} = workspace('phi', 'phi-4')
    const own = {...rest, resource: {labelSelector: {matchLabels: {pool: 'gpu'}}}}
    assert.throws(() => cluster.api.create(kaito.workspaces, own), /no ready node matches the labels/)
    cluster.api.create(nodes, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: 'own',
        labels: {
          pool: 'gpu',
          'nvidia.com/gpu.product': 'NVIDIA-A100-80GB-PCIe',
          'nvidia.com/gpu.count': '1',
          'nvidia.com/gpu.memory': '81920',
        },
      },
    })
    cluster.api.patch(
      nodes,
      'own',
      undefined,
      {status: {capacity: {cpu: '24', memory: '220Gi', 'nvidia.com/gpu': '1'}}},
      'status',
    )
    await cluster.advance(1000)
    cluster.api.create(kaito.workspaces, own)
    await cluster.advance(5 * minute)

    assert.equal(found('phi')?.['status'].state, 'Ready')
    assert.equal(conditionOf(found('phi'), 'NodeClaimReady'), undefined)
    assert.deepEqual(cluster.api.list(kaito.nodeClaims), [])
  })

  it('a tuning trains, pushes its adapter and succeeds', async () => {
    await start()
    cluster.api.create(kaito.workspaces, tuning())
    await cluster.advance(5 * minute)
    assert.equal(found('tune')?.['status'].state, 'Running')
    const [pod] = cluster.api.list(pods, {labels: {'kaito.sh/workspace': 'tune'}})
    assert.ok(pod)

    await cluster.advance(10 * minute)
    assert.equal(found('tune')?.['status'].state, 'Succeeded')
    assert.equal(conditionOf(found('tune'), 'WorkspaceSucceeded')?.reason, 'workspaceSucceeded')
    const log = await logOf(cluster, pod, 'tune')
    assert.equal(log.filter((line) => line.startsWith("{'loss'")).length, 5)
    assert.ok(log.some((line) => line.startsWith("{'train_runtime'")))
    assert.match(log.at(-1) ?? '', /Fine-Tuning completed$/)
    const pushed = await logOf(cluster, pod, 'pusher')
    assert.ok(pushed.some((line) => line.startsWith('pushed registry.example.com/adapters/a:v1')))
  })

  it('a model that cannot be tuned gets its node and no Job', async () => {
    await start()
    cluster.api.create(kaito.workspaces, tuning({}, 'llama-3.1-8b-instruct'))
    await cluster.advance(6 * minute)

    assert.equal(found('tune')?.['status'].workerNodes.length, 1)
    assert.equal(found('tune')?.['status'].state, 'Pending')
    assert.match(conditionOf(found('tune'), 'JobStarted')?.message ?? '', /no tuning parameters/)
    assert.equal(cluster.api.get(jobs, 'tune', 'default'), undefined)
  })

  it('one failed pod makes the Workspace Failed for good', async () => {
    await start()
    const failing = tuning({'sandbox.ome.cli/fault': 'cuda-out-of-memory', 'sandbox.ome.cli/fault-container': 'tune'})
    const output = {volumeSource: {emptyDir: {}}}
    cluster.api.create(kaito.workspaces, {...failing, tuning: {...failing['tuning'], output}})
    await cluster.advance(6 * minute)

    assert.equal(found('tune')?.['status'].state, 'Failed')
    assert.equal(conditionOf(found('tune'), 'JobStarted')?.reason, 'WorkspaceTuningJobStatusFailed')
  })

  it('roles of one model become two sets, where the gate is on', async () => {
    await start({gates: 'enableMultiRoleInferenceController=true'})
    cluster.api.create(kaito.multiRoleInferences, {
      apiVersion: 'kaito.sh/v1alpha1',
      kind: 'MultiRoleInference',
      metadata: {name: 'split', namespace: 'default'},
      spec: {
        labelSelector: {matchLabels: {apps: 'split'}},
        model: {name: 'phi-4'},
        roles: [
          {type: 'prefill', replicas: 1, instanceType: 'Standard_NC24ads_A100_v4'},
          {type: 'decode', replicas: 1, instanceType: 'Standard_NC24ads_A100_v4'},
        ],
      },
    })
    await cluster.advance(12 * minute)

    const names = cluster.api.list(kaito.inferenceSets).map(({metadata}) => metadata.name)
    assert.deepEqual(names, ['split-decode', 'split-prefill'])
    const object = cluster.api.get(kaito.multiRoleInferences, 'split', 'default')
    assert.equal(conditionOf(object, 'PrefillReady')?.status, 'True')
    assert.equal(conditionOf(object, 'InferencePoolReady')?.status, 'False')
  })
})
