import assert from 'node:assert/strict'
import type {Prometheus, RangeSpan} from '@ome/engine-metrics/prometheus-api'
import {anyPods} from '../domain/gpu-hours.ts'
import {hourMs} from '../domain/span.ts'
import {askHours} from './ask-hours.ts'

const asked = {fromMs: 0, toMs: 100 * hourMs}
const choice = {namespace: 'default', pods: 'chat-.*'}

/** Saw a pod with 2 GPUs in the looks of `own`, and any pod in those of `any`. */
function server(own: (hour: number) => boolean, any: (hour: number) => boolean): Prometheus {
  const points = ({fromMs, toMs, stepSeconds}: RangeSpan, isSeen: (hour: number) => boolean, value: number) => {
    const found: {atMs: number; value: number}[] = []
    for (let atMs = fromMs; atMs <= toMs; atMs += stepSeconds * 1000)
      if (isSeen(atMs / hourMs)) found.push({atMs, value})
    return found
  }
  return {
    title: 'Prometheus of a test',
    query: async () => [],
    alertRules: async () => [],
    range: async (expression, span) =>
      expression === anyPods
        ? [{labels: {}, points: points(span, any, 7)}]
        : [{labels: {pod: 'chat-engine-a', node: 'n'}, points: points(span, own, 2)}],
  }
}

const ask = async (prometheus: Prometheus | undefined, more: {bornAtMs?: number; startedAtMs?: number} = {}) => {
  const {bornAtMs, startedAtMs = 90 * hourMs} = more
  const running = [{name: 'chat-engine-a', gpus: 2, startedAtMs}]
  const ports = {prometheus: async () => prometheus, note: assert.fail}
  const {held, coverage} = await askHours(ports, {...choice, ...(bornAtMs !== undefined && {bornAtMs})}, running, asked)
  return {...coverage, gpuHours: held.reduce((sum, {gpuHours}) => sum + gpuHours, 0)}
}

describe('hours of pods', () => {
  it('that a watching server did not see did not run', async () => {
    const {gpuHours, openHours, gap} = await ask(
      server(
        (hour) => hour > 50,
        () => true,
      ),
    )
    assert.deepEqual([gpuHours, openHours, gap], [100, 0, undefined])
  })

  it('are open where the server recorded nothing at all', async () => {
    const {gpuHours, openHours, gap} = await ask(
      server(
        (hour) => hour > 50,
        (hour) => hour > 40,
      ),
    )
    assert.deepEqual([gpuHours, openHours, gap], [100, 40, 'nothing is recorded for 1d16h of it'])
  })

  it('are not open before it was made', async () => {
    const {openHours, gap} = await ask(
      server(
        (hour) => hour > 50,
        (hour) => hour > 40,
      ),
      {bornAtMs: 41 * hourMs},
    )
    assert.deepEqual([openHours, gap], [0, undefined])
  })

  it('without a server are those of the pods that run, and of others nothing is known', async () => {
    const {gpuHours, openHours, isOfNow, gap} = await ask(undefined, {bornAtMs: 30 * hourMs})
    assert.deepEqual([gpuHours, openHours, isOfNow], [20, 60, true])
    assert.equal(gap, 'pods before those that run now are not known')
  })
})
