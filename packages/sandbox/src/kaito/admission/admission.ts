import type {Admission, ResourceName} from '../../api.ts'
import {operatorOf} from '../operator.ts'
import {kaito} from '../resources.ts'
import {nameProblems, type Rule, refuse} from './problem.ts'
import {ragRules} from './rag-rules.ts'
import {mirrorRules, multiRoleRules, setRules} from './set-rules.ts'
import {workspaceCreateRules, workspaceUpdateRules} from './workspace-rules.ts'

const webhook = (kind: string, resource: ResourceName, create: Rule, update: Rule = create): Admission => {
  const name = `validation.${kind}.kaito.sh`
  return {
    name,
    resources: [resource],
    operations: ['CREATE', 'UPDATE'],
    validate(object, old, api) {
      if (object.metadata.deletionTimestamp) return []
      const review = {api, operator: operatorOf(api), object, old}
      refuse(name, old ? update(review) : create(review))
      return []
    },
  }
}

const named =
  (rule: Rule): Rule =>
  (review) => [...nameProblems(review), ...rule(review)]

/** KAITO's validating webhooks. Source: KAITO v0.12 `api/v1beta1/*_validation.go`. */
export const kaitoAdmissions: readonly Admission[] = [
  webhook('workspace', kaito.workspaces, workspaceCreateRules, workspaceUpdateRules),
  webhook('inferenceset', kaito.inferenceSets, named(setRules)),
  webhook('ragengine', kaito.ragEngines, ragRules),
  webhook('multiroleinference', kaito.multiRoleInferences, named(multiRoleRules)),
  webhook('modelmirror', kaito.modelMirrors, mirrorRules),
]
