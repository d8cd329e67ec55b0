import {type Cause, invalidValue, required} from '@ome/kinds/validation/cause'
import type {Cel} from '@ome/kinds/validation/cel/engine'
import {badRules} from '@ome/kinds/validation/cel/rules'
import {asObject, asText, isList, isObject, type Json, type JsonObject} from '@ome/kinds/validation/json'
import type {Schema} from '@ome/kinds/validation/schema'
import {type ResourceType, storageKey} from '../resource-type.ts'

const objects = (value: Json | undefined): readonly JsonObject[] => (isList(value) ? value.filter(isObject) : [])

/** Findings about the expressions that a definition or a policy declares. */
export function expressionCauses(type: ResourceType, object: JsonObject, cel: Cel | undefined): Cause[] {
  if (!cel || type.custom) return []
  const spec = asObject(object['spec'])
  switch (storageKey(type)) {
    case 'apiextensions.k8s.io/customresourcedefinitions':
      return objects(spec['versions']).flatMap((version, i) => [
        ...badRules(
          cel,
          asObject(version['schema'])['openAPIV3Schema'] as Schema | undefined,
          `spec.versions[${i}].schema.openAPIV3Schema`,
        ),
      ])
    case 'admissionregistration.k8s.io/validatingadmissionpolicies':
      return policyCauses(cel, spec)
    default:
      return []
  }
}

function policyCauses(cel: Cel, spec: JsonObject): Cause[] {
  const validations = objects(spec['validations'])
  if (validations.length === 0 && objects(spec['auditAnnotations']).length === 0)
    return [required('spec.validations', 'validations or auditAnnotations must contain at least one item')]
  return ['validations', 'matchConditions', 'variables'].flatMap((list) =>
    objects(spec[list]).flatMap((one, i) => {
      const source = asText(one['expression']).trim()
      const field = `spec.${list}[${i}].expression`
      if (!source) return [required(field, 'expression is not specified')]
      const problem = cel.problem(source)
      return problem ? [invalidValue(field, source, `compilation failed: ERROR: <input>: ${problem}`)] : []
    }),
  )
}
