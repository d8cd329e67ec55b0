import type {ResolvedModel} from '@ome/kaito/model-resolution'
import {usd} from '@ome/kaito/sizing'
import type {TuningMemory} from '@ome/kaito/tuning-memory'
import {quoteSource} from '@ome/pricing/quote'
import type {StartWish} from './start-wish.ts'
import {gib, type TrainingPlace} from './training-place.ts'

export interface Decided {
  readonly wish: StartWish
  readonly model: ResolvedModel
  readonly memory: TuningMemory
  readonly place: TrainingPlace
  readonly notes: readonly string[]
}

/** The lines over a plan: what was decided, then how words were taken. */
export function startNotes({wish, model, memory, place, notes}: Decided): readonly string[] {
  const {row} = place
  const {instance} = row
  return [
    `model ${model.preset}: ${model.model?.weightGiB ?? '?'} GiB of weights, ${wish.method}`,
    `1 node × ${instance.gpus} ${instance.gpus === 1 ? 'GPU' : 'GPUs'} of ${instance.instanceType} (${instance.gpuModel}, ${instance.totalMemoryGiB} GiB)`,
    priceWords(place),
    ...(wish.estimates ? estimateWords(wish, memory, place) : []),
    ...notes.map((note) => (note.startsWith('warning: ') ? note : `note: ${note}`)),
  ]
}

function priceWords({row: {quote, usdPerHour}}: TrainingPlace): string {
  if (!quote || usdPerHour === undefined) return 'price: <unknown>/h, no source states one for this node'
  return `price: ${usd(usdPerHour)}/h for the GPU node alone (${quoteSource(quote)})`
}

function estimateWords({expectedHours}: StartWish, memory: TuningMemory, {row}: TrainingPlace): readonly string[] {
  const parts = memory.parts.map(({what, bytes}) => `${what} ${gib(bytes)}`).join(' + ')
  const rate = row.usdPerHour
  const hours = expectedHours ?? 1
  const total = rate === undefined ? '<unknown>' : `${(rate * hours).toFixed(2)} USD`
  const ask = expectedHours === undefined ? '; --expect-hours N tells the total' : ''
  return [
    `memory of a GPU: ${parts} = ${gib(memory.totalBytes)} (${memory.basis})`,
    `cost: ${total} for ${hours} ${hours === 1 ? 'hour' : 'hours'}${ask}`,
  ]
}

/** The same for programs. */
export function startDetails({wish, model, memory, place}: Decided): Readonly<Record<string, unknown>> {
  const {row, instanceType} = place
  return {
    object: `workspace/${wish.name}`,
    model: model.preset,
    method: wish.method,
    instanceType,
    nodes: 1,
    gpusPerNode: row.instance.gpus,
    memoryGiB: Number((memory.totalBytes / 2 ** 30).toFixed(2)),
    ...(row.quote && {usdPerHour: row.usdPerHour, priceSource: quoteSource(row.quote)}),
    ...(wish.expectedHours !== undefined &&
      row.usdPerHour !== undefined && {expectedUsd: Number((row.usdPerHour * wish.expectedHours).toFixed(2))}),
  }
}
