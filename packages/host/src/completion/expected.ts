import type {CompletionSource, ObjectWords} from '@ome/sdk/need'

export interface Candidate {
  readonly value: string
  readonly text?: string
}

/** What may stand where the cursor is. `values` are known now; `source` says where to look for more. */
export interface Expected {
  readonly candidates: readonly Candidate[]
  readonly source?: PlainSource
  /** Put before every candidate: `--output=` when the value is written with the flag. */
  readonly prefix?: string
}

/** A source that needs no other word of the line. */
export type PlainSource = Exclude<
  CompletionSource,
  {readonly object: ObjectWords} | {readonly values: readonly string[]}
>
