import {formatModelSize} from '@ome/capacity/model-size'
import {selectRuntime} from '@ome/capacity/runtime-selection'
import type {HubDetails} from '@ome/inference-model/hub/hub'
import type {Model} from '@ome/inference-model/model'
import type {Agent, ClusterFacts} from './cluster.ts'
import {isComplete, type Metadata} from './metadata.ts'
import {sameStorage} from './model-draft.ts'

/** `meta-llama/Llama-3.3-70B-Instruct: LlamaForCausalLM, 70.55B parameters, bf16, 131.4 GiB (weight files)`. */
export function describe(details: HubDetails, metadata: Metadata): string {
  const {architecture, parameters, weightType, quantization, weightBytes, sizeSource} = metadata
  const gib = weightBytes === undefined ? 'size unknown' : `${(weightBytes / 2 ** 30).toFixed(1)} GiB`
  const source =
    sizeSource === 'files' ? ' (weight files)' : sizeSource === 'parameters' ? ' (estimated: parameters x bytes)' : ''
  const words = [
    architecture ?? 'architecture unknown',
    parameters === undefined ? 'parameters unknown' : `${formatModelSize(parameters)} parameters`,
    quantization === undefined ? weightType : `quantization ${quantization}`,
    `${gib}${source}`,
  ]
  return `${details.id}: ${words.filter((word) => word !== undefined).join(', ')}`
}

export function runtimeNotes(
  metadata: Metadata,
  facts: ClusterFacts,
  namespace: string | undefined,
): readonly string[] {
  if (!isComplete(metadata)) return []
  const {candidates, chosen} = selectRuntime({
    model: metadata,
    namespace: namespace ?? '',
    runtimes: facts.runtimes,
  })
  if (candidates.length === 0) return ['  runtimes: none fits']
  const shown = candidates
    .slice(0, 4)
    .map(
      ({runtime, autoSelect}) =>
        `${runtime.name}${runtime === chosen?.runtime ? ' (selected)' : autoSelect ? '' : ' (named only)'}`,
    )
  const more = candidates.length > 4 ? ` and ${candidates.length - 4} more` : ''
  return [`  runtimes: ${shown.join(', ')}${more}`]
}

/** Models of namespaces that have the name already: there, commands will ask which one is meant. */
export function namesakeNotes(
  name: string,
  namespace: string | undefined,
  models: readonly Model[],
): readonly string[] {
  if (namespace !== undefined) return []
  const places = models.flatMap((model) =>
    model.name === name && model.namespace !== undefined ? [model.namespace] : [],
  )
  if (places.length === 0) return []
  return [`  namespace ${places.join(', ')} has a model ${name} of its own: commands there ask for --scope`]
}

/** Other models of the cluster with the same files: the import would download them once more. */
export function twinNotes(uri: string, name: string, models: readonly Model[]): readonly string[] {
  const twins = models.filter((model) => model.name !== name && sameStorage(model.storage.uri, uri))
  return twins.length === 0 ? [] : [`  the same files are there as model ${twins.map((twin) => twin.name).join(', ')}`]
}

export function openNotes(details: HubDetails, metadata: Metadata, pin: boolean): readonly string[] {
  if (details.configDenied)
    return [
      '  config.json needs a token that accepted the terms: what it holds stays open until the first node has downloaded the model',
    ]
  if (!pin) return ['  nothing is pinned: no runtime is selected until the first node has downloaded the model']
  return isComplete(metadata)
    ? []
    : ['  some metadata is not on the hub: it stays open until the first node has downloaded the model']
}

/** What may keep files from reaching the nodes. `path` is where the command line wants them. */
export function agentNotes({hostPath, runs}: Agent, path: string | undefined): readonly string[] {
  if (runs === false)
    return ['warning: no model agent runs in this cluster: nothing downloads the model until one does']
  return hostPath === undefined && path === undefined
    ? ["the agent's folder on the nodes is not known: OME's default is used (change it with --path)"]
    : []
}

/** The agent has its own folder of the nodes alone; `path` is where the command line wants files. */
export function folderNotes(path: string | undefined, {hostPath}: Agent): readonly string[] {
  if (path === undefined || hostPath === undefined || path.startsWith(`${hostPath}/`)) return []
  if (path === hostPath)
    return [
      `warning: ${path} is the agent's whole folder, in which all models lie: name the folder of this one below it`,
    ]
  return [
    `warning: ${path} is outside the agent's folder ${hostPath}: pods find it only where the nodes have it mounted`,
  ]
}
