export interface IndexSummary {
  readonly index: string
  readonly chunks: number
}
