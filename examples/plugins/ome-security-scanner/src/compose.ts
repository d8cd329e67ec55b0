import type {Context} from '@ome/sdk/context'
import type {Inventory} from './domain/workload.ts'
import {uncovered} from './kube/network-policies.ts'
import {openServices} from './kube/services.ts'
import {workloads} from './kube/workloads.ts'

export async function inventory(context: Context): Promise<Inventory> {
  const kube = await context.kube()
  return {
    workloads: (namespace) => workloads(kube, namespace),
    openServices: (namespace) => openServices(kube, namespace),
    uncovered: uncovered(kube),
  }
}
