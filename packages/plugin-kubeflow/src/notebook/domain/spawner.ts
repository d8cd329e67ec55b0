import {at, list, number, text, texts} from '@ome/capacity/fields'

/** What the page that makes notebooks starts from: its ConfigMap, as the web app of Notebooks v1.10 reads it. */
export interface Spawner {
  readonly image: string
  readonly images: readonly string[]
  readonly allowsOtherImages: boolean
  readonly cpu: string
  readonly memory: string
  /** Limits are requests times this. */
  readonly cpuFactor: number
  readonly memoryFactor: number
  /** Resource keys of GPUs, the usual vendor first. */
  readonly gpuKeys: readonly string[]
  readonly home: {readonly mount: string; readonly size: string; readonly modes: readonly string[]} | undefined
  readonly hasSharedMemory: boolean
}

/** The page's own values where its ConfigMap may not be read (Notebooks v1.10, `spawner_ui_config.yaml`). */
export const usualSpawner: Spawner = {
  image: 'ghcr.io/kubeflow/kubeflow/notebook-servers/jupyter-scipy:v1.10.0',
  images: [],
  allowsOtherImages: true,
  cpu: '0.5',
  memory: '1.0Gi',
  cpuFactor: 1.2,
  memoryFactor: 1.2,
  gpuKeys: ['nvidia.com/gpu', 'amd.com/gpu', 'habana.ai/gaudi'],
  home: {mount: '/home/jovyan', size: '5Gi', modes: ['ReadWriteOnce']},
  hasSharedMemory: true,
}

/** @param config the parsed `spawner_ui_config.yaml` */
export function toSpawner(config: unknown): Spawner {
  const form = at(config, 'spawnerFormDefaults')
  const usual = usualSpawner
  const claim = at(form, 'workspaceVolume', 'value', 'newPvc', 'spec')
  const keys = list(at(form, 'gpus', 'value', 'vendors')).flatMap((each) => text(at(each, 'limitsKey')) ?? [])
  return {
    image: text(at(form, 'image', 'value')) ?? usual.image,
    images: texts(at(form, 'image', 'options')),
    allowsOtherImages: at(form, 'allowCustomImage') !== false,
    cpu: text(at(form, 'cpu', 'value')) ?? usual.cpu,
    memory: text(at(form, 'memory', 'value')) ?? usual.memory,
    cpuFactor: factor(at(form, 'cpu', 'limitFactor')),
    memoryFactor: factor(at(form, 'memory', 'limitFactor')),
    gpuKeys: keys.length > 0 ? keys : usual.gpuKeys,
    home:
      claim === undefined
        ? undefined
        : {
            mount: text(at(form, 'workspaceVolume', 'value', 'mount')) ?? '/home/jovyan',
            size: text(at(claim, 'resources', 'requests', 'storage')) ?? '5Gi',
            modes: texts(at(claim, 'accessModes')),
          },
    hasSharedMemory: at(form, 'shm', 'value') !== false,
  }
}

/** `none` is no limit. */
const factor = (value: unknown): number => number(Number(value)) ?? 0
