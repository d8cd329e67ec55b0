import type {KaitoModel} from '@ome/capacity/kaito-models'
import type {ApiObject} from '../../api.ts'
import {controlledBy} from '../../controllers/ownership.ts'
import {placement} from '../inference/children.ts'
import type {GpuFacts} from '../node/gpu-nodes.ts'
import {baseTag, type Operator} from '../operator.ts'
import {label, sandboxAnnotations} from '../resources.ts'

export interface TuningInput {
  readonly workspace: ApiObject
  readonly operator: Operator
  readonly model: KaitoModel | undefined
  readonly gpu: GpuFacts | undefined
  readonly nodeLabels: Readonly<Record<string, string>>
  readonly revision: string
}

export interface JobInput extends TuningInput {
  readonly model: KaitoModel
  /** ConfigMap with `training_config.yaml`. */
  readonly config: string
}

/** Image tag of presets whose weights are part of a tuning image. Source: KAITO v0.12 `supported_models.yaml`. */
const bakedTag = '0.2.0'
const resultsDir = '/mnt/results'

/** The Job of a tuning Workspace. Source: KAITO v0.12 `pkg/workspace/tuning`. */
export function tuningJob(input: JobInput): ApiObject {
  const {workspace, revision} = input
  const {name, namespace} = workspace.metadata
  const labels = {[label.workspace]: name}
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      ...(namespace === undefined ? {} : {namespace}),
      labels,
      annotations: {'workspace.kaito.io/revision': revision},
      ownerReferences: [controlledBy(workspace)],
    },
    spec: {
      template: {
        metadata: {labels, annotations: sandboxAnnotations(workspace)},
        spec: podSpec(input),
      },
    },
  }
}

function podSpec(input: JobInput): Record<string, unknown> {
  const {workspace, operator, model, gpu, config} = input
  const {output, input: source} = workspace['tuning']
  const image = `${operator.registry}/kaito-base:${baseTag}`
  const gpus = {'nvidia.com/gpu': String(gpu?.gpus ?? 1)}
  const results = {name: 'results-volume', mountPath: resultsDir}
  const data = {name: 'data-volume', mountPath: '/mnt/data'}
  const targets = model.tuningName?.startsWith('phi-3')
    ? [{name: 'DEFAULT_TARGET_MODULES', value: 'k_proj,q_proj,v_proj,o_proj,gate_proj,down_proj,up_proj'}]
    : []
  return {
    restartPolicy: 'Never',
    ...placement(input),
    ...(output.image ? {shareProcessNamespace: true} : {}),
    initContainers: initContainers(input, image, data),
    containers: [
      {
        name: workspace.metadata.name,
        image,
        command: [
          '/bin/sh',
          '-c',
          `cd /workspace/tfs/ && python3 metrics_server.py & accelerate launch --num_processes=${gpu?.gpus ?? 1} /workspace/tfs/fine_tuning.py`,
        ],
        ports: [{containerPort: 5000}],
        env: [{name: 'PYTORCH_CUDA_ALLOC_CONF', value: 'expandable_segments:True'}, ...targets],
        resources: {requests: gpus, limits: gpus},
        volumeMounts: [{name: 'config-volume', mountPath: '/mnt/config'}, results, data],
      },
      ...(output.image ? pushers(output.image, operator.registry, results) : []),
    ],
    volumes: [
      {name: 'config-volume', configMap: {name: config}},
      {name: 'results-volume', ...(output.volumeSource ?? {emptyDir: {}})},
      {name: 'data-volume', ...(source.volumeSource ?? {emptyDir: {}})},
      ...(output.imagePushSecret
        ? [
            {
              name: 'docker-config',
              secret: {
                secretName: output.imagePushSecret,
                items: [{key: '.dockerconfigjson', path: 'config.json'}],
              },
            },
          ]
        : []),
    ],
  }
}

function initContainers({workspace, operator, model}: JobInput, image: string, data: unknown): unknown[] {
  const source: {urls?: string[]; image?: string} = workspace['tuning'].input
  const weights = {
    name: 'model-weights-downloader',
    image: `${operator.registry}/kaito-${model.tuningName}:${bakedTag}`,
    command: ['/bin/sh', '-c', 'cp -r /workspace/weights /workspace/tfs/weights'],
  }
  if (source.urls) {
    const env = [{name: 'DATA_URLS', value: source.urls.join(' ')}]
    return [weights, {name: 'data-downloader', image: 'curlimages/curl', env, volumeMounts: [data]}]
  }
  if (!source.image) return [weights]
  const command = ['/bin/sh', '-c', `oras pull ${source.image} --output /mnt/data`]
  return [weights, {name: 'puller', image, command, volumeMounts: [data]}]
}

function pushers(target: string, registry: string, results: unknown): unknown[] {
  return [
    {
      name: 'pusher',
      image: `${registry}/kaito-base:${baseTag}`,
      env: [
        {name: 'OUTPUT_IMAGE', value: target},
        {name: 'RESULTS_DIR', value: resultsDir},
      ],
      command: ['/bin/sh', '-c', `oras push ${target}`],
      volumeMounts: [results, {name: 'docker-config', mountPath: '/tmp/.docker/config'}],
    },
    {name: 'pause', image: 'registry.k8s.io/pause:3.10', command: ['/pause']},
  ]
}
