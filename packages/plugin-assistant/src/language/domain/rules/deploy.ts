import type {Frame} from '../frame.ts'
import type {KnownAccelerator, Understanding} from '../intent.ts'
import {asks, callOf, joined, modelOf, open, type Rule} from './answer.ts'

const hoursOf = {hour: 1, day: 24, month: 730}

export const deploys: Rule = (frame) => {
  if (!frame.has('deploy', 'create', 'start', 'need', 'want', 'add', 'canary')) return undefined
  if (frame.services.length > 0 && frame.models.length === 0) return undefined
  if (!frame.has('deploy') && frame.models.length === 0) return undefined
  const model = modelOf(frame)
  if (!model)
    return frame.has('deploy')
      ? open('which model shall I deploy?', ['list them: ome get models'], ['models'])
      : undefined
  if (model.kind === 'several') return model.answer
  if (frame.has('canary')) return canary(frame, model.name)
  const others = frame.models.slice(1).map((_meant, at) => {
    const other = modelOf(frame, at + 1)
    return other?.kind === 'one' ? deployment(frame, other.name, other.notes) : other?.answer
  })
  return others.reduce<Understanding>(
    (all, other) => (other ? joined(all, other) : all),
    deployment(frame, model.name, model.notes),
  )
}

/** Shares of a canary: 10 in a hundred when none are said. */
function canary(frame: Frame, model: string): Understanding {
  const share = Math.round(frame.quantities.percent ?? 10)
  const name = frame.services[0]?.name ?? frame.title
  if (name === undefined)
    return open('beside which service shall the canary stand?', [`say: canary ${model} on prod-llama with 10 percent`])
  const split = `prev:${100 - share},canary:${share}`
  return asks(
    'canary',
    callOf('deploy', {model, name, canary: true, 'traffic-split': split, namespace: frame.namespace}),
    {
      topics: ['models', 'services'],
    },
  )
}

function deployment(frame: Frame, model: string, chosen: readonly string[]): Understanding {
  const {quantities, has} = frame
  const isFast = has('fast', 'best') && !has('cheap')
  const limitUsdPerHour = limitOf(frame)
  const accelerator = frame.accelerator ?? preferred(frame, {isFast, isCheap: has('cheap') && !isFast})
  const scaling = scalingOf(frame, isFast)
  const monitoring = (isFast || has('monitoring')) && !has('unmonitored') ? true : undefined
  const name = frame.title
  const input = {
    model,
    name,
    ...scaling,
    accelerator: accelerator?.toString(),
    runtime: frame.runtimes[0],
    monitoring,
    namespace: frame.namespace,
  }
  const notes = [
    ...chosen,
    ...(frame.accelerator === undefined && accelerator !== undefined ? [reasonFor(frame, accelerator, isFast)] : []),
    ...(quantities.gpus === undefined
      ? []
      : [`the runtime decides how many GPUs a replica takes; you said ${quantities.gpus}`]),
  ]
  return asks('deploy', callOf('deploy', input), {
    notes,
    limitUsdPerHour,
    topics: ['models', 'accelerators', 'services'],
  })
}

function scalingOf({quantities, has}: Frame, isFast: boolean) {
  const {range, replicas} = quantities
  if (range) return {autoscale: true, 'min-replicas': range.min, 'max-replicas': range.max}
  if (replicas !== undefined) return {replicas}
  if (has('available-always')) return {autoscale: true, 'min-replicas': 2, 'max-replicas': 4}
  return (isFast || has('autoscale')) && !has('unscaled') ? {autoscale: true} : {}
}

/** What an hour may cost, from dollars for an hour, a day or a month. */
function limitOf({quantities: {usd, usdPer = 'hour'}}: Frame): number | undefined {
  return usd === undefined ? undefined : usd / hoursOf[usdPer]
}

/** The fastest or the cheapest class that has GPUs; none where nothing was said about either. */
function preferred(
  {vocabulary: {accelerators}}: Frame,
  {isFast, isCheap}: {readonly isFast: boolean; readonly isCheap: boolean},
): string | undefined {
  const there = accelerators.filter(({gpus}) => gpus > 0)
  const by = (figure: (one: KnownAccelerator) => number | undefined, sign: 1 | -1): string | undefined =>
    there.filter((one) => figure(one) !== undefined).sort((a, b) => sign * ((figure(a) ?? 0) - (figure(b) ?? 0)))[0]
      ?.name
  if (isFast) return by(({bandwidth}) => bandwidth, -1)
  return isCheap ? by(({usdPerHour}) => usdPerHour, 1) : undefined
}

function reasonFor({vocabulary: {accelerators}}: Frame, name: string, isFast: boolean): string {
  const one = accelerators.find((each) => each.name === name)
  return isFast
    ? `${name}: the fastest memory of the accelerators here (${one?.bandwidth} GB/s), which bounds the speed of answers`
    : `${name}: the cheapest of the accelerators here ($${one?.usdPerHour?.toFixed(2)} per GPU and hour, accelerator class)`
}
