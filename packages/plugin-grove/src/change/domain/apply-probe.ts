import type {KubeObject} from '@ome/sdk/kube'

/** What the server says to an object before it is applied. */
export interface Probe {
  /** As it would be. */
  readonly object: KubeObject
  /** Managers that own fields it changes. */
  readonly managers: readonly string[]
  readonly live?: KubeObject
}

export interface ApplyProbe {
  probe(object: KubeObject): Promise<Probe>
}

const people = /^(kubectl|helm|ome)/

/** Tools in people's hands give way; controllers would write their own value back. */
export const controllersAmong = (managers: readonly string[], creator: string | undefined): readonly string[] =>
  managers.filter((manager) => !people.test(manager) && manager !== creator)
