import {OmeError} from '@ome/sdk/errors'
import type {FaultKind} from './control.ts'

const prefixes = {
  node: /^(?:nodes?|no)\/(.+)$/,
  pod: /^(?:pods?|po)\/(.+)$/,
  service: /^(?:services?|svc)\/(.+)$/,
  'instance-type': /^(?:instance-)?types?\/(.+)$/,
} as const

/**
 * The target as the emulation names it, from what a person typed: `node/gpu-1`, `pod/chat-0`, `service/chat`, or a bare name where
 * the fault knows only one sort.
 */
export function faultTarget(kind: FaultKind, typed: string | undefined, namespace: string): string | undefined {
  if (typed === undefined) return undefined
  const node = prefixes.node.exec(typed)?.[1]
  if (node) return `node/${node}`
  const pod = prefixes.pod.exec(typed)?.[1]
  if (pod) return `pod/${namespace}/${pod}`
  const service = prefixes.service.exec(typed)?.[1]
  if (service) return `service/${namespace}/${service}`
  const type = prefixes['instance-type'].exec(typed)?.[1]
  if (type) return `instance-type/${type}`
  if (!typed.includes('/') && kind.target === 'instance-type') return `instance-type/${typed}`
  if (!typed.includes('/') && kind.target === 'node') return `node/${typed}`
  if (!typed.includes('/') && kind.target === 'pod') return `pod/${namespace}/${typed}`
  throw new OmeError('usage', `"${typed}" is no target`, [
    'write node/NAME, pod/NAME, service/NAME or instance-type/NAME',
  ])
}
