import type {IncomingMessage, ServerResponse} from 'node:http'
import {alertObjects, groupObject, targetObject, targetOrder} from './api-objects.ts'
import {
  bad,
  durationParameter,
  invalid,
  limits,
  matchersOf,
  Refusal,
  readable,
  spanOf,
  timeOf,
} from './api-parameters.ts'
import {formatFloat} from './number-format.ts'
import type {Matcher} from './promql/ast.ts'
import {instantQuery, type QueryResult, rangeQuery} from './promql/query.ts'
import {matches} from './promql/select.ts'
import {QueryError} from './promql/values.ts'
import type {RuleGroup} from './rules.ts'
import type {TargetState} from './scraper.ts'
import type {Labels, SeriesSource} from './series-source.ts'
import type {MetricFamily} from './text-format.ts'

/** What the API answers from. */
export interface ApiState {
  readonly source: SeriesSource
  readonly groups: readonly RuleGroup[]
  readonly targets: readonly TargetState[]
  readonly families: ReadonlyMap<string, MetricFamily>
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly begun: number
}

const mostPoints = 11_000
const version = '2.42.0'

/** Answers one request to Prometheus; the body of a POST form counts as part of the query string. */
export function answerPrometheus(
  state: ApiState,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): void {
  const url = new URL(path, 'http://prometheus')
  if (request.method !== 'POST') {
    answer(state, request.method ?? 'GET', url, response)
    return
  }
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    for (const [name, value] of new URLSearchParams(Buffer.concat(chunks).toString()))
      url.searchParams.append(name, value)
    answer(state, 'POST', url, response)
  })
}

function answer(state: ApiState, method: string, url: URL, response: ServerResponse): void {
  const {code, type, body} = answerOf(state, method, url)
  response.writeHead(code, {'content-type': type})
  response.end(body)
}

interface Answer {
  readonly code: number
  readonly type: string
  readonly body: string
}

const text = (code: number, body: string): Answer => ({code, type: 'text/plain; charset=utf-8', body})

const json = (code: number, body: string): Answer => ({code, type: 'application/json', body})

function answerOf(state: ApiState, method: string, url: URL): Answer {
  const plain = plainPages[url.pathname]
  if (plain !== undefined) return text(200, plain)
  const handler = handlerOf(url.pathname)
  if (!handler) return text(404, '404 page not found\n')
  const posted = /^\/api\/v1\/(query|query_range|series|labels)$/.test(url.pathname)
  if (method !== 'GET' && !(method === 'POST' && posted)) return text(405, 'Method Not Allowed\n')
  try {
    return json(200, `{"status":"success","data":${JSON.stringify(handler(state, url.searchParams))}}`)
  } catch (error) {
    const {code, type, message} = refusalOf(error)
    return json(code, JSON.stringify({status: 'error', errorType: type, error: message}))
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof QueryError) return new Refusal(error.type === 'timeout' ? 503 : 422, error.type, error.message)
  return new Refusal(500, 'internal', error instanceof Error ? error.message : String(error))
}

const plainPages: Readonly<Record<string, string>> = {
  '/-/healthy': 'Prometheus Server is Healthy.\n',
  '/-/ready': 'Prometheus Server is Ready.\n',
}

type Handler = (state: ApiState, query: URLSearchParams) => unknown

