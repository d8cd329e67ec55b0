import {byFigure, type Objective as Comparison, dominates, paretoFront} from '@ome/capacity/pareto'
import {latencyOf, type Objective} from './objective.ts'
import {type Fallen, isFree, type Option, optionText} from './option.ts'

export const goals = ['cost', 'throughput', 'latency'] as const
export type Goal = (typeof goals)[number]

/** What an option has to keep to be chosen. Those that were typed are promises; the others stand where nothing was typed. */
export interface Demands {
  readonly goal: Goal
  /** Tokens a second. */
  readonly minThroughput?: {readonly value: number; readonly why: string} | undefined
  readonly maxHourly?: {readonly value: number; readonly why: string} | undefined
  readonly objectives: readonly Objective[]
  /** Tokens of the longest request; shorter ones are shown where nobody typed it. */
  readonly minContext?: {readonly value: number; readonly isTyped: boolean} | undefined
  /** GPUs that the namespace may have, its own present ones among them. */
  readonly maxGpus?: {readonly value: number; readonly why: string} | undefined
  /** Somebody typed one of them. */
  readonly isTyped: boolean
}

export interface Row extends Option {
  /** From 1, by cost; rows of unknown cost last. */
  readonly number: number
  /** Of the present configuration: the row that is better in every respect. */
  readonly dominatedBy?: number
  /** It keeps what was asked for, as far as that is known of it. */
  readonly meets: boolean
  /** Why it is not chosen although nothing is better in every respect. */
  readonly not?: string
}

export interface Choice {
  /** The options that nothing beats in every respect, and the present one. */
  readonly rows: readonly Row[]
  readonly recommended?: Row
  readonly fallen: readonly Fallen[]
}

/** Longer is better up to what the service gives now, or what was asked for. */
export const comparisons = (enough: number | undefined): readonly Comparison<Option>[] => [
  byCost,
  byFigure('most', ({throughput}) => throughput?.value),
  byFigure('least', ({e2e}) => e2e),
  byFigure('most', ({contextTokens}) => contextTokens && Math.min(contextTokens, enough ?? contextTokens)),
  byFigure('most', (option) => Number(isFree(option))),
]

/** Prices that nobody states compare where it is the same unknown price: of one accelerator. */
const byCost: Comparison<Option> = (left, right) => {
  if (left.usdPerHour !== undefined || right.usdPerHour !== undefined)
    return byFigure<Option>('least', ({usdPerHour}) => usdPerHour)(left, right)
  return left.accelerator === right.accelerator ? left.gpus - right.gpus : undefined
}

export interface ChoiceInput {
  readonly options: readonly Option[]
  readonly present: Option | undefined
  readonly demands: Demands
  readonly spreads: Readonly<Record<string, number>>
}

/** The rows that are worth a look under what was asked for, and the best of them by the goal. */
export function choose({options, present, demands, spreads}: ChoiceInput): Choice {
  const others = options.filter(({isPresent}) => !isPresent)
  const all = present ? [present, ...others] : others
  const judged = all.map((option) => ({option, problem: problemOf(option, demands, spreads)}))
  const problems = new Map(judged.map(({option, problem}) => [option, problem]))
  const able = judged.filter(({problem}) => problem === undefined || problem.stays).map(({option}) => option)
  const compare = comparisons(present?.contextTokens)
  const {front, dominated} = paretoFront(able, compare)
  const shown = present && !front.includes(present) ? [present, ...front] : front
  const ordered = shown.toSorted(byCostThenGoal(demands.goal))
  const rows = ordered.map((option, index): Row => {
    const problem = problems.get(option)
    // Of those that are shown the present one alone may be beaten.
    const better = option === present ? ordered.findIndex((each) => dominates(each, option, compare)) : -1
    return {
      ...option,
      number: index + 1,
      ...(better >= 0 && {dominatedBy: better + 1}),
      meets: problem === undefined,
      ...(problem && {not: problem.reason}),
    }
  })
  return {
    rows,
    ...recommendedOf(rows, demands.goal),
    fallen: [
      ...judged.flatMap(({option, problem}) =>
        problem && !problem.stays && option !== present ? [fallenOf(option, problem.reason)] : [],
      ),
      ...dominated.flatMap(({item, by}) =>
        item === present ? [] : [fallenOf(item, `${optionText(by)} is better in every respect`)],
      ),
    ],
  }
}

const fallenOf = (option: Option, reason: string): Fallen => ({what: optionText(option), reason, count: 1})

