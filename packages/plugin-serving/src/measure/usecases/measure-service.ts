import type {Measurement} from '@ome/engine-metrics/measure-engines'
import {OmeError} from '@ome/sdk/errors'
import {enginePods, type GpuMeasurement, type Measured, type ServiceMeasurements} from '../domain/measured-service.ts'
import type {MeasureInput, Measuring, ReadService} from '../domain/measuring.ts'
import {measureHistory, openHistory} from './measure-history.ts'
import {measurePods} from './measure-pods.ts'

/**
 * The metrics of a service now, and again after every interval: from a Prometheus that has them, else from its pods.
 * Throws when nothing can be said at all.
 */
export async function* followMetrics(
  ports: Measuring,
  readService: ReadService,
  input: MeasureInput,
): AsyncGenerator<ServiceMeasurements> {
  const service = await readService()
  const {history, note} = await openHistory(ports, service, input)
  const notes = note === undefined ? [] : [note]
  const found = history
    ? measureHistory(ports, history, readService, input)
    : measurePods(ports, service, readService, input)
  let isFirst = true
  for await (const measurements of found) {
    if (isFirst) refuseEmpty(measurements, service)
    yield isFirst ? {...measurements, notes: [...notes, ...measurements.notes]} : measurements
    isFirst = false
  }
}

/** The first of {@link followMetrics}. */
export async function measureService(
  ports: Measuring,
  readService: ReadService,
  input: MeasureInput,
): Promise<ServiceMeasurements> {
  for await (const measurements of followMetrics(ports, readService, input)) return measurements
  throw new OmeError('bug', 'nothing was measured')
}

const isThere = (each: Measurement | GpuMeasurement): boolean => each.kind !== 'missing'

/** Rows that all lack a value help nobody: then it is an error, that of rights before others. */
function refuseEmpty({engines, gpus, source, denied, silent}: ServiceMeasurements, service: Measured): void {
  if (engines.length === 0 || [...engines, ...gpus].some(isThere)) return
  const {noun = 'service', name, namespace} = service
  if (denied) throw denied
  if (source.kind === 'pods' && enginePods(service).length === 0)
    throw new OmeError('failed', `no pod of ${noun} "${name}" runs`, [
      `see why: ome status ${noun} ${name} -n ${namespace}`,
    ])
  if (silent !== undefined)
    throw new OmeError('unreachable', `no engine of ${noun} "${name}" told its metrics: ${silent}`, [
      `see how it is: ome health ${noun} ${name} -n ${namespace}`,
    ])
}