const handlers: Readonly<Record<string, Handler>> = {
  query: ({source, now}, query) => {
    const time = timeOf(query, 'time', now)
    const expression = query.get('query') ?? ''
    readable(expression)
    return resultOf(instantQuery(source, expression, time, limits(query)))
  },
  query_range: rangeAnswer,
  series: ({source, now}, query) => {
    const selectors = matchersOf(query)
    if (selectors.length === 0) throw bad('no match[] parameter provided')
    return unique(found(source, selectors, spanOf(query, now)))
  },
  labels: ({source, now}, query) =>
    [...new Set(found(source, matchersOf(query), spanOf(query, now)).flatMap((labels) => Object.keys(labels)))].sort(),
  targets: ({targets}, query) => {
    const wanted = query.get('state') ?? 'any'
    const sorted = targets.toSorted((a, b) => (targetOrder(a) < targetOrder(b) ? -1 : 1))
    return {activeTargets: wanted === 'dropped' ? [] : sorted.map(targetObject), droppedTargets: []}
  },
  metadata: ({families}, query) => {
    const wanted = query.get('metric')
    const limit = Number(query.get('limit') ?? -1)
    const all = [...families].filter(([name]) => wanted === null || name === wanted)
    const shown = limit >= 0 ? all.slice(0, limit) : all
    return Object.fromEntries(shown.map(([name, {type, help}]) => [name, [{type, help, unit: ''}]]))
  },
  rules: ({source, groups, now}, query) => {
    const type = query.get('type')
    if (type !== null && type !== 'alert' && type !== 'record')
      throw invalid('type', `not supported value ${JSON.stringify(type)}`)
    return {groups: groups.map((group) => groupObject(source, group, type, now))}
  },
  alerts: ({source, groups, now}) => ({
    alerts: groups.flatMap(({rules}) =>
      rules.filter(({alert}) => alert).flatMap((rule) => alertObjects(source, rule, now)),
    ),
  }),
  'status/buildinfo': () => ({
    version,
    revision: 'sandbox',
    branch: 'HEAD',
    buildUser: 'sandbox',
    buildDate: '20230131-00:00:00',
    goVersion: 'go1.19.5',
  }),
  'status/runtimeinfo': ({begun, groups}) => ({
    startTime: new Date(begun).toISOString(),
    CWD: '/prometheus',
    reloadConfigSuccess: true,
    lastConfigTime: new Date(begun).toISOString(),
    corruptionCount: 0,
    goroutineCount: 40 + groups.length,
    GOMAXPROCS: 4,
    GOGC: '',
    GODEBUG: '',
    storageRetention: '60d',
  }),
}

function handlerOf(pathname: string): Handler | undefined {
  const name = /^\/api\/v1\/(.+)$/.exec(pathname)?.[1] ?? ''
  const label = /^label\/([^/]+)\/values$/.exec(name)?.[1]
  if (label === undefined) return handlers[name]
  return ({source, now}, query) => {
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) throw bad(`invalid label name: ${JSON.stringify(label)}`)
    const values = found(source, matchersOf(query), spanOf(query, now)).flatMap((labels) => labels[label] ?? [])
    return [...new Set(values)].sort()
  }
}

function rangeAnswer({source}: ApiState, query: URLSearchParams): unknown {
  const start = timeOf(query, 'start')
  const end = timeOf(query, 'end')
  if (end < start) throw invalid('end', 'end timestamp must not be before start time')
  const step = durationParameter(query, 'step')
  if (step <= 0)
    throw invalid('step', 'zero or negative query resolution step widths are not accepted. Try a positive integer')
  if ((end - start) / step > mostPoints)
    throw bad(
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    )
  const text = query.get('query') ?? ''
  const type = readable(text)
  if (type !== 'scalar' && type !== 'instant vector')
    throw invalid(
      'query',
      `invalid expression type ${JSON.stringify(type)} for range query, must be Scalar or instant Vector`,
    )
  return resultOf(rangeQuery(source, text, {start, end, step}, limits(query)))
}

function found(
  source: SeriesSource,
  selectors: readonly (readonly Matcher[])[],
  {from, to}: {from: number; to: number},
): Labels[] {
  const tests = selectors.map(matches)
  return [...source.series(from, to)]
    .filter(({labels}) => tests.length === 0 || tests.some((test) => test(labels)))
    .filter(
      (series) =>
        series.samples(Math.max(from, to - 3_600_000), to).times.length > 0 ||
        series.samples(from, to).times.length > 0,
    )
    .map(({labels}) => labels)
}

const unique = (all: readonly Labels[]): Labels[] => [
  ...new Map(all.map((labels) => [JSON.stringify(labels), labels])).values(),
]

const point = (time: number, value: number): [number, string] => [time / 1000, formatFloat(value)]

function resultOf(result: QueryResult): unknown {
  switch (result.type) {
    case 'vector':
      return {
        resultType: 'vector',
        result: result.samples.map(({labels, value}) => ({metric: labels, value: point(result.time, value)})),
      }
    case 'matrix':
      return {
        resultType: 'matrix',
        result: result.series.map(({labels, times, values}) => ({
          metric: labels,
          values: times.map((time, index) => point(time, values[index] ?? Number.NaN)),
        })),
      }
    case 'scalar':
      return {resultType: 'scalar', result: point(result.time, result.value)}
    case 'string':
      return {resultType: 'string', result: [result.time / 1000, result.value]}
  }
}
