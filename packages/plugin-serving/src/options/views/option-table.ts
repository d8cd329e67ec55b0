import type {Block, Cell, Line, Tone} from '@ome/sdk/view'
import {numberText} from '../../measure/domain/metric-rows.ts'
import type {Demands, Row} from '../domain/choice.ts'
import {type Figure, isFree, optionText} from '../domain/option.ts'
import type {OptionReport} from '../domain/option-report.ts'
import {splitText} from '../domain/split.ts'

export interface ShownOptions {
  readonly report: OptionReport
  /** Rows at the most; those around the recommended one. */
  readonly limit: number
  readonly explains: boolean
  /** The row whose way is told, instead of the recommended one. */
  readonly asked?: Row | undefined
}

/** Options as a person reads them: the table, what is recommended and how it is done. */
export function optionBlocks({report, limit, explains, asked}: ShownOptions): readonly Block[] {
  const {choice} = report
  const shown = shownRows(choice.rows, limit, asked ?? choice.recommended)
  const left = choice.rows.length - shown.length
  const most = left > 0 ? `; ${left} more: --limit ${choice.rows.length}` : ''
  const {told, commands} = adviceOf(report, asked)
  return [
    {type: 'lines', title: 'Options', lines: [prose(`${circumstances(report)}${most}`, 'muted')]},
    {
      type: 'table',
      header: ['#', 'REPLICAS', 'GPUS', 'MODEL', 'CONTEXT', 'TOKENS/S', 'TTFT', 'ITL', '$/H', 'FIGURES', 'NOTE'],
      ranks: ['keep', 'keep', 'keep', 3, 2, 'keep', 1, 2, 'keep', 0, 'keep'],
      rows: shown.map((row) => cells(row, choice.recommended)),
      tones: shown.map((row) => toneOf(row, choice.recommended)),
    },
    {type: 'lines', lines: basisLines(choice.rows)},
    {type: 'lines', title: asked ? `Row ${asked.number}` : 'Recommended', lines: told.map((text) => prose(text))},
    ...(commands.length > 0 ? [{type: 'text', text: commands.join('\n')} as const] : []),
    ...(explains ? [fallenTable(report)] : []),
  ]
}

/** On a narrow terminal it goes on below itself. */
const prose = (text: string, tone?: Tone): Line => ({spans: [{text, ...(tone && {tone})}], hang: 2})

/** The present row, the one that matters, and what costs about as much. */
function shownRows(rows: readonly Row[], limit: number, centre: Row | undefined): readonly Row[] {
  if (rows.length <= limit) return rows
  const at = centre ? rows.indexOf(centre) : 0
  const near = rows.toSorted((left, right) => {
    const [own, other] = [left, right].map((row) => (row.isPresent ? -1 : Math.abs(rows.indexOf(row) - at)))
    return (own ?? 0) - (other ?? 0)
  })
  const kept = new Set(near.slice(0, limit))
  return rows.filter((row) => kept.has(row))
}

const cells = (row: Row, recommended: Row | undefined): readonly Cell[] => [
  row.number,
  row.replicas,
  `${splitText(row)} ${row.accelerator}`,
  `${row.model.name} (${row.weightType})`,
  row.contextTokens ?? 'unknown',
  row.throughput ? Math.round(row.throughput.value) : 'unknown',
  latency(row.ttft, row.ttft?.highest),
  row.itl ? latency(row.itl) : row.throughput ? 'overloaded' : 'unknown',
  row.usdPerHour === undefined ? 'unknown' : row.usdPerHour.toFixed(2),
  basisOf(row),
  noteOf(row, recommended),
]

const latency = (figure: Figure | undefined, highest?: number): string => {
  if (!figure) return 'unknown'
  const low = ms(figure.value)
  return highest === undefined ? `${low} ms` : `${low}–${ms(highest)} ms`
}

const ms = (seconds: number): string => numberText(Number((seconds * 1000).toPrecision(3)))

/** `measured` where all that is known was; else what was. */
function basisOf({throughput, ttft, itl}: Row): string {
  const known = [
    ['tokens/s', throughput],
    ['ttft', ttft],
    ['itl', itl],
  ] as const
  const figures = known.filter(([, figure]) => figure !== undefined)
  const measured = figures.filter(([, figure]) => figure?.basis === 'measured').map(([name]) => name)
  if (figures.length === 0) return '-'
  if (measured.length === 0) return 'estimated'
  return measured.length === figures.length ? 'measured' : `${measured.join(', ')} measured`
}

function noteOf(row: Row, recommended: Row | undefined): string {
  const words = [
    ...(row.isPresent ? ['present'] : []),
    ...(row === recommended ? ['recommended'] : []),
    ...(row.dominatedBy === undefined ? [] : [`${row.dominatedBy} is better`]),
    ...(isFree(row) ? [] : [`waits for GPUs: ${row.freeReplicas} of ${row.replicas} find room`]),
    ...(row.not === undefined ? [] : [row.not]),
  ]
  return words.length === 0 ? '-' : words.join('; ')
}

const toneOf = (row: Row, recommended: Row | undefined): Tone | undefined =>
  row === recommended ? 'good' : row.isPresent ? 'strong' : isFree(row) && row.meets ? undefined : 'muted'

/** From what the figures come, each source once; accelerators differ by row and are in the data. */
function basisLines(rows: readonly Row[]): readonly Line[] {
  const figures = rows.flatMap(({throughput, ttft, itl}) =>
    [throughput, ttft, itl].filter((each) => each !== undefined),
  )
  const of = (basis: Figure['basis']) => [
    ...new Set(figures.filter((each) => each.basis === basis).map(({from}) => from.split(';')[0])),
  ]
  const [estimated, measured] = [of('estimated'), of('measured')]
  return [
    ...(estimated.length > 0 ? [`estimated: ${estimated.join(', ')}, by the accelerator table`] : []),
    ...(measured.length > 0 ? [`measured: ${measured.join(', ')}`] : []),
  ].map((text) => prose(text, 'muted'))
}

