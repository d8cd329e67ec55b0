export interface GroveShow {
  readonly phase: string
  readonly pods: number
}

export interface GroveShowSource {
  /** The phase of every pod of a namespace, or of all. */
  phases(namespace: string | undefined): Promise<readonly string[]>
}

/** Counts equal phases; most pods first, then by name. */
export function countGroveShow(phases: readonly string[]): GroveShow[] {
  const groups = Map.groupBy(phases, (phase) => phase)
  const counted = [...groups].map(([phase, members]) => ({phase, pods: members.length}))
  return counted.sort((left, right) => right.pods - left.pods || (left.phase < right.phase ? -1 : 1))
}
