import {gpusNeeded} from '@ome/capacity/memory'
import {parseModelSize} from '@ome/capacity/model-size'
import {selectRuntime} from '@ome/capacity/runtime-selection'
import {type Check, fail, ok, skip, warn} from '@ome/inference-model/check'
import type {Generation} from '@ome/inference-model/generation'
import {storageRisks} from '@ome/inference-model/manifests/risk'
import type {Model} from '@ome/inference-model/model'
import {inNamespace} from '@ome/inference-model/names'
import {deliveryOf, parseStorageUri, schemeOf, storageForms} from '@ome/inference-model/storage-uri'
import type {Agent, ClusterFacts, SecretFound} from '../../domain/cluster.ts'
import {metadataOfModel} from '../../domain/metadata.ts'
import {gpuMemoryBytes} from '../../domain/placement.ts'

export interface ModelCheck extends Check {
  readonly model: string
}

/** What a model is judged by. */
export interface CheckedModel {
  readonly model: Model
  readonly facts: ClusterFacts
  readonly generation: Generation
  readonly agent: Agent
  /** Of the Secret that the model names. */
  readonly secret?: SecretFound
}

/** Everything about a model that is wrong, or may be, without a service that uses it. */
export function checkModel(input: CheckedModel): readonly ModelCheck[] {
  const checks = [
    storageCheck(input),
    pathCheck(input),
    secretCheck(input),
    metadataCheck(input.model),
    downloadCheck(input.model),
    runtimeCheck(input),
    memoryCheck(input),
    useCheck(input.model),
  ]
  return checks.map((check) => ({model: input.model.name, ...check}))
}

function storageCheck({model, generation, agent}: CheckedModel): Check {
  const {uri = '', distribution} = model.storage
  const scheme = schemeOf(uri)
  if (!scheme)
    return fail('storage', uri === '' ? 'spec.storage.storageUri is empty' : `${uri}: OME knows no such address`)
  const parts = parseStorageUri(uri)
  if (!parts) return fail('storage', `${uri} is not of the form ${storageForms[scheme]}`)
  const delivery = deliveryOf(scheme, generation)
  if (delivery === 'never')
    return fail('storage', `OME ${generation.name} does not bring ${scheme}:// storage to the nodes`)
  if (delivery === 'agent' && agent.runs === false)
    return fail('storage', `${uri}: no model agent runs in this cluster, nothing downloads it`)
  if (
    parts.scheme === 'pvc' &&
    model.scope === 'namespace' &&
    parts.namespace !== undefined &&
    parts.namespace !== model.namespace
  )
    return fail(
      'storage',
      `the claim is in namespace ${parts.namespace}, the model in ${model.namespace ?? '-'}: only its own is mounted`,
    )
  if (distribution === 'Sharded') return fail('storage', 'distribution Sharded: no service can use it')
  return ok('storage', uri)
}

function pathCheck({model, generation, agent}: CheckedModel): Check {
  const {path, uri} = model.storage
  const [crash] = storageRisks(model.storage).filter(({effect}) => effect === 'crash')
  if (crash) return generation.nativeRollouts ? warn('path', 'spec.storage.path is empty') : fail('path', crash.message)
  const local = uri?.startsWith('local://') ? uri.slice('local://'.length) : undefined
  const folder = path ?? local
  if (folder === undefined) return skip('path', 'its files lie on no node')
  if (agent.hostPath === undefined) return skip('path', `${folder}; the agent's folder is not known`)
  return folder === agent.hostPath || folder.startsWith(`${agent.hostPath}/`)
    ? ok('path', folder)
    : warn('path', `${folder} is outside the agent's folder ${agent.hostPath}`)
}

