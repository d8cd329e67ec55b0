import {type CoreResource, coreResources, coreSchema} from '@ome/kinds/core'
import type {Schema} from '@ome/kinds/validation/schema'
import {conversions} from '../definitions/conversions.ts'
import {apiVersionOf, type ResourceType, type ScalePaths} from '../resource-type.ts'

const scale: ScalePaths = {
  specReplicasPath: '.spec.replicas',
  statusReplicasPath: '.status.replicas',
  labelSelectorPath: '.spec.selector',
}

/** Groups that are computed by somebody else. */
const elsewhere = new Set(['metrics.k8s.io/v1beta1'])

/** Where the stored version is not the served one. */
const storageVersions: Readonly<Record<string, string>> = {'autoscaling/v1': 'v2'}

/** The built-in resources that are stored or answered by the server itself. */
export const builtinTypes = (): ResourceType[] =>
  coreResources.filter(({group, version}) => !elsewhere.has(apiVersionOf(group, version))).map(builtinType)

function builtinType(resource: CoreResource): ResourceType {
  const {group, version, kind, subresources} = resource
  const conversion = conversions[apiVersionOf(group, version)]
  return {
    group,
    version,
    kind,
    apiVersion: apiVersionOf(group, version),
    plural: resource.plural,
    singular: resource.singular,
    listKind: `${kind}List`,
    namespaced: resource.namespaced,
    shortNames: resource.shortNames,
    categories: resource.categories,
    verbs: resource.verbs,
    storageVersion: storageVersions[apiVersionOf(group, version)] ?? version,
    ...(conversion && {conversion}),
    custom: false,
    // Built on first use: most runs touch a handful of kinds.
    get schema(): Schema {
      return builtinSchema(resource)
    },
    subresources: Object.fromEntries(subresources.map(({name, ...rest}) => [name, rest])),
    ...(subresources.some(({name}) => name === 'scale') && {scale}),
    ...(kind === 'ComponentStatus' && {deprecation: 'v1 ComponentStatus is deprecated in v1.19+'}),
  }
}

const open: Schema = {type: 'object', 'x-kubernetes-preserve-unknown-fields': true}

/** Definitions are checked by rules of their own, and their schemas may hold anything that a schema can. */
function builtinSchema(resource: CoreResource): Schema {
  if (resource.kind === 'CustomResourceDefinition') return open
  return (coreSchema(resource) as Schema | undefined) ?? open
}
