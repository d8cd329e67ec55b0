import type {Plan} from '@ome/sdk/plan'
import {decideScaling, type ScaleRequest} from '../domain/scaling.ts'
import type {ServiceStore} from '../domain/service-store.ts'
import type {ScalingWriter} from '../domain/service-writer.ts'
import {getService} from './get-service.ts'

export interface ScaleInput extends ScaleRequest {
  readonly name: string
  readonly namespace: string
}

/** The changes that give a service another number of replicas, stop it, or wake it. */
export async function planScale(store: ServiceStore, writer: ScalingWriter, input: ScaleInput): Promise<Plan> {
  const service = await getService(store, input)
  const scaling = decideScaling(service, input)
  const object = {kind: 'inferenceservice', name: service.name, namespace: service.namespace}
  if (scaling.kind === 'unchanged') return {changes: [{action: 'unchanged', object}]}
  if (scaling.kind === 'stop') {
    const pods = scaling.workloads.reduce((sum, {replicas}) => sum + replicas, 0)
    return {
      changes: writer.stop(service, scaling.workloads),
      asks: `Stop service "${service.name}"? ${pods} ${pods === 1 ? 'pod ends' : 'pods end'} and its URL answers no more.`,
      notes: [`a later \`ome scale service ${service.name} --replicas N\` wakes it`],
    }
  }
  return {changes: writer.resize(service, scaling.component, scaling.to, scaling.wakes)}
}
