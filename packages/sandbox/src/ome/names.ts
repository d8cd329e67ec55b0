import {createHash} from 'node:crypto'
import type {ApiObject} from '../api.ts'

/** A name cut to `most` characters: eight of its SHA-256, a dash and its end. Source: OME v0.1 `pkg/constants`. */
export function shortName(name: string, most: number): string {
  if (name.length <= most) return name
  return `${sha(name).slice(0, 8)}-${name.slice(-(most - 9))}`
}

const sha = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The same for Service names and `app` labels, which must begin with a letter. */
export function serviceName(name: string): string {
  const short = shortName(name, 63)
  return short === name ? name : short.replace(/^[0-9]/, 'a')
}

const modelKey = (model: ApiObject, most: {cluster: number; namespaced: number}): string => {
  const {name, namespace} = model.metadata
  if (namespace === undefined) return `clusterbasemodel.${shortName(name, most.cluster)}`
  if (namespace.length + name.length <= most.namespaced) return `${namespace}.basemodel.${name}`
  const owner = namespace.length <= 8 ? namespace : sha(namespace).slice(0, 8)
  return `${owner}.basemodel.${shortName(name, most.namespaced - owner.length)}`
}

/** Label on every node that says how far a model is there. */
export const modelNodeLabel = (model: ApiObject): string =>
  `models.ome.io/${modelKey(model, {cluster: 32, namespaced: 38})}`

/** Key of a model in the ConfigMap of a node. */
export const modelDataKey = (model: ApiObject): string => modelKey(model, {cluster: 236, namespaced: 242})

/** A part of a service; `predictor` is the older form of the engine. */
export type Component = 'engine' | 'decoder' | 'router' | 'predictor'

/** Name of a component's Deployment and autoscaler. */
export const componentName = (service: string, component: Component): string => `${service}-${component}`

/** The end of a name, for children whose names are cut without a hash. */
export const lastCharacters = (name: string, most: number): string => name.slice(-most)
