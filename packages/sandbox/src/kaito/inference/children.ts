import type {ApiObject} from '../../api.ts'
import {controlledBy} from '../../controllers/ownership.ts'
import {baseTag, type Operator} from '../operator.ts'
import {annotation, label, sandboxAnnotations} from '../resources.ts'
import {type Adapter, adaptersOf, type EnginePlan, engineCommand} from './command.ts'

const dnsTrue = 'True'
const revisionAnnotation = 'workspace.kaito.io/revision'

const metaOf = (workspace: ApiObject, name: string): ApiObject['metadata'] => ({
  name,
  namespace: workspace.metadata.namespace ?? '',
  ownerReferences: [controlledBy(workspace)],
})

/** Labels of a Workspace's pods, which its Services and its StatefulSet select by. */
export function podLabels({metadata: {name, labels = {}}}: ApiObject): Record<string, string> {
  const inherited = [label.set, label.multiRole, label.role].flatMap((key) => {
    const value = labels[key]
    return value === undefined ? [] : [[key, value]]
  })
  return {[label.workspace]: name, ...Object.fromEntries(inherited)}
}

/** The Service in front of pod 0, and the one that names the pods of the StatefulSet. */
export function inferenceServices(workspace: ApiObject, isVllm: boolean): ApiObject[] {
  const {name, annotations = {}} = workspace.metadata
  const isPublic = annotations[annotation.loadBalancer] === dnsTrue
  const port = (portName: string, number: number, targetPort: number): Record<string, unknown> => ({
    name: portName,
    protocol: 'TCP',
    port: number,
    targetPort,
  })
  const selector = {[label.workspace]: name}
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metaOf(workspace, name),
      spec: {
        type: isPublic ? 'LoadBalancer' : 'ClusterIP',
        publishNotReadyAddresses: true,
        selector: {...selector, 'statefulset.kubernetes.io/pod-name': `${name}-0`},
        ports: [
          port('http', 80, 5000),
          port('ray', 6379, 6379),
          port('dashboard', 8265, 8265),
          ...(isVllm && !isPublic ? [port('kv-events', 5557, 5557)] : []),
        ],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metaOf(workspace, `${name}-headless`),
      spec: {clusterIP: 'None', publishNotReadyAddresses: true, selector},
    },
  ]
}

export interface SetOptions {
  readonly workspace: ApiObject
  readonly operator: Operator
  readonly replicas: number
  readonly revision: string
  readonly nodeLabels: Readonly<Record<string, string>>
  /** A StorageClass for local disks is there and the machines have some. */
  readonly onLocalDisk: boolean
}

/** The StatefulSet of a preset. */
export function presetSet(options: SetOptions, plan: EnginePlan): ApiObject {
  const {workspace, operator} = options
  const {name, namespace} = workspace.metadata
  const size = `${plan.model.diskGiB}Gi`
  const weights = {
    metadata: {name: 'model-weights-volume', labels: {[label.workspace]: name}},
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'kaito-local-nvme-disk',
      resources: {requests: {storage: size}},
    },
  }
  return setOf(options, {
    metadata: {labels: podLabels(workspace), annotations: sandboxAnnotations(workspace)},
    spec: {
      ...placement(options),
      initContainers: pullers(workspace, operator),
      containers: [engineContainer(workspace, operator, plan)],
      volumes: [...volumes(workspace), ...(options.onLocalDisk ? [] : [{name: 'model-weights-volume', emptyDir: {}}])],
    },
    ...(options.onLocalDisk ? {claims: [{...weights, metadata: {...weights.metadata, namespace}}]} : {}),
  })
}

/** The StatefulSet of a pod template of the user's. */
export function templateSet(options: SetOptions): ApiObject {
  const template: ApiObject = structuredClone(options.workspace['inference'].template)
  const {metadata, spec = {}} = template
  return setOf(options, {
    metadata: {
      labels: {...metadata?.labels, ...podLabels(options.workspace)},
      annotations: {...metadata?.annotations, ...sandboxAnnotations(options.workspace)},
    },
    spec: {...spec, ...placement(options)},
  })
}

interface SetTemplate {
  readonly metadata: {labels: Record<string, string>; annotations: Record<string, string>}
  readonly spec: Record<string, unknown>
  readonly claims?: readonly unknown[]
}

function setOf({workspace, replicas, revision}: SetOptions, {metadata, spec, claims}: SetTemplate): ApiObject {
  const {name} = workspace.metadata
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: {...metaOf(workspace, name), annotations: {[revisionAnnotation]: revision}},
    spec: {
      replicas,
      podManagementPolicy: 'Parallel',
      serviceName: `${name}-headless`,
      persistentVolumeClaimRetentionPolicy: {whenScaled: 'Retain', whenDeleted: 'Delete'},
      selector: {matchLabels: podLabels(workspace)},
      template: {metadata, spec},
      ...(claims ? {volumeClaimTemplates: claims} : {}),
    },
  }
}

