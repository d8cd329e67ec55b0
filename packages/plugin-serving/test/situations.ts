import Scale from '../src/commands/scale.ts'
import {
  chat,
  configMaps,
  create,
  deployments,
  eachGpuNode,
  events,
  forbidPods,
  homeless,
  isReady,
  isvcs,
  models,
  nodes,
  pods,
  podsOf,
  replicaSets,
  runtimes,
  type Situation,
  type Spec,
  scalers,
  unknownModel,
  waits,
} from './situation.ts'

export const situations: readonly Situation[] = [
  {
    name: 'ready',
    about: 'all is well',
    make: (cluster) => cluster.serve('chat', 2),
    code: 0,
  },
  {
    name: 'no-runtime-fits',
    about: 'the runtimes were deleted: none fits the model any more',
    make: async (cluster) => {
      create(cluster, chat())
      for (const {metadata} of cluster.api.list(runtimes)) cluster.api.delete(runtimes, metadata.name)
      await cluster.advance(5000)
    },
    code: 3,
  },
  {
    name: 'runtime-mistyped',
    about: 'it names a runtime that does not exist, which nothing refuses before v1.3',
    make: async (cluster) => {
      create(cluster, chat({spec: {runtime: {name: 'srt-mistral-7b'}}}))
      await cluster.advance(5000)
    },
    code: 3,
  },
  {
    name: 'two-runtimes-equal',
    about: 'two runtimes fit equally well, and the name decides',
    make: async (cluster) => {
      await cluster.serve('chat')
      const own = cluster.api.get(runtimes, 'srt-mistral-7b-instruct-v0-3')
      cluster.api.create(runtimes, {
        apiVersion: 'ome.io/v1beta1',
        kind: 'ClusterServingRuntime',
        metadata: {name: 'srt-mistral-copy'},
        spec: {...own?.['spec'], modelSizeRange: {min: '6.1B', max: '8.1B'}},
      })
      cluster.api.patch(runtimes, own?.metadata.name ?? '', undefined, {
        spec: {modelSizeRange: {min: '6B', max: '8B'}},
      })
      await cluster.advance(2000)
    },
    code: 0,
  },
  {
    name: 'model-not-ready',
    about: 'the model is still being downloaded',
    make: async (cluster) => {
      cluster.api.create(models, unknownModel)
      create(cluster, chat({spec: {model: {name: 'big-model', kind: 'ClusterBaseModel'}}}))
      await cluster.advance(40_000)
    },
    code: 3,
  },
  {
    name: 'model-failed-on-a-node',
    about: 'one node could not download the model; the others have it',
    make: async (cluster) => {
      await cluster.serve('chat')
      const [report] = cluster.api.list(configMaps, {namespace: 'ome', labels: {'models.ome/basemodel-status': 'true'}})
      const data = {'clusterbasemodel.mistral-7b': JSON.stringify({name: 'mistral-7b', status: 'Failed'})}
      cluster.api.patch(configMaps, report?.metadata.name ?? '', 'ome', {data})
      await cluster.advance(5000)
    },
    code: 0,
  },
  {
    name: 'gated-model',
    about: 'the model is gated, and it names no token',
    make: async (cluster) => {
      const {key: _, ...storage} = unknownModel['spec'].storage
      cluster.api.create(models, {...unknownModel, spec: {...unknownModel['spec'], storage}})
      create(cluster, chat({spec: {model: {name: 'big-model', kind: 'ClusterBaseModel'}}}))
      await cluster.advance(20_000)
    },
    code: 3,
  },
  {
    name: 'model-deleted',
    about: 'the model was deleted under the service',
    make: async (cluster) => {
      create(cluster, chat())
      cluster.api.delete(models, 'mistral-7b')
      await cluster.until(() => cluster.api.get(models, 'mistral-7b') === undefined)
    },
    code: 3,
  },
  {
    name: 'gpu-missing',
    about: 'other work holds all GPUs',
    scenario: 'no-gpu',
    make: (cluster) => homeless(cluster),
    code: 3,
  },
  {
    name: 'gpus-fragmented',
    about: 'enough GPUs are free, but never enough on one node',
    scenario: 'fragmented',
    make: (cluster) => homeless(cluster),
    code: 3,
  },
  {
    name: 'image-pull',
    about: 'the image does not exist',
    make: async (cluster) => {
      create(cluster, chat({engine: {runner: {name: 'ome-container', image: 'lmsysorg/sglang:does-not-exist'}}}))
      await waits(cluster, 'ImagePullBackOff')
    },
    code: 3,
  },
  {
    name: 'wrong-architecture',
    about: 'the image is built for another processor',
    make: async (cluster) => {
      create(cluster, chat({annotations: {'sandbox.ome.cli/fault': 'crash'}}))
      await waits(cluster, 'CrashLoopBackOff')
    },
    log: ['exec /usr/bin/python3: exec format error'],
    code: 3,
  },
  {
    name: 'quota',
    about: 'the quota of the namespace is used up',
    make: async (cluster) => {
      cluster.api.create(
        {group: '', plural: 'resourcequotas'},
        {
          apiVersion: 'v1',
          kind: 'ResourceQuota',
          metadata: {name: 'gpus', namespace: 'default'},
          spec: {hard: {'requests.nvidia.com/gpu': '1'}},
        },
      )
      await cluster.advance(1000)
      create(cluster, chat({replicas: 2}))
      await cluster.advance(20_000)
    },
    code: 3,
  },
  {
    name: 'cuda-out-of-memory',
    about: 'the engine crashes again and again: the weights do not fit',
    scenario: 'crash-loop',
    service: 'llama',
    make: (cluster) => waits(cluster, 'CrashLoopBackOff', 'llama'),
    code: 3,
  },
  {
    name: 'out-of-memory',
    about: 'the kernel kills the engine for its memory',
    scenario: 'oom',
    make: (cluster) => waits(cluster, 'CrashLoopBackOff'),
    code: 3,
  },
  {
    name: 'crash-unknown',
    about: 'the engine crashes for a reason no signature knows',
    make: async (cluster) => {
      create(cluster, chat({annotations: {'sandbox.ome.cli/fault': 'crash'}}))
      await waits(cluster, 'CrashLoopBackOff')
    },
    code: 3,
  },
  {
    name: 'loading',
    about: 'the engine loads its weights: nothing to do but wait',
    make: async (cluster) => {
      create(cluster, chat())
      await cluster.until(() => podsOf(cluster).some(({status}) => status?.phase === 'Running'))
    },
    code: 0,
  },
  {
    name: 'probe-never-succeeds',
    about: 'the engine runs and never answers its probe',
    make: async (cluster) => {
      create(cluster, chat({annotations: {'sandbox.ome.cli/fault': 'never-ready'}}))
      await cluster.until(() => podsOf(cluster).some(({status}) => status?.phase === 'Running'))
      await cluster.advance(25 * 60_000)
    },
    code: 3,
  },
  {
    name: 'autoscaler-blind',
    about: 'the autoscaler cannot read its metric',
    make: async (cluster) => {
      await cluster.serve('chat')
      const message =
        'the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)'
      const condition = {type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric', message}
      cluster.api.patch(scalers, 'chat-engine', 'default', {status: {conditions: [condition]}}, 'status')
    },
    code: 0,
  },
  {
    name: 'stopped',
    about: 'somebody stopped it',
    make: async (cluster) => {
      await cluster.serve('chat')
      await cluster.run(Scale, ['chat', '--replicas', '0', '--yes'])
      await cluster.until(() => podsOf(cluster).length === 0)
    },
    code: 0,
  },
  {
    name: 'node-silent',
    about: 'the node of its pod no longer answers',
    make: async (cluster) => {
      await cluster.serve('chat')
      const name = podsOf(cluster)[0]?.['spec'].nodeName
      cluster.api.patch(nodes, name, undefined, {metadata: {annotations: {'sandbox.ome.cli/fault': 'not-ready'}}})
      await cluster.until(() =>
        podsOf(cluster).every(({status}) =>
          status?.conditions?.some((each: Spec) => each['type'] === 'Ready' && each['status'] !== 'True'),
        ),
      )
    },
    code: 3,
  },
  {
    name: 'cordoned',
    about: 'every node that has the model is cordoned',
    make: async (cluster) => {
      eachGpuNode(cluster, {spec: {unschedulable: true}})
      create(cluster, chat())
      await homeless(cluster)
    },
    code: 3,
  },
  {
    name: 'tainted',
    about: 'a taint keeps it off every node that has the model',
    make: async (cluster) => {
      eachGpuNode(cluster, {spec: {taints: [{key: 'dedicated', value: 'research', effect: 'NoSchedule'}]}})
      create(cluster, chat())
      await homeless(cluster)
    },
    code: 3,
  },
  {
    name: 'spot-loss',
    about: 'the cloud took its spot nodes back',
    scenario: 'spot-loss',
    make: (cluster) => homeless(cluster),
    code: 3,
  },
  {
    name: 'webhook-down',
    about: "OME's controller and its webhook are down",
    make: async (cluster) => {
      await cluster.serve('chat')
      cluster.api.patch(deployments, 'ome-controller-manager', 'ome', {spec: {replicas: 0}})
      await cluster.advance(60_000)
      forbidPods(cluster)
      for (const {metadata} of podsOf(cluster)) cluster.api.delete(pods, metadata.name, 'default')
      await cluster.advance(5000)
      const [set] = cluster.api.list(replicaSets, {namespace: 'default'})
      for (const {metadata} of cluster.api.list(events, {namespace: 'default'}))
        cluster.api.delete(events, metadata.name, 'default')
      const why =
        'failed to call webhook: Post "https://ome-webhook-server-service.ome.svc:443/mutate-pods?timeout=10s": no endpoints available for service "ome-webhook-server-service"'
      const text = `Error creating: Internal error occurred: failed calling webhook "inferenceservice.ome-webhook-server.pod-mutator": ${why}`
      if (set) cluster.api.event(set, 'Warning', 'FailedCreate', text, 'replicaset-controller')
    },
    code: 3,
  },
  {
    name: 'old-fields',
    about: 'a service of the old kind on OME v0.1: its predictor became an engine',
    scenario: 'old-ome',
    service: 'legacy',
    make: (cluster) => cluster.advance(60_000),
    code: 0,
  },
  {
    name: 'keda-missing',
    about: 'it asks for KEDA, and the cluster has none',
    make: async (cluster) => {
      create(cluster, chat({annotations: {'ome.io/autoscalerClass': 'keda'}}))
      await cluster.until(() => podsOf(cluster).some(isReady))
    },
    code: 3,
  },
  {
    name: 'canary-paused',
    about: 'OME v1.3: the canary waits at its first step',
    scenario: 'new-ome',
    make: (cluster) => cluster.advance(60_000),
    code: 0,
  },
  {
    name: 'half-updated',
    about: 'an update stands half-way: the next new replica finds no room',
    scenario: 'slow-rollout',
    make: (cluster) => homeless(cluster),
    code: 3,
  },
  {
    name: 'change-refused',
    about: 'it runs well, but OME cannot carry out what was changed last',
    make: async (cluster) => {
      create(cluster, chat())
      await cluster.until(() => podsOf(cluster).some(isReady))
      const variable = {name: '', value: 'x'}
      const runner = {name: 'ome-container', env: [variable]}
      cluster.api.patch(isvcs, 'chat', 'default', {spec: {engine: {runner}}})
      await cluster.until(() => cluster.api.list(events).some(({reason}) => reason === 'InternalError'))
    },
    code: 3,
  },
]
