import {at, list, text} from '@ome/capacity/fields'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, Resource, ResourceRef} from '@ome/sdk/kube'

/** `v0.1` is facts' G1, `v1.3` G2; `v1.2` lies between: kinds of G1, model agent of G2. */
export type GenerationName = 'v0.1' | 'v1.2' | 'v1.3'

export interface Generation {
  readonly name: GenerationName
  /** The InferenceService has `deploymentMode`, `rollout`, `traffic` and per-component `autoscaler`. */
  readonly nativeRollouts: boolean
  /** `pvc://` models become Ready. */
  readonly servesPvc: boolean
}

export interface GenerationEvidence {
  /** Plurals that the server has in group `ome.io`; none means that OME is not installed. */
  readonly plurals: readonly string[]
  /** Property names of `spec` in the served InferenceService schema, when it could be read. */
  readonly serviceProperties?: readonly string[]
  /** Image of Deployment `ome-controller-manager`. */
  readonly controllerImage?: string
}

/** Which generation of OME a cluster runs; undefined when it runs none. */
export function detectGeneration(evidence: GenerationEvidence): Generation | undefined {
  if (evidence.plurals.length === 0) return undefined
  return generations[nameOf(evidence)]
}

const generations: Readonly<Record<GenerationName, Generation>> = {
  'v0.1': {name: 'v0.1', nativeRollouts: false, servesPvc: false},
  'v1.2': {name: 'v1.2', nativeRollouts: false, servesPvc: true},
  'v1.3': {name: 'v1.3', nativeRollouts: true, servesPvc: true},
}

function nameOf({plurals, serviceProperties = [], controllerImage = ''}: GenerationEvidence): GenerationName {
  if (plurals.includes('inferencereplicas') || serviceProperties.includes('scalingPolicy')) return 'v1.3'
  const tag = /:v?(\d+)\.(\d+)/.exec(controllerImage)
  if (!tag) return 'v0.1'
  const [major, minor] = [Number(tag[1]), Number(tag[2])]
  if (major > 1 || (major === 1 && minor >= 3)) return 'v1.3'
  return major === 1 ? 'v1.2' : 'v0.1'
}

const deployments: ResourceRef = {group: 'apps', version: 'v1', plural: 'deployments', namespaced: true}
const controllerName = 'ome-controller-manager'

/** {@link detectGeneration} by what a server serves and by its Deployments, of which only OME's controller counts. */
export function generationOf(
  resources: readonly Pick<Resource, 'group' | 'plural'>[],
  workloads: readonly KubeObject[],
): Generation | undefined {
  const controller = workloads.find(
    ({metadata: {name, labels}}) => name === controllerName || labels?.['control-plane'] === controllerName,
  )
  const images = list(at(controller, 'spec', 'template', 'spec', 'containers')).map((each) => text(at(each, 'image')))
  const controllerImage = images.find((image) => image?.includes('ome')) ?? images[0]
  return detectGeneration({
    plurals: resources.filter(({group}) => group === 'ome.io').map(({plural}) => plural),
    ...(controllerImage !== undefined && {controllerImage}),
  })
}

/** Which generation a cluster runs. Without the right to list Deployments the kinds that are served decide alone. */
export async function readGeneration(kube: KubeClient): Promise<Generation | undefined> {
  const options = {labelSelector: `control-plane=${controllerName}`}
  const [resources, found] = await Promise.all([
    kube.resources(),
    kube.list(deployments, options).catch((error: unknown) => {
      if (isOmeError(error) && error.kind === 'denied') return []
      throw error
    }),
  ])
  return generationOf(resources, found)
}
