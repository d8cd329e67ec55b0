/** What a person asked for; the flags of the line, or the answers of a conversation. */
export interface StartWish {
  readonly namespace: string
  readonly name: string
  readonly model?: string | undefined
  readonly method: string
  readonly input: readonly string[]
  readonly output?: string | undefined
  readonly pushSecret?: string | undefined
  readonly pullSecret?: string | undefined
  readonly config?: string | undefined
  /** As they were typed. */
  readonly epochs?: string | undefined
  readonly batchSize?: string | undefined
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

/** Each throws for an answer that will not do, without a look at the cluster. */
export interface AnswerChecks {
  model(typed: string): void
  method(typed: string): void
  input(typed: readonly string[]): void
  output(typed: string): void
  instanceType(typed: string): void
  epochs(typed: string): void
  batchSize(typed: string): void
}
