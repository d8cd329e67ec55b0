const GiB = 2 ** 30

/** What the estimate needs of a model. */
export interface SizedModel {
  readonly weightGiB: number
  readonly bytesPerToken: number
}

/** The GPUs of one node. */
export interface NodeGpus {
  readonly gpus: number
  readonly totalMemoryGiB: number
}

export interface NodeEstimate {
  readonly nodes: number
  /** The fewest GPUs that hold the model, before whole nodes. */
  readonly gpus: number
}

/** Context that is reckoned with when the inference config sets no `max-model-len`. */
export const estimatedContext = 2048

/**
 * Nodes that a model needs, as KAITO fixes them when a Workspace is made; undefined when one GPU cannot even hold what
 * does not grow with the weights. Formula: KAITO v0.12.0 `pkg/workspace/estimator/nodesestimator`.
 */
export function estimateNodes(
  model: SizedModel,
  {gpus, totalMemoryGiB}: NodeGpus,
  context = estimatedContext,
): NodeEstimate | undefined {
  const weights = model.weightGiB * GiB * 1.02
  const available = Math.floor((totalMemoryGiB * GiB) / gpus) * 0.84
  const fixed = 2.3 * GiB + (context * model.bytesPerToken) / gpus
  if (available <= fixed) return undefined
  const needed = Math.floor(weights / ((available - fixed) / 1.05)) + 1
  return {nodes: Math.ceil(needed / gpus), gpus: needed}
}

/** The longest context with which {@link estimateNodes} gives at most so many nodes; 0 when none does. Its inverse. */
export function longestContext(model: SizedModel, {gpus, totalMemoryGiB}: NodeGpus, nodes: number): number {
  const available = Math.floor((totalMemoryGiB * GiB) / gpus) * 0.84
  const share = (model.weightGiB * GiB * 1.02 * 1.05) / (gpus * nodes)
  return Math.max(0, Math.ceil(((available - share - 2.3 * GiB) * gpus) / model.bytesPerToken) - 1)
}

/** How an engine spreads a model. Source: KAITO v0.12.0 `pkg/model/interface.go`. */
export interface Parallelism {
  readonly tensor: number
  readonly pipeline: number
  readonly data: number
}

/** Tensor, pipeline and data parallel sizes for a model on so many nodes of a kind. */
export function parallelismOf(weightGiB: number, {gpus, totalMemoryGiB}: NodeGpus, nodes: number): Parallelism {
  if (nodes > 1) return {tensor: gpus, pipeline: nodes, data: 1}
  if (gpus > 1 && weightGiB < (totalMemoryGiB / gpus) * 0.5) return {tensor: 1, pipeline: 1, data: gpus}
  return {tensor: gpus, pipeline: 1, data: 1}
}