/** Where the pods of KAITO run, and what they put up with. */
export function placement({
  nodeLabels,
}: {
  readonly nodeLabels: Readonly<Record<string, string>>
}): Record<string, unknown> {
  const matchExpressions = Object.entries(nodeLabels).map(([key, value]) => ({key, operator: 'In', values: [value]}))
  return {
    ...(matchExpressions.length > 0
      ? {
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions}]},
            },
          },
        }
      : {}),
    tolerations: [
      {key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule'},
      {key: 'sku', operator: 'Equal', value: 'gpu', effect: 'NoSchedule'},
      {key: 'kubernetes.azure.com/scalesetpriority', operator: 'Equal', value: 'spot', effect: 'NoSchedule'},
    ],
  }
}

/** Init containers that fetch adapters out of images. */
export const pullers = (workspace: ApiObject, operator: Operator): unknown[] =>
  adaptersOf(workspace).flatMap(({source}) =>
    source.image
      ? [
          {
            name: `puller-${source.name}`,
            image: `${operator.registry}/kaito-base:${baseTag}`,
            command: ['/bin/sh', '-c', `oras pull ${source.image} --output /mnt/adapter/${source.name}`],
            volumeMounts: [{name: 'adapter-volume', mountPath: '/mnt/adapter'}],
          },
        ]
      : [],
  )

const adapterVolume = ({source}: Adapter): string => `adapter-volume-${source.name}`

/** Volumes of the pod beside its weights. */
export function volumes(workspace: ApiObject): unknown[] {
  const adapters = adaptersOf(workspace)
  const config: string | undefined = workspace['inference']?.config
  return [
    {name: 'dshm', emptyDir: {medium: 'Memory'}},
    ...(config ? [{name: 'config-volume', configMap: {name: config}}] : []),
    ...(adapters.length > 0 ? [{name: 'adapter-volume', emptyDir: {}}] : []),
    ...adapters.flatMap((adapter) =>
      adapter.source.volumeSource ? [{name: adapterVolume(adapter), ...adapter.source.volumeSource}] : [],
    ),
  ]
}

/** Where the main container finds them. */
export function mounts(workspace: ApiObject): unknown[] {
  const adapters = adaptersOf(workspace)
  return [
    {name: 'dshm', mountPath: '/dev/shm'},
    {name: 'model-weights-volume', mountPath: '/workspace/weights'},
    ...(workspace['inference']?.config ? [{name: 'config-volume', mountPath: '/mnt/config'}] : []),
    ...(adapters.length > 0 ? [{name: 'adapter-volume', mountPath: '/mnt/adapter'}] : []),
    ...adapters.flatMap((adapter) =>
      adapter.source.volumeSource
        ? [{name: adapterVolume(adapter), mountPath: `/mnt/adapter/${adapter.source.name}`}]
        : [],
    ),
  ]
}

/** Variables of the main container. */
export function environment(workspace: ApiObject, model: EnginePlan['model']): unknown[] {
  const secret: string | undefined = workspace['inference']?.preset?.presetOptions?.modelAccessSecret
  const role = workspace.metadata.labels?.[label.role]
  return [
    {name: 'VLLM_USE_FLASHINFER_SAMPLER', value: '0'},
    ...(/deepseek/i.test(model.id) ? [] : [{name: 'VLLM_USE_DEEP_GEMM', value: '0'}]),
    ...(secret ? [{name: 'HF_TOKEN', valueFrom: {secretKeyRef: {name: secret, key: 'HF_TOKEN'}}}] : []),
    ...(role ? [{name: 'KAITO_INFERENCE_ROLE', value: role}] : []),
    ...adaptersOf(workspace).flatMap(({source, strength}) =>
      strength === undefined ? [] : [{name: source.name, value: strength}],
    ),
  ]
}

function engineContainer(workspace: ApiObject, operator: Operator, plan: EnginePlan): Record<string, unknown> {
  const {runtime, gpu, model} = plan
  const gpus = {'nvidia.com/gpu': String(gpu.gpus)}
  const health = {httpGet: {path: '/health', port: 5000}, periodSeconds: 10}
  return {
    name: workspace.metadata.name,
    image: `${operator.registry}/kaito-base:${baseTag}`,
    command: ['/bin/sh', '-c', engineCommand(plan)],
    ports: [
      {name: 'http', containerPort: 5000},
      ...(runtime === 'vllm' ? [{name: 'kv-events', containerPort: 5557}] : []),
    ],
    env: environment(workspace, model),
    resources: {requests: gpus, limits: gpus},
    volumeMounts: mounts(workspace),
    startupProbe: {
      ...(hasBenchmark(workspace, runtime)
        ? {exec: {command: ['python3', '/workspace/vllm/benchmark_entrypoint.py']}, timeoutSeconds: 600}
        : {httpGet: health.httpGet}),
      periodSeconds: 10,
      failureThreshold: Math.ceil((model.readinessMinutes * 60) / 10),
    },
    readinessProbe: health,
    livenessProbe: health,
  }
}

/** True when the start-up probe measures the engine. */
export const hasBenchmark = ({metadata}: ApiObject, runtime: 'vllm' | 'transformers'): boolean =>
  runtime === 'vllm' && metadata.annotations?.[annotation.noBenchmark] !== 'true'
