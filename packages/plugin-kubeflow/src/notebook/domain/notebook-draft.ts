import {parseQuantity} from '@ome/capacity/quantity'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Spawner} from './spawner.ts'

/** A notebook as a person wishes it; what is absent is as the page has it. */
export interface NotebookWish {
  readonly name: string
  readonly namespace: string
  readonly image?: string | undefined
  readonly cpu?: string | undefined
  readonly memory?: string | undefined
  readonly gpus: number
  /** Resource key of its GPUs. */
  readonly gpuKey?: string | undefined
  /** Size of its home; `none` for no volume. */
  readonly home?: string | undefined
  /** Labels of PodDefaults that are to hold for it. */
  readonly configurations: readonly string[]
  readonly creator: string
}

/** The objects of a Notebook v1: its home, and the notebook, as Kubeflow's own page makes them. */
export function notebookObjects(wish: NotebookWish, spawner: Spawner): {claim?: KubeObject; notebook: KubeObject} {
  const {name, namespace, creator, configurations} = wish
  const home = wish.home === 'none' ? undefined : (spawner.home ?? {mount: '/home/jovyan', size: '5Gi', modes: []})
  const claimName = `${name}-workspace`
  const volumes = [
    ...(home ? [{name: claimName, persistentVolumeClaim: {claimName}}] : []),
    ...(spawner.hasSharedMemory ? [{name: 'dshm', emptyDir: {medium: 'Memory'}}] : []),
  ]
  const mounts = [
    ...(home ? [{name: claimName, mountPath: home.mount}] : []),
    ...(spawner.hasSharedMemory ? [{name: 'dshm', mountPath: '/dev/shm'}] : []),
  ]
  const container = {
    name,
    image: imageOf(wish, spawner),
    resources: resourcesOf(wish, spawner),
    ...(mounts.length > 0 && {volumeMounts: mounts}),
  }
  const labels = {app: name, ...Object.fromEntries(configurations.map((label) => [label, 'true']))}
  const notebook = {
    apiVersion: 'kubeflow.org/v1',
    kind: 'Notebook',
    metadata: {
      name,
      namespace,
      labels,
      annotations: {
        'notebooks.kubeflow.org/server-type': 'jupyter',
        'notebooks.kubeflow.org/creator': creator,
      },
    },
    spec: {template: {spec: {serviceAccountName: 'default-editor', containers: [container], volumes}}},
  }
  if (!home) return {notebook}
  const storage = wish.home ?? home.size
  demandQuantity('--home', storage)
  const accessModes = home.modes.length > 0 ? home.modes : ['ReadWriteOnce']
  return {
    notebook,
    claim: {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {name: claimName, namespace},
      spec: {accessModes, resources: {requests: {storage}}},
    },
  }
}

function imageOf({image}: NotebookWish, spawner: Spawner): string {
  if (image === undefined) return spawner.image
  const known = spawner.images.filter((each) => each === image || each.endsWith(`/${image}`) || nameOf(each) === image)
  const [only] = known
  if (only !== undefined && known.length === 1) return only
  if (spawner.allowsOtherImages && image.includes('/')) return image
  throw new OmeError(
    'usage',
    spawner.allowsOtherImages ? `"${image}" is no image` : `"${image}" is none of the images that are allowed here`,
    spawner.images.length === 0
      ? ['write it in full: ghcr.io/team/image:tag']
      : [`there are ${spawner.images.map(nameOf).join(', ')}`],
  )
}

const nameOf = (image: string): string => (image.split('/').at(-1) ?? image).replace(/:.*$/, '')

function resourcesOf({cpu, memory, gpus, gpuKey}: NotebookWish, spawner: Spawner) {
  const [wantedCpu, wantedMemory] = [cpu ?? spawner.cpu, memory ?? spawner.memory]
  demandQuantity('--cpu', wantedCpu)
  demandQuantity('--memory', wantedMemory)
  const key = gpuKey ?? spawner.gpuKeys[0] ?? 'nvidia.com/gpu'
  return {
    requests: {cpu: wantedCpu, memory: wantedMemory},
    limits: {
      ...(spawner.cpuFactor > 0 && {cpu: times(wantedCpu, spawner.cpuFactor)}),
      ...(spawner.memoryFactor > 0 && {memory: times(wantedMemory, spawner.memoryFactor)}),
      ...(gpus > 0 && {[key]: String(gpus)}),
    },
  }
}

/** The page keeps the unit and multiplies the number. */
function times(quantity: string, factor: number): string {
  const [, amount = '0', unit = ''] = /^([\d.]+)(.*)$/.exec(quantity) ?? []
  return `${Number((Number(amount) * factor).toFixed(3))}${unit}`
}

/** Less than this nobody means: a number without its unit is so many bytes. */
const leastBytes = 1024 ** 2

function demandQuantity(flag: string, value: string): void {
  const amount = parseQuantity(value) ?? 0
  if (amount <= 0) throw new OmeError('usage', `${flag} "${value}" is no quantity`, ['for example 2, 500m, 8Gi'])
  if (flag !== '--cpu' && amount < leastBytes)
    throw new OmeError('usage', `${flag} "${value}" is that many bytes`, [`with its unit: ${flag} ${amount}Gi`])
}
