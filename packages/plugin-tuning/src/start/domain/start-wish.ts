/** What a person asked for; the flags of the line, or the answers of a conversation. */
export interface StartWish {
  readonly namespace: string
  readonly name: string
  readonly model?: string | undefined
  readonly method: string
  readonly input: readonly string[]
  readonly output?: string | undefined
  readonly pushSecret?: string | undefined
  readonly config?: string | undefined
  readonly epochs?: number | undefined
  readonly batchSize?: number | undefined
  /** `KEY=VALUE` each. */
  readonly settings: readonly string[]
  readonly instanceType?: string | undefined
  readonly nodeSelector: readonly string[]
  /** Another type takes the place of one that is too small. */
  readonly optimizes: boolean
  /** The plan says what the run takes and costs. */
  readonly estimates: boolean
  readonly expectedHours?: number | undefined
}
