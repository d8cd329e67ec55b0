import type {SetTemplate} from '../../domain/grove-objects.ts'

export interface Side {
  /** `revision 2`, or `live`. */
  readonly title: string
  readonly revision?: number
  readonly template: SetTemplate
  readonly images: Readonly<Record<string, string>>
}

export interface RevisionDifference {
  readonly set: string
  readonly from: Side
  readonly to: Side
}
