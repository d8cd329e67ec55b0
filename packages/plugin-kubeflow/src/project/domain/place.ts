export interface PlaceStore {
  /** Whether its pods may be listed. */
  mayLook(namespace: string): Promise<boolean>
  /** Undefined when that may not be known. */
  exists(namespace: string): Promise<boolean | undefined>
  /** Names of namespaces, as far as they may be listed. */
  names(): Promise<readonly string[]>
}