/** What the figures are about. */
export function circumstances({load, size, maxReplicas, tried}: OptionReport): string {
  const what =
    load.kind === 'at-once'
      ? `${numberText(load.requests)} requests at once (${load.from})`
      : load.tokensPerSecond > 0
        ? `a load of ${numberText(load.tokensPerSecond)} tokens/s (${load.from})`
        : 'no load'
  const tokens = `requests of ${Math.round(size.inputTokens)} tokens in and ${Math.round(size.outputTokens)} out (${size.from})`
  return `${what}, ${tokens}; ${tried} combinations of GPUs, weights and 1 to ${maxReplicas} replicas`
}

/** What is wanted, and the lines that do it. */
function adviceOf(
  report: OptionReport,
  asked: Row | undefined,
): {readonly told: readonly string[]; readonly commands: readonly string[]} {
  const {choice, demands, stepsTo} = report
  const row = asked ?? choice.recommended
  if (!row) return {told: [`no option ${demandText(demands)}: ${nearest(report)}`], commands: []}
  const {commands} = stepsTo(row)
  const why = asked
    ? optionText(row)
    : `row ${row.number} for ${demands.goal}, ${demandText(demands)}${saving(report, row)}`
  const present = choice.rows.find(({isPresent}) => isPresent)
  const isOther = present !== undefined && present.weightType !== row.weightType
  return {
    told: [
      commands.length === 0 ? `keep what is there: ${why}` : why,
      ...(row.priceSource === undefined ? [] : [`price: ${row.priceSource}`]),
      ...(isOther
        ? [`other weights than now (${row.weightType} for ${present.weightType}): compare their answers first`]
        : []),
    ],
    commands,
  }
}

export function demandText({minThroughput, maxHourly, objectives, minContext}: Demands): string {
  const words = [
    ...(minThroughput ? [`at least ${numberText(minThroughput.value)} tokens/s (${minThroughput.why})`] : []),
    ...(maxHourly ? [`at most $${maxHourly.value.toFixed(2)} an hour (${maxHourly.why})`] : []),
    ...objectives.map(({text}) => text),
    ...(minContext?.isTyped ? [`a context of ${minContext.value} tokens`] : []),
  ]
  return words.length === 0 ? 'with nothing asked for' : `with ${words.join(', ')}`
}

function saving({choice}: OptionReport, row: Row): string {
  const now = choice.rows.find(({isPresent}) => isPresent)?.usdPerHour
  if (row.isPresent || now === undefined || row.usdPerHour === undefined) return ''
  const less = now - row.usdPerHour
  if (Math.abs(less) < 0.005) return '; costs the same'
  return `; ${less >= 0 ? `saves $${less.toFixed(2)}` : `costs $${(-less).toFixed(2)} more`} an hour`
}

function nearest({choice, demands}: OptionReport): string {
  const able = choice.rows.filter(({meets}) => meets)
  if (able.some(isFree))
    return demands.goal === 'cost'
      ? 'prices are not known: state one with --price or --prices'
      : 'the speed of its accelerators is in no table'
  const [busy] = able
  if (busy) return `row ${busy.number} would, but its GPUs are in use`
  return 'see what fell out: --explain'
}

const fallenTable = ({fallen}: OptionReport): Block => ({
  type: 'table',
  title: 'Fell out',
  header: ['WHAT', 'COUNT', 'REASON'],
  ranks: ['keep', 0, 'keep'],
  rows: fallen.map(({what, count, reason}) => [what, count, reason]),
})

/** All figures, for programs. */
export function optionsDocument({report, explains}: ShownOptions): unknown {
  const {service, size, load, demands, choice, fallen, tried, maxReplicas, stepsTo, notes} = report
  return {
    service,
    request: size,
    load,
    goal: demands.goal,
    minThroughput: demands.minThroughput ?? null,
    maxHourlyUsd: demands.maxHourly ?? null,
    slo: demands.objectives.map(({text}) => text),
    searched: {combinations: tried, maxReplicas},
    recommended: choice.recommended?.number ?? null,
    options: choice.rows.map((row) => rowDocument(row, stepsTo(row).commands)),
    fallen: {count: fallen.reduce((sum, {count}) => sum + count, 0), ...(explains && {items: fallen})},
    notes,
  }
}

const rowDocument = (row: Row, commands: readonly string[]) => ({
  row: row.number,
  id: row.id,
  present: row.isPresent,
  accelerator: row.accelerator,
  tensorParallel: row.tensorParallel,
  nodes: row.nodes,
  replicas: row.replicas,
  gpus: row.gpus,
  model: row.model.name,
  weights: row.weightType,
  contextTokens: row.contextTokens ?? null,
  runtime: row.runtime.kind === 'existing' ? row.runtime.runtime.name : row.runtime.name,
  runtimeIsNew: row.runtime.kind === 'copy',
  requestsAtOnce: row.requestsAtOnce,
  tokensPerSecond: row.throughput ?? null,
  ttftSeconds: row.ttft ?? null,
  itlSeconds: row.itl ?? null,
  e2eSeconds: row.e2e ?? null,
  usdPerHour: row.usdPerHour ?? null,
  priceSource: row.priceSource ?? null,
  gpusFree: isFree(row),
  replicasThatFindGpus: row.freeReplicas,
  dominatedBy: row.dominatedBy ?? null,
  meets: row.meets,
  why: row.not ?? null,
  command: commands,
})
