import type {Service} from '@ome/inference-model/service'

export interface ServiceStore {
  find(namespace: string, name: string): Promise<Service | undefined>
  /** The service now and after every change of it or of what runs for it; undefined when it is gone. */
  follow(namespace: string, name: string): AsyncIterable<Service | undefined>
  /** Services of one namespace or of all of them, as their labels select. */
  list(query: {
    readonly namespace?: string | undefined
    readonly selector?: string | undefined
  }): Promise<readonly Service[]>
  /** Services of a namespace, for the name that was meant; none for a person who may not list them. */
  names(namespace: string): Promise<readonly string[]>
  /** True when a core Service of that name exists: a person may have meant it. */
  hasCoreService(namespace: string, name: string): Promise<boolean>
}
