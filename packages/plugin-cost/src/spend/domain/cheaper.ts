import {acceleratorOf} from '@ome/capacity/accelerators'
import {type Fit, gpusNeeded} from '@ome/capacity/memory'
import type {Accelerator} from '@ome/inference-model/accelerator'
import type {Model} from '@ome/inference-model/model'
import {modelFigures} from '@ome/inference-model/model-figures'
import type {Node} from '@ome/inference-model/node'
import type {PriceBook} from '@ome/pricing/price-book'
import {hoursPerMonth, quoteSource} from '@ome/pricing/quote'

/** Another accelerator of the cluster that would hold the model for less. */
export interface CheaperOption {
  readonly accelerator: string
  readonly gpusPerReplica: number
  readonly usdPerHour: number
  readonly savingPerMonth: number
  readonly source: string
}

export interface CheaperQuestion {
  readonly model: Model
  readonly replicas: number
  readonly usdPerHour: number
  /** Accelerator it runs on now. */
  readonly current: ReadonlySet<string>
  readonly accelerators: readonly Accelerator[]
  readonly nodes: readonly Node[]
  readonly book: PriceBook
}

/** The context that room is reckoned for. */
export const optionContext = 8192

/** Options by memory alone, a replica on one node, cheapest first. How fast they are is not known. */
export function cheaperOptions(question: CheaperQuestion): readonly CheaperOption[] {
  const {accelerators, current, usdPerHour, replicas} = question
  return accelerators
    .filter(({name, nodes}) => nodes.length > 0 && !current.has(name))
    .flatMap((accelerator) => optionOn(accelerator, question) ?? [])
    .map(({usd, ...option}) => ({...option, usdPerHour: usd * replicas}))
    .filter((option) => option.usdPerHour < usdPerHour)
    .map((option) => ({...option, savingPerMonth: (usdPerHour - option.usdPerHour) * hoursPerMonth}))
    .sort((left, right) => left.usdPerHour - right.usdPerHour)
}

function optionOn(accelerator: Accelerator, {model, nodes, book}: CheaperQuestion) {
  const own = nodes.filter(({name}) => accelerator.nodes.includes(name))
  const [node] = own
  const memory = node?.gpuMemoryBytes ?? accelerator.memoryBytes ?? knownMemory(node?.product)
  const quote = node && book.quote(node)
  const fit = memory === undefined ? undefined : fitOf(model, memory, Math.max(...own.map(({gpus}) => gpus)))
  if (!fit || !quote || fit.nodes > 1) return undefined
  return {
    accelerator: accelerator.name,
    gpusPerReplica: fit.gpus,
    usd: (quote.usdPerHour / quote.gpus) * fit.gpus,
    source: quoteSource(quote),
  }
}

const knownMemory = (product: string | undefined): number | undefined => {
  const found = product === undefined ? undefined : acceleratorOf(product)
  return found && found.memoryGiB * 2 ** 30
}

function fitOf(model: Model, gpuMemoryBytes: number, gpusPerNode: number): Fit | undefined {
  const figures = modelFigures(model)
  return figures && gpusNeeded({...figures, contextTokens: optionContext, gpuMemoryBytes, gpusPerNode})
}
