import type {LocalApi} from '../api.ts'
import {configMaps, deployments} from '../controllers/resources.ts'

/** What the operator's Deployment is found by, in any namespace. */
export const operatorLabels: Readonly<Record<string, string>> = {'app.kubernetes.io/name': 'grove-operator'}
const configName = /^grove-operator-cm-/

export const operatorVersion = 'v0.1.0-alpha.12-rc1'

/** True when the operator's configuration switches topology-aware scheduling on; it is off by default. */
export function isTopologyAware(api: LocalApi): boolean {
  const text: unknown = api.list(configMaps).find(({metadata}) => configName.test(metadata.name))?.['data']?.[
    'config.yaml'
  ]
  return typeof text === 'string' && /topologyAwareScheduling:\s*\n\s+enabled:\s*true\b/.test(text)
}

/** The image that the operator's Deployment names for the container that waits for other cliques. */
export function initContainerImage(api: LocalApi): string {
  const [operator] = api.list(deployments, {labels: {...operatorLabels}})
  const env: {name: string; value?: string}[] = operator?.['spec'].template.spec.containers[0]?.env ?? []
  return (
    env.find(({name}) => name === 'GROVE_INIT_CONTAINER_IMAGE')?.value ??
    `ghcr.io/ai-dynamo/grove/grove-initc:${operatorVersion}`
  )
}
