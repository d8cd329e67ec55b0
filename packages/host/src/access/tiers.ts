import {covers, type Right} from './coverage.ts'
import type {PolicyRule} from './reviews.ts'

/** A label for what a person can do, from none to all. It grants nothing. */
export type Tier = 'viewer' | 'data-scientist' | 'operator' | 'cluster-admin' | 'custom'

const right = (group: string, resource: string, ...verbs: string[]): Right[] =>
  verbs.map((verb) => ({group, resource, verb}))

/** Rights that tell a tier from the one below it. Each tier has those of all before it. */
const probes: readonly (readonly [Tier, readonly Right[]])[] = [
  [
    'viewer',
    [
      ...right('', 'pods', 'get', 'list', 'watch'),
      ...right('', 'services', 'list'),
      ...right('apps', 'deployments', 'list'),
    ],
  ],
  [
    'data-scientist',
    [
      ...right('', 'pods', 'create', 'delete'),
      ...right('batch', 'jobs', 'create'),
      ...right('', 'configmaps', 'create'),
    ],
  ],
  [
    'operator',
    [...right('rbac.authorization.k8s.io', 'rolebindings', 'create'), ...right('', 'resourcequotas', 'list')],
  ],
  ['cluster-admin', right('*', '*', '*')],
]

/** The highest tier whose probes, and those of all tiers below it, are covered; `custom` when not even a viewer's are. */
export function tierOf(rules: readonly PolicyRule[]): Tier {
  let reached: Tier = 'custom'
  for (const [tier, rights] of probes) {
    if (!rights.every((probe) => covers(rules, probe))) return reached
    reached = tier
  }
  return reached
}
