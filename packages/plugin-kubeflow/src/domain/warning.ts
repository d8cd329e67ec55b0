/** Something that went wrong with an object or what belongs to it, as the cluster's events tell. */
export interface Warning {
  readonly object: string
  readonly reason: string
  readonly message: string
  /** RFC 3339. */
  readonly at: string
}

/** `exceeded quota: NAME, requested: …, used: …, limited: …` of a refusal, undefined for other messages. */
export const quotaRefusal = ({message}: Warning): string | undefined => /exceeded quota:.*$/s.exec(message)?.[0]
