import {fitConstants, tryPlace} from '@ome/capacity/memory'
import {engineLimits} from '@ome/inference-model/engine-arguments'
import type {Option} from './option.ts'
import {contextOf} from './runtime-change.ts'
import {optionFor, type SearchInput} from './search.ts'
import {podRoom} from './target.ts'

/** The present configuration among the options; undefined where its machines, model or runtime are not known. */
export function presentOption(input: SearchInput): Option | undefined {
  const {present, targets, variants} = input
  const {runtime, tensorParallel, nodes, replicas} = present
  const target = targets.find(({name}) => name === present.accelerator)
  const variant = variants.find(({model}) => model.name === present.model)
  if (!target || !variant || !runtime || replicas < 1 || tensorParallel < 1) return undefined
  const {figures, model} = variant
  const contextTokens = contextOf(runtime, model.maxTokens ?? figures.shape?.maxTokens)
  const {memoryShare, kvBytes} = engineLimits(runtime)
  const fit = tryPlace(
    {
      ...figures,
      gpuMemoryBytes: target.gpuMemoryBytes,
      kvBytes,
      constants: {...fitConstants, utilisation: memoryShare},
      ...(contextTokens !== undefined && {contextTokens}),
    },
    tensorParallel,
    nodes,
  )
  // It runs: that an estimate finds no room for it says something of the estimate.
  const room = 'reason' in fit ? {} : fit
  const free = podRoom(target.places, tensorParallel).free
  return optionFor(
    {...input, target, variant, split: {tensorParallel, nodes}},
    {runtime: {kind: 'existing', runtime}, fit: room, ...(contextTokens !== undefined && {contextTokens})},
    {replicas, freeReplicas: Math.max(replicas, Math.floor(free / nodes))},
  )
}
