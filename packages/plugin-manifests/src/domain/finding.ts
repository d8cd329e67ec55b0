/** One thing that a check of manifests found. */
export interface Finding {
  readonly source: string
  /** `inferenceservice/chat in ml-team`; `-` where there is none. */
  readonly object: string
  readonly level: 'error' | 'warning'
  readonly rule: string
  readonly message: string
}
