import {parsePrometheusText} from '@ome/engine-metrics/prometheus-text'
import {OmeError} from '@ome/sdk/errors'
import type {RagService} from '../../domain/rag-service.ts'
import {type OperationMetrics, operationMetrics} from '../domain/service-metrics.ts'

/** What the service counted since it started. */
export async function measureEngine(service: RagService, engine: string): Promise<readonly OperationMetrics[]> {
  const exposition = parsePrometheusText(await service.metrics())
  if (exposition.samples.size > 0) return operationMetrics(exposition)
  throw new OmeError('failed', `ragengine "${engine}" answers /metrics with what is no page of metrics`)
}