function secretCheck({model, agent, secret}: CheckedModel): Check {
  const name = model.storage.secret
  const namespace = model.namespace ?? agent.namespace
  if (name === undefined) return skip('secret', 'it names none')
  switch (secret?.found) {
    case 'yes':
      return secret.token === undefined || secret.token === ''
        ? fail('secret', `Secret "${name}" in namespace "${namespace}" has no key "${secret.key}"`)
        : ok('secret', `Secret "${name}" in namespace "${namespace}"`)
    case 'no':
      return fail('secret', `Secret "${name}" is missing in namespace "${namespace}"`)
    default:
      return skip('secret', `you may not read Secret "${name}" in namespace "${namespace}"`)
  }
}

function metadataCheck({format, architecture, size, status}: Model): Check {
  const missing = [
    ...(format.name === '' ? ['format'] : []),
    ...(architecture === undefined ? ['architecture'] : []),
    ...(size === undefined ? ['size'] : []),
  ]
  if (size !== undefined && parseModelSize(size) <= 0)
    return fail('metadata', `size "${size}" is not read: OME takes 70.6B, 500M or 1T`)
  if (missing.length === 0) return ok('metadata', `${architecture}, ${format.name}, ${size}`)
  const words = `${missing.join(', ')} not known`
  if (status !== 'Ready') return warn('metadata', `${words} until the first node has downloaded it`)
  return format.name === '' ? fail('metadata', `${words}: no runtime can be selected`) : warn('metadata', words)
}

function downloadCheck({status, reason, nodesReady, nodesMatching, nodesFailed}: Model): Check {
  const counted = `${nodesReady.length} of ${nodesMatching ?? '?'} nodes`
  if (status === 'Stuck' || status === 'Failed') return fail('download', reason ?? status)
  if (nodesMatching === 0) return fail('download', 'its node selector matches no node with an agent')
  if (nodesFailed.length > 0) return warn('download', `${counted}, failed on ${nodesFailed.join(', ')}`)
  if (status !== 'Ready') return warn('download', `${status}, ${counted}`)
  return nodesMatching !== undefined && nodesReady.length < nodesMatching
    ? warn('download', `${counted}: services run on these alone`)
    : ok('download', counted)
}

function runtimeCheck({model, facts}: CheckedModel): Check {
  if (facts.unread.includes('clusterservingruntimes')) return skip('runtime', 'you may not list runtimes')
  if (model.format.name === '') return skip('runtime', 'its format is not known')
  const {chosen, candidates} = selectRuntime({model, namespace: model.namespace ?? '', runtimes: facts.runtimes})
  const [first] = candidates
  if (chosen)
    return ok('runtime', `${chosen.runtime.name} is selected${chosen.warnings.map((each) => `; ${each}`).join('')}`)
  return first
    ? warn('runtime', `none is selected on its own; ${first.runtime.name} fits when it is named`)
    : fail(
        'runtime',
        `none of ${facts.runtimes.length} fits: ome runtime suggest ${model.name} --all${inNamespace(model)}`,
      )
}

function memoryCheck({model, facts}: CheckedModel): Check {
  const {weightBytes: bytes, shape} = metadataOfModel(model)
  if (!facts.nodes) return skip('memory', 'you may not list nodes')
  if (bytes === undefined) return skip('memory', 'its size is not known')
  const fits = facts.nodes
    .filter(({gpus}) => gpus > 0)
    .map((node) => {
      const memory = gpuMemoryBytes([node])
      return (
        memory &&
        gpusNeeded({weightBytes: bytes, ...(shape && {shape}), gpuMemoryBytes: memory, gpusPerNode: node.gpus})
      )
    })
    .filter((fit) => fit !== undefined && fit !== 0)
  const fewest = Math.min(...fits.map(({gpus}) => gpus))
  return fits.length > 0
    ? ok(
        'memory',
        `${Math.round(bytes / 2 ** 30)} GiB of weights fit on ${fewest} ${fewest === 1 ? 'GPU' : 'GPUs'} (estimate)`,
      )
    : warn('memory', `${Math.round(bytes / 2 ** 30)} GiB of weights fit on no GPU node of the cluster (estimate)`)
}

const useCheck = ({disabled}: Model): Check =>
  disabled ? warn('use', 'disabled: no service may use it') : ok('use', 'enabled')
