import type {ServiceStore} from '@ome/inference-model/service-store'
import type {KaitoStore} from '@ome/kaito/kaito-store'
import type {BackendFinder, BackendName} from '../../domain/backend.ts'
import {byPlace, type Overview, overviewOf, overviewOfService} from '../domain/overview.ts'

export interface Everything {
  readonly rows: readonly Overview[]
  /** Rights that were missing. */
  readonly unread: readonly string[]
}

/** What every backend of a cluster runs, or the one that was chosen. */
export async function listEverything(
  ports: {
    readonly finder: Pick<BackendFinder, 'served'>
    readonly services: ServiceStore
    readonly store: KaitoStore
  },
  {namespace, backend}: {readonly namespace?: string | undefined; readonly backend?: BackendName | undefined},
): Promise<Everything> {
  const served = backend === undefined ? await ports.finder.served() : [backend]
  const [services, kaito] = await Promise.all([
    served.includes('ome') ? ports.services.list({namespace}) : [],
    served.includes('kaito') || served.length === 0 ? ports.store.list({namespace}) : {subjects: [], unread: []},
  ])
  const rows = [...services.map(overviewOfService), ...kaito.subjects.map(overviewOf)]
  return {rows: rows.sort(byPlace), unread: kaito.unread}
}
