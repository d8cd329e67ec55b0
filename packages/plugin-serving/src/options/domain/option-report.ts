import type {RequestSize} from '@ome/capacity/throughput'
import type {Choice, Demands, Row} from './choice.ts'
import type {Fallen} from './option.ts'
import type {Load} from './speed.ts'
import type {Steps} from './steps.ts'

/** What was asked of the search besides the service. */
export interface OptionQuestion {
  readonly goal: Demands['goal']
  readonly minThroughput?: number | undefined
  readonly maxHourly?: number | undefined
  readonly slo?: readonly string[] | undefined
  readonly contextTokens?: number | undefined
  readonly maxReplicas?: number | undefined
  readonly inputTokens?: number | undefined
  readonly outputTokens?: number | undefined
}

/** What the search came to. */
export interface OptionReport {
  readonly service: {readonly name: string; readonly namespace: string}
  readonly size: RequestSize & {readonly from: string}
  readonly load: Load & {readonly from: string}
  readonly demands: Demands
  readonly choice: Choice
  readonly stepsTo: (row: Row) => Steps
  /** Reasons alike are one line. */
  readonly fallen: readonly Fallen[]
  readonly tried: number
  readonly maxReplicas: number
  readonly notes: readonly string[]
}

/** Why nothing was searched. */
export interface Unsearched {
  readonly why: string
}

/** What fell out for the same reason is one line: the first by name stands for all. */
export function groupedFallen(fallen: readonly Fallen[]): readonly Fallen[] {
  const groups = Map.groupBy(fallen, ({what, reason}) => `${what}\n${generalized(reason)}`)
  return [...groups.values()]
    .flatMap((all) => {
      const [first] = all
      return first ? [{...first, count: all.reduce((sum, {count}) => sum + count, 0)}] : []
    })
    .toSorted((left, right) => (left.what === right.what ? 0 : left.what < right.what ? -1 : 1))
}

const generalized = (reason: string): string => reason.replaceAll(/\d+(\.\d+)?/g, '0')
