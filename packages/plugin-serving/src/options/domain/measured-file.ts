import {at, fields, number, text} from '@ome/capacity/fields'
import type {RequestSize} from '@ome/capacity/throughput'
import {OmeError} from '@ome/sdk/errors'
import type {MeasuredSpeed} from './correction.ts'

/** A load test of the present configuration. */
export interface MeasuredFile extends MeasuredSpeed {
  readonly size: RequestSize
  readonly requestsAtOnce: number
  /** Whom it was sent to, where the file says that. */
  readonly service?: string
  readonly namespace?: string
  /** What its reader should know. */
  readonly notes: readonly string[]
}

const makeOne = 'make one: ome benchmark service NAME --concurrency 32 --save FILE'

/** What `ome benchmark --save` wrote, or `vllm bench serve --save-result`: their fields are the same. Throws `usage`. */
export function readMeasuredFile(content: string, file: string): MeasuredFile {
  const value = fields(parsed(content, file))
  const of = (name: string): number | undefined => number(value[name])
  const [completed, throughput] = [of('completed'), of('output_throughput')]
  if (completed === undefined || throughput === undefined)
    throw new OmeError('usage', `${file} is no result of a benchmark`, [makeOne])
  if (!(completed > 0) || !(throughput > 0))
    throw new OmeError('usage', `${file}: no request came to an end, so that nothing was measured`, [makeOne])
  const report = at(value, 'ome')
  const requestsAtOnce = of('max_concurrency') ?? number(at(report, 'concurrency', 'mean'))
  if (requestsAtOnce === undefined || !(requestsAtOnce > 0))
    throw new OmeError('usage', `${file} does not tell how many requests were on their way at once`, [makeOne])
  const [service, namespace] = [text(at(report, 'setup', 'service')), text(at(report, 'setup', 'namespace'))]
  const day = text(at(report, 'setup', 'startedAt'))?.slice(0, 10) ?? text(value['date'])
  const verdict = text(at(report, 'trust', 'verdict'))
  return {
    from: day === undefined ? file : `${file} of ${day}`,
    throughput,
    requestsAtOnce,
    size: {
      inputTokens: (of('total_input_tokens') ?? 0) / completed,
      outputTokens: (of('total_output_tokens') ?? 0) / completed,
    },
    ...seconds('ttft', of('mean_ttft_ms')),
    ...seconds('itl', of('mean_itl_ms') ?? of('mean_tpot_ms')),
    spreads: spreadsOf(of),
    ...(service !== undefined && {service}),
    ...(namespace !== undefined && {namespace}),
    notes: [
      ...(verdict === undefined || verdict === 'OK' ? [] : [`${file}: the load test calls itself ${verdict}`]),
      ...(at(report, 'setup', 'isSimulated') === true ? [`${file} was measured of a simulated engine`] : []),
    ],
  }
}

function parsed(content: string, file: string): unknown {
  try {
    return JSON.parse(content)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new OmeError('usage', `${file} is no JSON: ${why}`, [makeOne], {cause: error})
  }
}

const seconds = <Key extends string>(key: Key, ms: number | undefined): {readonly [K in Key]?: number} =>
  ms === undefined ? {} : ({[key]: ms / 1000} as {readonly [K in Key]: number})

const theirs = {ttft: 'ttft', itl: 'itl', e2e: 'e2el'} as const

/** Percentiles as multiples of the mean. */
function spreadsOf(of: (name: string) => number | undefined): Readonly<Record<string, number>> {
  const pairs = Object.entries(theirs).flatMap(([name, word]) => {
    const mean = of(`mean_${word}_ms`)
    const told = [
      ['p50', of(`median_${word}_ms`)],
      ['p95', of(`p95_${word}_ms`)],
      ['p99', of(`p99_${word}_ms`)],
    ] as const
    return told.flatMap(([statistic, ms]) =>
      mean === undefined || !(mean > 0) || ms === undefined ? [] : [[`${name}.${statistic}`, ms / mean] as const],
    )
  })
  return Object.fromEntries(pairs)
}
