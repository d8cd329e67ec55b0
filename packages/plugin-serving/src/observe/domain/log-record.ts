import {parseStamped, type StampedLine} from '@ome/sdk/stamped-line'

/** One line of one pod, with the time the kubelet received it. */
export interface LogLine {
  readonly pod: string
  readonly at: string
  readonly text: string
}

export type LogLevel = 'debug' | 'info' | 'warning' | 'error'

export const logLevels: readonly LogLevel[] = ['debug', 'info', 'warning', 'error']

const words: Readonly<Record<string, LogLevel>> = {
  DEBUG: 'debug',
  INFO: 'info',
  WARNING: 'warning',
  WARN: 'warning',
  ERROR: 'error',
  CRITICAL: 'error',
  FATAL: 'error',
}

// vLLM: `INFO 11-21 13:00:00 [core.py:58] …`, also behind `(EngineCore pid=1) `; uvicorn: `INFO:     10.0.0.1:…`;
// SGLang: `[2026-11-21 13:00:00 TP0] …` without a level, its warnings and errors with one behind the bracket; its
// router and Python's logging: `2026-11-21T13:00:00Z  INFO …`, `2026-11-21 13:00:00,123 - ERROR - …`; JSON; klog.
const level = '(DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL)'
const patterns = [
  new RegExp(`^(?:\\([^)]*\\) )?${level}\\b`),
  new RegExp(`^\\[\\d{4}-\\d\\d-\\d\\d[^\\]]*\\] (?:${level}\\b)?`),
  new RegExp(`^\\d{4}-\\d\\d-\\d\\d[T ][\\d:.,+Z-]+\\s+(?:-\\s+\\S+\\s+)?(?:-\\s+)?\\[?${level}\\b`),
  /^\{.*"(?:level|levelname|severity)":\s*"(\w+)"/,
]
const klog = /^([IWEF])\d{4} \d\d:\d\d/
const klogWords: Readonly<Record<string, LogLevel>> = {I: 'info', W: 'warning', E: 'error', F: 'error'}
const exception = /^[\w.]*(?:Error|Exception)\b:/
const failure = /^(?:[\w.]*(?:Error|Exception)\b:?|Traceback \(most recent call last\))|\bhit an exception: /

/** The level a line states, or undefined for a line that belongs to the one before it. */
export function levelOf(text: string): LogLevel | undefined {
  if (failure.test(text)) return 'error'
  for (const pattern of patterns) {
    const found = pattern.exec(text)
    if (found) return words[(found[1] ?? 'INFO').toUpperCase()]
  }
  return klogWords[klog.exec(text)?.[1] ?? '']
}

/**
 * Keeps the lines at or above a level, per pod, tracebacks included: a line without a level of its own has that of the
 * line before it.
 */
export function levelFilter(least: LogLevel | undefined): (line: LogLine) => boolean {
  if (least === undefined) return () => true
  const wanted = logLevels.indexOf(least)
  const current = new Map<string, LogLevel>()
  return ({pod, text}) => {
    const level = levelOf(text) ?? current.get(pod) ?? 'info'
    current.set(pod, level)
    return logLevels.indexOf(level) >= wanted
  }
}

/** The line that says why a run ended: the last exception, else the last error; undefined when it names none. */
export function lastError(lines: readonly string[]): string | undefined {
  const texts = lines.map((line) => line.trim())
  return texts.findLast((line) => exception.test(line)) ?? texts.findLast((line) => levelOf(line) === 'error')
}

/** A line as the API sends it with `timestamps=true`. */
export const parseLogLine = (pod: string, line: string): LogLine => toLogLine({pod, ...parseStamped(line)})

/** A line whose time can be shown: RFC 3339 in UTC. */
export const toLogLine = (line: StampedLine & {readonly pod: string}): LogLine => ({
  ...line,
  at: line.at === '' ? '' : `${line.at}Z`,
})

/** Whether a time of the API is behind another one: they have as many digits after the second as they need. */
export const isLater = (time: string, other: string): boolean => time.replace('Z', '') > other.replace('Z', '')
