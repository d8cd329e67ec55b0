export interface Placed {
  readonly namespace: string
  /** The connection flags that were typed, as words of a shell. */
  readonly connection?: string | undefined
}

/** Words that lead a command line in a hint to the same namespace of the same cluster. */
export const placeWords = ({namespace, connection}: Placed): string =>
  [`-n ${namespace}`, connection].filter(Boolean).join(' ')
