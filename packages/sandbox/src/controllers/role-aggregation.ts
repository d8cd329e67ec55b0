import {equalJson} from '@ome/kinds/validation/json'
import type {ApiObject} from '../api.ts'
import {matchesSelector} from '../server/read/selector-object.ts'
import {reconciler} from './reconciler.ts'
import type {Controller} from './world.ts'

const clusterRoles = {group: 'rbac.authorization.k8s.io', plural: 'clusterroles'}

/** Keeps the rules of aggregated cluster roles equal to those of the roles that their selectors find. */
export const roleAggregation: Controller = (world) => {
  const aggregated = (): ApiObject[] => world.api.list(clusterRoles).filter((role) => role['aggregationRule'])

  return reconciler(world, {
    name: 'clusterrole-aggregation-controller',
    sources: [{resource: clusterRoles, keys: () => aggregated().map(({metadata}) => metadata.name)}],
    reconcile(name) {
      const role = world.api.get(clusterRoles, name)
      const selectors: unknown = role?.['aggregationRule']?.clusterRoleSelectors
      if (!role || !Array.isArray(selectors)) return
      const rules: unknown[] = []
      for (const selector of selectors)
        for (const other of world.api.list(clusterRoles)) {
          if (other.metadata.name === name || !matchesSelector(selector, other.metadata.labels)) continue
          for (const rule of other['rules'] ?? []) if (!rules.some((one) => equalJson(one, rule))) rules.push(rule)
        }
      if (!equalJson(rules, role['rules'] ?? [])) world.api.update(clusterRoles, {...role, rules})
    },
  })
}
