import {formatFloat} from './number-format.ts'
import {ParseError} from './promql/ast.ts'
import {labelText} from './promql/labels.ts'
import {durationOf} from './promql/lexer.ts'
import {QueryError} from './promql/values.ts'
import {alertsOf, type Rule, type RuleGroup} from './rules.ts'
import type {TargetState} from './scraper.ts'
import type {SeriesSource} from './series-source.ts'

const instant = (ms: number): string => new Date(ms).toISOString()

/** Alerts of a rule as `/alerts` and `/rules` show them. */
export const alertObjects = (source: SeriesSource, rule: Rule, now: number): Record<string, unknown>[] =>
  alertsOf(source, rule, now).map(({labels, annotations, state, activeAt, value}) => ({
    labels,
    annotations,
    state,
    activeAt: instant(activeAt),
    value: formatFloat(value),
  }))

/** One group as `/rules` shows it; `type` narrows it to alerting or recording rules. */
export function groupObject(
  source: SeriesSource,
  group: RuleGroup,
  type: string | null,
  now: number,
): Record<string, unknown> {
  const wanted = group.rules.filter((rule) => type === null || (type === 'alert') === (rule.alert !== undefined))
  return {
    name: group.name,
    file: group.file,
    rules: wanted.map((rule) => ruleObject(source, rule, now)),
    interval: group.intervalMs / 1000,
    limit: 0,
    evaluationTime: 0.0004,
    lastEvaluation: instant(now),
  }
}

function ruleObject(source: SeriesSource, rule: Rule, now: number): Record<string, unknown> {
  const common = {
    query: String(rule.expr),
    labels: rule.labels ?? {},
    evaluationTime: 0.0002,
    lastEvaluation: instant(now),
  }
  if (rule.alert === undefined) return {name: rule.record ?? '', ...common, health: 'ok', type: 'recording'}
  const {alerts, error} = evaluated(source, rule, now)
  const state = alerts.some((alert) => alert['state'] === 'firing')
    ? 'firing'
    : alerts.length > 0
      ? 'pending'
      : 'inactive'
  return {
    state,
    name: rule.alert,
    duration: (durationOf(rule.for ?? '') ?? 0) / 1000,
    annotations: rule.annotations ?? {},
    alerts,
    ...common,
    health: error === undefined ? 'ok' : 'err',
    ...(error === undefined ? {} : {lastError: error}),
    type: 'alerting',
  }
}

function evaluated(source: SeriesSource, rule: Rule, now: number): {alerts: Record<string, unknown>[]; error?: string} {
  try {
    return {alerts: alertObjects(source, rule, now)}
  } catch (error) {
    if (error instanceof QueryError || error instanceof ParseError) return {alerts: [], error: error.message}
    throw error
  }
}

/** An endpoint as `/targets` shows it. */
export function targetObject({target, time, error}: TargetState): Record<string, unknown> {
  const {pod, port, path, labels, pool} = target
  const url = `http://${pod.status?.podIP ?? pod.metadata.name}:${port}${path}`
  return {
    discoveredLabels: {
      __address__: `${pod.status?.podIP ?? ''}:${port}`,
      __meta_kubernetes_namespace: pod.metadata.namespace ?? '',
      __meta_kubernetes_pod_name: pod.metadata.name,
      __metrics_path__: path,
      __scheme__: 'http',
      job: pool,
    },
    labels,
    scrapePool: pool,
    scrapeUrl: url,
    globalUrl: url,
    lastError: error === '' ? '' : `Get ${JSON.stringify(url)}: ${error}`,
    lastScrape: instant(time),
    lastScrapeDuration: 0.002,
    health: error === '' ? 'up' : 'down',
    scrapeInterval: '15s',
    scrapeTimeout: '10s',
  }
}

/** A text by which targets are put in order. */
export const targetOrder = ({target}: TargetState): string => `${target.pool} ${labelText(target.labels)}`
