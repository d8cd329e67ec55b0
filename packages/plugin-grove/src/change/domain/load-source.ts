/** Requests that pods have in hand: running and waiting. Pods that do not tell are left out. */
export interface LoadSource {
  inHand(namespace: string, pods: ReadonlySet<string>): Promise<ReadonlyMap<string, number>>
}
