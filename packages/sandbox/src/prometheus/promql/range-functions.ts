import {quantile} from './quantiles.ts'
import type {Bounds, Window} from './values.ts'

type RangeFunction = (window: Window, bounds: Bounds, args: readonly number[]) => number | undefined

const first = (values: readonly number[]): number => values[0] ?? Number.NaN
const last = (values: readonly number[]): number => values.at(-1) ?? Number.NaN
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** The first number of the list that is not NaN decides, as in Prometheus: NaN loses against everything. */
const best = (values: readonly number[], wins: (a: number, b: number) => boolean): number =>
  values.reduce((held, value) => (wins(value, held) || Number.isNaN(held) ? value : held))

function variance(values: readonly number[]): number {
  const mean = sum(values) / values.length
  return sum(values.map((value) => (value - mean) ** 2)) / values.length
}

/** Increase over the window, carried on to its edges where samples reach near enough to them; a drop of a counter is a restart. */
function extrapolated(
  {times, values}: Window,
  {start, end}: Bounds,
  isCounter: boolean,
  isRate: boolean,
): number | undefined {
  if (values.length < 2) return undefined
  let grown = last(values) - first(values)
  if (isCounter)
    for (const [index, value] of values.entries())
      if (index > 0 && value < (values[index - 1] ?? 0)) grown += values[index - 1] ?? 0
  let toStart = (first(times) - start) / 1000
  const toEnd = (end - last(times)) / 1000
  const sampled = (last(times) - first(times)) / 1000
  const between = sampled / (values.length - 1)
  if (isCounter && grown > 0 && first(values) >= 0) toStart = Math.min(toStart, sampled * (first(values) / grown))
  const reach = (gap: number): number => (gap < between * 1.1 ? gap : between / 2)
  const factor = (sampled + reach(toStart) + reach(toEnd)) / sampled
  return grown * (isRate ? factor / ((end - start) / 1000) : factor)
}

function lastTwo({times, values}: Window, isRate: boolean): number | undefined {
  if (values.length < 2) return undefined
  const [before = 0, after = 0] = values.slice(-2)
  const [t0 = 0, t1 = 0] = times.slice(-2)
  const grown = isRate && after < before ? after : after - before
  if (t1 === t0) return undefined
  return isRate ? grown / ((t1 - t0) / 1000) : grown
}

/** Slope per second and value at `origin` of the line of least squares. */
function regression({times, values}: Window, origin: number): {slope: number; intercept: number} {
  const count = values.length
  if (values.every((value) => value === values[0]))
    return {slope: 0, intercept: Number.isFinite(first(values)) ? first(values) : Number.NaN}
  const xs = times.map((time) => (time - origin) / 1000)
  const sumX = sum(xs)
  const sumY = sum(values)
  const covariance = sum(xs.map((x, index) => x * (values[index] ?? 0))) - (sumX * sumY) / count
  const slope = covariance / (sum(xs.map((x) => x * x)) - (sumX * sumX) / count)
  return {slope, intercept: sumY / count - (slope * sumX) / count}
}

const pairs = (values: readonly number[], differs: (before: number, after: number) => boolean): number =>
  values.filter((value, index) => index > 0 && differs(values[index - 1] ?? 0, value)).length

function holtWinters({values}: Window, smoothing: number, trending: number): number | undefined {
  if (values.length < 2) return undefined
  let level = first(values)
  let trend = (values[1] ?? 0) - level
  let previous = 0
  for (const [index, value] of values.entries()) {
    if (index === 0) continue
    if (index > 1) trend = trending * (level - previous) + (1 - trending) * trend
    previous = level
    level = smoothing * value + (1 - smoothing) * (level + trend)
  }
  return level
}

/** Functions of a range vector, one series at a time; undefined: the series is not in the result. */
export const rangeFunctions: Readonly<Record<string, RangeFunction>> = {
  rate: (window, bounds) => extrapolated(window, bounds, true, true),
  increase: (window, bounds) => extrapolated(window, bounds, true, false),
  delta: (window, bounds) => extrapolated(window, bounds, false, false),
  irate: (window) => lastTwo(window, true),
  idelta: (window) => lastTwo(window, false),
  deriv: (window) => (window.values.length < 2 ? undefined : regression(window, first(window.times)).slope),
  predict_linear: (window, {end}, [seconds = 0]) => {
    if (window.values.length < 2) return undefined
    const {slope, intercept} = regression(window, end)
    return slope * seconds + intercept
  },
  avg_over_time: ({values}) => sum(values) / values.length,
  sum_over_time: ({values}) => sum(values),
  min_over_time: ({values}) => best(values, (a, b) => a < b),
  max_over_time: ({values}) => best(values, (a, b) => a > b),
  count_over_time: ({values}) => values.length,
  last_over_time: ({values}) => last(values),
  present_over_time: () => 1,
  stddev_over_time: ({values}) => Math.sqrt(variance(values)),
  stdvar_over_time: ({values}) => variance(values),
  quantile_over_time: ({values}, _, [q = Number.NaN]) => quantile(q, values),
  changes: ({values}) =>
    pairs(values, (before, after) => before !== after && !(Number.isNaN(before) && Number.isNaN(after))),
  resets: ({values}) => pairs(values, (before, after) => after < before),
  holt_winters: (window, _, [smoothing = 0, trending = 0]) => holtWinters(window, smoothing, trending),
}

/** Those that keep the name of the metric. */
export const keepsName = (name: string): boolean => name === 'last_over_time'
