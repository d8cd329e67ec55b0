import {isLabelValue, isQualifiedName} from '@ome/kinds/validation/label-names'
import type {KubeObject} from '@ome/sdk/kube'

const part = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const isSubdomain = (text: string): boolean => text.length <= 253 && text.split('.').every((each) => part.test(each))
/** Kinds whose names only have to fit into a path. */
const freelyNamed = /^(Cluster)?Role(Binding)?$/

/** What every API server has against a name, a namespace, labels and annotations. */
export function metadataProblems({kind, metadata}: KubeObject): readonly string[] {
  const {name, namespace, labels = {}, annotations = {}} = metadata
  const problems: string[] = []
  if (!name) problems.push(`a ${kind} has no name`)
  else if (!freelyNamed.test(kind) && !isSubdomain(name))
    problems.push(`metadata.name "${name}" is none: lower-case letters, digits, "-" and ".", at most 253`)
  if (namespace !== undefined && !(part.test(namespace) && namespace.length <= 63))
    problems.push(`metadata.namespace "${namespace}" is none: lower-case letters, digits and "-", at most 63`)
  for (const [key, value] of Object.entries(labels)) {
    if (!isQualifiedName(key)) problems.push(`metadata.labels: "${key}" cannot be a key`)
    if (typeof value !== 'string') problems.push(`metadata.labels.${key} is no text: put it in quotes`)
    else if (!isLabelValue(value)) problems.push(`metadata.labels.${key}: "${value}" cannot be a value`)
  }
  for (const [key, value] of Object.entries(annotations)) {
    if (!isQualifiedName(key.toLowerCase())) problems.push(`metadata.annotations: "${key}" cannot be a key`)
    if (typeof value !== 'string') problems.push(`metadata.annotations.${key} is no text: put it in quotes`)
  }
  return problems
}