interface Problem {
  readonly reason: string
  /** It is shown all the same: nobody knows whether the demand is kept, or it is one that nobody typed. */
  readonly stays: boolean
}

function problemOf(option: Option, demands: Demands, spreads: Readonly<Record<string, number>>): Problem | undefined {
  const {minThroughput, maxHourly, objectives, minContext, maxGpus} = demands
  const {throughput, usdPerHour} = option
  const problems = [
    minContext && tooShort(option, minContext),
    maxGpus && tooMany(option, maxGpus),
    minThroughput && tooLittle(throughput?.value, minThroughput.value),
    maxHourly && tooDear(usdPerHour, maxHourly.value),
    ...objectives.map((objective) => tooSlow(latencyOf(objective, option, spreads), objective)),
  ].filter((problem) => problem !== undefined)
  return problems.find(({stays}) => !stays) ?? problems[0]
}

const unknown = (reason: string): Problem => ({reason, stays: true})
const broken = (reason: string): Problem => ({reason, stays: false})

function tooShort(
  {contextTokens, isPresent}: Option,
  {value, isTyped}: {readonly value: number; readonly isTyped: boolean},
): Problem | undefined {
  if (contextTokens === undefined) return isTyped && !isPresent ? unknown('its context is not known') : undefined
  if (contextTokens >= value) return undefined
  return {reason: `a context of ${contextTokens} of ${value} tokens`, stays: !isTyped}
}

const tooMany = ({gpus}: Option, {value, why}: {readonly value: number; readonly why: string}): Problem | undefined =>
  gpus > value ? {reason: `${why} leaves ${value} of ${gpus} GPUs`, stays: true} : undefined

function tooLittle(value: number | undefined, least: number): Problem | undefined {
  if (value === undefined) return unknown('its throughput is not known')
  return value < least ? broken(`makes ${Math.round(value)} of ${Math.round(least)} tokens/s`) : undefined
}

function tooDear(value: number | undefined, most: number): Problem | undefined {
  if (value === undefined) return unknown('its price is not known')
  return value > most ? broken(`costs $${value.toFixed(2)} of $${most.toFixed(2)} an hour`) : undefined
}

function tooSlow(value: number | undefined, {text, seconds, metric}: Objective): Problem | undefined {
  if (value === undefined) return unknown(`its ${metric} is not known`)
  return value > seconds ? broken(`misses ${text}: ${Math.round(value * 1000)} ms`) : undefined
}

function byCostThenGoal(goal: Goal): (left: Option, right: Option) => number {
  const others = goal === 'latency' ? [byLatency, byThroughput] : [byThroughput, byLatency]
  return (left, right) => inTurn(left, right, [byPrice, ...others])
}

const number = (value: number | undefined): number => value ?? Number.POSITIVE_INFINITY
const compared = (left: number, right: number): number => (left === right ? 0 : left < right ? -1 : 1)
type Order = (left: Option, right: Option) => number
const byPrice: Order = (left, right) => compared(number(left.usdPerHour), number(right.usdPerHour))
const byThroughput: Order = (left, right) => compared(-(left.throughput?.value ?? 0), -(right.throughput?.value ?? 0))
const byLatency: Order = (left, right) => compared(number(left.e2e), number(right.e2e))
/** What is there needs nothing, another number of replicas little, a new runtime the most. */
const byEffort: Order = (left, right) => compared(effort(left), effort(right))
const effort = ({isPresent, runtime}: Option): number => (isPresent ? 0 : runtime.kind === 'existing' ? 1 : 2)

const inTurn = (left: Option, right: Option, orders: readonly Order[]): number =>
  orders.map((order) => order(left, right)).find((order) => order !== 0) ?? (left.id < right.id ? -1 : 1)

const byGoal: Readonly<Record<Goal, readonly Order[]>> = {
  cost: [byPrice, byEffort, byThroughput, byLatency],
  throughput: [byThroughput, byPrice, byEffort],
  latency: [byLatency, byPrice, byEffort],
}

/** The best by the goal whose GPUs are free and of which all that the goal and the demands need is known. */
function recommendedOf(rows: readonly Row[], goal: Goal): Pick<Choice, 'recommended'> {
  const figure = (row: Row): number | undefined =>
    goal === 'cost' ? row.usdPerHour : goal === 'throughput' ? row.throughput?.value : row.e2e
  const able = rows.filter((row) => row.meets && isFree(row) && figure(row) !== undefined)
  const [recommended] = able.toSorted((left, right) => inTurn(left, right, byGoal[goal]))
  return recommended ? {recommended} : {}
}
