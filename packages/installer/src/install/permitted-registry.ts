import {OmeError} from '@ome/sdk/errors'
import type {Policy} from '../policy/policy.ts'

interface Governed {
  readonly policy: Policy
}

/** Whether the policy lets a registry be used. */
export const isPermitted = ({policy}: Governed, id: string): boolean => policy.registries?.includes(id) ?? true

export function demandPermitted(bench: Governed, id: string): void {
  if (isPermitted(bench, id)) return
  const {registries = [], origins} = bench.policy
  throw new OmeError(
    'denied',
    `registry "${id}" may not be used: ${origins['registries'] ?? 'the policy'} permits ${registries.join(', ') || 'none'}`,
    ['see what the policy says: ome doctor'],
    {object: `registry/${id}`},
  )
}
