export type RestoreMethod = 'snapshot' | 're-index' | 'add missing' | 'kept'

export interface RestoredIndex {
  readonly name: string
  readonly method: RestoreMethod
  readonly added: number
  readonly unchanged: number
}
